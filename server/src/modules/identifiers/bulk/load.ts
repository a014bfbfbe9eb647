// A load of identifiers from a file into a running node: in calls of thousands, some under way at once. How far
// everything has been acknowledged is kept beside the file, so that a load that was broken off goes on there.
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import type { Disk } from '../../../kernel/world/disk.ts';
import type { Registration, RegistrationOutcome } from '../api.ts';
import { linesOf } from './lines.ts';
import { readItem } from './read-item.ts';

export type LoadResult = {
  readonly line: number;
  readonly handle: string;
  readonly outcome: RegistrationOutcome | 'refused';
  readonly code?: string;
  readonly message?: Bilingual;
};

export type LoadTally = Record<LoadResult['outcome'], number>;

export type LoadOptions = {
  readonly disk: Disk;
  readonly file: string;
  /** Sends one call; resolves when it is durable. */
  readonly send: (items: readonly Registration[]) => Promise<{
    outcomes: readonly LoadResult['outcome'][];
    failures: readonly { at: number; code: string; message: Bilingual }[];
  }>;
  /** Results in the order of the lines. */
  readonly told: (results: readonly LoadResult[]) => void;
  readonly tallied: (tally: LoadTally, line: number) => void;
  readonly itemsPerCall: number;
  /** False for a stream, of which nothing can be kept. */
  readonly resumes: boolean;
  readonly signal: AbortSignal;
};

/** Calls under way at once: the node commits one while the next is read. */
const callsMax = 4;

export const progressName = (file: string): string => `${file}.progress`;

type Progress = { readonly bytes: number; readonly line: number };

/** Undefined when there is no such file. `resumedAt` is the last line of the run before, 0 for a new one. */
export async function load(
  options: LoadOptions,
): Promise<{ tally: LoadTally; resumedAt: number } | undefined> {
  const { disk, file, resumes } = options;
  const parts = await disk.readParts(file);
  if (parts === undefined) return undefined;
  const bytes = (await disk.size(file)) ?? 0;
  const resumedAt = resumes ? await lineBefore(disk, file, bytes) : 0;
  const tally: LoadTally = { registered: 0, unchanged: 0, updated: 0, conflict: 0, refused: 0 };
  const keep = async (line: number): Promise<void> => {
    options.tallied(tally, line);
    if (!resumes) return;
    const progress: Progress = { bytes, line };
    await disk.write(progressName(file), Buffer.from(JSON.stringify(progress)));
  };
  const calls = new Calls(options, tally, keep);
  let batch = new Batch();
  for await (const { number, text } of linesOf(parts)) {
    if (options.signal.aborted) break;
    if (number <= resumedAt) continue;
    batch.add(number, text);
    if (batch.size < options.itemsPerCall) continue;
    await calls.begin(batch);
    batch = new Batch();
  }
  if (batch.size > 0 && !options.signal.aborted) await calls.begin(batch);
  await calls.ended();
  if (resumes && !options.signal.aborted) await disk.remove(progressName(file));
  return { tally, resumedAt };
}

/** A file of another length is another file. */
async function lineBefore(disk: Disk, file: string, bytes: number): Promise<number> {
  const kept = await disk.read(progressName(file));
  if (kept === undefined) return 0;
  try {
    const progress = JSON.parse(Buffer.from(kept).toString()) as Progress;
    return progress.bytes === bytes && Number.isInteger(progress.line) ? progress.line : 0;
  } catch {
    return 0;
  }
}

/** The lines of one call: items to send, and what could not be read. */
class Batch {
  readonly items: Registration[] = [];
  readonly lines: { line: number; handle: string; fault?: Bilingual }[] = [];

  get size(): number {
    return this.lines.length;
  }

  add(line: number, text: string): void {
    const read =
      text === 'too-long'
        ? { ok: false as const, fault: { en: 'the line is too long', zh: '该行过长' } }
        : readItem(text);
    if (read.ok) {
      this.items.push(read.item);
      this.lines.push({ line, handle: read.item.handle });
    } else this.lines.push({ line, handle: '', fault: read.fault });
  }
}

class Calls {
  readonly #options: LoadOptions;
  readonly #tally: LoadTally;
  readonly #keep: (line: number) => Promise<void>;
  #last: Promise<void> = Promise.resolve();
  #underWay = 0;
  #room: (() => void) | undefined;
  #failed: unknown;

  constructor(options: LoadOptions, tally: LoadTally, keep: (line: number) => Promise<void>) {
    this.#options = options;
    this.#tally = tally;
    this.#keep = keep;
  }

  /** Sends at once, and waits while too many are under way. Results are told in order. */
  async begin(batch: Batch): Promise<void> {
    if (this.#failed !== undefined) throw this.#failed;
    const answer = batch.items.length === 0 ? nothing : this.#options.send(batch.items);
    answer.catch(() => {}); // told below, in its turn
    this.#underWay += 1;
    this.#last = this.#last
      .then(async () => this.#settle(batch, await answer))
      .catch((error: unknown) => void (this.#failed ??= error))
      .finally(() => {
        this.#underWay -= 1;
        this.#room?.();
      });
    if (this.#underWay >= callsMax) await new Promise<void>((resolve) => (this.#room = resolve));
    if (this.#failed !== undefined) throw this.#failed;
  }

  async ended(): Promise<void> {
    await this.#last;
    if (this.#failed !== undefined) throw this.#failed;
  }

  async #settle(batch: Batch, answer: Awaited<ReturnType<LoadOptions['send']>>): Promise<void> {
    if (this.#failed !== undefined) return; // what follows a call that failed is not acknowledged
    const why = new Map(answer.failures.map((failure) => [failure.at, failure]));
    let sent = 0;
    const results = batch.lines.map(({ line, handle, fault }): LoadResult => {
      if (fault !== undefined) return { line, handle, outcome: 'refused', message: fault };
      const failure = why.get(sent);
      const outcome = answer.outcomes[sent++] ?? 'refused';
      if (failure === undefined) return { line, handle, outcome };
      return { line, handle, outcome, code: failure.code, message: failure.message };
    });
    for (const { outcome } of results) this.#tally[outcome] += 1;
    this.#options.told(results);
    await this.#keep(results.at(-1)?.line ?? 0);
  }
}

const nothing = Promise.resolve({ outcomes: [], failures: [] });
