// Failures as clients of the Handle JSON API understand them, and ours do too: a response code always, a
// message as text for those who log in as that API does, and the challenges that a 401 owes (reference §1.9).
import type { Failure, FailureKind } from '../../../kernel/failure/failure.ts';
import { httpStatus } from '../../../kernel/http/status.ts';
import type { FailedRequest, Reply } from '../../../kernel/http/route.ts';
import { responseCode } from '../../../wire/handle/handle.ts';
import { authorizationOf, handleFieldsIn, usesHandleLogin } from './authorization.ts';
import type { Logins } from './logins.ts';
import { shown, type Dress } from './shown.ts';

/** As Handle.Net; what is not here is a 500. */
const statusByCode: ReadonlyMap<number, number> = new Map([
  [responseCode.ok, 200],
  [responseCode.busy, 503],
  [responseCode.protocolError, 400],
  [responseCode.notSupported, 501],
  [responseCode.readOnly, 503],
  [responseCode.handleNotFound, 404],
  [responseCode.handleExists, 409],
  [responseCode.invalidHandle, 400],
  [responseCode.valuesNotFound, 400],
  [responseCode.valueExists, 409],
  [responseCode.invalidValue, 400],
  [responseCode.notResponsible, 400],
  [responseCode.serviceReferral, 300],
  [responseCode.prefixReferral, 300],
  [responseCode.invalidAdmin, 403],
  [responseCode.insufficientPermission, 403],
  [responseCode.authenticationNeeded, 401],
  [responseCode.authenticationFailed, 403],
  [responseCode.invalidCredential, 403],
  [responseCode.unableToAuthenticate, 403],
  [responseCode.sessionTimeout, 401],
]);

export function statusOf(code: number): number {
  return statusByCode.get(code) ?? 500;
}

/** For failures that come from no operation of the protocol. */
const codeByKind: Readonly<Record<FailureKind, number>> = {
  invalid: responseCode.protocolError,
  unauthenticated: responseCode.authenticationNeeded,
  forbidden: responseCode.insufficientPermission,
  missing: responseCode.handleNotFound,
  conflict: responseCode.handleExists,
  exhausted: responseCode.busy,
  unavailable: responseCode.error,
  timeout: responseCode.error,
  unsupported: responseCode.notSupported,
  internal: responseCode.error,
};
const codeByFailure: ReadonlyMap<string, number> = new Map([
  ['identifiers.malformed', responseCode.invalidHandle],
  ['identifiers.outside-prefix', responseCode.notResponsible],
  ['identifiers.other-server', responseCode.notResponsible],
  ['identifiers.not-responsible', responseCode.notResponsible],
  ['identifiers.not-here', responseCode.notResponsible],
  ['identifiers.written-meanwhile', responseCode.busy],
  ['handle-api.no-such-session', responseCode.sessionTimeout],
]);

/** The `failed` of every route of the API. */
export function failedOf(logins: Logins): (failure: Failure, request: FailedRequest) => Reply {
  return (failure, request) => {
    const { code, kind, publicMessage, facts, detail } = failure;
    const given = detail['responseCode'];
    const number =
      typeof given === 'number' ? given : (codeByFailure.get(code) ?? codeByKind[kind]);
    const status = typeof given === 'number' ? statusOf(given) : httpStatus[kind];
    const { values } = detail;
    const body = {
      responseCode: number,
      ...handleIn(request.url),
      code,
      kind,
      message: usesHandleLogin(request) ? publicMessage[request.language] : publicMessage,
      ...(facts === undefined ? {} : { facts }),
      ...(Array.isArray(values) ? { values } : {}),
    };
    const headers = status === 401 ? challenges(logins, request) : {};
    return shown(body, dressOf(request.url), { status, headers });
  };
}

/** A hostile handle must not fill answers. */
const shownMax = 1_000;

/** Clients look for the handle in every answer about one. */
function handleIn(url: string): { handle?: string } {
  const path = /^\/api\/handles\/([^?]+)/.exec(url)?.[1];
  try {
    return path === undefined || path.length > shownMax ? {} : { handle: decodeURIComponent(path) };
  } catch {
    return {}; // it is the reason of the failure
  }
}

function dressOf(url: string): Dress {
  const query = new URLSearchParams(/\?([^#]*)/.exec(url)?.[1] ?? '');
  const isScript = url.startsWith('/api/handles/');
  return {
    pretty: query.get('pretty') ?? undefined,
    callback: isScript ? (query.get('callback') ?? undefined) : undefined,
  };
}

/** Where keys are not taken, none is asked for. A browser's own dialog would only be in the way of a page. */
function challenges(logins: Logins, request: FailedRequest): Record<string, string> {
  if (!logins.isSafe(request)) return {};
  const { id, nonce } = sessionFor(logins, request);
  const handle = `Handle sessionId="${id}", nonce="${Buffer.from(nonce).toString('base64')}"`;
  const isPage =
    request.headers['sec-fetch-site'] !== undefined ||
    request.headers['x-requested-with'] === 'XMLHttpRequest';
  return { 'www-authenticate': isPage ? handle : `Basic realm="handle", ${handle}` };
}

function sessionFor({ sessions }: Logins, request: FailedRequest) {
  return sessions.find(sessionIdOf(request) ?? '') ?? sessions.begin();
}

function sessionIdOf(request: FailedRequest): string | undefined {
  try {
    return handleFieldsIn(authorizationOf(request))?.get('sessionId');
  } catch {
    return undefined; // unreadable, which may be what failed
  }
}
