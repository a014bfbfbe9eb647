// From a route's outcome to bytes on the wire: JSON, raw bytes, a failure, or a stream of events.
import { maxHeaderSize } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { Failure } from '../failure/failure.ts';
import type { Log } from '../log/log.ts';
import { check } from '../schema/schema.ts';
import { every, type Clock } from '../world/clock.ts';
import type { Random } from '../world/random.ts';
import { httpFailures } from './failures.ts';
import { Reply, type Route, type StreamMessage } from './route.ts';
import { httpStatus, statusByCode } from './status.ts';

/** A comment on an idle stream, so that proxies keep it open and a dead peer is noticed. */
const heartbeatMs = 15_000;
/** A reader that took nothing for so many heartbeats gives its place to others. */
const stuckBeatsMax = 4;

export function sendOutcome(reply: FastifyReply, route: Route, outcome: unknown, log: Log): void {
  const given = outcome instanceof Reply ? outcome : new Reply(outcome);
  if (given.status === 200 && !isRaw(given.body)) {
    const checked = check(route.reply, given.body);
    if (!checked.ok)
      log.error('reply-does-not-fit', { route: route.operation, problems: checked.problems });
  }
  sendReply(reply, given);
}

function sendReply(reply: FastifyReply, { status, headers, body }: Reply): void {
  void reply.status(status).headers(headers);
  if (!isRaw(body)) {
    void reply.type('application/json; charset=utf-8').send(JSON.stringify(body ?? null));
  } else if (typeof body === 'string') void reply.send(body);
  else if (isStream(body)) void reply.send(Readable.from(body, { objectMode: false }));
  else void reply.send(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
}

type Raw = string | Uint8Array | AsyncIterable<Uint8Array>;

function isRaw(body: unknown): body is Raw {
  return typeof body === 'string' || body instanceof Uint8Array || isStream(body);
}

/** Bytes that are sent as they are made; when they break off, so does the connection. */
function isStream(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

export function sendFailure(reply: FastifyReply, error: unknown, context: FailureContext): void {
  const failure = asFailure(error, context);
  const shaped = context.failed?.(failure);
  if (shaped !== undefined) return sendReply(reply, shaped);
  const { code, kind, publicMessage: message, facts } = failure;
  void reply
    .status(statusByCode[code] ?? httpStatus[kind])
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ code, kind, message, ...(facts === undefined ? {} : { facts }) }));
}

type FailureContext = {
  log: Log;
  random: Random;
  operation: string;
  bodyBytesMax?: number;
  /** How the route shows failures, where not in our own form. */
  failed?: ((failure: Failure) => Reply<unknown>) | undefined;
};

function asFailure(error: unknown, context: FailureContext): Failure {
  if (error instanceof Failure && error.kind !== 'internal') return error;
  const status = (error as { statusCode?: number }).statusCode;
  if (status === 413) return httpFailures['too-large']({ bytes: context.bodyBytesMax ?? 0 }, error);
  if (status !== undefined && status >= 400 && status < 500) {
    return httpFailures['bad-request']({ problems: (error as Error).message }, error);
  }
  const reference = context.random.uuid();
  context.log.error('request-failed', { operation: context.operation, reference, error });
  return error instanceof Failure ? error : httpFailures.internal({ reference }, error);
}

/** The answer to bytes that are no request, or one with a longer head than we read; then the connection ends. */
export function sendUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const { code, kind, publicMessage } =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? httpFailures['head-too-large']({ bytes: maxHeaderSize })
      : httpFailures['bad-request']({ problems: error.code ?? error.message });
  const body = Buffer.from(JSON.stringify({ code, kind, message: publicMessage }));
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
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
  if (raw.closed) abort.abort(); // gone before we listened
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) raw.setHeader(name, value);
  }
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  raw.write('retry: 1000\n\n');
  let stuckBeats = 0;
  raw.on('drain', () => (stuckBeats = 0));
  const heartbeat = every(clock, heartbeatMs, () => {
    if (!raw.writableNeedDrain) raw.write(': still here\n\n');
    else if (++stuckBeats > stuckBeatsMax) abort.abort();
  });
  try {
    for await (const message of messages) {
      if (abort.signal.aborted) break;
      const id = message.id === undefined ? '' : `id: ${message.id}\n`;
      const text = `${id}event: ${message.event}\ndata: ${JSON.stringify(message.data)}\n\n`;
      if (!raw.write(text)) await drained(raw, abort.signal);
    }
  } finally {
    heartbeat.cancel();
    if (raw.writableNeedDrain) raw.destroy();
    else raw.end();
  }
}

function drained(raw: NodeJS.WritableStream, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const go = () => {
      raw.off('drain', go);
      signal.removeEventListener('abort', go);
      resolve();
    };
    raw.once('drain', go);
    signal.addEventListener('abort', go, { once: true });
  });
}
