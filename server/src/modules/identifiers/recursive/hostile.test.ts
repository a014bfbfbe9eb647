// Authorities that say anything at all: every walk ends in its time, with an answer or a failure that names the way,
// after few questions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Failure } from '../../../kernel/failure/failure.ts';
import type { TcpConnection } from '../../../kernel/world/network.ts';
import { SimulatedMachines } from '../../../kernel/world/simulated/machines.ts';
import {
  encodeMessage,
  Framer,
  limits,
  valueType,
  type HandleValue,
  type Message,
} from '../../../wire/handle/handle.ts';
import { publicValue, textValue } from '../authority/new-values.ts';
import { siteOf } from '../model/site.ts';
import { recursiveDefaults } from '../testing/staged-nodes.ts';
import { read } from '../testing/wire.ts';
import { Asker } from './asker.ts';
import { RecursiveResolver } from './recursive-resolver.ts';

const hosts = ['10.0.0.1', '10.0.0.2', '10.0.0.3'];
const ourselves = '10.0.0.9';
const port = 2_641;
const walkTimeoutMs = 5_000;

const aHost = fc.constantFrom(...hosts, ourselves, '10.0.0.99', '224.0.0.1', '0.1.1.1');
const aType = fc.constantFrom(
  valueType.site,
  valueType.site6,
  valueType.sitePrefix,
  valueType.service,
  valueType.servicePrefix,
);
const aPrefix = fc.constantFrom('88', '88.1', '88.1.2', '88.1.2.3', '88.2', '99', '');
const aSite = fc.record({ type: aType, host: aHost, prefix: aPrefix, serial: fc.nat(65_535) });
const aService = fc.record({ type: aType, service: fc.constantFrom('0.S/a', '88.1.2/x', '/', '') });
const aReferral = fc.record({
  code: fc.constantFrom(302, 303),
  handle: fc.constantFrom('', '0.NA/88.1', '0.NA/88', 'x'),
  values: fc.array(fc.oneof(aSite, aService), { maxLength: 30 }),
});
const anAnswer = fc.oneof(
  aReferral,
  fc.record({ code: fc.integer({ min: 1, max: 3_100 }) }),
  fc.record({
    text: fc.string(),
    ttl: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    absolute: fc.boolean(),
  }),
  fc.record({ about: fc.constantFrom('88.1.2/other', '') }),
  fc.record({ bytes: fc.uint8Array({ maxLength: 600 }) }),
  fc.record({ garbageUnderId: fc.uint8Array({ maxLength: 200 }) }),
  fc.constant({ wrongId: true } as const),
  fc.constant({ silent: true } as const),
  fc.constant({ trickles: true } as const),
  fc.constant({ huge: true } as const),
);
type Answer = typeof anAnswer extends fc.Arbitrary<infer A> ? A : never;

function valueOf(one: { type: string } & ({ host: string } | { service: string })): HandleValue {
  const data =
    'service' in one
      ? new Uint8Array(Buffer.from(one.service))
      : siteOf({
          prefix: '',
          serial: 1,
          description: 'hostile',
          tcpPort: port,
          udpPort: port,
          ...one,
        });
  return publicValue({ index: 1, type: one.type, data, nowMs: 0 });
}

/** What the node sends to a question; undefined is nothing. */
function bytesOf(answer: Answer, asked: Message): Uint8Array | undefined {
  const { envelope, header } = asked;
  const handle = asked.body.kind === 'resolve-request' ? asked.body.handle : '';
  const reply = (responseCode: number, body: Message['body']): Uint8Array =>
    encodeMessage({ envelope, header: { ...header, responseCode }, body });
  const values = (text: string, more: Partial<HandleValue> = {}): HandleValue[] => [
    { ...textValue({ index: 1, type: 'T', text, nowMs: 0 }), ...more },
  ];
  if ('silent' in answer) return undefined;
  if ('bytes' in answer) return answer.bytes;
  if ('garbageUnderId' in answer) {
    const whole = reply(2, { kind: 'error', message: '' });
    whole.set(answer.garbageUnderId.subarray(0, Math.max(0, whole.length - 20)), 20);
    return whole;
  }
  if ('wrongId' in answer) {
    const other = { ...envelope, requestId: envelope.requestId ^ 1 };
    return encodeMessage({
      envelope: other,
      header: { ...header, responseCode: 100 },
      body: { kind: 'error', message: '' },
    });
  }
  if ('about' in answer)
    return reply(1, { kind: 'resolve-response', handle: answer.about, values: values('x') });
  if ('text' in answer) {
    const more = { ttlSeconds: answer.ttl, ttlType: answer.absolute ? 1 : 0 };
    return reply(1, { kind: 'resolve-response', handle, values: values(answer.text, more) });
  }
  if ('huge' in answer) {
    const text = 'x'.repeat(limits.messageBytesMax + 1_000);
    return reply(1, { kind: 'resolve-response', handle, values: values(text) });
  }
  if ('values' in answer) {
    return reply(answer.code, {
      kind: 'referral',
      handle: answer.handle,
      values: answer.values.map(valueOf),
    });
  }
  if ('trickles' in answer) return reply(100, { kind: 'error', message: 'slowly' });
  return reply(answer.code, { kind: 'error', message: '' });
}

async function serveHostile(
  machines: SimulatedMachines,
  host: string,
  next: () => Answer,
): Promise<void> {
  const { network, clock } = machines.machine(host).boot();
  const hear = (message: Uint8Array, send: (bytes: Uint8Array) => void): void => {
    const answer = next();
    const bytes = bytesOf(answer, read(message));
    if (bytes === undefined) return;
    if (!('trickles' in answer)) return send(bytes);
    bytes.forEach(
      (_byte, at) => void clock.after(at * 200, () => send(bytes.subarray(at, at + 1))),
    );
  };
  await network.listenTcp({ host, port }, (connection: TcpConnection) => {
    const framer = new Framer();
    connection.onData((chunk) => {
      for (const message of framer.push(chunk).messages)
        hear(message, (bytes) => connection.write(bytes));
    });
  });
  const socket = await network.openUdp({ host, port });
  socket.onMessage((packet, from) => hear(packet, (bytes) => socket.send(bytes, from)));
}

async function resolveAmong(answers: readonly Answer[], handle: string) {
  const machines = new SimulatedMachines(1);
  let questions = 0;
  const next = (): Answer => answers[questions++ % answers.length] ?? { silent: true };
  const play = async () => {
    for (const host of hosts) await serveHostile(machines, host, next);
    const world = machines.machine(ourselves).boot();
    const asker = await Asker.open(world, { retryMs: 50, timeoutMs: 400 });
    const roots = [{ node: 'root', host: '10.0.0.1', udpPort: port, tcpPort: port }];
    const { clock, random } = world;
    const self = [{ host: ourselves, port }];
    const resolver = new RecursiveResolver({
      ...recursiveDefaults,
      asker,
      clock,
      random,
      roots,
      self,
      walkTimeoutMs,
    });
    const startedMs = machines.time.elapsedMs;
    const outcome = await resolver.resolve(handle).catch((error: unknown) => error);
    return { outcome, tookMs: machines.time.elapsedMs - startedMs, bytes: resolver.cacheBytes };
  };
  const played = await machines.time.run(play(), 600_000);
  return { ...played, questions };
}

test('whatever the nodes say, a walk ends in time, after few questions, with an answer or a failure', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anAnswer, { minLength: 1, maxLength: 12 }),
      fc.constantFrom('88.1.2/x', '0.NA/88.1.2', '88.1.2.3.4.5/x'),
      async (answers, handle) => {
        const { outcome, tookMs, questions, bytes } = await resolveAmong(answers, handle);
        if (outcome instanceof Error) {
          assert.ok(outcome instanceof Failure, String(outcome.stack));
        } else {
          const { values } = outcome as { values: { ttl: number }[] };
          assert.ok(values.every(({ ttl }) => ttl >= 0));
        }
        assert.ok(tookMs <= walkTimeoutMs + 1, `${tookMs} ms`);
        assert.ok(questions <= 60, `${questions} questions`);
        assert.ok(bytes < recursiveDefaults.cacheBytesMax * 1.2);
      },
    ),
    { numRuns: 300 },
  );
});

test('a bundle of honest answers among them gets through', async () => {
  const referral = {
    code: 302,
    handle: '',
    values: [{ type: valueType.site, host: '10.0.0.2', prefix: '', serial: 1 }],
  };
  const answers: Answer[] = [referral, { wrongId: true }, { text: 'x', ttl: 5, absolute: false }];
  const { outcome } = await resolveAmong(answers, '88.1.2/x');
  assert.equal((outcome as { responseCode?: number }).responseCode, 1);
});
