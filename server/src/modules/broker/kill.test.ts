// What was acknowledged survives the death of the broker: messages that wait, subscriptions, retained messages, wills,
// and the packet ids that keep QoS 2 at once.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { folderOf } from '../../testing/start-modules.ts';
import { until } from '../../testing/until.ts';
import { Inbound } from '../connectivity/mqtt/inbound.ts';
import { open } from './testing/test-client.ts';

type Running = { readonly port: number; kill(): Promise<void> };

async function run(t: TestContext, folder: string): Promise<Running> {
  const file = join(import.meta.dirname, 'testing', 'broker-process.ts');
  const child: ChildProcess = spawn(process.execPath, [file, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const kill = () => {
    child.kill('SIGKILL');
    return ended;
  };
  t.after(kill);
  let said = '';
  child.stdout?.on('data', (bytes: Buffer) => (said += bytes.toString()));
  await until('the broker runs', () => said.includes('\n'));
  return { port: Number(/port (\d+)/.exec(said)?.[1]), kill };
}

const token = '*';
const session = { clientId: 'away', clean: false, sessionExpiryS: 3_600 };

test('killed in the middle: no acknowledged message is lost', async (t) => {
  const folder = folderOf(t);
  const first = await run(t, folder);
  const reader = await open(t, { port: first.port, token, ...session });
  await reader.subscribe('a/#', 2);
  await reader.connection.close();
  const writer = await open(t, { port: first.port, token });
  await writer.publish('kept/q0', 'retained', { qos: 1, retain: true });
  const confirmed: string[] = [];
  const sending = Promise.allSettled(
    Array.from({ length: 3_000 }, async (_, i) => {
      await writer.publish(`a/${i % 7}`, `m${i}`, { qos: i % 2 === 0 ? 1 : 2 });
      confirmed.push(`m${i}`);
    }),
  );
  await until('a thousand are acknowledged', () => confirmed.length >= 1_000);
  await first.kill();
  await sending;
  const second = await run(t, folder);
  const again = await open(t, { port: second.port, token, ...session });
  assert.equal(again.connection.sessionPresent, true);
  await until('all acknowledged ones are there', () => {
    const texts = new Set(again.texts());
    return confirmed.every((text) => texts.has(text));
  });
  assert.equal(new Set(again.texts()).size, again.heard.length, 'none twice');
  await again.subscribe('kept/#', 1);
  await until('what is retained is there', () => again.texts().includes('retained'));
});

test('killed between PUBREC and PUBREL, and between PUBLISH and PUBREC: exactly once', async (t) => {
  const folder = folderOf(t);
  const first = await run(t, folder);
  const disk = Promise.withResolvers<void>();
  const inbound = new Inbound();
  const heard: string[] = [];
  const hear = ({ payload }: { payload: Uint8Array }) => {
    heard.push(Buffer.from(payload).toString());
    return heard.length > 5 ? disk.promise : undefined;
  };
  const reader = await open(t, { port: first.port, token, ...session, inbound, hear });
  await reader.subscribe('a', 2);
  const writer = await open(t, { port: first.port, token });
  for (let i = 0; i < 10; i += 1) await writer.publish('a', `m${i}`, { qos: 2 });
  await until('ten are on their way', () => heard.length === 10);
  await first.kill();
  const second = await run(t, folder);
  const before = heard.length;
  // What was not acknowledged comes again under its old packet id, which the client still knows.
  const again = await open(t, {
    ...{ port: second.port, token, ...session, inbound },
    hear: ({ payload }) => void heard.push(Buffer.from(payload).toString()),
  });
  await until('what is not durable waits', () => again.connection.unacknowledged > 0);
  disk.resolve();
  await writer.connection.closed;
  const probe = await open(t, { port: second.port, token });
  await probe.publish('a', 'last', { qos: 2 });
  await until('the last one comes', () => heard.includes('last'));
  await until('all is acknowledged', () => again.connection.unacknowledged === 0);
  assert.equal(heard.length, before + 1);
});

test('the will of a session whose broker died is published by the next one', async (t) => {
  const folder = folderOf(t);
  const first = await run(t, folder);
  const hearer = await open(t, { port: first.port, token, ...session });
  await hearer.subscribe('will', 1);
  await hearer.connection.close();
  await open(t, {
    port: first.port,
    token,
    clientId: 'machine',
    clean: false,
    sessionExpiryS: 60,
    will: { topic: 'will', payload: 'gone', qos: 1, delayS: 1 },
  });
  await first.kill();
  const second = await run(t, folder);
  const again = await open(t, { port: second.port, token, ...session });
  await until('the will', () => again.texts().includes('gone'));
});
