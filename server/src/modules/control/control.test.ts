// Orders as a person gives them, over HTTP, to a real Modbus device through the real gateway.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { realWorld } from '../../kernel/world/real/world.ts';
import type { World } from '../../kernel/world/world.ts';
import { folderOf, openDoor, startModules } from '../../testing/start-modules.ts';
import { until } from '../../testing/until.ts';
import { assetsModule } from '../assets/module.ts';
import { sourcesPort } from '../connectivity/api.ts';
import { gatewayModule } from '../connectivity/module.ts';
import {
  startModbusDevice,
  type DeviceOptions,
} from '../connectivity/protocols/modbus/testing/modbus-device.ts';
import { outboxModule } from '../outbox/module.ts';
import { telemetryModule } from '../telemetry/module.ts';
import type { AuditEntry, Interlock, Order } from './api.ts';
import { controlModule } from './module.ts';
import { Turns } from './turns.ts';

const machine = '88.118.8/M-oven';
const target = `${machine}/target`;
const limits: Interlock = { minimum: 0, maximum: 100, secondPerson: false, readBackMs: 2_000 };

type Given = DeviceOptions & {
  readonly folder?: string;
  readonly world?: World;
  readonly writable?: boolean;
};

async function oven(
  t: TestContext,
  { folder = folderOf(t), world, writable = true, ...given }: Given = {},
) {
  const device = await startModbusDevice(given);
  t.after(() => device.close());
  const modules = [
    outboxModule,
    gatewayModule,
    assetsModule,
    telemetryModule,
    controlModule,
    openDoor('gateway'),
  ];
  const program = await startModules(t, {
    ...{ modules, roles: ['gateway'], folder },
    ...(world === undefined ? {} : { world }),
  });
  const sources = program.port(sourcesPort);
  await sources.ensure('88.118.8', {
    ...{ name: 'oven', protocol: 'modbus-tcp' },
    connection: { host: device.host, port: device.port, intervalMs: 20, timeoutMs: 200 },
    signals: [
      { id: 'target', address: 'holding 10 float32', writable },
      { id: 'door', address: 'coil 1 bool', value: 'boolean' },
    ],
  });
  const ask = async <R>(who: string, method: string, path: string, body?: unknown) => {
    const answer = await fetch(program.origin + path, {
      method,
      headers: { authorization: `Bearer ${who}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as R & { code?: string } };
  };
  const give = (value: unknown, more: object = {}, who = '88.118.8') =>
    ask<Order>(who, 'POST', '/api/orders', { writes: [{ signal: target, value }], ...more });
  const lock = (interlock: object) =>
    ask('88.118.8', 'PUT', `/api/interlocks/${target}`, interlock);
  await until('readings', async () => ((await sources.list('88.118.8'))[0]?.readings ?? 0) >= 2);
  const memory = device.memory(1, 'holding');
  const written = () => new DataView(memory.buffer, memory.byteOffset).getFloat32(20);
  return { device, program, ask, give, lock, written, folder };
}

test('a value within its limits is written, read back and recorded', async (t) => {
  const { give, lock, written, ask } = await oven(t);
  assert.equal((await lock(limits)).status, 200);
  const { status, body } = await give(42.5, { reason: 'heat up' });
  assert.equal(status, 200);
  assert.equal(body.state, 'done', JSON.stringify(body));
  assert.deepEqual(
    body.writes.map(({ before, after, outcome }) => [before, after, outcome]),
    [[0, 42.5, 'taken']],
  );
  assert.equal(written(), 42.5);
  const record = await ask<{ entries: AuditEntry[]; brokenAt?: number }>(
    ...(['88.118.8', 'GET', '/api/orders/88.118.8/record'] as const),
  );
  assert.deepEqual(
    record.body.entries.map(({ step }) => step),
    ['sending', 'sent'],
  );
  assert.equal(record.body.brokenAt, undefined);
});

test('what stands against a write is told, all of it, and nothing of the order is sent', async (t) => {
  const { give, lock, written, ask, device } = await oven(t);
  const against = async (value: unknown): Promise<string> => {
    const { body } = await give(value);
    assert.equal(body.state, 'refused');
    return body.writes[0]?.says?.en ?? '';
  };
  assert.match(await against(1), /Nobody has set the limits/);
  const inputs = [{ name: 'door', signal: `${machine}/door` }];
  const condition = 'door and value < 90';
  await lock({ ...limits, stepMaximum: 50, condition, inputs });
  assert.match(
    await against(101),
    /101 is above the highest, 100.*larger step than 50.*does not hold/,
  );
  assert.match(await against('hot'), /is a number, and hot is none/);
  assert.match(await against(40), /The condition does not hold: door and value/);
  assert.equal(written(), 0);
  device.memory(1, 'coil')[1] = 1;
  await until(
    'an open door',
    async () => (await give(40, { dryRun: true })).body.state === 'tried',
  );
  assert.equal(written(), 0, 'a dry run sends nothing');
  const both = { writes: [40, 400].map((value) => ({ signal: target, value })) };
  const { body } = await ask<Order>('88.118.8', 'POST', '/api/orders', both);
  assert.deepEqual([body.state, written()], ['refused', 0], 'all or nothing');
  assert.equal((await give(40)).body.state, 'done');
});

test('a second person: not the same, in time, and the limits are asked again', async (t) => {
  const { give, lock, written, ask } = await oven(t);
  await lock({ ...limits, secondPerson: true });
  const { body: order } = await give(60);
  assert.deepEqual([order.state, written()], ['waiting', 0]);
  const decide = (who: string, id: string, agrees = true) =>
    ask<Order>(who, 'POST', `/api/orders/88.118.8/${id}/decision`, { agrees });
  assert.equal((await decide('88.118.8', order.id)).body.code, 'control.own-order');
  assert.equal((await decide('88.118.9', order.id)).status, 403);
  assert.equal((await decide('*', order.id)).body.state, 'done');
  assert.equal(written(), 60);
  assert.equal((await decide('*', order.id)).body.code, 'control.not-waiting');
  const { body: next } = await give(70);
  await lock({ ...limits, maximum: 65, secondPerson: true });
  assert.equal((await decide('*', next.id)).body.state, 'refused');
  const { body: third } = await give(64);
  assert.equal((await decide('*', third.id, false)).body.state, 'rejected');
  assert.equal(written(), 60);
});

test('an order that waited too long is never sent, also when the clock is set back', async (t) => {
  const shifted = { ms: 0 };
  const clock = { ...realWorld.clock, now: () => realWorld.clock.now() + shifted.ms };
  const { give, lock, written, ask } = await oven(t, { world: { ...realWorld, clock } });
  await lock({ ...limits, secondPerson: true });
  const { body: order } = await give(60, { expiresInMs: 1_000 });
  shifted.ms = -500;
  await until('its end', async () => {
    const { body } = await ask<Order>('88.118.8', 'GET', `/api/orders/88.118.8/${order.id}`);
    return body.state === 'expired';
  });
  const late = await ask('*', 'POST', `/api/orders/88.118.8/${order.id}/decision`, {
    agrees: true,
  });
  assert.equal(late.body.code, 'control.not-waiting');
  assert.equal(written(), 0);
});

const behaviours = [
  ['says nothing', 'silent', 'not-taken'],
  ['refuses', { kind: 'exception', code: 3 }, 'not-taken'],
  ['takes it and loses it', { kind: 'written' }, 'not-read-back'],
] as const;

for (const [words, answer, outcome] of behaviours) {
  test(`a machine that ${words}: failed, and why`, async (t) => {
    const behave: DeviceOptions['behave'] = (_unit, { kind }) =>
      kind.startsWith('write') ? answer : undefined;
    const { give, lock } = await oven(t, { behave });
    await lock({ ...limits, readBackMs: 300 });
    const { body } = await give(50);
    assert.deepEqual([body.state, body.writes[0]?.outcome], ['failed', outcome]);
    assert.match(body.writes[0]?.says?.zh ?? '', /\p{Script=Han}/u);
  });
}

test('the same key is the same order; other enterprises and unknown signals are refused', async (t) => {
  const { give, lock, ask } = await oven(t);
  await lock(limits);
  const { body: one } = await give(10, { key: 'k1' });
  const { body: again } = await give(10, { key: 'k1' });
  assert.equal(again.id, one.id);
  const none = await ask('88.118.8', 'GET', '/api/orders/88.118.8/none');
  assert.match(JSON.stringify(none.body), /order list 88\.118\.8/);
  const strange = { writes: [{ signal: `${machine}/none`, value: 1 }] };
  const unknown = await ask('88.118.8', 'POST', '/api/orders', strange);
  assert.equal(unknown.body.code, 'control.unknown-signal');
  assert.equal((await give(10, {}, '88.118.9')).status, 403);
  const mixed = { writes: [target, '88.118.9/M-x/y'].map((signal) => ({ signal, value: 1 })) };
  const several = await ask('88.118.8', 'POST', '/api/orders', mixed);
  assert.equal(several.body.code, 'control.several-enterprises');
});

test('limits that cannot be are refused with the reason', async (t) => {
  const { lock, ask } = await oven(t);
  const refused = async (interlock: object, words: RegExp) => {
    const { status, body } = await lock({ ...limits, ...interlock });
    assert.equal(status, 400);
    assert.match(JSON.stringify(body), words);
  };
  await refused({ minimum: 200 }, /lowest is above the highest/);
  await refused({ condition: 'value +' }, /ends too early/);
  await refused({ condition: 'value + 1' }, /is no condition/);
  const timed = { condition: 'held(value > 1, 5s) or mean(value, 1min) < 2' };
  await refused(timed, /so held, mean cannot be in it.*calculated.*an input/);
  await refused(timed, /不能使用 held, mean/);
  await refused(
    { condition: 'x', inputs: [{ name: 'x', signal: '88.118.9/M-1/x' }] },
    /another enterprise/,
  );
  assert.equal((await ask('88.118.8', 'GET', `/api/interlocks/${target}`)).status, 404);
});

test('limits whose input is gone let nothing through, and the order says so', async (t) => {
  const { give, lock, written, program, device } = await oven(t);
  const inputs = [{ name: 'door', signal: `${machine}/door` }];
  assert.equal((await lock({ ...limits, condition: 'not door', inputs })).status, 200);
  await program.port(sourcesPort).ensure('88.118.8', {
    ...{ name: 'oven', protocol: 'modbus-tcp' },
    connection: { host: device.host, port: device.port, intervalMs: 20 },
    signals: [{ id: 'target', address: 'holding 10 float32', writable: true }],
  });
  const { body } = await give(40);
  assert.deepEqual([body.state, body.writes[0]?.outcome, written()], ['refused', 'refused', 0]);
  assert.match(body.writes[0]?.says?.en ?? '', /no signal 88\.118\.8\/M-oven\/door/);
});

test('a signal that is not marked as writable never is', async (t) => {
  const { give, lock, written } = await oven(t, { writable: false });
  await lock(limits);
  const { body } = await give(1);
  assert.match(body.writes[0]?.says?.en ?? '', /not marked as writable/);
  assert.equal(written(), 0);
});

test('after a restart waiting orders wait on, and the record goes on from where it was', async (t) => {
  const folder = folderOf(t);
  const first = await oven(t, { folder });
  await first.lock({ ...limits, secondPerson: true });
  const { body: order } = await first.give(60);
  await first.program.stop();
  const second = await oven(t, { folder });
  const path = `/api/orders/88.118.8/${order.id}/decision`;
  const { body } = await second.ask<Order>('*', 'POST', path, { agrees: true });
  assert.equal(body.state, 'done', JSON.stringify(body));
  assert.deepEqual([first.written(), second.written()], [0, 60]);
  const record = await second.ask<{ entries: AuditEntry[]; brokenAt?: number }>(
    ...(['88.118.8', 'GET', '/api/orders/88.118.8/record?limit=500'] as const),
  );
  assert.deepEqual(
    record.body.entries.map(({ number, step }) => `${number} ${step}`),
    ['1 given', '2 sending', '3 sent'],
  );
  assert.equal(record.body.brokenAt, undefined);
});

test('an order that waits for its machine keeps no other enterprise waiting', async () => {
  const turns = new Turns();
  const slow = Promise.withResolvers<string>();
  const told: string[] = [];
  const one = turns.run('88.118.8', () => slow.promise).then((text) => told.push(text));
  const behind = turns.run('88.118.8', async () => told.push('behind'));
  await turns.run('88.118.9', async () => told.push('other'));
  assert.deepEqual(told, ['other']);
  slow.resolve('one');
  await Promise.all([one, behind]);
  assert.deepEqual(told, ['other', 'one', 'behind']);
  await assert.rejects(
    turns.run('88.118.8', () => Promise.reject(new Error('no'))),
    /no/,
  );
  assert.equal(await turns.run('88.118.8', async () => 'next'), 'next');
  await turns.ended();
});
