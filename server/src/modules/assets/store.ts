// Places, machines, components and signals as records. The tenant is the enterprise's prefix: what stands
// in an identifier before its first slash. Keys are without ASCII case, as handles are compared.
import { isDeepStrictEqual } from 'node:util';
import type {
  CollectionDefinition,
  RecordsReader,
  RecordsTransaction,
} from '../../stores/records/records.ts';
import { enterpriseOf, type Asset, type MachineModel, type Signal } from './api.ts';
import { keptOf, type KeptAsset } from './model/kept-asset.ts';
import { keyOf } from './model/key.ts';

export const assetsCollection: CollectionDefinition = {
  name: 'assets.assets',
  keys: { machine: { path: 'machine' } },
};

export const signalsCollection: CollectionDefinition = {
  name: 'assets.signals',
  keys: { machine: { path: 'machine' }, named: { path: 'named' } },
};

export type KeptSignal = {
  /** In lower case; also the row's id. */
  readonly identifier: string;
  readonly machine: string;
  readonly kind: string;
  /** `namedKey` of the last segment of its path. */
  readonly named: string;
  readonly thing: Signal;
};

export type PutCounts = { created: number; changed: number; unchanged: number };

/** What a change has made of the records, for those who keep more than the records. */
export type Written = {
  readonly assets: KeptAsset[];
  readonly signals: Signal[];
  readonly removedAssets: string[];
  readonly removedSignals: string[];
};

const pageRows = 1_000;

export function nothingWritten(): Written {
  return { assets: [], signals: [], removedAssets: [], removedSignals: [] };
}

export async function readKept<D>(
  records: RecordsReader,
  collection: CollectionDefinition,
  identifier: string,
): Promise<D | undefined> {
  const tenant = enterpriseOf(keyOf(identifier));
  return (await records.get<D>(collection.name, tenant, keyOf(identifier)))?.document;
}

/** Everything of a machine, in the order of identifiers. */
export async function keptOfMachine<D>(
  records: RecordsReader,
  collection: CollectionDefinition,
  machine: string,
): Promise<D[]> {
  const documents: D[] = [];
  for await (const page of pagesOf<D>(records, collection, {
    tenant: enterpriseOf(keyOf(machine)),
    where: [{ key: 'machine', is: 'equal', value: keyOf(machine) }],
  })) {
    documents.push(...page);
  }
  return documents;
}

export async function* pagesOf<D>(
  records: RecordsReader,
  collection: CollectionDefinition,
  query: Pick<Parameters<RecordsReader['find']>[1], 'tenant' | 'where' | 'order'>,
): AsyncGenerator<D[]> {
  let after: string | undefined;
  do {
    const page = await records.find<D>(collection.name, {
      ...query,
      limit: pageRows,
      ...(after === undefined ? {} : { after }),
    });
    yield page.rows.map(({ document }) => document);
    after = page.next;
  } while (after !== undefined);
}

export async function putAsset(
  records: RecordsTransaction,
  kept: KeptAsset,
  written: Written,
): Promise<void> {
  const { identifier: id } = kept;
  const tenant = enterpriseOf(id);
  await records.put({ collection: assetsCollection.name, tenant, id, document: kept });
  written.assets.push(kept);
}

export async function removeAsset(
  records: RecordsTransaction,
  identifier: string,
  written: Written,
): Promise<void> {
  const id = keyOf(identifier);
  if (await records.remove(assetsCollection.name, enterpriseOf(id), id)) {
    written.removedAssets.push(identifier);
  }
}

export async function putSignal(
  records: RecordsTransaction,
  signal: Signal,
  written: Written,
): Promise<void> {
  const kept = keptSignal(signal);
  const { identifier: id } = kept;
  const tenant = enterpriseOf(id);
  await records.put({ collection: signalsCollection.name, tenant, id, document: kept });
  written.signals.push(signal);
}

export async function removeSignal(
  records: RecordsTransaction,
  identifier: string,
  written: Written,
): Promise<void> {
  const id = keyOf(identifier);
  if (await records.remove(signalsCollection.name, enterpriseOf(id), id)) {
    written.removedSignals.push(identifier);
  }
}

/**
 * Makes the records what the model says; what the model no longer has is removed and counts as changed.
 * `placed` is where the location of the machine puts it.
 */
export async function writeModel(
  records: RecordsTransaction,
  model: MachineModel,
  { placed, written }: { readonly placed: string; readonly written: Written },
): Promise<{ counts: PutCounts; assets: Asset[] }> {
  const counts: PutCounts = { created: 0, changed: 0, unchanged: 0 };
  const { machine, components, signals } = model;
  const known = await keptOfMachine<KeptAsset>(records, assetsCollection, machine.identifier);
  const assets = new Map(known.map((kept) => [kept.identifier, kept]));
  const shown: Asset[] = [];
  for (const said of [machine, ...components]) {
    const old = taken(assets, keyOf(said.identifier));
    const kept = saidOver(old, said, placed);
    shown.push(kept.thing);
    if (counted(counts, old, kept)) await putAsset(records, kept, written);
  }
  for (const gone of assets.values()) {
    if (gone.said === undefined && gone.own !== undefined) continue; // a person's, not the source's
    await removeAsset(records, gone.thing.identifier, written);
    counts.changed += 1;
  }
  const { identifier } = machine;
  const measured = await keptOfMachine<KeptSignal>(records, signalsCollection, identifier);
  const before = new Map(measured.map((kept) => [kept.identifier, kept]));
  for (const signal of signals) {
    const old = taken(before, keyOf(signal.identifier));
    if (counted(counts, old, keptSignal(signal))) await putSignal(records, signal, written);
  }
  for (const gone of before.values()) {
    await removeSignal(records, gone.thing.identifier, written);
    counts.changed += 1;
  }
  return { counts, assets: shown };
}

/** What a source says, under what people have set since. */
function saidOver(old: KeptAsset | undefined, described: Asset, place: string): KeptAsset {
  const { parent, ...machine } = described;
  const isMachine = described.kind === 'machine';
  const said: Asset = isMachine || parent === undefined ? machine : described;
  const placed = isMachine ? place : undefined;
  return keptOf(said, { said, placed, own: old?.own, knownAs: old?.knownAs });
}

function counted(counts: PutCounts, old: unknown, now: unknown): boolean {
  const same = old !== undefined && isDeepStrictEqual(old, now);
  if (same) counts.unchanged += 1;
  else counts[old === undefined ? 'created' : 'changed'] += 1;
  return !same;
}

function taken<T>(from: Map<string, T>, key: string): T | undefined {
  const value = from.get(key);
  from.delete(key);
  return value;
}

function keptSignal(signal: Signal): KeptSignal {
  const { machine, kind, id } = signal;
  const identifier = keyOf(signal.identifier);
  const lastName = id.slice(id.lastIndexOf('/') + 1).trim();
  const named = namedKey(lastName.toLowerCase(), identifier);
  return { identifier, machine: keyOf(machine), kind, named, thing: signal };
}

/** All signals of a name stand together, in the order of their identifiers. */
export function namedKey(lastName: string, identifier: string): string {
  return `${lastName}\n${identifier}`;
}
