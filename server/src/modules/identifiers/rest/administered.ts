// What the routes that change something have in common: who may call them, and for whom and where an
// operation is carried out.
import type { Principal } from '../../../kernel/access/rights.ts';
import type {
  LocalAdministration,
  Operation,
  Outcome,
} from '../administration/local-administration.ts';
import type { Administrator } from '../administration/operations.ts';
import { registerRight } from '../api.ts';
import { usesHandleLogin } from './authorization.ts';
import { restFailures } from './failures.ts';
import type { Asking } from './logins.ts';
import { candidates, firstResponsible, type RouteSources } from './sources.ts';
import { responseCode } from '../../../wire/handle/handle.ts';

/** Of a route: our own login needs this right on what it names, a login of the Handle system rights there. */
export const administrators = { right: registerRight, unless: usesHandleLogin };

/** Fails with `handle-api.log-in-first`. */
export async function administratorFor(
  { logins }: RouteSources,
  asking: Asking & { readonly principal: Principal },
  handle: string,
): Promise<Administrator> {
  const by = await logins.administrator(asking, handle);
  if (by !== undefined) return by;
  throw restFailures['log-in-first']({ responseCode: responseCode.authenticationNeeded });
}

/** At the node that is responsible; undefined where none is and none refers. */
export async function carryOutAt(
  sources: RouteSources,
  { handle, node, by }: { handle: string; node?: string | undefined; by: Administrator },
  operation: Operation | ((at: LocalAdministration) => Operation),
): Promise<Outcome | undefined> {
  const { answer } = await firstResponsible(candidates(sources, handle, node), (at) =>
    at.carryOut(typeof operation === 'function' ? operation(at) : operation, by),
  );
  return answer;
}
