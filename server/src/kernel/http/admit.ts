// Who is asking, and may they? Every route passes here before its handler: deny by default.
import { isIP } from 'node:net';
import type { Authenticator } from '../access/authenticator.ts';
import { sessionCookie } from '../access/authenticator.ts';
import { allows, anonymous, type Principal } from '../access/rights.ts';
import { httpFailures } from './failures.ts';
import type { Route, RouteRequest } from './route.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

export async function principalOf(
  authenticator: Authenticator | undefined,
  headers: Headers,
): Promise<Principal> {
  if (!authenticator) return anonymous;
  const session = cookie(text(headers['cookie']), sessionCookie);
  const bearer = /^Bearer (.+)$/i.exec(text(headers['authorization']))?.[1];
  if (session === undefined && bearer === undefined) return anonymous;
  return authenticator.principalOf({
    ...(session === undefined ? {} : { session }),
    ...(bearer === undefined ? {} : { bearer }),
  });
}

/** Fails unless the route's access rule lets the principal in. */
export function admit(route: Route, request: RouteRequest<unknown, unknown, unknown>): void {
  refuseForeignChanges(route, request);
  const { access } = route;
  if (access === 'public') return;
  if (access === 'local-or-signed-in' && isLoopback(request.peer)) return;
  if (request.principal.kind === 'anonymous') throw httpFailures['sign-in-first']();
  if (typeof access === 'string') return;
  const identifier = access.on(request as RouteRequest<never, never, never>);
  if (allows(request.principal, access.right, identifier)) return;
  throw httpFailures['not-allowed']({
    right: access.right.title.en,
    rightZh: access.right.title.zh,
    identifier,
  });
}

/** A browser names the page that a change came from; only our own pages may make changes. */
function refuseForeignChanges(
  route: Route,
  request: RouteRequest<unknown, unknown, unknown>,
): void {
  const origin = text(request.headers['origin']);
  if (route.method === 'GET' || origin === '' || origin === request.origin) return;
  throw httpFailures['foreign-origin']({ origin });
}

export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  const plain = host.startsWith('::ffff:') ? host.slice(7) : host;
  return isIP(plain) === 4 && plain.startsWith('127.');
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
