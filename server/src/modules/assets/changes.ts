// Who changed what of an asset, and when; and what is needed to undo it. A change is rows before and after;
// undoing puts back what was before, if nothing of it has been changed since.
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../kernel/world/clock.ts';
import type {
  CollectionDefinition,
  RecordsReader,
  RecordsTransaction,
} from '../../stores/records/records.ts';
import { enterpriseOf, type PageOf } from './api.ts';
import { assetsFailures } from './failures.ts';
import { keyOf } from './model/key.ts';
import { withOwn, type KeptAsset } from './model/kept-asset.ts';
import type { AssetChange } from './schemas.ts';
import {
  assetsCollection,
  putAsset,
  putSignal,
  removeAsset,
  removeSignal,
  signalsCollection,
  type KeptSignal,
  type Written,
} from './store.ts';

export const changesCollection: CollectionDefinition = {
  name: 'assets.changes',
  keys: { ofAsset: { path: 'ofAsset' } },
};

/** A row as it was and as it is; absent for none. */
export type Step = {
  readonly collection: string;
  readonly id: string;
  readonly before?: unknown;
  readonly after?: unknown;
};

export type Who = { readonly id: string; readonly name: string };

type KeptChange = {
  readonly ofAsset: string;
  readonly change: Omit<AssetChange, 'undoable'>;
  /** Absent where it cannot be undone by itself: a source's, an import's. */
  readonly steps?: readonly Step[];
};

export type NewChange = Pick<AssetChange, 'asset' | 'what'> & {
  readonly by: Who;
  readonly fields?: AssetChange['fields'];
  readonly steps?: readonly Step[];
};

/** Steps kept of one change; what is larger cannot be undone. */
const stepsMax = 20_000;
const textMax = 500;

export class Changes {
  readonly #clock: Clock;
  #lastUs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async note(records: RecordsTransaction, change: NewChange): Promise<void> {
    const { asset, what, by, fields = [], steps } = change;
    const id = this.#nextId();
    const ofAsset = `${keyOf(asset)}\n${id}`;
    const said = {
      id,
      asset,
      what,
      at: new Date(this.#clock.now()).toISOString(),
      by: { id: by.id, name: by.name },
    };
    const undoable = steps !== undefined && steps.length <= stepsMax;
    const document: KeptChange = {
      ofAsset,
      change: { ...said, fields },
      ...(undoable ? { steps } : {}),
    };
    await records.put({
      collection: changesCollection.name,
      tenant: enterpriseOf(keyOf(asset)),
      id: ofAsset,
      document,
    });
  }

  /** Newest first. */
  async list(
    records: RecordsReader,
    asset: string,
    { limit, after }: PageOf,
  ): Promise<{ changes: AssetChange[]; next?: string }> {
    const { rows, next } = await records.find<KeptChange>(changesCollection.name, {
      tenant: enterpriseOf(keyOf(asset)),
      where: [{ key: 'ofAsset', is: 'starts-with', value: `${keyOf(asset)}\n` }],
      order: { key: 'ofAsset', descending: true },
      limit,
      ...(after === undefined ? {} : { after }),
    });
    let newest = after === undefined;
    const changes = rows.map(({ document }): AssetChange => {
      const { change, steps } = document;
      const open = change.undone !== true && change.what !== 'undone';
      const undoable = newest && open && steps !== undefined;
      if (open) newest = false;
      return { ...change, undoable };
    });
    return { changes, ...(next === undefined ? {} : { next }) };
  }

  /**
   * Undoes the newest change of the asset that has not been undone. Fails with `assets.nothing-to-undo`,
   * `assets.not-undoable`, `assets.beyond-reach`, `assets.changed-since`.
   */
  async undo(
    records: RecordsTransaction,
    { asset, by }: { readonly asset: string; readonly by: Who },
    undoing: Undoing & { readonly mayChange: (step: Step) => boolean },
  ): Promise<void> {
    const document = await newestOpen(records, asset);
    if (!document) throw assetsFailures['nothing-to-undo']({ identifier: asset });
    const { change, steps, ofAsset } = document;
    if (!steps) throw assetsFailures['not-undoable']({ identifier: asset, what: change.what });
    const count = steps.filter((step) => !undoing.mayChange(step)).length;
    if (count > 0) throw assetsFailures['beyond-reach']({ identifier: asset, count });
    for (const step of steps) await undoStep(records, step, undoing);
    const undone: KeptChange = { ...document, change: { ...change, undone: true } };
    await records.put({
      collection: changesCollection.name,
      tenant: enterpriseOf(keyOf(asset)),
      id: ofAsset,
      document: undone,
    });
    const fields = [{ name: 'undone', before: change.what, after: change.at }];
    await this.note(records, { asset, what: 'undone', by, fields });
  }

  #nextId(): string {
    this.#lastUs = Math.max(this.#lastUs + 1, this.#clock.now() * 1_000);
    return String(this.#lastUs).padStart(17, '0');
  }
}

async function newestOpen(records: RecordsReader, asset: string): Promise<KeptChange | undefined> {
  let after: string | undefined;
  do {
    const page = await records.find<KeptChange>(changesCollection.name, {
      tenant: enterpriseOf(keyOf(asset)),
      where: [{ key: 'ofAsset', is: 'starts-with', value: `${keyOf(asset)}\n` }],
      order: { key: 'ofAsset', descending: true },
      limit: 50,
      ...(after === undefined ? {} : { after }),
    });
    for (const { document } of page.rows) {
      if (document.change.undone !== true && document.change.what !== 'undone') return document;
    }
    after = page.next;
  } while (after !== undefined);
  return undefined;
}

export type Undoing = {
  /** The asset whose change is undone, for the words of a refusal. */
  readonly asset: string;
  readonly written: Written;
  /** Whether the asset can stand again where it stood. */
  readonly mayStand: (kept: KeptAsset) => boolean;
};

/** Puts back what was before; of an asset only what people set, since its source goes on describing it. */
export async function undoStep(
  records: RecordsTransaction,
  step: Step,
  undoing: Undoing,
): Promise<void> {
  const { asset, written } = undoing;
  const { collection, id } = step;
  const tenant = enterpriseOf(id);
  const now = (await records.get<unknown>(collection, tenant, id))?.document;
  if (collection === assetsCollection.name) return undoAsset(records, step, { ...undoing, now });
  if (!isDeepStrictEqual(now, step.after)) {
    throw assetsFailures['changed-since']({ identifier: asset, changed: id });
  }
  if (collection === signalsCollection.name) {
    if (step.before) await putSignal(records, (step.before as KeptSignal).thing, written);
    else await removeSignal(records, id, written);
  } else if (step.before === undefined) await records.remove(collection, tenant, id);
  else await records.put({ collection, tenant, id, document: step.before });
}

async function undoAsset(
  records: RecordsTransaction,
  step: Step,
  { asset, written, mayStand, now }: Undoing & { readonly now: unknown },
): Promise<void> {
  const current = now as KeptAsset | undefined;
  const before = step.before as KeptAsset | undefined;
  const after = step.after as KeptAsset | undefined;
  const same =
    (current === undefined) === (after === undefined) &&
    isDeepStrictEqual(current?.own, after?.own);
  if (!same) throw assetsFailures['changed-since']({ identifier: asset, changed: step.id });
  if (before === undefined) {
    // Its source describes it meanwhile: it stays, as the source says it.
    if (current?.said) return putAsset(records, withOwn(current, undefined), written);
    return removeAsset(records, after?.thing.identifier ?? step.id, written);
  }
  const again = current ? withOwn(current, before.own) : before;
  if (!mayStand(again))
    throw assetsFailures['changed-since']({ identifier: asset, changed: again.thing.parent });
  await putAsset(records, again, written);
}

/** What differs, as text that people read. */
export function fieldsBetween(before: object | undefined, after: object | undefined) {
  const old = new Map<string, unknown>(Object.entries(before ?? {}));
  const now = new Map<string, unknown>(Object.entries(after ?? {}));
  const names = [...new Set([...old.keys(), ...now.keys()])];
  return names.flatMap((name): AssetChange['fields'] => {
    if (isDeepStrictEqual(old.get(name), now.get(name))) return [];
    const was = shown(old.get(name));
    const is = shown(now.get(name));
    return [
      {
        name,
        ...(was === undefined ? {} : { before: was }),
        ...(is === undefined ? {} : { after: is }),
      },
    ];
  });
}

function shown(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > textMax ? `${text.slice(0, textMax)}…` : text;
}
