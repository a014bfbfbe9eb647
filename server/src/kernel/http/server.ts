// The HTTP border: Fastify behind our own route values, owned by this folder alone.
import type { Socket } from 'node:net';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { Value } from 'typebox/value';
import type { Authenticator } from '../access/authenticator.ts';
import { anonymous, type Principal } from '../access/rights.ts';
import type { Failure } from '../failure/failure.ts';
import type { Log } from '../log/log.ts';
import { latencyBounds, type Histogram, type Metrics } from '../metrics/metrics.ts';
import { languageOf } from '../schema/bilingual.ts';
import { check, problemsText, type TSchema } from '../schema/schema.ts';
import { every, type Clock } from '../world/clock.ts';
import type { Address } from '../world/network.ts';
import type { Random } from '../world/random.ts';
import { admit, principalOf, refuseStrangers } from './admit.ts';
import { httpFailures } from './failures.ts';
import { isEncrypted, isSameMachine, peerCertificateOf, sendToHttps } from './connection.ts';
import { reserveDoor, type ReservedDoor } from './door.ts';
import type { QuickRoute } from './quick.ts';
import { safetyHeaders } from './safety-headers.ts';
import type { TlsIdentity } from './tls-identity.ts';
import { sendFailure, sendOutcome, sendStream, sendUnreadable } from './respond.ts';
import type { FailedRequest, Route, RouteRequest } from './route.ts';

export type HttpOptions = {
  readonly address: Address;
  readonly routes: readonly Route[];
  readonly authenticator: Authenticator | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly metrics: Metrics;
  /** The port, when it was taken before. */
  readonly door?: ReservedDoor;
  readonly quick?: readonly QuickRoute[];
  readonly tls?: TlsIdentity | undefined;
  /** Whether callers from elsewhere are answered without TLS; otherwise they are sent to HTTPS. */
  readonly plainFromElsewhere?: boolean;
};

export type HttpServer = { readonly address: Address; close(): Promise<void> };

const bodyBytesDefault = 1024 * 1024;
const requestTimeoutMs = 30_000;
const streamsMax = 200;
/** Of one person or service, so that nobody takes them all. */
const streamsEachMax = 50;
/** How long a stream may go on after its reader signed out or lost the right to it. */
const streamCheckMs = 5_000;

export async function serveHttp(options: HttpOptions): Promise<HttpServer> {
  const streams = new Map<AbortController, string>();
  const mayBePlain = (socket: Socket): boolean =>
    options.tls === undefined || options.plainFromElsewhere === true || isSameMachine(socket);
  const app = makeApp(options, mayBePlain);
  const latency = options.metrics.histogram(
    'jingwei_http_request_seconds',
    'Time from request to reply, by operation and status',
    latencyBounds,
  );
  options.metrics.observed('jingwei_http_streams', 'Open event streams', () => streams.size);
  const context = { ...options, streams, latency };
  for (const route of options.routes) {
    if (route.bodyTypes === undefined) mount(app, route, context);
    else mountForBytes(app, route, context);
  }
  await app.ready();
  const labels = new Map(
    (options.quick ?? []).map((route) => [route, { operation: route.operation, status: '200' }]),
  );
  const door = await reserved(options, app);
  door.open({
    ...options,
    server: app.server,
    quick: options.quick ?? [],
    answered: (route, count, tookMs) =>
      latency.observe(tookMs / 1000 / count, labels.get(route), count),
    mayBePlain,
    requestTimeoutMs,
  });
  return {
    address: door.address,
    async close() {
      for (const stream of streams.keys()) stream.abort();
      await door.close();
      await app.close();
    },
  };
}

/** Fastify with what holds for every route. */
function makeApp(options: HttpOptions, mayBePlain: (socket: Socket) => boolean): FastifyInstance {
  const app = fastify({
    bodyLimit: bodyBytesDefault,
    requestTimeout: requestTimeoutMs,
    forceCloseConnections: true,
    clientErrorHandler: sendUnreadable,
    frameworkErrors: (error, _request, reply) =>
      sendFailure(reply, error, { ...options, operation: 'unreadable' }),
    routerOptions: { maxParamLength: 4_096, ignoreTrailingSlash: true },
  });
  readBodies(app);
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers(safetyHeaders);
    const { socket } = request.raw;
    if (isEncrypted(socket) || mayBePlain(socket)) return undefined;
    return sendToHttps(request, reply);
  });
  app.setErrorHandler((error, request, reply) =>
    sendFailure(reply, error, {
      ...options,
      operation: request.routeOptions.url ?? request.url,
      bodyBytesMax: request.routeOptions.bodyLimit ?? bodyBytesDefault,
      failed: failureForm((request.routeOptions.config as { route?: Route }).route, request),
    }),
  );
  app.setNotFoundHandler((request, reply) =>
    sendFailure(
      reply,
      httpFailures['no-such-page']({ method: request.method, path: request.url }),
      { ...options, operation: 'not-found' },
    ),
  );
  return app;
}

/** The app is not left behind where the port cannot be had. */
async function reserved(options: HttpOptions, app: FastifyInstance): Promise<ReservedDoor> {
  try {
    return options.door ?? (await reserveDoor(options.address));
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** Some clients name a kind of content and send none, or fields of a form that nobody asked for. */
function readBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) done(null);
    else void parse(request, String(body), done);
  });
  const form = 'application/x-www-form-urlencoded';
  app.addContentTypeParser(form, { parseAs: 'string' }, (_request, _body, done) => done(null));
}

type Context = HttpOptions & { streams: Map<AbortController, string>; latency: Histogram };

function mount(app: FastifyInstance, route: Route, context: Context): void {
  const rest = /\{(\w+)\+\}$/.exec(route.path)?.[1];
  const shapeOf = (name: string) => (route.shapes?.[name] ? `(${route.shapes[name]})` : '');
  const url = route.path
    .replace(/\{\w+\+\}$/, '*')
    .replace(/\{(\w+)\}/g, (_, name: string) => `:${name}${shapeOf(name)}`);
  app.route({
    method: route.method,
    url,
    config: { route },
    ...(route.bodyBytesMax === undefined ? {} : { bodyLimit: route.bodyBytesMax }),
    // Before the body is read: nobody makes us hold megabytes that they may not send.
    onRequest: async (request) => {
      const principal = await principalOf(context.authenticator, request.headers);
      principals.set(request, principal);
      refuseStrangers(route, principal, request);
      refuseOtherTypes(route, request);
    },
    handler: async (request, reply) => {
      const startedMs = context.clock.monotonicMs();
      const observe = () =>
        context.latency.observe((context.clock.monotonicMs() - startedMs) / 1000, {
          operation: route.operation,
          status: String(reply.statusCode),
        });
      const abort = new AbortController();
      try {
        const typed = readRequest(request, route, { rest, abort });
        admit(route, typed);
        if (route.stream) {
          await openStream(route, typed, { reply, context, abort });
        } else {
          reply.raw.on('close', () => abort.abort());
          sendOutcome(reply, route, await route.handle?.(typed as never), context.log);
          observe();
        }
      } catch (error) {
        const failed = failureForm(route, request);
        sendFailure(reply, error, { ...context, operation: route.operation, failed });
        observe();
      }
      return reply;
    },
  });
}

async function openStream(
  route: Route,
  request: RouteRequest<unknown, unknown, unknown>,
  given: { reply: FastifyReply; context: Context; abort: AbortController },
): Promise<void> {
  const { reply, context, abort } = given;
  const { id } = request.principal;
  const own = [...context.streams.values()].filter((other) => other === id).length;
  const limit = own >= streamsEachMax ? streamsEachMax : streamsMax;
  if (own >= limit || context.streams.size >= limit)
    throw httpFailures['too-many-streams']({ limit });
  context.streams.set(abort, id);
  const check = every(context.clock, streamCheckMs, async () => {
    if (!(await isStillAdmitted(route, request, context))) abort.abort();
  });
  try {
    const messages = await route.stream?.(request as never);
    if (messages) await sendStream(reply, messages, { clock: context.clock, abort });
  } finally {
    check.cancel();
    context.streams.delete(abort);
  }
}

async function isStillAdmitted(
  route: Route,
  request: RouteRequest<unknown, unknown, unknown>,
  { authenticator }: Context,
): Promise<boolean> {
  try {
    const principal = await principalOf(authenticator, request.headers);
    admit(route, { ...request, principal });
    // What it may see was chosen when the stream began: with other rights it is chosen anew.
    return grantsOf(principal) === grantsOf(request.principal);
  } catch {
    return false; // whatever the reason, the caller learns it when it connects again
  }
}

function grantsOf({ grants }: Principal): string {
  return JSON.stringify(grants.map(({ right, on }) => `${right} ${on}`).toSorted());
}

/** Apart from the others, so that no parser of theirs reads its body, nor its parser theirs. */
function mountForBytes(app: FastifyInstance, route: Route, context: Context): void {
  void app.register((own, _options, done) => {
    own.removeAllContentTypeParsers();
    own.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, read) =>
      read(null, body),
    );
    mount(own, route, context);
    done();
  });
}

function refuseOtherTypes({ bodyTypes, path: own }: Route, request: FastifyRequest): void {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (bodyTypes === undefined || bodyTypes.includes(type)) return;
  const { method, url: path } = request;
  // A route that takes all paths is not meant by a call of the API that does not exist.
  const isMeant = own.startsWith('/api/') || !path.startsWith('/api/');
  if (!isMeant) throw httpFailures['no-such-page']({ method, path });
  throw httpFailures['wrong-type']({ type: type || 'none', path, wanted: bodyTypes.join(', ') });
}

/** Who asks, from before the body was read until the handler runs. */
const principals = new WeakMap<FastifyRequest, Principal>();

function readRequest(
  request: FastifyRequest,
  route: Route,
  given: { rest: string | undefined; abort: AbortController },
): RouteRequest<unknown, unknown, unknown> {
  const params = { ...(request.params as Record<string, string>) };
  if (given.rest !== undefined) {
    params[given.rest] = restOf(request.url, route.path);
    delete params['*'];
  }
  const query = request.query as Record<string, unknown>;
  return {
    params: fit(route.params, params, 'path', true),
    query: fit(route.query, listed(route.query, query), 'query', true),
    body: fit(route.body, request.body, 'body', false),
    principal: principals.get(request) ?? anonymous,
    ...factsOf(request),
    connection: request.raw.socket,
    signal: given.abort.signal,
  };
}

function factsOf(request: FastifyRequest): FailedRequest {
  const { lang } = request.query as Record<string, unknown>;
  return {
    language: languageOf(typeof lang === 'string' ? lang : request.headers['accept-language']),
    origin: `${request.protocol}://${request.headers.host ?? ''}`,
    peer: request.ip,
    headers: request.headers,
    url: request.url,
    ...peerCertificateOf(request.raw.socket),
  };
}

function failureForm(route: Route | undefined, request: FastifyRequest) {
  const { failed } = route ?? {};
  return failed && ((failure: Failure) => failed(failure, factsOf(request)));
}

/** From the address as it was sent: the router drops a slash at the end, which an identifier may have. */
function restOf(url: string, template: string): string {
  const path = /^[^?#]*/.exec(url)?.[0] ?? '';
  const before = template.slice(0, template.lastIndexOf('{')).split('/').length - 1;
  try {
    return decodeURIComponent(path.split('/').slice(before).join('/'));
  } catch (error) {
    throw httpFailures['bad-request']({ problems: 'the path is not percent-encoded UTF-8' }, error);
  }
}

/** A parameter that may be repeated arrives as one text when it is given once. */
function listed(schema: TSchema | undefined, query: Record<string, unknown>): unknown {
  const properties = (schema as { properties?: Record<string, { type?: string }> } | undefined)
    ?.properties;
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [
      name,
      properties?.[name]?.type === 'array' && !Array.isArray(value) ? [value] : value,
    ]),
  );
}

function fit(
  schema: TSchema | undefined,
  value: unknown,
  place: string,
  convert: boolean,
): unknown {
  if (!schema) return undefined;
  const checked = check(schema, convert ? Value.Convert(schema, value) : value);
  if (checked.ok) return checked.value;
  const told = checked.problems.slice(0, 5);
  // Each by itself: a value that is shown is cut at a length, and all of them together would be.
  const problems = told.map(({ path, message }) =>
    problemsText([{ path: `${place} ${path}:`, message }]),
  );
  const [only] = problems;
  throw httpFailures['bad-request']({ problems: problems.length === 1 ? only : problems });
}
