// Steps of one rank become durable: all that wait go into one write and one `fdatasync`. Nothing overtakes within the
// rank, so numbers lie on disk in the order they were given; what the disk refuses is written again until it works.
import type { Log } from '../../../kernel/log/log.ts';
import { sleep, type Clock } from '../../../kernel/world/clock.ts';
import { isFailure } from '../../../kernel/failure/failure.ts';
import { outboxFailures } from '../failures.ts';
import type { Depot } from './depot.ts';

/** Frames of one step. */
export type Step = {
  readonly frames: readonly Uint8Array[];
  readonly readings: number;
  /** Called when it is durable, before others can take it to be sent. */
  readonly written: () => void;
};

export type Room = {
  /** Resolves when so many bytes fit; false when there is no hope and the writer should ask again later. */
  make(bytes: number, diskFull: boolean): Promise<boolean>;
};

export type StepWriterOptions = {
  readonly rank: number;
  readonly depot: Depot;
  readonly room: Room;
  readonly clock: Clock;
  readonly log: Log;
};

type Waiting = { readonly step: Step; resolve(): void; reject(error: Error): void };

const groupBytesMax = 4 * 1024 * 1024;
const againFirstMs = 50;
const againMaxMs = 1_000;

export class StepWriter {
  readonly #options: StepWriterOptions;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  readonly #closing = new AbortController();
  held = false;

  constructor(options: StepWriterOptions) {
    this.#options = options;
  }

  /** Durable when it resolves. Fails with `outbox.closed`. */
  write(step: Step): Promise<void> {
    if (this.#closing.signal.aborted) return Promise.reject(outboxFailures.closed());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ step, resolve, reject });
      this.#writing ??= this.#run();
    });
  }

  /** What waits is written if the disk takes it at once; the rest is refused. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#writing;
  }

  async #run(): Promise<void> {
    await Promise.resolve(); // those who write in the same moment share the first sync too
    while (this.#waiting.length > 0) {
      const group = this.#nextGroup();
      try {
        await this.#untilWritten(group.map(({ step }) => step));
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error as Error);
      }
    }
    this.#writing = undefined;
  }

  #nextGroup(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const { step } of this.#waiting) {
      bytes += bytesOf([step]);
      if (count > 0 && bytes > groupBytesMax) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #untilWritten(steps: readonly Step[]): Promise<void> {
    const { room, clock, log } = this.#options;
    const bytes = bytesOf(steps);
    let diskFull = false;
    let pauseMs = againFirstMs;
    for (let tries = 1; ; tries += 1) {
      try {
        if (await room.make(bytes, diskFull)) {
          this.held = false;
          return await this.#write(steps, bytes);
        }
        this.held = true;
      } catch (error) {
        if (!isFailure(error)) throw error;
        diskFull = isFailure(error, 'world.disk-full');
        log.error('not-written', { error, tries });
      }
      if (this.#closing.signal.aborted) throw outboxFailures.closed();
      await sleep(clock, pauseMs, this.#closing.signal);
      pauseMs = Math.min(pauseMs * 2, againMaxMs);
    }
  }

  async #write(steps: readonly Step[], bytes: number): Promise<void> {
    const { depot, rank } = this.#options;
    const segment = await depot.toWrite(rank, bytes);
    const ends: number[] = [];
    let end = 0;
    for (const step of steps) ends.push((end += bytesOf([step])));
    await segment.write(
      steps.flatMap(({ frames }) => frames),
      ends,
    );
    for (const step of steps) {
      segment.readings += step.readings;
      step.written();
    }
    depot.changed();
  }
}

function bytesOf(steps: readonly Step[]): number {
  let bytes = 0;
  for (const { frames } of steps) for (const frame of frames) bytes += frame.length;
  return bytes;
}
