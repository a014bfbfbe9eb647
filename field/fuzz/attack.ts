// One attacker at each door of a running program: damaged messages over TCP, UDP and the HTTP interface,
// as fast as the doors take them, until told to stop.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { damaged, pieces, type Chance } from './mutate.ts';

export type Target = { readonly host: string; readonly port: number };
export type Tally = { sent: number; bytes: number };

type Attack = {
  readonly target: Target;
  readonly samples: readonly Buffer[];
  readonly chance: Chance;
  readonly tally: Tally;
  /** What was sent last, newest at the end: for the report of a find. */
  readonly last: Buffer[];
  readonly signal: AbortSignal;
};

const lastKept = 200;
const messagesPerConnection = 50;
const answerWaitMs = 20;

export async function attackTcp(attack: Attack): Promise<void> {
  while (!attack.signal.aborted) {
    const socket = await opened(attack.target);
    if (socket === undefined) continue;
    for (let n = attack.chance(messagesPerConnection); n >= 0 && !socket.destroyed; n--) {
      for (const part of pieces(next(attack), attack.chance)) socket.write(part);
      if (attack.chance(4) === 0) await pause(1);
    }
    await Promise.race([once(socket, 'data').catch(() => {}), pause(answerWaitMs)]);
    // Some hang up rudely, some are left standing for a moment.
    if (attack.chance(2) === 0) socket.resetAndDestroy();
    else socket.destroy();
  }
}

export async function attackUdp(attack: Attack): Promise<void> {
  const socket = createSocket('udp4');
  socket.on('error', () => {});
  while (!attack.signal.aborted) {
    for (let n = 0; n < 20; n++) {
      const packet = next(attack).subarray(0, 1 + attack.chance(1_400));
      socket.send(packet, attack.target.port, attack.target.host);
    }
    await pause(2);
  }
  socket.close();
}

/** Raw requests: heads and bodies that no HTTP client would send. */
export async function attackHttp(attack: Attack): Promise<void> {
  while (!attack.signal.aborted) {
    const socket = await opened(attack.target);
    if (socket === undefined) continue;
    for (let n = attack.chance(8); n >= 0 && !socket.destroyed; n--) {
      for (const part of pieces(next(attack), attack.chance)) socket.write(part);
      await pause(1);
    }
    await Promise.race([once(socket, 'data').catch(() => {}), pause(answerWaitMs)]);
    socket.destroy();
  }
}

function next({ samples, chance, tally, last }: Attack): Buffer {
  const bytes = damaged(samples, chance);
  tally.sent += 1;
  tally.bytes += bytes.length;
  last.push(bytes);
  if (last.length > lastKept) last.shift();
  return bytes;
}

async function opened(target: Target): Promise<Socket | undefined> {
  const socket = connect(target);
  socket.on('error', () => {});
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(2_000) });
    socket.resume();
    return socket;
  } catch {
    socket.destroy();
    await pause(20);
    return undefined;
  }
}
