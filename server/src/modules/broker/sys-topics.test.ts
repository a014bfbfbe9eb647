// `$SYS/broker/…`: the common figures of mosquitto, each enterprise its own, all for the operator, nothing of it kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFailure } from '../../kernel/failure/failure.ts';
import { until } from '../../testing/until.ts';
import { startBroker } from './testing/broker-under-test.ts';
import { open, type TestClient } from './testing/test-client.ts';

const told = ({ heard }: TestClient, name: string): string | undefined =>
  heard.findLast(({ topic }) => topic === `$SYS/broker/${name}`)?.text;

test('an enterprise is told what concerns it, the operator all, at once and again', async (t) => {
  const { port } = await startBroker(t, { sysSeconds: 1 });
  const other = await open(t, { port, token: '88.118.9' });
  await other.subscribe('88.118.9/#', 1);
  for (let i = 0; i < 5; i += 1)
    await other.publish(`88.118.9/${i}`, 'x', { qos: 1, retain: true });
  const mine = await open(t, { port, token: '88.118.8' });
  await mine.publish('88.118.8.1/kept', 'x', { qos: 1, retain: true });
  await mine.publish('umh/v1/88.118.8/kept', 'x', { qos: 1, retain: true });
  const away = { clientId: 'away', clean: false, sessionExpiryS: 100, token: '88.118.8' };
  await (await open(t, { port, ...away })).connection.close();
  await mine.subscribe('$SYS/#', 0);
  await until('it is greeted', () => told(mine, 'bytes/sent') !== undefined);
  const greeting = mine.heard.map(({ topic, message }) => `${topic} ${message.retained}`);
  assert.deepEqual(
    greeting,
    [
      ...['version', 'uptime', 'clients/connected', 'clients/disconnected', 'clients/total'],
      ...['subscriptions/count', 'retained messages/count', 'messages/received', 'messages/sent'],
      ...['publish/messages/received', 'publish/messages/sent', 'publish/messages/dropped'],
      ...['bytes/received', 'bytes/sent'],
    ].map((name) => `$SYS/broker/${name} true`),
  );
  assert.match(told(mine, 'version') ?? '', /^jingwei version /);
  assert.match(told(mine, 'uptime') ?? '', /^\d+ seconds$/);
  const figures = (client: TestClient) =>
    [
      ...['clients/connected', 'clients/disconnected', 'clients/total', 'subscriptions/count'],
      ...['retained messages/count', 'publish/messages/received'],
    ].map((name) => Number(told(client, name)));
  assert.deepEqual(figures(mine), [1, 1, 2, 1, 2, 2]);
  const all = await open(t, { port, token: '*' });
  await all.subscribe('$SYS/broker/#', 1);
  await until('the operator is greeted', () => told(all, 'bytes/sent') !== undefined);
  assert.deepEqual(figures(all), [3, 1, 4, 3, 7, 7]);
  assert.ok(Number(told(all, 'bytes/received')) > Number(told(mine, 'bytes/received')));
  mine.heard.length = 0;
  await until('it is told again', () => told(mine, 'bytes/sent') !== undefined);
  assert.ok(mine.heard.every(({ message }) => !message.retained));
  assert.deepEqual(figures(mine), [1, 1, 2, 1, 2, 2]);
});

test('of enterprises that left nothing but sessions and traffic the counts go on', async (t) => {
  const { port } = await startBroker(t, { sysSeconds: 1 });
  const gone = await open(t, { port, token: '88.118.8' });
  await gone.publish('88.118.8/a', 'x', { qos: 1 });
  await gone.connection.close();
  const mine = await open(t, { port, token: '88.118.8' });
  await mine.subscribe('$SYS/broker/publish/#', 0);
  await until('it is greeted', () => told(mine, 'publish/messages/dropped') !== undefined);
  assert.equal(told(mine, 'publish/messages/received'), '1');
  assert.equal(mine.heard.length, 3, 'only what the filter asks for');
});

test('nobody publishes there, wildcards do not reach it, and nothing of it is kept', async (t) => {
  const { port } = await startBroker(t, { sysSeconds: 1 });
  const all = await open(t, { port, token: '*' });
  const reader = await open(t, { port, token: '*' });
  await reader.subscribe('#', 1);
  await reader.subscribe('+/broker/#', 1);
  await reader.subscribe('$SYS/broker/retained messages/count', 1);
  await until('two tellings', () => reader.heard.length >= 2);
  assert.deepEqual([...new Set(reader.heard.map(({ text }) => text))], ['0']);
  const will = { topic: '$SYS/broker/version', payload: 'mine' };
  await assert.rejects(open(t, { port, token: '*', will }), (error) =>
    isFailure(error, 'mqtt.refused'),
  );
  await assert.rejects(all.publish('$SYS/broker/version', 'mine', { qos: 1, retain: true }));
});

test('0 seconds is never: the filter is refused, and so is one that the settings name', async (t) => {
  const refused = (error: unknown) => isFailure(error, 'mqtt.not-subscribed');
  const off = await startBroker(t, { sysSeconds: 0 });
  for (const token of ['*', '88.118.8']) {
    const client = await open(t, { port: off.port, token });
    await assert.rejects(client.subscribe('$SYS/#', 0), refused);
  }
  const some = await startBroker(t, { sysSeconds: 1, noSubscribe: ['$SYS/broker/bytes/#'] });
  const client = await open(t, { port: some.port, token: '*' });
  await assert.rejects(client.subscribe('$SYS/broker/bytes/#', 0), refused);
  await client.subscribe('$SYS/#', 0);
  await until('it is told again', () => client.heard.length > 20);
  assert.equal(told(client, 'bytes/sent'), undefined);
});
