// Sessions and messages end when their time is over, whatever somebody does to the clock meanwhile.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { realWorld } from '../../kernel/world/real/world.ts';
import { folderOf } from '../../testing/start-modules.ts';
import { until } from '../../testing/until.ts';
import { startBroker } from './testing/broker-under-test.ts';
import { open } from './testing/test-client.ts';

const token = '*';
const session = { clientId: 'reader', clean: false, sessionExpiryS: 60 };
const hourMs = 3_600_000;

function steppedWorld() {
  const { clock } = realWorld;
  const step = { ms: 0 };
  const stepped = {
    now: () => clock.now() + step.ms,
    monotonicMs: () => clock.monotonicMs(),
    after: clock.after.bind(clock),
  };
  return { step, world: { ...realWorld, clock: stepped } };
}

/** A reader that went, and a message that waits for it for a minute. */
async function leaveOne(t: TestContext, port: number): Promise<void> {
  const reader = await open(t, { port, token, ...session });
  await reader.subscribe('a', 1);
  await reader.connection.close();
  const machine = await open(t, { port, token });
  await machine.publish('a', 'kept', { qos: 1, properties: { expiryS: 60 } });
}

/** A will that waits a second tells that the broker has looked at who is gone. */
async function looked(t: TestContext, port: number): Promise<void> {
  const hearer = await open(t, { port, token });
  await hearer.subscribe('will', 1);
  const will = { topic: 'will', payload: 'gone', qos: 1, delayS: 1 } as const;
  const dies = await open(t, { port, token, clientId: 'dies', sessionExpiryS: 60, will });
  dies.connection.drop();
  await until('the will', () => hearer.texts().includes('gone'));
}

test('a clock that is set forward or back ends no session and no message', async (t) => {
  const { step, world } = steppedWorld();
  const { port } = await startBroker(t, {}, { world });
  await leaveOne(t, port);
  for (const ms of [hourMs, -hourMs]) {
    step.ms = ms;
    await looked(t, port);
  }
  step.ms = hourMs;
  const again = await open(t, { port, token, ...session });
  assert.equal(again.connection.sessionPresent, true);
  await until('the message', () => again.texts().includes('kept'));
});

test('a clock that was set before a restart ends nothing, the time between two lives counts', async (t) => {
  const { step, world } = steppedWorld();
  const folder = folderOf(t);
  const first = await startBroker(t, {}, { world, folder });
  await leaveOne(t, first.port);
  step.ms = hourMs;
  await first.stop();
  const second = await startBroker(t, {}, { world, folder });
  await looked(t, second.port);
  const again = await open(t, { port: second.port, token, ...session });
  assert.equal(again.connection.sessionPresent, true);
  await until('the message', () => again.texts().includes('kept'));
  await again.connection.close();
  await second.stop();
  step.ms += hourMs;
  const third = await startBroker(t, {}, { world, folder });
  await looked(t, third.port);
  const late = await open(t, { port: third.port, token, ...session });
  assert.equal(late.connection.sessionPresent, false);
});
