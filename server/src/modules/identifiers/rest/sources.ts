// What this process has to answer with, and which of its nodes a handle is an affair of.
import {
  prefixNamedBy,
  asHandle,
  canonicalKey,
  responseCode,
} from '../../../wire/handle/handle.ts';
import type { LocalAdministration } from '../administration/local-administration.ts';
import type { LocalAuthority, Registry, Resolver } from '../api.ts';
import type { Logins } from './logins.ts';

export type RouteSources = {
  readonly resolver: Resolver | undefined;
  readonly registry: Registry | undefined;
  /** From the most particular to the most general. */
  readonly authorities: readonly LocalAuthority[];
  /** Of the same nodes, in the same order. */
  readonly administrations: readonly LocalAdministration[];
  readonly logins: Logins;
};

/**
 * The nodes to ask about a handle, one after the other. A naming record is its parent's affair first; the
 * node of the prefix may hold one of the same name, which `node` chooses.
 */
export function candidates(
  { administrations }: Pick<RouteSources, 'administrations'>,
  handle: string,
  node?: string,
): readonly LocalAdministration[] {
  if (node !== undefined) {
    const prefix = canonicalKey(node);
    return administrations.filter((one) => one.prefix === prefix);
  }
  const naming = prefixNamedBy(asHandle(handle)) !== undefined;
  return naming ? administrations.toReversed() : administrations;
}

/** The answer of the first node that is responsible, or of the last that refers, or 301. */
export async function firstResponsible<T extends { readonly code: number }>(
  nodes: readonly LocalAdministration[],
  ask: (node: LocalAdministration) => Promise<T>,
): Promise<{ readonly node?: LocalAdministration; readonly answer: T | undefined }> {
  let referral: T | undefined;
  for (const node of nodes) {
    const answer = await ask(node);
    if (!refers(answer.code) && answer.code !== responseCode.notResponsible)
      return { node, answer };
    if (refers(answer.code)) referral = answer;
  }
  return { answer: referral };
}

export function refers(code: number): boolean {
  return code === responseCode.serviceReferral || code === responseCode.prefixReferral;
}
