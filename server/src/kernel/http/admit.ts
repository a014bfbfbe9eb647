// Who is asking, and may they? Every route passes here before its handler: deny by default.
import { isIP } from 'node:net';
import type { Authenticator } from '../access/authenticator.ts';
import { sessionCookie } from '../access/authenticator.ts';
import { allows, anonymous, type Principal } from '../access/rights.ts';
import { httpFailures } from './failures.ts';
import type { Caller, Route, RouteAccess, RouteRequest } from './route.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

export async function principalOf(
  authenticator: Authenticator | undefined,
  headers: Headers,
): Promise<Principal> {
  if (!authenticator) return anonymous;
  const session = sessionIn(headers);
  const bearer = /^Bearer (.+)$/i.exec(text(headers['authorization']))?.[1];
  if (session === undefined && bearer === undefined) return anonymous;
  return authenticator.principalOf({
    ...(session === undefined ? {} : { session }),
    ...(bearer === undefined ? {} : { bearer }),
  });
}

/** Fails for nobody in particular where the route's rule asks for somebody: known before the body is. */
export function refuseStrangers({ access }: Route, principal: Principal, caller: Caller): void {
  if (access === 'public' || access === 'local-or-whole' || isExcepted(access, caller)) return;
  if (principal.kind === 'anonymous') throw httpFailures['sign-in-first']();
}

/** Fails unless the route's access rule lets the principal in. */
export function admit(route: Route, request: RouteRequest<unknown, unknown, unknown>): void {
  refuseForeignChanges(route, request);
  const { access } = route;
  if (access === 'public' || isExcepted(access, request)) return;
  if (access === 'local-or-whole' && isLocal(request)) return;
  if (request.principal.kind === 'anonymous') throw httpFailures['sign-in-first']();
  if (access === 'local-or-whole' && !request.principal.grants.some(({ on }) => on === '*')) {
    throw httpFailures['not-for-enterprises']();
  }
  if (typeof access === 'string') return;
  const identifier = access.on(request as RouteRequest<never, never, never>);
  if (allows(request.principal, access.right, identifier)) return;
  throw httpFailures['not-allowed']({
    right: access.right.title.en,
    rightZh: access.right.title.zh,
    identifier,
  });
}

function isExcepted(access: RouteAccess<never>, caller: Caller): boolean {
  return typeof access !== 'string' && access.unless?.(caller) === true;
}

/** A browser names the page that a change came from; only our own pages may make changes. */
function refuseForeignChanges(
  route: Route,
  request: RouteRequest<unknown, unknown, unknown>,
): void {
  const origin = text(request.headers['origin']);
  const changesNothing = route.method === 'GET' || route.method === 'OPTIONS';
  if (changesNothing || origin === '' || origin === request.origin) return;
  throw httpFailures['foreign-origin']({ origin });
}

/**
 * From this machine and to it: not through a proxy, behind which everybody has our address, and not
 * from a page of a site whose name was made to point at us (DNS rebinding).
 */
export function isLocal({
  peer,
  origin,
  headers,
}: Pick<RouteRequest<unknown, unknown, unknown>, 'peer' | 'origin' | 'headers'>): boolean {
  if (proxyHeaders.some((name) => headers[name] !== undefined)) return false;
  const addressed = URL.canParse(origin) ? new URL(origin).hostname.replace(/^\[|\]$/g, '') : '';
  return isLoopback(peer) && isLoopback(addressed);
}

const proxyHeaders = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'];

export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  const plain = host.startsWith('::ffff:') ? host.slice(7) : host;
  return isIP(plain) === 4 && plain.startsWith('127.');
}

/** The session cookie of a request. */
export function sessionIn(headers: Headers): string | undefined {
  return cookie(text(headers['cookie']), sessionCookie);
}

function cookie(header: string, name: string): string | undefined {
  for (const part of header.split(';')) {
    const [key, ...value] = part.trim().split('=');
    if (key === name) return value.join('=');
  }
  return undefined;
}

function text(header: string | string[] | undefined): string {
  return typeof header === 'string' ? header : (header?.[0] ?? '');
}
