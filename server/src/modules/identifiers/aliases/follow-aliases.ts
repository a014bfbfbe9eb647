// Other names: a record with HS_ALIAS stands for the record of the handle that it names (reference
// §1.7). As with Handle.Net it is the client's side that follows, never a node over the wire; the proxy,
// `/api/resolutions?aliases=true` and `jingwei resolve --aliases` all do it here.
import { canonicalKey, valueType } from '../../../wire/handle/handle.ts';
import type { Resolution, ResolutionStep } from '../api.ts';
import { identifiersFailures } from '../failures.ts';
import { askedFor, shortened } from '../model/question.ts';

export type ResolveFilter = {
  readonly types?: readonly string[];
  readonly indexes?: readonly number[];
  readonly fresh?: boolean;
  /** The address of who asks, for its share of questions. */
  readonly client?: string;
};

export type Resolve = (handle: string, filter: ResolveFilter) => Promise<Resolution>;

/** Names followed from one question. */
export const aliasHopsMax = 10;

/**
 * Resolves, and goes on while the record names another handle. The answer keeps the handle that was
 * asked for and tells the names that were followed; its path holds the steps of every hop. Fails as
 * `resolve` does, and with `identifiers.alias-loop`, `alias-chain-too-long` and `bad-alias`.
 */
export async function followAliases(
  handle: string,
  filter: ResolveFilter,
  resolve: Resolve,
): Promise<Resolution> {
  const asked = withAliases(filter);
  const names = [handle];
  const seen = new Set([keyOf(handle)]);
  const path: ResolutionStep[] = [];
  let tookMs = 0;
  let cached = true;
  for (;;) {
    const found = await resolve(names.at(-1) ?? handle, asked);
    tookMs += found.tookMs;
    cached &&= found.cached;
    const alias = aliasIn(found);
    path.push(...withHop(found.path, alias));
    if (alias === undefined) {
      const followed = names.slice(1);
      const told = followed.length === 0 ? {} : { aliases: followed };
      return { ...found, handle, cached, tookMs, path, ...told };
    }
    refuseUnusable({ handle, alias, names, seen, path });
    names.push(alias);
    seen.add(keyOf(alias));
  }
}

/** A filter must not hide that the record is another name. */
function withAliases(filter: ResolveFilter): ResolveFilter {
  const { types = [], indexes = [] } = filter;
  if (types.length === 0 && indexes.length === 0) return filter;
  return { ...filter, types: [...types, valueType.alias] };
}

/** The handle that a record is another name of: of its first HS_ALIAS. */
export function aliasIn({ values }: Pick<Resolution, 'values'>): string | undefined {
  const aliases = values.filter(({ type }) => canonicalKey(type) === valueType.alias);
  const [first] = aliases.toSorted((a, b) => a.index - b.index);
  return first === undefined ? undefined : String(first.data.value);
}

function withHop(path: readonly ResolutionStep[], alias: string | undefined): ResolutionStep[] {
  return path.map((step, at) =>
    alias !== undefined && at === path.length - 1 ? { ...step, alias } : step,
  );
}

function refuseUnusable(hop: {
  handle: string;
  alias: string;
  names: readonly string[];
  seen: ReadonlySet<string>;
  path: readonly ResolutionStep[];
}): void {
  const { alias, names, seen, path } = hop;
  const handle = shortened(hop.handle);
  const last = shortened(names.at(-1) ?? hop.handle);
  const chain = [...names, alias].map(shortened).join(' → ');
  if (!askedFor(alias).ok) {
    throw identifiersFailures['bad-alias']({ handle: last, alias: shortened(alias), path });
  }
  if (seen.has(keyOf(alias))) throw identifiersFailures['alias-loop']({ handle, chain, path });
  if (names.length > aliasHopsMax) {
    const hopsMax = aliasHopsMax;
    throw identifiersFailures['alias-chain-too-long']({ handle, hopsMax, chain, path });
  }
}

function keyOf(handle: string): string {
  return canonicalKey(handle.includes('/') ? handle : `0.NA/${handle}`);
}
