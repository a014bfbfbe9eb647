// From a route's outcome to bytes on the wire: JSON, raw bytes, a failure, or a stream of events.
import type { FastifyReply } from 'fastify';
import { Failure } from '../failure/failure.ts';
import type { Log } from '../log/log.ts';
import { check } from '../schema/schema.ts';
import { every, type Clock } from '../world/clock.ts';
import type { Random } from '../world/random.ts';
import { httpFailures } from './failures.ts';
import { Reply, type Route, type StreamMessage } from './route.ts';
import { httpStatus } from './status.ts';

/** A comment on an idle stream, so that proxies keep it open and a dead peer is noticed. */
const heartbeatMs = 15_000;

export function sendOutcome(reply: FastifyReply, route: Route, outcome: unknown, log: Log): void {
  const given = outcome instanceof Reply ? outcome : new Reply(outcome);
  void reply.status(given.status).headers(given.headers);
  if (given.body instanceof Uint8Array || typeof given.body === 'string') {
    void reply.send(
      typeof given.body === 'string'
        ? given.body
        : Buffer.from(given.body.buffer, given.body.byteOffset, given.body.byteLength),
    );
    return;
  }
  if (given.status === 200) {
    const checked = check(route.reply, given.body);
    if (!checked.ok)
      log.error('reply-does-not-fit', { route: route.operation, problems: checked.problems });
  }
  void reply.type('application/json; charset=utf-8').send(JSON.stringify(given.body ?? null));
}

export function sendFailure(
  reply: FastifyReply,
  error: unknown,
  context: { log: Log; random: Random; operation: string },
): void {
  const failure = asFailure(error, context);
  void reply
    .status(httpStatus[failure.kind])
    .type('application/json; charset=utf-8')
    .send(
      JSON.stringify({ code: failure.code, kind: failure.kind, message: failure.publicMessage }),
    );
}

function asFailure(
  error: unknown,
  context: { log: Log; random: Random; operation: string },
): Failure {
  if (error instanceof Failure && error.kind !== 'internal') return error;
  const status = (error as { statusCode?: number }).statusCode;
  if (status === 413) return httpFailures['too-large']({ bytes: 'the allowed number of' }, error);
  if (status !== undefined && status >= 400 && status < 500) {
    return httpFailures['bad-request']({ problems: (error as Error).message }, error);
  }
  const reference = context.random.uuid();
  context.log.error('request-failed', { operation: context.operation, reference, error });
  return error instanceof Failure ? error : httpFailures.internal({ reference }, error);
}

/** Writes events until the source ends or the caller goes away; waits while the caller reads slowly. */
export async function sendStream(
  reply: FastifyReply,
  messages: AsyncIterable<StreamMessage>,
  options: { clock: Clock; abort: AbortController },
): Promise<void> {
  const { clock, abort } = options;
  const raw = reply.hijack().raw;
  raw.on('close', () => abort.abort());
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  raw.write('retry: 1000\n\n');
  const heartbeat = every(clock, heartbeatMs, () => void raw.write(': still here\n\n'));
  try {
    for await (const message of messages) {
      if (abort.signal.aborted) break;
      const id = message.id === undefined ? '' : `id: ${message.id}\n`;
      const text = `${id}event: ${message.event}\ndata: ${JSON.stringify(message.data)}\n\n`;
      if (!raw.write(text)) await drained(raw, abort.signal);
    }
  } finally {
    heartbeat.cancel();
    raw.end();
  }
}

function drained(raw: NodeJS.WritableStream, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    raw.once('drain', resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
