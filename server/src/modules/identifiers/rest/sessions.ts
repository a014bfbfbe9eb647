// /api/sessions: a session is opened by anybody, logged in to by a signature over its nonce and the client's,
// used by its id in the header `Authorization: Handle`, and ended (reference §1.9 "Logins"). No cookies, so
// that no page of another site can use one.
import { defineRoute, Reply, type Route } from '../../../kernel/http/route.ts';
import { Type } from '../../../kernel/schema/schema.ts';
import { objectAt, textAt } from '../model/json-reading.ts';
import { authorizationOf, handleFieldsIn, type HandleFields } from './authorization.ts';
import { failedOf } from './failed.ts';
import { restFailures } from './failures.ts';
import { referenceText } from './identity-text.ts';
import type { Asking } from './logins.ts';
import { sessionParams, sessionReply } from './schemas.ts';
import type { Session } from './session-store.ts';
import { bytesIn } from './signed-answer.ts';
import type { RouteSources } from './sources.ts';

export function sessionRoutes(sources: RouteSources): Route[] {
  return [
    openRoute(sources),
    readRoute(sources),
    logInRoute(sources, 'PUT', 'logInToHandleSession'),
    logInRoute(sources, 'POST', 'logInToHandleSessionToo'),
    endRoute(sources),
  ];
}

const bodyBytesMax = 64 * 1024;
const fieldsBody = Type.Unknown({
  description: 'Nothing, or the fields of the header `Authorization: Handle` as texts',
});
const refusedReplies = {
  401: { en: 'No such session, or the login failed', zh: '会话不存在或登录失败' },
  403: { en: 'Not over this channel, or not your session', zh: '信道不安全或不是您的会话' },
};

function openRoute(sources: RouteSources): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/sessions',
    operation: 'openHandleSession',
    summary: { en: 'Open a session for a login with a key', zh: '建立用密钥登录的会话' },
    access: 'public',
    body: fieldsBody,
    bodyBytesMax,
    reply: sessionReply,
    otherReplies: { 201: { en: 'Opened', zh: '已建立' }, ...refusedReplies },
    failed: failedOf(sources.logins),
    async handle(request) {
      sources.logins.refuseUnsafe(request);
      const fields = fieldsOf(request, request.body);
      if (fields.has('sessionId')) throw restFailures['bad-login']({ reason: notYet });
      const session = sources.logins.sessions.begin();
      const headers = { location: '/api/sessions/this' };
      return new Reply(sessionJson(sources, session, fields), { status: 201, headers });
    },
  });
}

function readRoute(sources: RouteSources): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/sessions/{session}',
    operation: 'readHandleSession',
    summary: { en: 'Who is logged in to a session', zh: '查询会话的登录身份' },
    access: 'public',
    params: sessionParams,
    reply: sessionReply,
    otherReplies: refusedReplies,
    failed: failedOf(sources.logins),
    async handle(request) {
      const { session, fields } = await namedSession(sources, request, undefined);
      return sessionJson(sources, session, fields);
    },
  });
}

function logInRoute(sources: RouteSources, method: 'PUT' | 'POST', operation: string): Route {
  return defineRoute({
    method,
    path: '/api/sessions/{session}',
    operation,
    summary: { en: 'Log in to a session with a key', zh: '用密钥登录会话' },
    access: 'public',
    params: sessionParams,
    body: fieldsBody,
    bodyBytesMax,
    reply: sessionReply,
    otherReplies: refusedReplies,
    failed: failedOf(sources.logins),
    async handle(request) {
      const { session, fields } = await namedSession(sources, request, request.body);
      if (fields.has('signature')) {
        await sources.logins.prove(request, session, fields, authorizationOf(request));
      }
      return sessionJson(sources, session, fields);
    },
  });
}

function endRoute(sources: RouteSources): Route {
  return defineRoute({
    method: 'DELETE',
    path: '/api/sessions/{session}',
    operation: 'endHandleSession',
    summary: { en: 'End a session', zh: '结束会话' },
    access: 'public',
    params: sessionParams,
    reply: Type.Object({}),
    otherReplies: { 204: { en: 'Ended', zh: '已结束' }, ...refusedReplies },
    failed: failedOf(sources.logins),
    async handle(request) {
      const { session } = await namedSession(sources, request, undefined);
      sources.logins.sessions.end(session.id);
      return new Reply('', { status: 204 });
    },
  });
}

type SessionRequest = Asking & { readonly params: { readonly session: string } };

/** The session of the address: `this` is the one of the header, and an id is its own proof. */
async function namedSession(
  { logins }: RouteSources,
  request: SessionRequest,
  body: unknown,
): Promise<{ session: Session; fields: HandleFields }> {
  logins.refuseUnsafe(request);
  const fields = fieldsOf(request, body);
  const { session: named } = request.params;
  const shownId = fields.get('sessionId');
  if (named !== 'this' && shownId !== undefined && shownId !== named) {
    throw restFailures['another-session']();
  }
  const id = named === 'this' ? (shownId ?? '') : named;
  return { session: await logins.session(new Map([['sessionId', id]])), fields };
}

/** Of the header and of the body, whichever has them. */
function fieldsOf(asking: Asking, body: unknown): HandleFields {
  const fields = new Map(handleFieldsIn(authorizationOf(asking)));
  if (body === undefined || body === null) return fields;
  for (const [name, value] of Object.entries(objectAt('body', body))) {
    fields.set(name, textAt(`body.${name}`, value));
  }
  return fields;
}

function sessionJson({ administrations }: RouteSources, session: Session, fields: HandleFields) {
  const { id, nonce, login } = session;
  return {
    responseCode: 1,
    sessionId: id,
    nonce: Buffer.from(nonce).toString('base64'),
    authenticated: login !== undefined,
    ...(login === undefined ? {} : { id: referenceText(login.identity) }),
    ...serverProof(administrations[0], nonce, fields),
  };
}

/** A client that sends its nonce wants to know that this is the node; the most particular one signs. */
function serverProof(
  node: RouteSources['administrations'][number] | undefined,
  nonce: Uint8Array,
  fields: HandleFields,
): { serverAlg?: string; serverSignature?: string } {
  if (node === undefined || !fields.has('cnonce') || fields.has('signature')) return {};
  const cnonce = bytesIn((name) => fields.get(name), 'cnonce');
  const signature = node.sign(Buffer.concat([nonce, cnonce]));
  return { serverAlg: 'SHA256', serverSignature: Buffer.from(signature).toString('base64') };
}

const notYet = {
  en: 'a session that is to be opened has no sessionId yet',
  zh: '新建会话时不应带有 sessionId',
};
