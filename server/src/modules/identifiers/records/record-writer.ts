// The only writer of a record store. Calls that arrive while a commit is under way wait, and share the next
// one: what stands there is read, all of them are decided in order, and records, versions, log and shapes
// go down as one step, sorted by key.
import { assert } from '../../../kernel/failure/assert.ts';
import type { Answer, NamePut, NamesStore } from '../../../stores/names/names.ts';
import { logKey, versionKey } from './internal-keys.ts';
import { encodeLog } from './log-entry.ts';
import { putUint48 } from './numbers.ts';
import { countedAfter } from './record-counts.ts';
import {
  blockOf,
  packRecord,
  readRecord,
  revisionOf,
  sameContent,
  stamp,
} from './record-layout.ts';
import type {
  ChangeAction,
  ChangeOutcome,
  NewRecord,
  PackedRecord,
  RecordChange,
  WriteOptions,
} from './record-store.ts';
import type { Shape } from './shape.ts';
import { Shapes } from './shapes.ts';
import { stateEntry, type StoreState } from './store-state.ts';
import { TouchedRanges } from './touched-ranges.ts';

/** One commit takes about this many changes; more would keep the process from answering reads. */
const commitChangesTarget = 8_000;

type Stored = Uint8Array | undefined;

/** One change that takes place; in the form of an entry to be put, and of a line of the log. */
type Effect = {
  readonly key: string;
  readonly value: Uint8Array | null;
  readonly action: ChangeAction;
  readonly before: Stored;
  readonly shape: Shape | undefined;
};

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
  readonly committed: (position: number) => void;
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
        calls.forEach(({ resolve }, at) => resolve(outcomes[at] ?? []));
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
      count++;
      changes += call.changes.length;
      if (changes >= commitChangesTarget) break;
    }
    return this.#waiting.splice(0, count);
  }

  async #commit(calls: readonly Call[]): Promise<ChangeOutcome[][]> {
    const { names, shapes, nowMs, committed } = this.#options;
    const timeMs = Math.max(this.#state.timeMs, Math.floor(nowMs()));
    const decisions = new Decisions(names, shapes, timeMs);
    const outcomes: ChangeOutcome[][] = [];
    for (const call of calls) outcomes.push(await decisions.decide(call.changes, call.options));
    const { effects } = decisions;
    if (effects.length === 0) return outcomes;
    const { puts, state } = this.#step(effects, timeMs);
    await names.put(puts);
    for (const { shape } of effects) if (shape !== undefined) shape.saved = true;
    this.#state = state;
    committed(state.position);
    return outcomes;
  }

  /** All that one commit writes, in the order of the keys. */
  #step(effects: Effect[], timeMs: number): { puts: NamePut[]; state: StoreState } {
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
    const historyFromMs = lost ? timeMs : this.#state.historyFromMs;
    const counts = countedAfter(this.#state.counts, sorted);
    const state = { ...this.#state, position, timeMs, historyFromMs, counts };
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

/** What becomes of the changes of one commit, each seeing the ones before it. */
class Decisions {
  readonly effects: Effect[] = [];
  readonly #names: NamesStore;
  readonly #shapes: Shapes;
  readonly #timeMs: number;
  readonly #touched = new TouchedRanges();
  /** What the first `#indexed` effects make of their keys. */
  readonly #now = new Map<string, Stored>();
  #indexed = 0;

  constructor(names: NamesStore, shapes: Shapes, timeMs: number) {
    this.#names = names;
    this.#shapes = shapes;
    this.#timeMs = timeMs;
  }

  async decide(changes: readonly RecordChange[], options: WriteOptions): Promise<ChangeOutcome[]> {
    const outcomes: ChangeOutcome[] = [];
    const effectsBefore = this.effects.length;
    const isFree = await this.#isFree(changes);
    for (const change of changes) {
      const answer = isFree ? undefined : this.#current(change.key);
      const current = answer instanceof Promise ? await answer : answer;
      outcomes.push(this.#one(change, current, options));
    }
    if (options.together !== true || !outcomes.includes('refused')) return outcomes;
    this.effects.length = effectsBefore;
    this.#now.clear();
    this.#indexed = 0;
    return changes.map(() => 'refused');
  }

  /**
   * Whether nothing stands under any of the keys: those of a load come in order and nothing lies between
   * them, which one look finds out instead of one for each.
   */
  async #isFree(changes: readonly RecordChange[]): Promise<boolean> {
    const range = this.#touched.add(changes);
    if (range === undefined) return false;
    const { first, last } = range;
    if ((await this.#names.get(first)) !== undefined) return false;
    const [next] = await this.#names.scan({ prefix: '', after: first, limit: 1 });
    return next === undefined || Buffer.compare(Buffer.from(next.key), Buffer.from(last)) > 0;
  }

  #current(key: string): Answer<Stored> {
    for (; this.#indexed < this.effects.length; this.#indexed++) {
      const effect = this.effects[this.#indexed] as Effect;
      this.#now.set(effect.key, effect.value ?? undefined);
    }
    return this.#now.has(key) ? this.#now.get(key) : this.#names.get(key);
  }

  #one(change: RecordChange, current: Stored, { same }: WriteOptions): ChangeOutcome {
    const { key, record, expect } = change;
    const wanted = record === null ? undefined : this.#packed(key, record);
    if (same !== undefined && current !== undefined && wanted !== undefined) {
      if (sameContent(current, wanted.packed)) return 'unchanged';
      if (same(blockOf(current, this.#shapes), this.#blockOf(wanted))) return 'unchanged';
    }
    if (!isExpected(current, expect)) return 'refused';
    if (wanted === undefined) {
      if (current === undefined) return 'unchanged';
      return this.#effect({
        key,
        action: 'removed',
        before: current,
        value: null,
        shape: undefined,
      });
    }
    if (current === undefined) {
      return this.#written(key, 'created', { before: undefined, wanted });
    }
    if (this.#isVerySame(key, current, wanted)) return 'unchanged';
    return this.#written(key, 'changed', { before: current, wanted });
  }

  #written(
    key: string,
    action: 'created' | 'changed',
    { before, wanted }: { before: Stored; wanted: PackedRecord },
  ): ChangeOutcome {
    stamp(wanted.packed, 0, this.#timeMs); // the position is not known yet
    const shape = wanted.shape as Shape | undefined;
    return this.#effect({ key, value: wanted.packed, action, before, shape });
  }

  #effect(effect: Effect): ChangeOutcome {
    this.effects.push(effect);
    return effect.action;
  }

  #packed(key: string, record: NewRecord): PackedRecord {
    if ('packed' in record) return record;
    return packRecord({ key, ...record, timeMs: this.#timeMs }, this.#shapes);
  }

  /** Handle, values and their times. */
  #isVerySame(key: string, current: Uint8Array, wanted: PackedRecord): boolean {
    stamp(wanted.packed, 0, this.#timeMs);
    const one = readRecord(key, current, this.#shapes);
    const other = readRecord(key, wanted.packed, this.#shapes);
    return one.handle === other.handle && Buffer.compare(one.block, other.block) === 0;
  }

  #blockOf(wanted: PackedRecord): Uint8Array {
    stamp(wanted.packed, 0, this.#timeMs);
    return blockOf(wanted.packed, this.#shapes);
  }
}

function isExpected(current: Stored, expect: RecordChange['expect']): boolean {
  if (expect === undefined) return true;
  if (expect === 'absent') return current === undefined;
  if (current === undefined) return false;
  if (expect === 'present') return true;
  assert(Number.isInteger(expect), 'a revision is a position');
  return revisionOf(current) === expect;
}
