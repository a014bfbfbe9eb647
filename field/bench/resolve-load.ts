// Asks a node as fast as it answers, over persistent pipelined TCP connections or UDP, and measures what each
// answer took and what processor time the node used.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import {
  encodeMessage,
  Framer,
  makeEnvelope,
  opCode,
  splitName,
} from '../../server/src/wire/handle/handle.ts';
import { handleOf } from './fill-node.ts';
import { quantile } from './report.ts';

export type Load = {
  readonly port: number;
  readonly pid: number;
  readonly count: number;
  readonly seconds: number;
  /** The number of the identifier of the next question; otherwise any, all alike. */
  readonly pick?: () => number;
};
export type LoadResult = { rate: number; perCpuSecond: number; p50Ms: number; p99Ms: number };

export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function questionBytes(handle: string): Buffer {
  if (!splitName(handle).ok) throw new Error(`${handle} is no handle`);
  const message = encodeMessage({
    envelope: makeEnvelope({ requestId: 0 }),
    header: {
      op: opCode.resolve,
      responseCode: 0,
      flags: 0,
      siteInfoSerial: 0xffff,
      recursionCount: 0,
      expirationSeconds: 0,
    },
    body: { kind: 'resolve-request', handle, indexes: [], types: [] },
  });
  return Buffer.from(message);
}

/** Questions made beforehand, so that asking costs little. */
export function questions({ count, pick }: Load): Buffer[] {
  const any = (): number => Math.floor(Math.random() * count);
  const made = pick === undefined ? 20_000 : 200_000;
  return Array.from({ length: made }, () => questionBytes(handleOf((pick ?? any)())));
}

type Tally = { asked: number; answered: number; tookMs: number[] };
const requestIdAt = 8;
const responseCodeAt = 24;

export async function loadTcp(
  load: Load,
  options: { connections: number; window: number },
): Promise<LoadResult> {
  const asked = questions(load);
  const tally: Tally = { asked: 0, answered: 0, tookMs: [] };
  const cpuBefore = cpuSeconds(load.pid);
  const startedMs = performance.now();
  const endMs = startedMs + load.seconds * 1000;
  const each = Array.from({ length: options.connections }, () =>
    oneConnection(load.port, asked, { tally, endMs, window: options.window }),
  );
  await Promise.all(each);
  return result(load, tally, { startedMs, cpuBefore });
}

async function oneConnection(
  port: number,
  asked: readonly Buffer[],
  given: { tally: Tally; endMs: number; window: number },
): Promise<void> {
  const { tally, endMs, window } = given;
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  const framer = new Framer();
  const sentMs = new Float64Array(1 << 16);
  let id = 0;
  let open = 0;
  const ask = (many: number) => {
    const now = performance.now();
    const batch: Buffer[] = [];
    for (let i = 0; i < many; i++) {
      const question = Buffer.from(asked[tally.asked++ % asked.length] as Buffer);
      id = (id + 1) & 0xffff;
      question.writeUInt32BE(id, requestIdAt);
      sentMs[id] = now;
      batch.push(question);
    }
    open += many;
    socket.write(Buffer.concat(batch));
  };
  await new Promise<void>((resolve) => {
    socket.on('data', (chunk) => {
      const { messages } = framer.push(chunk);
      const now = performance.now();
      for (const message of messages) take(tally, message, now - (sentMs[idOf(message)] ?? now));
      open -= messages.length;
      if (now < endMs) ask(messages.length);
      else if (open === 0) resolve();
    });
    ask(window);
  });
  socket.destroy();
}

/** From one socket, so that one thread of the node answers, or from several. */
export async function loadUdp(
  load: Load,
  options: { window: number; sockets?: number },
): Promise<LoadResult> {
  const asked = questions(load);
  const tally: Tally = { asked: 0, answered: 0, tookMs: [] };
  const { window, sockets: many = 1 } = options;
  const sockets = Array.from({ length: many }, () =>
    createSocket({ type: 'udp4', recvBufferSize: 4 << 20, lookup: addressAtOnce }),
  );
  const bound = sockets.map((socket) => once(socket, 'listening'));
  for (const socket of sockets) socket.bind(0, '127.0.0.1');
  await Promise.all(bound);
  const sentMs = new Float64Array(1 << 16);
  let id = 0;
  const ask = (socket: Socket) => {
    const question = Buffer.from(asked[tally.asked++ % asked.length] as Buffer);
    id = (id + 1) & 0xffff;
    question.writeUInt32BE(id, requestIdAt);
    sentMs[id] = performance.now();
    socket.send(question, load.port, '127.0.0.1');
  };
  const cpuBefore = cpuSeconds(load.pid);
  const startedMs = performance.now();
  for (const socket of sockets) {
    socket.on('message', (message) => {
      const now = performance.now();
      take(tally, message, now - (sentMs[idOf(message)] ?? now));
      if (now - startedMs < load.seconds * 1000) ask(socket);
    });
  }
  for (let i = 0; i < window; i++) ask(sockets[i % many] as Socket);
  await new Promise((resolve) => setTimeout(resolve, load.seconds * 1000 + 200));
  const measured = result(load, tally, { startedMs: startedMs + 200, cpuBefore });
  for (const socket of sockets) socket.close();
  return measured;
}

/** Spares the asker, which shares the cores, Node's resolver. */
function addressAtOnce(
  host: string,
  _options: unknown,
  callback: (error: null, address: string, family: number) => void,
): void {
  callback(null, host, 4);
}

function idOf(message: Uint8Array): number {
  return ((message[requestIdAt + 2] ?? 0) << 8) | (message[requestIdAt + 3] ?? 0);
}

function take(tally: Tally, message: Uint8Array, tookMs: number): void {
  if (message[responseCodeAt + 3] !== 1) throw new Error('an identifier was not found');
  tally.answered++;
  if (tally.answered % 16 === 0) tally.tookMs.push(tookMs);
}

function result(
  load: Load,
  tally: Tally,
  before: { startedMs: number; cpuBefore: number },
): LoadResult {
  const seconds = (performance.now() - before.startedMs) / 1000;
  return {
    rate: tally.answered / seconds,
    perCpuSecond: tally.answered / (cpuSeconds(load.pid) - before.cpuBefore),
    p50Ms: quantile(tally.tookMs, 0.5),
    p99Ms: quantile(tally.tookMs, 0.99),
  };
}
