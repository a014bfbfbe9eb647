// What this process has to answer with, and which of its nodes a handle is an affair of.
import {
  prefixNamedBy,
  asHandle,
  canonicalKey,
  responseCode,
} from '../../../wire/handle/handle.ts';
import type {
  Found,
  LocalAdministration,
  Outcome,
} from '../administration/local-administration.ts';
import type { LocalAuthority, Registry, Resolver } from '../api.ts';
import { serverInWords } from '../split/site-split.ts';
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

/** The answer of the first node that is responsible; or that of the node of the prefix whose other server is; or of the last that refers. */
export async function firstResponsible<T extends Found | Outcome>(
  nodes: readonly LocalAdministration[],
  ask: (node: LocalAdministration) => Promise<T>,
): Promise<{ readonly node?: LocalAdministration; readonly answer: T | undefined }> {
  let referral: T | undefined;
  let elsewhere: T | undefined;
  for (const node of nodes) {
    const answer = await ask(node);
    if (!refers(answer.code) && answer.code !== responseCode.notResponsible)
      return { node, answer };
    if (refers(answer.code)) referral = answer;
    else if (otherServerIn(answer) !== undefined) elsewhere = answer;
  }
  return { answer: elsewhere ?? referral };
}

/** The address of the server of the same site that holds what was asked for, where the answer says so. */
export function otherServerIn(answer: Found | Outcome): string | undefined {
  if ('values' in answer) return answer.otherServer;
  const [body] = answer.bodies;
  return body?.kind === 'error' ? serverInWords(body.message) : undefined;
}

export function refers(code: number): boolean {
  return code === responseCode.serviceReferral || code === responseCode.prefixReferral;
}
