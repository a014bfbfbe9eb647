// Finding signals by the path of names, by place and by type. The tree says which machines can hold any, the
// records give their signals; each call looks at a bounded number of them.
import { covers } from '../../kernel/access/rights.ts';
import type { RecordsReader } from '../../stores/records/records.ts';
import { enterpriseOf, type PageOf, type Signal, type SignalSearch } from './api.ts';
import { assetsFailures } from './failures.ts';
import type { AssetTree, TreeNode } from './model/asset-tree.ts';
import { keyOf } from './model/key.ts';
import { PathPattern, type Reached } from './model/path-pattern.ts';
import { namedKey, pagesOf, signalsCollection, type KeptSignal } from './store.ts';

/** A machine that may hold some, and how far the pattern has come with its name. */
type Candidate = { readonly key: string; readonly reached: Reached };
type Candidates = {
  /** By key. */
  readonly sorted: readonly Candidate[];
  readonly reached: ReadonlyMap<string, Reached>;
  readonly tenant: string;
  /** Only what is measured on these components. */
  readonly parts: ReadonlySet<string> | undefined;
};
type Found = { signals: Signal[]; next?: string };

const pageMax = 1_000;
/** Signals looked at in one call. */
const looksMax = 20_000;
/** Up to so many machines are asked one by one; more are found by the last name where it is plain. */
const oneByOneMax = 500;
const rememberedMax = 8;
const pageRows = 1_000;

export class SignalFinder {
  readonly #records: RecordsReader;
  readonly #tree: AssetTree;
  readonly #typeKeys: (name: string) => readonly string[];
  /** Machines of the newest searches, for their next pages. */
  readonly #remembered = new Map<string, Candidates>();
  #revision = -1;

  /** `typeKeys` gives the keys of the asset types with a name. */
  constructor(
    records: RecordsReader,
    tree: AssetTree,
    typeKeys: (name: string) => readonly string[],
  ) {
    this.#records = records;
    this.#tree = tree;
    this.#typeKeys = typeKeys;
  }

  async find(search: SignalSearch, page: PageOf): Promise<Found> {
    const limit = Math.min(Math.max(1, page.limit), pageMax);
    const pattern = PathPattern.read(search.path ?? '**');
    if (!pattern) throw assetsFailures['bad-path']({ path: search.path ?? '' });
    const machines = this.#candidates(search, pattern);
    const fits = fitting(search, pattern, machines.parts);
    const from = page.after === undefined ? undefined : keyOf(page.after);
    const look = { machines, limit, fits, from };
    if (machines.sorted.length <= oneByOneMax) return this.#oneByOne(look);
    return pattern.lastLiteral === undefined
      ? this.#along(look)
      : this.#byLastName(look, pattern.lastLiteral);
  }

  #candidates(search: SignalSearch, pattern: PathPattern): Candidates {
    const { path, under, assetType, scopes } = search;
    const key = JSON.stringify([path, under, assetType, scopes]);
    if (this.#revision !== this.#tree.revision) this.#remembered.clear();
    this.#revision = this.#tree.revision;
    const known = this.#remembered.get(key);
    if (known) return known;
    const found = this.#walk(search, pattern);
    if (this.#remembered.size >= rememberedMax) {
      const [oldest] = this.#remembered.keys();
      if (oldest !== undefined) this.#remembered.delete(oldest);
    }
    this.#remembered.set(key, found);
    return found;
  }

  #walk(search: SignalSearch, pattern: PathPattern): Candidates {
    const wanted = this.#wanted(search);
    const { starts, parts } = this.#starts(search.under);
    const found: Candidate[] = [];
    const waiting: { node: TreeNode; reached: Reached }[] = [];
    for (const node of starts) {
      let reached = pattern.start();
      for (const name of this.#tree.path(node)) reached = pattern.next(reached, name);
      waiting.push({ node, reached });
    }
    for (let at = waiting.pop(); at; at = waiting.pop()) {
      const { node, reached } = at;
      if (reached.length === 0) continue;
      if (node.kind === 'machine') {
        if (wanted(node)) found.push({ key: node.key, reached });
        continue; // what stands under a machine is part of it
      }
      for (const child of this.#tree.under(node)) {
        waiting.push({ node: child, reached: pattern.next(reached, child.name) });
      }
    }
    const sorted = found.toSorted((one, other) => (one.key < other.key ? -1 : 1));
    const tenants = new Set(sorted.map(({ key }) => enterpriseOf(key)));
    const [tenant = '*'] = tenants;
    return {
      sorted,
      reached: new Map(sorted.map(({ key, reached }) => [key, reached])),
      tenant: tenants.size === 1 ? tenant : '*',
      parts,
    };
  }

  /** Below a component it is the machine's signals, of that component and its parts only. */
  #starts(under: string | undefined): {
    starts: readonly TreeNode[];
    parts: ReadonlySet<string> | undefined;
  } {
    if (under === undefined) return { starts: this.#tree.roots(), parts: undefined };
    const top = this.#tree.node(under);
    if (!top) return { starts: [], parts: undefined };
    if (top.kind !== 'component') return { starts: [top], parts: undefined };
    const machine = this.#tree.line(top).find(({ kind }) => kind === 'machine');
    const parts = new Set(this.#tree.subtree(top).map(({ key }) => key));
    return { starts: machine ? [machine] : [], parts };
  }

  #wanted({ scopes, assetType }: SignalSearch): (machine: TreeNode) => boolean {
    const all = scopes.includes('*');
    const inside = scopes.map((scope) => keyOf(scope)).filter((scope) => scope.includes('/'));
    const type = assetType?.toLowerCase();
    const typeKeys = new Set(
      assetType === undefined ? [] : [keyOf(assetType), ...this.#typeKeys(assetType)],
    );
    return (node) => {
      const seen =
        all ||
        scopes.some((scope) => covers(scope, node.key)) ||
        inside.some((scope) => scope.startsWith(`${node.key}/`));
      if (!seen || type === undefined) return seen;
      return node.type === type || (node.assetType !== undefined && typeKeys.has(node.assetType));
    };
  }

  async #oneByOne({ machines, limit, fits, from }: Look): Promise<Found> {
    const signals: Signal[] = [];
    const { sorted } = machines;
    const first = from === undefined ? 0 : firstAtOrBehind(sorted, from);
    let looked = 0;
    let last = '';
    for (const [place, candidate] of sorted.slice(first, first + looksMax).entries()) {
      for await (const page of pagesOf<KeptSignal>(this.#records, signalsCollection, {
        tenant: enterpriseOf(candidate.key),
        where: [{ key: 'machine', is: 'equal', value: candidate.key }],
      })) {
        for (const row of page) {
          if (from !== undefined && place === 0 && row.identifier <= from) continue;
          if (signals.length >= limit || looked >= looksMax) return { signals, next: last };
          looked += 1;
          last = row.identifier;
          if (fits(row, candidate.reached)) signals.push(row.thing);
        }
      }
      looked += 1;
      last = last.startsWith(`${candidate.key}/`) ? last : `${candidate.key}/`;
    }
    return sorted.length > first + looksMax ? { signals, next: last } : { signals };
  }

  /** All signals from the first of these machines on, in large pages. */
  async #along({ machines, limit, fits, from }: Look): Promise<Found> {
    const signals: Signal[] = [];
    const { sorted, tenant } = machines;
    const first = sorted[from === undefined ? 0 : firstAtOrBehind(sorted, from)]?.key;
    if (first === undefined) return { signals };
    let looked = 0;
    let last = from ?? '';
    for await (const page of pagesOf<KeptSignal>(this.#records, signalsCollection, {
      tenant,
      where: [{ key: 'machine', is: 'at-least', value: first }],
      order: { key: 'machine' },
    })) {
      for (const row of page) {
        if (from !== undefined && row.machine === first && row.identifier <= from) continue;
        if (signals.length >= limit || looked >= looksMax) return { signals, next: last };
        looked += 1;
        last = row.identifier;
        const reached = machines.reached.get(row.machine);
        if (reached && fits(row, reached)) signals.push(row.thing);
      }
    }
    return { signals };
  }

  async #byLastName({ machines, limit, fits, from }: Look, name: string): Promise<Found> {
    const signals: Signal[] = [];
    let looked = 0;
    let last = '';
    let after = from;
    for (;;) {
      const { rows } = await this.#records.find<KeptSignal>(signalsCollection.name, {
        tenant: machines.tenant,
        where: [
          { key: 'named', is: 'starts-with', value: namedKey(name, '') },
          { key: 'named', is: 'greater', value: namedKey(name, after ?? '') },
        ],
        order: { key: 'named' },
        limit: pageRows,
      });
      for (const { document } of rows) {
        if (signals.length >= limit || looked >= looksMax) return { signals, next: last };
        looked += 1;
        last = document.identifier;
        const reached = machines.reached.get(document.machine);
        if (reached && fits(document, reached)) signals.push(document.thing);
      }
      if (rows.length < pageRows) return { signals };
      after = last;
    }
  }
}

type Look = {
  readonly machines: Candidates;
  readonly limit: number;
  readonly fits: (signal: KeptSignal, reached: Reached) => boolean;
  /** Key of the last signal of the page before. */
  readonly from: string | undefined;
};

function fitting(
  search: SignalSearch,
  pattern: PathPattern,
  parts: ReadonlySet<string> | undefined,
): Look['fits'] {
  const { scopes } = search;
  const type = search.signalType?.toLowerCase();
  return ({ identifier, thing }, reached) =>
    (type === undefined || thing.type.toLowerCase() === type) &&
    pattern.fits(pattern.next(reached, thing.id)) &&
    scopes.some((scope) => covers(scope, identifier)) &&
    (parts === undefined || parts.has(keyOf(thing.asset)));
}

/** Where the machine of a signal stands, or would; the signal's own id may have slashes too. */
function firstAtOrBehind(sorted: readonly Candidate[], signal: string): number {
  for (let cut = signal.lastIndexOf('/'); cut > 0; cut = signal.lastIndexOf('/', cut - 1)) {
    const at = lowerBound(sorted, signal.slice(0, cut));
    if (sorted[at]?.key === signal.slice(0, cut)) return at;
  }
  return lowerBound(sorted, signal.slice(0, Math.max(0, signal.lastIndexOf('/'))));
}

function lowerBound(sorted: readonly Candidate[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle]?.key ?? '') >= key) high = middle;
    else low = middle + 1;
  }
  return low;
}
