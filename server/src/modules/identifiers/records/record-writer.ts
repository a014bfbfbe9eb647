// The only writer of a record store. Calls that arrive while a commit is under way wait, and share the next
// one: what stands there is read, all of them are decided in order, and records, versions, log and shapes
// go down as one step, sorted by key.
import type { NamePut, NamesStore } from '../../../stores/names/names.ts';
import { Decisions, type Effect } from './decisions.ts';
import { logKey, versionKey } from './internal-keys.ts';
import { encodeLog } from './log-entry.ts';
import { putUint48 } from './numbers.ts';
import { countedAfter } from './record-counts.ts';
import { stamp } from './record-layout.ts';
import type { ChangeOutcome, Followed, RecordChange, WriteOptions } from './record-store.ts';
import type { Shape } from './shape.ts';
import { Shapes } from './shapes.ts';
import { stateEntry, type StoreState } from './store-state.ts';

/** One commit takes about this many changes; more would keep the process from answering reads. */
const commitChangesTarget = 8_000;

type Call = {
  readonly changes: readonly RecordChange[];
  readonly options: WriteOptions;
  readonly resolve: (outcomes: ChangeOutcome[]) => void;
  readonly reject: (error: unknown) => void;
};

/** Work on the store's own entries: what to write beside, and the state behind it. */
export type Upkeep = (state: StoreState) => Promise<{ puts: NamePut[]; state: StoreState }>;

export type WriterOptions = {
  readonly names: NamesStore;
  readonly shapes: Shapes;
  readonly state: StoreState;
  readonly nowMs: () => number;
  readonly keepsVersions: boolean;
  readonly committed: (
    position: number,
    changed: readonly { readonly key: string }[],
  ) => Promise<void>;
};

export class RecordWriter {
  readonly #options: WriterOptions;
  #state: StoreState;
  #waiting: Call[] = [];
  #last: Promise<unknown> = Promise.resolve();
  #running = false;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#state = options.state;
  }

  get state(): StoreState {
    return this.#state;
  }

  write(changes: readonly RecordChange[], options: WriteOptions): Promise<ChangeOutcome[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ changes, options, resolve, reject });
      if (this.#running) return;
      this.#running = true;
      void this.#inTurn(() => this.#commitWaiting());
    });
  }

  /** Between two commits. */
  upkeep(work: Upkeep): Promise<void> {
    return this.#inTurn(async () => {
      const { puts, state } = await work(this.#state);
      await this.#options.names.put([...puts, stateEntry(state)]);
      this.#state = state;
    });
  }

  /** Resolves when all that was asked for is done. */
  async ended(): Promise<void> {
    await this.#last;
  }

  #inTurn<R>(work: () => Promise<R>): Promise<R> {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => {});
    return mine;
  }

  async #commitWaiting(): Promise<void> {
    while (this.#waiting.length > 0) {
      const calls = this.#takeCalls();
      try {
        const outcomes = await this.#commit(calls);
        calls.forEach(({ resolve, reject }, at) => {
          const outcome = outcomes[at];
          if (Array.isArray(outcome)) resolve(outcome);
          else reject(outcome);
        });
      } catch (error) {
        for (const { reject } of calls) reject(error);
      }
    }
    this.#running = false;
  }

  #takeCalls(): Call[] {
    let count = 0;
    let changes = 0;
    for (const call of this.#waiting) {
      // What is copied has a time of its own, and so a commit of its own.
      if (count > 0 && call.options.copied !== undefined) break;
      count++;
      if (call.options.copied !== undefined) break;
      changes += call.changes.length;
      if (changes >= commitChangesTarget) break;
    }
    return this.#waiting.splice(0, count);
  }

  /** The outcomes of each call, or what is wrong with it; that spoils no other. */
  async #commit(calls: readonly Call[]): Promise<(ChangeOutcome[] | Error)[]> {
    const { names, shapes, nowMs, committed } = this.#options;
    const copied = calls[0]?.options.copied;
    const timeMs = copied?.timeMs ?? Math.max(this.#state.timeMs, Math.floor(nowMs()));
    const decisions = new Decisions(names, shapes, timeMs);
    const outcomes: (ChangeOutcome[] | Error)[] = [];
    for (const { changes, options } of calls) outcomes.push(await decisions.of(changes, options));
    const { effects } = decisions;
    const isNothing = copied === undefined ? effects.length === 0 : outcomes[0] instanceof Error;
    if (isNothing) return outcomes;
    const followed = copied?.followed ?? this.#state.followed;
    const { puts, state } = this.#step(effects, {
      timeMs,
      followed,
      isPage: copied?.isPage === true,
    });
    await names.put(puts);
    for (const { shape } of effects) if (shape !== undefined) shape.saved = true;
    this.#state = state;
    await committed(state.position, effects);
    return outcomes;
  }

  /** All that one commit writes, in the order of the keys. */
  #step(
    effects: Effect[],
    {
      timeMs,
      followed,
      isPage,
    }: { timeMs: number; followed: Followed | undefined; isPage: boolean },
  ): { puts: NamePut[]; state: StoreState } {
    const { keepsVersions } = this.#options;
    const sorted = sortedByKey(effects);
    const first = this.#state.position + 1;
    const records: NamePut[] = [];
    const versions: NamePut[] = [];
    const unsaved = new Set<Shape>();
    let lost = false;
    for (let n = 0; n < sorted.length; n++) {
      const effect = sorted[n] as Effect;
      const { key, before, value, shape } = effect;
      if (value !== null) stamp(value, first + n, timeMs);
      if (shape?.saved === false) unsaved.add(shape);
      if (before !== undefined && keepsVersions) {
        versions.push({ key: versionKey(key, first + n), value: ended(before, timeMs) });
      } else if (before !== undefined) lost = true;
      if (sorted[n + 1]?.key !== key) records.push(effect);
    }
    let position = this.#state.position;
    const log = encodeLog(sorted, timeMs).map(({ entry, count }) => ({
      key: logKey((position += count)),
      value: entry,
    }));
    // A copy brings no history, so what was before it is not known here.
    const historyFromMs = lost || isPage ? timeMs : this.#state.historyFromMs;
    const counts = countedAfter(this.#state.counts, sorted);
    const state = {
      ...this.#state,
      ...{ position, timeMs, historyFromMs, counts },
      ...(followed === undefined ? {} : { followed }),
    };
    const kept = [...unsaved].map(Shapes.entryOf);
    return { puts: [...versions, ...log, stateEntry(state), ...kept, ...records], state };
  }
}

/** A version that is no more: until when it was, and the record as it stood. */
function ended(before: Uint8Array, untilMs: number): Uint8Array {
  const version = new Uint8Array(6 + before.length);
  putUint48(version, 0, untilMs);
  version.set(before, 6);
  return version;
}

/** Of one key in the order in which they were decided; a load is mostly sorted already. */
function sortedByKey(effects: Effect[]): Effect[] {
  for (let n = 1; n < effects.length; n++) {
    if ((effects[n - 1] as Effect).key > (effects[n] as Effect).key) {
      return effects.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    }
  }
  return effects;
}
