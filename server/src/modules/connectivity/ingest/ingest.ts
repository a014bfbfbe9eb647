// From readings one by one to durable batches: gathered for at most a few hundredths of a second, at
// most two on their way at once, and a bound on what waits, beyond which the source must stop reading.
// A part becomes durable with the readings it rests on, in one step, so that no crash can come between.
import { Failure } from '../../../kernel/failure/failure.ts';
import type { Clock, Timer } from '../../../kernel/world/clock.ts';
import { sleep } from '../../../kernel/world/clock.ts';
import type { Quality, ReadingColumns, ReadingValue } from '../../../stores/series/series.ts';
import type { StepKey } from '../../../wire/tier/facts.ts';
import type { PartFinished } from '../api.ts';
import { ColumnBatch } from './column-batch.ts';

export type IngestLimits = {
  readonly batchReadingsMax: number;
  readonly batchWaitMs: number;
  /** Beyond this many readings not yet durable (long texts count as several), `onFull` is called. */
  readonly waitingReadingsMax: number;
};

/** What becomes durable in one step, or not at all. */
export type StoreStep = (step: {
  /** Absent where only parts are told. */
  readonly readings?: ReadingColumns;
  readonly parts: readonly PartFinished[];
  /** Under which it was sent. */
  readonly keys: readonly StepKey[];
}) => Promise<void>;

export type Stored = { readonly readings: number; readonly parts: number; readonly tookMs: number };

export type IngestOptions = {
  readonly clock: Clock;
  readonly limits: IngestLimits;
  /** Identifiers of the source's signals; it may grow. */
  readonly identifiers: readonly string[];
  readonly store: StoreStep;
  readonly onFull: () => void;
  readonly onRoom: () => void;
  readonly onStored: (stored: Stored) => void;
  /** Readings that the store will never take. */
  readonly onLost: (readings: number) => void;
  /** A store that refuses: it is tried again unless it never will take them; called for each try. */
  readonly onTrouble: (error: unknown, tries: number) => void;
};

type Closed = {
  readonly number: number;
  readonly batch: ColumnBatch;
  readonly parts: readonly PartFinished[];
  readonly keys: readonly StepKey[];
  /** Of readings and parts together, and of keys with less. */
  readonly weight: number;
};
type Waiter = { readonly number: number; resolve(): void; reject(error: Error): void };

const inFlightMax = 2;
const retryFirstMs = 200;
const retryMaxMs = 10_000;

export class Ingest {
  readonly #options: IngestOptions;
  readonly #closed: Closed[] = [];
  #open: ColumnBatch;
  #parts: PartFinished[] = [];
  #keys: StepKey[] = [];
  /** What is told now must not be torn apart. */
  #isTogether = false;
  /** Of keys too under which less was told than they are. */
  #partsWeight = 0;
  #timer: Timer | undefined;
  #closedAtMs = -Infinity;
  #inFlight = 0;
  #waiting = 0;
  #waitingWeight = 0;
  #full = false;
  /** The number of the batch that is open now. */
  #openNumber = 1;
  /** Numbers of batches not yet durable. */
  readonly #pending = new Set<number>();
  #waiters: Waiter[] = [];
  #idle: (() => void)[] = [];
  readonly #givenUp = new AbortController();

  constructor(options: IngestOptions) {
    this.#options = options;
    this.#open = new ColumnBatch(options.identifiers);
  }

  /** Readings that are not durable yet. */
  get waiting(): number {
    return this.#waiting;
  }

  add(
    signal: number,
    times: { sourceTimeUs: number; serverTimeUs: number },
    told: { value: ReadingValue; quality: Quality },
  ): void {
    const weight = this.#open.add(signal, times, told);
    this.#waiting += 1;
    this.#weigh(weight);
  }

  /** Durable with the batch that is open now. Each of its values weighs as a reading does. */
  finished(part: PartFinished): void {
    this.#parts.push(part);
    const weight = 1 + part.values.length;
    this.#partsWeight += weight;
    this.#weigh(weight);
  }

  get #openWeight(): number {
    return this.#open.weight + this.#partsWeight;
  }

  get #isHeavy(): boolean {
    const { batchReadingsMax } = this.#options.limits;
    return Math.max(this.#open.weight, this.#partsWeight) >= batchReadingsMax;
  }

  #weigh(weight: number): void {
    this.#waitingWeight += weight;
    const { limits } = this.#options;
    if (!this.#isTogether && this.#isHeavy) this.#close();
    else this.#closeSoon();
    if (!this.#full && this.#waitingWeight >= limits.waitingReadingsMax) {
      this.#full = true;
      this.#options.onFull();
    }
  }

  /** All that `tell` adds becomes durable in one step with the keys, or nothing of it. */
  together(keys: readonly StepKey[], tell: () => void): void {
    const before = this.#openWeight;
    this.#isTogether = true;
    try {
      tell();
    } finally {
      this.#isTogether = false;
    }
    this.#keys.push(...keys);
    const lacking = Math.max(0, keys.length - (this.#openWeight - before));
    this.#partsWeight += lacking;
    this.#weigh(lacking);
  }

  /** Resolves when all that was added so far is durable; rejects when that is given up. */
  durable(): Promise<void> {
    const open = !this.#isEmpty;
    const number = open ? this.#openNumber : this.#openNumber - 1;
    if (!open && this.#pending.size === 0) return Promise.resolve();
    if (open) this.#closeSoon();
    return new Promise((resolve, reject) => this.#waiters.push({ number, resolve, reject }));
  }

  /** Resolves when everything is durable and told, or after `withinMs`; returns what was given up. */
  async stop(withinMs: number): Promise<number> {
    this.#close();
    const done = this.#busy()
      ? new Promise<void>((resolve) => this.#idle.push(resolve))
      : undefined;
    await Promise.race([done, sleep(this.#options.clock, withinMs, this.#givenUp.signal)]);
    this.#givenUp.abort();
    for (const { reject } of this.#waiters.splice(0)) reject(new Error('the source stopped'));
    return this.#waiting;
  }

  /** At once after a silence (with the rest of the line), otherwise when the last batch is old enough. */
  #closeSoon(): void {
    if (this.#timer) return;
    const { limits, clock } = this.#options;
    const age = clock.monotonicMs() - this.#closedAtMs;
    this.#timer = clock.after(Math.max(0, limits.batchWaitMs - age), () => this.#close());
  }

  #close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#closedAtMs = this.#options.clock.monotonicMs();
    if (this.#isEmpty) return;
    const number = this.#openNumber++;
    this.#pending.add(number);
    const [parts, keys] = [this.#parts, this.#keys];
    const weight = this.#openWeight;
    this.#closed.push({ number, batch: this.#open, parts, keys, weight });
    this.#open = this.#open.next();
    [this.#parts, this.#keys] = [[], []];
    this.#partsWeight = 0;
    this.#pump();
  }

  #pump(): void {
    while (this.#inFlight < inFlightMax) {
      const next = this.#closed.shift();
      if (!next) break;
      this.#inFlight += 1;
      void this.#send(next).finally(() => {
        this.#inFlight -= 1;
        this.#pump();
        if (!this.#busy()) for (const resolve of this.#idle.splice(0)) resolve();
      });
    }
  }

  async #send({ number, batch, parts, keys, weight }: Closed): Promise<void> {
    const { clock, store, onStored, onLost } = this.#options;
    const begun = clock.monotonicMs();
    const readings = batch.length;
    const step = { ...(readings === 0 ? {} : { readings: batch.columns() }), parts, keys };
    if (await this.#retry(() => store(step))) {
      onStored({ readings, parts: parts.length, tookMs: clock.monotonicMs() - begun });
    } else if (!this.#givenUp.signal.aborted && readings > 0) onLost(readings);
    if (!this.#givenUp.signal.aborted) this.#release(number, readings, weight);
  }

  #release(number: number, readings: number, weight: number): void {
    this.#settle(number);
    this.#waiting -= readings;
    this.#waitingWeight -= weight;
    if (this.#full && this.#waitingWeight <= this.#options.limits.waitingReadingsMax / 2) {
      this.#full = false;
      this.#options.onRoom();
    }
  }

  #settle(number: number): void {
    this.#pending.delete(number);
    if (this.#waiters.length === 0) return;
    // What is still gathered is not durable either, though nobody has sent it yet.
    const oldest = Math.min(...this.#pending, this.#openNumber);
    const ready = this.#waiters.filter((waiter) => waiter.number < oldest);
    if (ready.length === 0) return;
    this.#waiters = this.#waiters.filter((waiter) => waiter.number >= oldest);
    for (const { resolve } of ready) resolve();
  }

  /** Until it works; false when the source is stopped, or the store will never take what it was given. */
  async #retry(work: () => Promise<void>): Promise<boolean> {
    let pauseMs = retryFirstMs;
    for (let tries = 1; !this.#givenUp.signal.aborted; tries += 1) {
      try {
        await work();
        return true;
      } catch (error) {
        this.#options.onTrouble(error, tries);
        // One such batch must not keep all that the machine says after it.
        if (error instanceof Failure && error.kind === 'invalid') return false;
        await sleep(this.#options.clock, pauseMs, this.#givenUp.signal);
        pauseMs = Math.min(pauseMs * 2, retryMaxMs);
      }
    }
    return false;
  }

  /** Nothing is gathered. */
  get #isEmpty(): boolean {
    return this.#open.length + this.#parts.length + this.#keys.length === 0;
  }

  #busy(): boolean {
    return this.#inFlight > 0 || this.#closed.length > 0;
  }
}
