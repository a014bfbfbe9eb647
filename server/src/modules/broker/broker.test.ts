// What the suites of others do not ask: the port of this process, limits, bounded queues, aliases, and hostile bytes.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import type { Authenticator } from '../../kernel/access/authenticator.ts';
import { anonymous } from '../../kernel/access/rights.ts';
import { isFailure } from '../../kernel/failure/failure.ts';
import { silentLog } from '../../kernel/log/log.ts';
import { realWorld } from '../../kernel/world/real/world.ts';
import type { NamesStore } from '../../stores/names/names.ts';
import { until } from '../../testing/until.ts';
import { encodePacket } from '../../wire/mqtt/encode.ts';
import { BrokerCore } from './broker.ts';
import type { BrokerConfig } from './config.ts';
import { startBroker } from './testing/broker-under-test.ts';
import { open } from './testing/test-client.ts';

const config: BrokerConfig = {
  ...{ host: '127.0.0.1', port: 0, plainBeyond: false, anonymous: '', topics: [], noSubscribe: [] },
  ...{ connectionsMax: 10, sessionsMax: 10, sessionExpiryMaxS: 10, keepAliveMaxS: 60 },
  ...{ receiveMax: 10, topicAliasMax: 10, packetBytesMax: 1_000, retainedMax: 2 },
  ...{ queueMessagesMax: 10, queueBytesMax: 100_000, sysSeconds: 0 },
};

function coreOn(put: NamesStore['put']): BrokerCore {
  const names = { put, scan: async () => [], close: async () => {} } as unknown as NamesStore;
  const authenticator: Authenticator = { principalOf: async () => anonymous };
  const meters = { received: 0, sent: 0, dropped: 0, refused: 0 };
  const options = { config, world: realWorld, log: silentLog, meters, names, authenticator };
  return new BrokerCore({ ...options, version: () => '1.2.3' });
}

test('in this process: retained messages first, then live ones, until cancelled', async () => {
  const core = coreOn(async () => {});
  await core.publish('a/kept', 'k', { qos: 1, retain: true, contentType: 'text/plain' });
  const heard: string[] = [];
  const following = core.subscribe('a/#', ({ topic, payload, retained, contentType }) => {
    heard.push(`${topic} ${Buffer.from(payload).toString()} ${retained} ${contentType ?? ''}`);
  });
  await core.publish('a/b', 'x');
  following.cancel();
  await core.publish('a/b', 'y');
  assert.deepEqual(heard, ['a/kept k true text/plain', 'a/b x false ']);
});

test('in this process: publishing waits for those who hear and for the disk, and fails with them', async () => {
  const core = coreOn(() => Promise.reject(new Error('disk full')));
  await assert.rejects(core.publish('a', 'x', { qos: 1, retain: true }), (error) =>
    isFailure(error, 'broker.not-stored'),
  );
  core.subscribe('b', () => Promise.reject(new Error('no')));
  await assert.rejects(core.publish('b', 'x', { qos: 1 }), (error) =>
    isFailure(error, 'broker.not-stored'),
  );
});

test('in this process: what is not valid is named, and retained messages are bounded', async () => {
  const core = coreOn(async () => {});
  await assert.rejects(core.publish('a/+', 'x'), (error) => isFailure(error, 'broker.bad-topic'));
  assert.throws(
    () => core.subscribe('a#', () => {}),
    (error) => isFailure(error, 'broker.bad-filter'),
  );
  for (const topic of ['a', 'b']) await core.publish(topic, 'x', { retain: true });
  await assert.rejects(core.publish('c', 'x', { retain: true }), (error) =>
    isFailure(error, 'broker.retained-full'),
  );
  await core.publish('a', '', { retain: true });
  await core.publish('c', 'x', { retain: true });
});

test('a full queue gives up the oldest, counted', async (t) => {
  const { port } = await startBroker(t, { queueMessagesMax: 5 });
  const session = { clientId: 'away', clean: false, sessionExpiryS: 100, token: '*' };
  const away = await open(t, { port, ...session });
  await away.subscribe('a', 1);
  await away.connection.close();
  const writer = await open(t, { port, token: '*' });
  for (let i = 0; i < 8; i += 1) await writer.publish('a', String(i), { qos: 1 });
  const back = await open(t, { port, ...session });
  await until('five are left', () => back.heard.length === 5);
  assert.deepEqual(back.texts(), ['3', '4', '5', '6', '7']);
});

test('a client that takes two at once gets two at once, and all in order', async (t) => {
  const { port } = await startBroker(t);
  let release = () => {};
  const gate = new Promise<void>((resolve) => (release = resolve));
  const seen: string[] = [];
  const slow = await open(t, {
    ...{ port, token: '*', receiveMax: 2 },
    hear: ({ payload }) => {
      seen.push(Buffer.from(payload).toString());
      return gate;
    },
  });
  await slow.subscribe('a', 1);
  const writer = await open(t, { port, token: '*' });
  for (let i = 0; i < 6; i += 1) await writer.publish('a', String(i), { qos: 1 });
  assert.deepEqual(seen, ['0', '1']);
  release();
  await until('all come', () => seen.length === 6);
  assert.deepEqual(seen, ['0', '1', '2', '3', '4', '5']);
});

async function send(port: number, bytes: Uint8Array): Promise<void> {
  const socket = await realWorld.network.connectTcp({ host: '127.0.0.1', port }, 2_000);
  const closed = new Promise<void>((resolve) => socket.onClose(() => resolve()));
  socket.onData(() => {});
  socket.write(bytes);
  socket.end();
  await closed;
}

async function stillServes(t: TestContext, port: number): Promise<void> {
  const one = await open(t, { port, token: '*' });
  await one.subscribe('alive', 1);
  await one.publish('alive', 'x', { qos: 1 });
  await until('it serves', () => one.heard.length === 1);
}

test('any bytes, before and after a connect, and it serves on', async (t) => {
  const { port } = await startBroker(t, { anonymous: '*', packetBytesMax: 10_000 });
  const connect = (version: 4 | 5) =>
    encodePacket(
      {
        ...{ kind: 'connect', version, cleanStart: true, keepAliveS: 0, clientId: '' },
        properties: {},
      },
      version,
    );
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 100 }),
      fc.constantFrom(undefined, 4 as const, 5 as const),
      async (bytes, version) => {
        const before = version === undefined ? [] : [connect(version)];
        await send(port, Buffer.concat([...before, bytes]));
      },
    ),
    { numRuns: 150 },
  );
  await send(port, Buffer.concat([connect(5), Buffer.of(0x30, 0xff, 0xff, 0xff, 0x7f)]));
  await stillServes(t, port);
});
