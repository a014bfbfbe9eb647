// Reads a file of assets on another thread, bounded in memory and time: what people upload is unpacked and parsed where
// it cannot stop the program.
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Threads } from '../../../kernel/world/threads.ts';
import { assetsFailures } from '../failures.ts';
import { readTables, type ReadOutcome, type ReadTables } from './read-file.ts';
import type { ReadPiece } from './read-thread.ts';
import type { ImportProblem } from './schemas.ts';
import type { Row } from './table.ts';

export type ReadingApart = {
  readonly clock: Clock;
  /** Absent where nothing can run beside this thread: then it is read here. */
  readonly threads?: Threads | undefined;
  readonly timeoutMs?: number;
  /** Of its heap; 200,000 rows of a spreadsheet take half of what is usual. */
  readonly heapMegabytesMax?: number;
};

const entry = new URL('./read-thread.ts', import.meta.url);
const usualTimeoutMs = 120_000;
const usualHeapMegabytes = 1_536;

const tooMuch: Bilingual = {
  en: 'reading it takes too much memory or time; its sheets may reach over millions of cells',
  zh: '读取所需内存或时间过多；其工作表可能覆盖数百万个单元格',
};

/** Fails with `assets.bad-file`. */
export async function readApart(bytes: Uint8Array, given: ReadingApart): Promise<ReadTables> {
  const outcome = given.threads
    ? await onThread(bytes, given.threads, given)
    : await readTables(bytes);
  if (outcome.ok) return outcome.read;
  const { en, zh } = outcome.reason;
  throw assetsFailures['bad-file']({ reason: en, reasonZh: zh });
}

function onThread(
  bytes: Uint8Array,
  threads: Threads,
  { clock, timeoutMs = usualTimeoutMs, heapMegabytesMax = usualHeapMegabytes }: ReadingApart,
): Promise<ReadOutcome> {
  return new Promise((resolve) => {
    const assets: Row[] = [];
    const relations: Row[] = [];
    const problems: ImportProblem[] = [];
    const hear = (piece: ReadPiece): void => {
      if (!piece.ok) {
        resolve(piece);
        void thread.terminate();
        return;
      }
      for (const row of piece.read.tables.assets) assets.push(row);
      for (const row of piece.read.tables.relations) relations.push(row);
      for (const problem of piece.read.problems) problems.push(problem);
      if (piece.isLast) resolve({ ok: true, read: { tables: { assets, relations }, problems } });
      else clock.after(0, () => thread.post('more'));
    };
    const thread = threads.start(entry, bytes, {
      heapMegabytesMax,
      onMessage: (message) => hear(message as ReadPiece),
      onEnd: () => {
        timer.cancel();
        resolve({ ok: false, reason: tooMuch });
      },
    });
    const timer = clock.after(timeoutMs, () => void thread.terminate());
  });
}
