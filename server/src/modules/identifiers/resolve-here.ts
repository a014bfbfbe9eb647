// Resolving with what this process has: its recursive node, or else its own authority nodes.
import type { LocalAuthority, Resolution, Resolver } from './api.ts';
import { followAliases, type ResolveFilter } from './aliases/follow-aliases.ts';

export type ResolveSources = {
  readonly resolver: Resolver | undefined;
  /** From the most particular to the most general. */
  readonly authorities: readonly LocalAuthority[];
};

/** Through the resolver where there is one; otherwise the first node of this process that is responsible. */
export async function resolveHere(
  sources: ResolveSources,
  handle: string,
  filter: ResolveFilter & { readonly aliases?: boolean },
): Promise<Resolution> {
  const { aliases = false, ...rest } = filter;
  const resolve = (name: string, given: ResolveFilter) => resolveOnce(sources, name, given);
  return aliases ? followAliases(handle, rest, resolve) : resolve(handle, rest);
}

async function resolveOnce(
  { resolver, authorities }: ResolveSources,
  handle: string,
  filter: ResolveFilter,
): Promise<Resolution> {
  if (resolver !== undefined) return resolver.resolve(handle, filter);
  let last: Resolution | undefined;
  for (const authority of authorities) {
    last = await authority.resolve(handle, filter);
    if (last.responseCode !== 301) return last;
  }
  return last ?? { handle, responseCode: 301, values: [], cached: false, tookMs: 0, path: [] };
}
