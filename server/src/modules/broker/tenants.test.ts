// A client sees and touches only the topics of its enterprise, whatever it asks for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFailure } from '../../kernel/failure/failure.ts';
import { until } from '../../testing/until.ts';
import { startBroker } from './testing/broker-under-test.ts';
import { open, type TestClient } from './testing/test-client.ts';

const mine = ['88.118.8/line', '88.118.8.1/line', 'umh/v1/88.118.8/a', 'spBv1.0/88.118.8/NDATA/n'];
const foreign = [
  '88.118.9/line',
  '88.118.80/line',
  'umh/v1/88.118.9/a',
  'spBv1.0/88.118.9/NDATA/n',
  'line',
];

for (const version of ['5', '3.1.1'] as const) {
  test(`${version}: a subscription to everything shows the own topics alone`, async (t) => {
    const { port } = await startBroker(t);
    const all = await open(t, { port, version, token: '*' });
    for (const topic of [...mine, ...foreign])
      await all.publish(`${topic}/kept`, 'k', { qos: 1, retain: true });
    const one = await open(t, { port, version, token: '88.118.8' });
    await one.subscribe('#', 1);
    await one.subscribe('$share/g/#', 1).catch(() => {});
    for (const topic of [...mine, ...foreign]) await all.publish(topic, 'x', { qos: 1 });
    await until(
      'all own topics are heard',
      () => one.heard.filter(({ text }) => text === 'x').length >= 2 * mine.length,
    );
    const topics = new Set(one.heard.map(({ topic }) => topic.replace(/\/kept$/, '')));
    assert.deepEqual([...topics].toSorted(), mine.toSorted());
  });

  test(`${version}: foreign filters are refused`, async (t) => {
    const { port } = await startBroker(t);
    const one = await open(t, { port, version, token: '88.118.8' });
    for (const filter of [
      ...foreign,
      '88.118.9/#',
      '$share/g/88.118.9/#',
      'umh/v1/88.118.9/#',
      'x/+',
      '$share/g/$SYS/#',
    ])
      await assert.rejects(
        one.subscribe(filter, 1),
        (error) => isFailure(error, 'mqtt.not-subscribed'),
        filter,
      );
    for (const filter of ['88.118.8/#', '+/line', 'umh/+/+/a', '$share/g/88.118.8/#'])
      await one.subscribe(filter, 1);
  });
}

test('5: a foreign publication is refused and told, a foreign will too', async (t) => {
  const { port } = await startBroker(t);
  const all = await open(t, { port, token: '*' });
  await all.subscribe('#', 1);
  const one = await open(t, { port, token: '88.118.8' });
  for (const topic of foreign)
    await assert.rejects(one.publish(topic, 'x', { qos: 1 }), (error) =>
      isFailure(error, 'mqtt.not-published'),
    );
  await one.publish('88.118.8/line', 'x', { qos: 1 });
  await until('the own one is heard', () => all.heard.length > 0);
  assert.deepEqual(
    all.heard.map(({ topic }) => topic),
    ['88.118.8/line'],
  );
  const will = { topic: '88.118.9/x', payload: 'gone' };
  await assert.rejects(open(t, { port, token: '88.118.8', will }), (error) =>
    isFailure(error, 'mqtt.refused'),
  );
});

test('3.1.1: a foreign publication ends the connection, since there is no word for it', async (t) => {
  const { port } = await startBroker(t);
  const one = await open(t, { port, version: '3.1.1', token: '88.118.8' });
  await assert.rejects(one.publish('88.118.9/x', 'x', { qos: 1 }), (error) =>
    isFailure(error, 'mqtt.not-connected'),
  );
});

test('client ids and share groups of two enterprises are not the same', async (t) => {
  const { port } = await startBroker(t);
  const session = { clientId: 'same', clean: false, sessionExpiryS: 100 };
  const clients: TestClient[] = [];
  for (const token of ['88.118.8', '88.118.9']) {
    const client = await open(t, { port, token, ...session });
    await client.subscribe('$share/g/#', 1);
    clients.push(client);
  }
  const all = await open(t, { port, token: '*' });
  for (let i = 0; i < 10; i += 1) {
    await all.publish('88.118.8/x', 'x', { qos: 1 });
    await all.publish('88.118.9/x', 'x', { qos: 1 });
  }
  await until('each has its ten', () => clients.every(({ heard }) => heard.length === 10));
  assert.ok(clients[0]?.heard.every(({ topic }) => topic === '88.118.8/x'));
});

test('nobody comes in without a token, unless the settings say so', async (t) => {
  const { port } = await startBroker(t);
  await assert.rejects(open(t, { port }), (error) => isFailure(error, 'mqtt.refused'));
  await assert.rejects(open(t, { port, version: '3.1.1' }), (error) =>
    isFailure(error, 'mqtt.refused'),
  );
  const free = await startBroker(t, { anonymous: '88.118.8' });
  const one = await open(t, { port: free.port });
  await one.subscribe('88.118.8/#', 1);
  await assert.rejects(one.subscribe('88.118.9/#', 1));
});
