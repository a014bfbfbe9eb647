// A broker sends again what was not acknowledged when a connection broke: nothing of it is stored twice while the gateway
// lives, and a gateway that is stopped acknowledges first what it has taken.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { ReadingColumns } from '../../../../stores/series/series.ts';
import { until } from '../../../../testing/until.ts';
import type { StepKey } from '../../../../wire/tier/facts.ts';
import { startBroker } from '../../../broker/testing/broker-under-test.ts';
import { open } from '../../../broker/testing/test-client.ts';
import { sourceUnderTest, type SourceUnderTest } from '../../testing/source-under-test.ts';
import { Inbound } from '../../mqtt/inbound.ts';
import { mqtt } from './mqtt.ts';

type Options = {
  readonly port: number;
  readonly qos: number;
  readonly append?: (batch: ReadingColumns, keys: readonly StepKey[]) => Promise<void>;
  /** Durable when the process before it was killed. */
  readonly keys?: readonly StepKey[];
};

async function connectedSource(t: TestContext, options: Options): Promise<SourceUnderTest> {
  const { port, qos, append, keys = [] } = options;
  const place = { host: '127.0.0.1', port, username: 'x', password: '*', qos };
  const signals = [{ id: 'a', address: 'a' }];
  const under = sourceUnderTest(
    mqtt,
    { name: 'line', connection: place, signals },
    { keys, ...(append ? { append } : {}) },
  );
  t.after(() => under.stop());
  under.source.start();
  await connected(under);
  return under;
}

const connected = ({ source }: SourceUnderTest) =>
  until('the source is connected', () => source.status().state === 'connected');

const unacknowledged = ({ source }: SourceUnderTest): number | undefined =>
  source.status().figures.find(({ name }) => name === 'unacknowledged')?.value;

/** Without those that say that the machine is away. */
const numbers = ({ readings }: SourceUnderTest): unknown[] =>
  readings.flatMap(({ value }) => (value === null ? [] : [value]));

const five = [0, 1, 2, 3, 4];

async function breaks(t: TestContext, qos: 1 | 2): Promise<void> {
  const { port } = await startBroker(t);
  const disk = Promise.withResolvers<void>();
  const under = await connectedSource(t, { port, qos, append: () => disk.promise });
  const machine = await open(t, { port, token: '*' });
  for (const n of five) await machine.publish('a', String(n), { qos });
  await until('five are taken', () => unacknowledged(under) === 5);
  // Whoever comes with its name takes over its session, and is told the five again.
  const other = await open(t, {
    ...{ port, token: '*', clientId: 'jingwei-88.118.8-line', clean: false, sessionExpiryS: 60 },
    hear: () => new Promise<void>(() => {}),
  });
  await until('they come again', () => other.connection.unacknowledged === 5);
  await other.connection.closed;
  await connected(under);
  await until('they come to the source again', () => unacknowledged(under) === 5);
  await new Promise((resolve) => setImmediate(resolve));
  disk.resolve();
  await until('all are acknowledged', () => unacknowledged(under) === 0);
  await machine.publish('a', '5', { qos });
  await until('what follows is stored', () => numbers(under).includes(5));
  assert.deepEqual(numbers(under), [...five, 5]);
}

async function stops(t: TestContext, qos: 1 | 2): Promise<void> {
  const { port } = await startBroker(t);
  const disk = Promise.withResolvers<void>();
  const first = await connectedSource(t, { port, qos, append: () => disk.promise });
  const machine = await open(t, { port, token: '*' });
  for (const n of five) await machine.publish('a', String(n), { qos });
  await until('five are taken', () => unacknowledged(first) === 5);
  const stopped = first.source.stop();
  disk.resolve();
  await stopped;
  await machine.publish('a', '5', { qos });
  const second = await connectedSource(t, { port, qos });
  await until('what follows is stored', () => numbers(second).includes(5));
  assert.deepEqual([numbers(first), numbers(second)], [five, [5]]);
}

test('a kill between the disk and PUBREC, QoS 2: stored once', async (t) => {
  const { port } = await startBroker(t);
  const durable: StepKey[] = [];
  const append = async (_: ReadingColumns, keys: readonly StepKey[]) => {
    if (durable.length === 0) durable.push(...keys);
    await new Promise<void>(() => {});
  };
  const killed = await connectedSource(t, { port, qos: 2, append });
  const machine = await open(t, { port, token: '*' });
  await machine.publish('a', '0', { qos: 2 });
  await until('it is on the disk', () => durable.length > 0);
  await machine.publish('a', '1', { qos: 2 });
  await killed.stop();
  await machine.publish('a', '5', { qos: 2 });
  const after = await connectedSource(t, { port, qos: 2, keys: durable });
  await until('what follows is stored', () => numbers(after).includes(5));
  await until('all are completed, and their ids forgotten', () => after.keys.length === 0);
  assert.deepEqual(numbers(after), [1, 5]);
});

test('a release whose id is still to be forgotten is no message that waits', async (t) => {
  const { port } = await startBroker(t);
  const inbound = new Inbound();
  const forgotten = Promise.withResolvers<void>();
  let released = 0;
  inbound.keepWith({
    before: [],
    forget: ({ length }) => {
      released += length;
      return forgotten.promise;
    },
  });
  const reader = await open(t, { port, token: '*', inbound });
  await reader.subscribe('a', 2);
  const machine = await open(t, { port, token: '*' });
  await machine.publish('a', '0', { qos: 2 });
  await until('it is released', () => released === 1);
  assert.equal(reader.connection.unacknowledged, 0);
  forgotten.resolve();
  await reader.connection.finish();
  assert.equal(reader.connection.unacknowledged, 0);
});

test('a link that breaks before the acknowledgement, QoS 1: stored once', (t) => breaks(t, 1));
test('a link that breaks before the acknowledgement, QoS 2: stored once', (t) => breaks(t, 2));
test('a source that stops acknowledges what it has taken, QoS 1', (t) => stops(t, 1));
test('a source that stops acknowledges what it has taken, QoS 2', (t) => stops(t, 2));
