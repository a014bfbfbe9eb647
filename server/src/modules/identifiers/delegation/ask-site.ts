// Asks a node for its own site (op 2), over UDP or TCP: whether it is to be reached there, and whether it
// is the one that it should be.
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Address, Network } from '../../../kernel/world/network.ts';
import type { Random } from '../../../kernel/world/random.ts';
import {
  decodeMessage,
  decodeSite,
  encodeMessage,
  Framer,
  makeEnvelope,
  opCode,
  Reassembly,
  responseCode,
  siteInfoSerialUnknown,
  splitDatagrams,
  type Site,
} from '../../../wire/handle/handle.ts';
import { expirationSeconds } from '../listeners/reply.ts';

export type SiteAsker = {
  readonly network: Network;
  readonly clock: Clock;
  readonly random: Random;
};

/** Waits before a datagram is sent again; the last one is for its answer. */
const datagramWaitsMs = [500, 1_000, 1_500];
const connectMs = 3_000;

/** The site that a node tells, or undefined when none came. Never fails. */
export async function askSite(
  to: Address,
  over: 'udp' | 'tcp',
  world: SiteAsker,
): Promise<Site | undefined> {
  const requestId = new DataView(world.random.bytes(4).buffer).getInt32(0);
  const question = siteQuestion(requestId, world.clock.now());
  try {
    return over === 'udp'
      ? await byDatagram(to, { question, requestId }, world)
      : await byConnection(to, { question, requestId }, world);
  } catch {
    return undefined; // nothing listens, or there is no way
  }
}

type Asked = { readonly question: Uint8Array; readonly requestId: number };

async function byConnection(
  to: Address,
  { question, requestId }: Asked,
  { network, clock }: SiteAsker,
): Promise<Site | undefined> {
  const connection = await network.connectTcp(to, connectMs);
  const framer = new Framer();
  return new Promise((resolve) => {
    const timer = clock.after(connectMs, () => end(undefined));
    const end = (site: Site | undefined): void => {
      timer.cancel();
      connection.destroy();
      resolve(site);
    };
    connection.onClose(() => end(undefined));
    connection.onData((chunk) => {
      const read = framer.push(chunk);
      const site = read.messages.map((bytes) => siteIn(bytes, requestId)).find(Boolean);
      if (site !== undefined || !read.ok) end(site);
    });
    connection.write(question);
  });
}

async function byDatagram(
  to: Address,
  { question, requestId }: Asked,
  { network, clock }: SiteAsker,
): Promise<Site | undefined> {
  const host = to.host.includes(':') ? '::' : '0.0.0.0';
  const socket = await network.openUdp({ host, port: 0 });
  const reassembly = new Reassembly();
  const came = new Promise<Site>((resolve) => {
    socket.onMessage((packet, from) => {
      const whole = reassembly.push(`${from.host} ${from.port}`, packet, clock.monotonicMs());
      const message = whole.ok ? whole.message : undefined;
      const site = message === undefined ? undefined : siteIn(message, requestId);
      if (site !== undefined) resolve(site);
    });
  });
  try {
    for (const waitMs of datagramWaitsMs) {
      for (const packet of splitDatagrams(question)) socket.send(packet, to);
      const site = await Promise.race([came, pause(clock, waitMs)]);
      if (site !== undefined) return site;
    }
    return undefined;
  } finally {
    await socket.close();
  }
}

function pause(clock: Clock, ms: number): Promise<undefined> {
  return new Promise((resolve) => void clock.after(ms, () => resolve(undefined)));
}

function siteQuestion(requestId: number, nowMs: number): Uint8Array {
  return encodeMessage({
    envelope: makeEnvelope({ requestId }),
    header: {
      op: opCode.getSiteInfo,
      responseCode: 0,
      flags: 0,
      siteInfoSerial: siteInfoSerialUnknown,
      recursionCount: 0,
      expirationSeconds: expirationSeconds(nowMs),
    },
    body: { kind: 'handle-request', handle: '' },
  });
}

function siteIn(bytes: Uint8Array, requestId: number): Site | undefined {
  const decoded = decodeMessage(bytes);
  if (!decoded.ok || decoded.value.envelope.requestId !== requestId) return undefined;
  const { header, body } = decoded.value;
  if (header.responseCode !== responseCode.ok || body.kind !== 'site-info-response')
    return undefined;
  const site = decodeSite(body.site);
  return site.ok ? site.value : undefined;
}
