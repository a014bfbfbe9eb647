// The HTTP border: Fastify behind our own route values, owned by this folder alone.
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { Value } from 'typebox/value';
import type { Authenticator } from '../access/authenticator.ts';
import type { Log } from '../log/log.ts';
import { latencyBounds, type Histogram, type Metrics } from '../metrics/metrics.ts';
import { languageOf } from '../schema/bilingual.ts';
import { check, type TSchema } from '../schema/schema.ts';
import type { Clock } from '../world/clock.ts';
import { worldFailures } from '../world/failures.ts';
import type { Address } from '../world/network.ts';
import type { Random } from '../world/random.ts';
import { admit, principalOf } from './admit.ts';
import { httpFailures } from './failures.ts';
import { sendFailure, sendOutcome, sendStream } from './respond.ts';
import type { Route, RouteRequest } from './route.ts';

export type HttpOptions = {
  readonly address: Address;
  readonly routes: readonly Route[];
  readonly authenticator: Authenticator | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly metrics: Metrics;
};

export type HttpServer = { readonly address: Address; close(): Promise<void> };

const bodyBytesDefault = 1024 * 1024;
const connectionsMax = 2_000;
const requestTimeoutMs = 30_000;
const streamsMax = 200;

/** Headers that keep a page of ours from running or framing anything that is not ours. */
const safetyHeaders = {
  'content-security-policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

export async function serveHttp(options: HttpOptions): Promise<HttpServer> {
  const streams = new Set<AbortController>();
  const app = fastify({
    bodyLimit: bodyBytesDefault,
    requestTimeout: requestTimeoutMs,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 4_096, ignoreTrailingSlash: true },
  });
  app.server.maxConnections = connectionsMax;
  app.addHook('onRequest', async (_request, reply) => void reply.headers(safetyHeaders));
  app.setErrorHandler((error, request, reply) =>
    sendFailure(reply, error, { ...options, operation: request.routeOptions.url ?? request.url }),
  );
  app.setNotFoundHandler((request, reply) =>
    sendFailure(
      reply,
      httpFailures['no-such-page']({ method: request.method, path: request.url }),
      { ...options, operation: 'not-found' },
    ),
  );
  const latency = options.metrics.histogram(
    'jingwei_http_request_seconds',
    'Time from request to reply, by operation and status',
    latencyBounds,
  );
  options.metrics.observed('jingwei_http_streams', 'Open event streams', () => streams.size);
  for (const route of options.routes) mount(app, route, { ...options, streams, latency });
  const address = await listen(app, options.address);
  return {
    address,
    async close() {
      for (const stream of streams) stream.abort();
      await app.close();
    },
  };
}

type Context = HttpOptions & { streams: Set<AbortController>; latency: Histogram };

function mount(app: FastifyInstance, route: Route, context: Context): void {
  const rest = /\{(\w+)\+\}$/.exec(route.path)?.[1];
  const url = route.path.replace(/\{\w+\+\}$/, '*').replace(/\{(\w+)\}/g, ':$1');
  app.route({
    method: route.method,
    url,
    ...(route.bodyBytesMax === undefined ? {} : { bodyLimit: route.bodyBytesMax }),
    handler: async (request, reply) => {
      const startedMs = context.clock.monotonicMs();
      const observe = () =>
        context.latency.observe((context.clock.monotonicMs() - startedMs) / 1000, {
          operation: route.operation,
          status: String(reply.statusCode),
        });
      const abort = new AbortController();
      try {
        const typed = await readRequest(request, route, { rest, context, abort });
        admit(route, typed);
        if (route.stream) {
          await openStream(route, typed, { reply, context, abort });
        } else {
          reply.raw.on('close', () => abort.abort());
          sendOutcome(reply, route, await route.handle?.(typed as never), context.log);
          observe();
        }
      } catch (error) {
        sendFailure(reply, error, { ...context, operation: route.operation });
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
  if (context.streams.size >= streamsMax)
    throw httpFailures['too-many-streams']({ limit: streamsMax });
  context.streams.add(abort);
  try {
    const messages = route.stream?.(request as never);
    if (messages) await sendStream(reply, messages, { clock: context.clock, abort });
  } finally {
    context.streams.delete(abort);
  }
}

async function readRequest(
  request: FastifyRequest,
  route: Route,
  given: { rest: string | undefined; context: Context; abort: AbortController },
): Promise<RouteRequest<unknown, unknown, unknown>> {
  const params = { ...(request.params as Record<string, string>) };
  if (given.rest !== undefined) {
    params[given.rest] = params['*'] ?? '';
    delete params['*'];
  }
  const query = request.query as Record<string, unknown>;
  return {
    params: fit(route.params, params, 'path', true),
    query: fit(route.query, listed(route.query, query), 'query', true),
    body: fit(route.body, request.body, 'body', false),
    principal: await principalOf(given.context.authenticator, request.headers),
    language: languageOf((query['lang'] as string) ?? request.headers['accept-language']),
    origin: `${request.protocol}://${request.headers.host ?? ''}`,
    peer: request.ip,
    headers: request.headers,
    signal: given.abort.signal,
  };
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
  const problems = checked.problems
    .slice(0, 5)
    .map((problem) => `${place} ${problem.path}: ${problem.message}`)
    .join('; ');
  throw httpFailures['bad-request']({ problems });
}

async function listen(app: FastifyInstance, address: Address): Promise<Address> {
  try {
    await app.listen({ host: address.host, port: address.port });
  } catch (error) {
    await app.close();
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE') throw worldFailures['port-taken']({ ...address }, error);
    throw worldFailures['cannot-listen']({ ...address, reason: code ?? String(error) }, error);
  }
  const bound = app.server.address();
  return {
    host: address.host,
    port: typeof bound === 'object' && bound ? bound.port : address.port,
  };
}
