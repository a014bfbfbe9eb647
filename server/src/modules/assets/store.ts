// Machines, components and signals as records. The tenant is the enterprise's prefix: what stands in
// an identifier before its first slash. Keys are without ASCII case, as handles are compared.
import { isDeepStrictEqual } from 'node:util';
import type {
  CollectionDefinition,
  RecordsReader,
  RecordsTransaction,
} from '../../stores/records/records.ts';
import { enterpriseOf, type Asset, type MachineModel, type Signal } from './api.ts';

export const assetsCollection: CollectionDefinition = {
  name: 'assets.assets',
  keys: {
    kind: { path: 'kind' },
    machine: { path: 'machine' },
    identifier: { path: 'identifier' },
  },
};

export const signalsCollection: CollectionDefinition = {
  name: 'assets.signals',
  keys: { machine: { path: 'machine' } },
};

export type Kept<T> = {
  /** Lower-case; also the row's id. */
  readonly identifier: string;
  readonly machine: string;
  readonly kind: string;
  readonly thing: T;
};

export type PutCounts = { created: number; changed: number; unchanged: number };

const pageRows = 1_000;

export function keyOf(identifier: string): string {
  return identifier.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

export async function readThing<T>(
  records: RecordsReader,
  collection: CollectionDefinition,
  identifier: string,
): Promise<T | undefined> {
  const tenant = enterpriseOf(keyOf(identifier));
  return (await records.get<Kept<T>>(collection.name, tenant, keyOf(identifier)))?.document.thing;
}

/** Everything of a machine, in the order of identifiers. */
export async function thingsOf<T>(
  records: RecordsReader,
  collection: CollectionDefinition,
  machine: string,
): Promise<T[]> {
  const things: T[] = [];
  let after: string | undefined;
  do {
    const page = await records.find<Kept<T>>(collection.name, {
      tenant: enterpriseOf(keyOf(machine)),
      where: [{ key: 'machine', is: 'equal', value: keyOf(machine) }],
      limit: pageRows,
      ...(after === undefined ? {} : { after }),
    });
    for (const { document } of page.rows) things.push(document.thing);
    after = page.next;
  } while (after !== undefined);
  return things;
}

/** Makes the records what the model says; what the model no longer has is removed and counts as changed. */
export async function writeModel(
  records: RecordsTransaction,
  model: MachineModel,
): Promise<PutCounts> {
  const { machine, components, signals } = model;
  const counts: PutCounts = { created: 0, changed: 0, unchanged: 0 };
  const write = writer(records, machine.identifier, counts);
  await write<Asset>(assetsCollection, [machine, ...components]);
  await write<Signal>(signalsCollection, signals);
  return counts;
}

function writer(records: RecordsTransaction, machine: string, counts: PutCounts) {
  const tenant = enterpriseOf(keyOf(machine));
  return async <T extends { identifier: string; kind: string }>(
    collection: CollectionDefinition,
    things: readonly T[],
  ): Promise<void> => {
    const known = await thingsOf<T>(records, collection, machine);
    const before = new Map(known.map((thing) => [keyOf(thing.identifier), thing]));
    for (const thing of things) {
      const identifier = keyOf(thing.identifier);
      const old = before.get(identifier);
      before.delete(identifier);
      if (old && isDeepStrictEqual(old, thing)) {
        counts.unchanged += 1;
        continue;
      }
      const document: Kept<T> = { identifier, machine: keyOf(machine), kind: thing.kind, thing };
      await records.put({ collection: collection.name, tenant, id: identifier, document });
      counts[old ? 'changed' : 'created'] += 1;
    }
    for (const gone of before.keys()) {
      await records.remove(collection.name, tenant, gone);
      counts.changed += 1;
    }
  };
}
