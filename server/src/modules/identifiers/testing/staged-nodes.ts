// For tests: nodes on real sockets that answer whatever a test makes them say, and a recursive node that asks them.
import type { TestContext } from 'node:test';
import { silentLog } from '../../../kernel/log/log.ts';
import { MetricsRegistry } from '../../../kernel/metrics/metrics.ts';
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Address } from '../../../kernel/world/network.ts';
import { realWorld } from '../../../kernel/world/real/world.ts';
import { encodeValueBlock, valueType } from '../../../wire/handle/handle.ts';
import { publicValue, textValue } from '../authority/new-values.ts';
import { listenerBounds } from '../listeners/message-handler.ts';
import { openListeners } from '../listeners/open-listeners.ts';
import type { Finding, RecordSource } from '../listeners/record-source.ts';
import { ResolveTally } from '../listeners/resolve-tally.ts';
import { Responder } from '../listeners/responder.ts';
import type { Question } from '../model/question.ts';
import { siteOf } from '../model/site.ts';
import { Asker } from '../recursive/asker.ts';
import { RecursiveResolver, type RecursiveOptions } from '../recursive/recursive-resolver.ts';

export const title = { en: 'test node', zh: '测试节点' };
const { clock, network, random } = realWorld;

type Answers = (question: Question, self: Address) => Finding | Promise<Finding>;

/** A node that answers whatever `find` says. */
export async function node(
  t: TestContext,
  find: Answers,
  options: { host?: string; serial?: () => number } = {},
): Promise<Address> {
  let self: Address = { host: options.host ?? '127.0.0.1', port: 0 };
  const source: RecordSource = {
    authoritative: true,
    site: new Uint8Array(0),
    get siteSerial() {
      return options.serial?.() ?? 1;
    },
    plain: () => undefined,
    find: (question) => find(question, self),
  };
  const tally = new ResolveTally('test-node', new MetricsRegistry());
  const handler = new Responder({ source, clock, tally, log: silentLog });
  const listening = { network, clock, handler, bounds: listenerBounds, title };
  const listeners = await openListeners(self, listening);
  t.after(() => listeners.close());
  self = listeners.address;
  return self;
}

export function referral(
  code: 302 | 303,
  prefix: string,
  { host, port }: Address,
  serial = 1,
): Finding {
  const facts = { prefix, description: `node of ${prefix}`, host, serial };
  const data = siteOf({ ...facts, tcpPort: port, udpPort: port });
  const type = code === 302 ? valueType.site : valueType.sitePrefix;
  return { code, block: block({ type, data }), prefix };
}

/** Values with indexes from 1. */
export function block(...values: readonly { type: string; data: Uint8Array }[]): Uint8Array {
  const nowMs = clock.now();
  return encodeValueBlock(
    values.map((value, at) => publicValue({ index: at + 1, ...value, nowMs })),
  );
}

/** One text value. */
export function record(text: string, ttlSeconds?: number): Finding {
  const value = textValue({ index: 1, type: 'T', text, nowMs: clock.now() });
  const lived = ttlSeconds === undefined ? value : { ...value, ttlSeconds };
  return { code: 1, block: encodeValueBlock([lived]) };
}

export const recursiveDefaults = {
  cacheBytesMax: 4_000_000,
  negativeTtlS: 60,
  notResponsibleTtlS: 60,
  unreachableTtlS: 0,
  staleMaxS: 0,
  staleWaitMs: 300,
  prefetchMax: 10,
  walksMax: 100,
  walkTimeoutMs: 5_000,
  site: new Uint8Array(0),
} as const;

export async function resolverFrom(
  t: TestContext,
  roots: readonly Address[],
  options: Partial<RecursiveOptions> = {},
): Promise<RecursiveResolver> {
  const asker = await Asker.open(realWorld, { retryMs: 50, timeoutMs: 300 });
  t.after(() => asker.close());
  return new RecursiveResolver({
    ...recursiveDefaults,
    asker,
    clock,
    random,
    roots: contacts(roots),
    ...options,
  });
}

function contacts(roots: readonly Address[]) {
  return roots.map(({ host, port }, at) => {
    return { node: `root ${at}`, host, udpPort: port, tcpPort: port };
  });
}

export const deadNode: Address = { host: '127.0.0.1', port: 9 };

/** The machine's clock, put forward by as much as a test likes. */
export function shiftedClock(): { clock: Clock; forward(ms: number): void } {
  let byMs = 0;
  return {
    clock: {
      now: () => clock.now() + byMs,
      monotonicMs: () => clock.monotonicMs() + byMs,
      after: (delayMs, work) => clock.after(delayMs, work),
    },
    forward: (ms) => void (byMs += ms),
  };
}
