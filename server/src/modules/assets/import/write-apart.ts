// Writes a spreadsheet on another thread, bounded in memory and time, beside the one that reads them.
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Threads } from '../../../kernel/world/threads.ts';
import { assetsFailures } from '../failures.ts';
import { workbookOf, type ExportRelation, type ExportRow } from './workbook.ts';
import type { Piece } from './write-thread.ts';

export type WritingApart = {
  readonly clock: Clock;
  /** Absent where nothing can run beside this thread: then it is written here. */
  readonly threads?: Threads | undefined;
  readonly timeoutMs?: number;
  readonly heapMegabytesMax?: number;
};

const entry = new URL('./write-thread.ts', import.meta.url);
const usualTimeoutMs = 120_000;
const usualHeapMegabytes = 1_536;

export type Pieces = AsyncIterable<Omit<Piece, 'isLast'>>;

/** Fails with `assets.too-large-export`. */
export async function writeApart(pieces: Pieces, given: WritingApart): Promise<Uint8Array> {
  const { clock, threads } = given;
  if (!threads) {
    const rows: ExportRow[] = [];
    const relations: ExportRelation[] = [];
    for await (const piece of pieces) {
      for (const row of piece.rows) rows.push(row);
      for (const relation of piece.relations) relations.push(relation);
    }
    return workbookOf({ rows, relations });
  }
  const { timeoutMs = usualTimeoutMs, heapMegabytesMax = usualHeapMegabytes } = given;
  const { promise, resolve } = Promise.withResolvers<Uint8Array | undefined>();
  const thread = threads.start(entry, undefined, {
    heapMegabytesMax,
    onMessage: (message) => resolve(message as Uint8Array),
    onEnd: () => resolve(undefined),
  });
  const timer = clock.after(timeoutMs, () => resolve(undefined));
  try {
    for await (const piece of pieces) thread.post({ ...piece, isLast: false } satisfies Piece);
    thread.post({ rows: [], relations: [], isLast: true } satisfies Piece);
    const bytes = await promise;
    if (!bytes) throw assetsFailures['too-large-export']();
    return bytes;
  } finally {
    timer.cancel();
    void thread.terminate();
  }
}
