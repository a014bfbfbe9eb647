// The asset graph on records: put what a source describes, find machines and signals.
import type { Filter, RecordsStore } from '../../stores/records/records.ts';
import type { Asset, Assets, MachineModel, Signal } from './api.ts';
import { assetsFailures } from './failures.ts';
import {
  assetsCollection,
  keyOf,
  readThing,
  signalsCollection,
  thingsOf,
  writeModel,
  type Kept,
  type PutCounts,
} from './store.ts';

const partsMax = 50_000;
const pageMax = 999;

export class StoredAssets implements Assets {
  readonly #records: RecordsStore;
  readonly #register: (model: MachineModel) => Promise<void>;

  /** `register` makes the identifiers resolvable; it is called after the records are durable. */
  constructor(records: RecordsStore, register: (model: MachineModel) => Promise<void>) {
    this.#records = records;
    this.#register = register;
  }

  async open(): Promise<void> {
    await this.#records.define(assetsCollection);
    await this.#records.define(signalsCollection);
  }

  async put(model: MachineModel): Promise<PutCounts> {
    checkModel(model);
    const counts = await this.#records.transaction((records) => writeModel(records, model));
    // Also when nothing changed, so that a registration that failed before is made good.
    await this.#register(model);
    return counts;
  }

  async machine(identifier: string): Promise<MachineModel | undefined> {
    const machine = await readThing<Asset>(this.#records, assetsCollection, identifier);
    if (machine?.kind !== 'machine') return undefined;
    const assets = await thingsOf<Asset>(this.#records, assetsCollection, identifier);
    const signals = await thingsOf<Signal>(this.#records, signalsCollection, identifier);
    return { machine, components: assets.filter(({ kind }) => kind === 'component'), signals };
  }

  async machines(
    scopes: readonly string[],
    page: { limit: number; after?: string },
  ): Promise<{ machines: Asset[]; next?: string }> {
    const limit = Math.min(Math.max(1, page.limit), pageMax);
    const found = new Map<string, Asset>();
    for (const reach of scopes.flatMap(filtersOf)) {
      const where: Filter[] = [{ key: 'kind', is: 'equal', value: 'machine' }, ...reach];
      if (page.after !== undefined) {
        where.push({ key: 'identifier', is: 'greater', value: keyOf(page.after) });
      }
      const { rows } = await this.#records.find<Kept<Asset>>(assetsCollection.name, {
        tenant: '*',
        where,
        order: { key: 'identifier' },
        limit: limit + 1,
      });
      for (const { document } of rows) found.set(document.identifier, document.thing);
    }
    const sorted = [...found].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const machines = sorted.slice(0, limit).map(([, machine]) => machine);
    const last = sorted.length > limit ? machines.at(-1) : undefined;
    return last ? { machines, next: last.identifier } : { machines };
  }

  signal(identifier: string): Promise<Signal | undefined> {
    return readThing<Signal>(this.#records, signalsCollection, identifier);
  }
}

/** The reach of a grant as filters, in the words of `covers`: itself, what is under it, what is derived. */
function filtersOf(scope: string): Filter[][] {
  if (scope === '*') return [[]];
  const key = keyOf(scope);
  if (key.includes('/')) return [[{ key: 'identifier', is: 'equal', value: key }]];
  return [
    [{ key: 'identifier', is: 'starts-with', value: `${key}/` }],
    [{ key: 'identifier', is: 'starts-with', value: `${key}.` }],
  ];
}

function checkModel({ machine, components, signals }: MachineModel): void {
  const parts = [...components, ...signals];
  if (parts.length > partsMax) {
    const count = parts.length;
    throw assetsFailures['too-large']({ machine: machine.identifier, count, countMax: partsMax });
  }
  const under = keyOf(`${machine.identifier}/`);
  for (const part of parts) {
    if (keyOf(part.identifier).startsWith(under) && part.machine === machine.identifier) continue;
    throw assetsFailures['foreign-part']({
      machine: machine.identifier,
      identifier: part.identifier,
    });
  }
}
