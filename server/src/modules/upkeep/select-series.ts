// Which policy holds for which series: each series that has readings belongs to the first policy that fits it.
import type { SeriesStore } from '../../stores/series/series.ts';
import type { Assets } from '../assets/api.ts';
import { tenantOf, type PolicyDocument } from './store.ts';

const namesAtOnce = 10_000;
const signalsAtOnce = 1_000;

export type Selected = {
  readonly policy: PolicyDocument;
  readonly series: readonly string[];
  /** That it fits too, and that an earlier one has. */
  readonly taken: number;
};

type Parts = { readonly assets: Assets; readonly series: SeriesStore };

/** `policies` in the order of their positions. */
export async function selectSeries(
  parts: Parts,
  enterprise: string,
  policies: readonly PolicyDocument[],
): Promise<Selected[]> {
  const left = await namesOf(parts.series, enterprise);
  const all = new Set(left);
  const selected: Selected[] = [];
  for (const policy of policies) {
    const fitting = isForAll(policy) ? all : await found(parts.assets, policy);
    const series: string[] = [];
    let taken = 0;
    for (const name of fitting) {
      if (left.delete(name)) series.push(name);
      else if (all.has(name)) taken++;
    }
    selected.push({ policy, series, taken });
  }
  return selected;
}

/** Readings of machines that were removed have no signal any more; only a policy for all reaches them. */
function isForAll({ path, under, signalType }: PolicyDocument): boolean {
  return path === undefined && under === undefined && signalType === undefined;
}

async function namesOf(series: SeriesStore, enterprise: string): Promise<Set<string>> {
  const names = new Set<string>();
  const under = `${enterprise}/`;
  let after = '';
  for (;;) {
    const page = await series.names({ under, after, limit: namesAtOnce });
    for (const name of page) names.add(name);
    const last = page.at(-1);
    if (last === undefined || page.length < namesAtOnce) return names;
    after = last;
  }
}

async function found(assets: Assets, policy: PolicyDocument): Promise<string[]> {
  const { enterprise, path, under, signalType } = policy;
  const search = {
    scopes: [enterprise],
    ...(path === undefined ? {} : { path }),
    ...(under === undefined ? {} : { under }),
    ...(signalType === undefined ? {} : { signalType }),
  };
  const names: string[] = [];
  let after: string | undefined;
  do {
    const page = await assets.signals(search, {
      limit: signalsAtOnce,
      ...(after === undefined ? {} : { after }),
    });
    for (const { identifier } of page.signals) {
      // A prefix covers those derived from it, which are enterprises of their own.
      if (tenantOf(identifier) === tenantOf(enterprise)) names.push(identifier);
    }
    after = page.next;
  } while (after !== undefined);
  return names;
}
