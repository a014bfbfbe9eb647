// What becomes of the changes of one commit, worked out before anything is written.
import { assert } from '../../../kernel/failure/assert.ts';
import type { Answer, NamesStore } from '../../../stores/names/names.ts';
import { checkRecordKey } from './internal-keys.ts';
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
import type { Shapes } from './shapes.ts';
import { TouchedRanges } from './touched-ranges.ts';

type Stored = Uint8Array | undefined;

/** One change that takes place; in the form of an entry to be put, and of a line of the log. */
export type Effect = {
  readonly key: string;
  readonly value: Uint8Array | null;
  readonly action: ChangeAction;
  readonly before: Stored;
  readonly shape: Shape | undefined;
};

/** Each change sees the ones before it. */
export class Decisions {
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

  async of(
    changes: readonly RecordChange[],
    options: WriteOptions,
  ): Promise<ChangeOutcome[] | Error> {
    const effectsBefore = this.effects.length;
    try {
      for (const { key } of changes) checkRecordKey(key);
      const outcomes = await this.#decided(changes, options);
      if (options.together !== true || !outcomes.includes('refused')) return outcomes;
      this.#forget(effectsBefore);
      return changes.map(() => 'refused');
    } catch (error) {
      this.#forget(effectsBefore);
      return error instanceof Error
        ? error
        : new Error('a change that cannot be made', { cause: error });
    }
  }

  #forget(effectsBefore: number): void {
    this.effects.length = effectsBefore;
    this.#now.clear();
    this.#indexed = 0;
  }

  async #decided(
    changes: readonly RecordChange[],
    options: WriteOptions,
  ): Promise<ChangeOutcome[]> {
    const outcomes: ChangeOutcome[] = [];
    const isFree = await this.#isFree(changes);
    for (const change of changes) {
      const answer = isFree ? undefined : this.#current(change.key);
      const current = answer instanceof Promise ? await answer : answer;
      outcomes.push(this.#one(change, current, options));
    }
    return outcomes;
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
