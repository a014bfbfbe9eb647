// One gateway reads machines of two enterprises, whose sources have the same names, and sends to a platform elsewhere:
// nothing of the one is seen, changed or told by the other.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { RunningProgram } from '../../server/src/kernel/module/program.ts';
import { realWorld } from '../../server/src/kernel/world/real/world.ts';
import { assetsModule } from '../../server/src/modules/assets/module.ts';
import { brokerModule } from '../../server/src/modules/broker/module.ts';
import { open } from '../../server/src/modules/broker/testing/test-client.ts';
import { gatewayModule } from '../../server/src/modules/connectivity/module.ts';
import { startModbusDevice } from '../../server/src/modules/connectivity/protocols/modbus/testing/modbus-device.ts';
import { controlModule } from '../../server/src/modules/control/module.ts';
import { intakeModule } from '../../server/src/modules/intake/module.ts';
import { namespaceModule } from '../../server/src/modules/namespace/module.ts';
import { outboxModule } from '../../server/src/modules/outbox/module.ts';
import { telemetryModule } from '../../server/src/modules/telemetry/module.ts';
import { ask, openDoor, startModules } from '../../server/src/testing/start-modules.ts';
import { until } from '../../server/src/testing/until.ts';

const own = '88.118.8';
const other = '88.118.9';
const both = [own, other] as const;
const devices = `<MTConnectDevices><Devices><Device id="d" uuid="press" name="press"><DataItems>
<DataItem id="temp" category="SAMPLE" type="TEMPERATURE" units="CELSIUS"/></DataItems></Device></Devices></MTConnectDevices>`;
/** What each enterprise's machines say, by which a mix-up would show. */
const numbers = { [own]: 11, [other]: 22 };

const common = [assetsModule, telemetryModule, intakeModule, controlModule];

async function twoPrograms(t: TestContext) {
  const platform = await startModules(t, {
    modules: [...common, openDoor('platform')],
    roles: ['platform'],
  });
  const invited = await ask(platform, '/api/gateways/invitations', {
    ...{ method: 'POST', as: '*', body: { enterprises: both } },
  });
  const gateway = await startModules(t, {
    modules: [
      ...common.filter((module) => module !== intakeModule),
      ...[outboxModule, gatewayModule, brokerModule, namespaceModule, openDoor('gateway')],
    ],
    roles: ['gateway'],
    settings: {
      outbox: { platformUrl: platform.origin, invitation: String(invited.body['code']) },
      namespace: { broker: 'embedded' },
      broker: { port: 0 },
    },
  });
  return { platform, gateway };
}

type Put = (enterprise: string, source: object) => Promise<void>;

/** The same four sources, by the same names, for each. */
async function sourcesOf(t: TestContext, enterprise: (typeof both)[number], put: Put) {
  const number = numbers[enterprise] ?? 0;
  const press = await realWorld.network.listenTcp(
    { host: '127.0.0.1', port: 0 },
    (connection) => void connection.write(Buffer.from(`2026-01-01T00:00:00Z|temp|${number}\n`)),
  );
  t.after(() => press.close());
  const device = await startModbusDevice();
  t.after(() => device.close());
  const memory = device.memory(1, 'holding');
  new DataView(memory.buffer, memory.byteOffset).setFloat32(20, number);
  await put(enterprise, {
    ...{ name: 'press', protocol: 'mtconnect-shdr' },
    connection: { ...press.address, devices },
  });
  await put(enterprise, {
    ...{ name: 'oven', protocol: 'modbus-tcp' },
    connection: { host: device.host, port: device.port, intervalMs: 50 },
    signals: [{ id: 'target', address: 'holding 10 float32', writable: true }],
  });
  await put(enterprise, {
    ...{ name: 'hook', protocol: 'webhook', connection: {} },
    signals: [{ id: 'level', address: 'level' }],
  });
  await put(enterprise, {
    ...{ name: 'rules', protocol: 'calculated' },
    connection: { inputs: [{ name: 't', signal: `${enterprise}/M-oven/target` }] },
    signals: [{ id: 'double', address: 't * 2' }],
  });
  return { device };
}

async function lastOf(program: RunningProgram, as: string, signal: string): Promise<unknown> {
  const machine = encodeURIComponent(signal.slice(0, signal.lastIndexOf('/')));
  const { body } = await ask(program, `/api/readings/last?machine=${machine}`, { as });
  const readings = (body['readings'] ?? []) as { signal: string; value: unknown }[];
  return readings.find((one) => one.signal === signal)?.value;
}

test('two enterprises on one gateway', async (t) => {
  const { platform, gateway } = await twoPrograms(t);
  const put: Put = async (enterprise, body) => {
    const path = `/api/sources?enterprise=${enterprise}`;
    const { status, text } = await ask(gateway, path, { method: 'POST', as: enterprise, body });
    assert.equal(status, 200, text);
  };
  const machines = new Map<string, Awaited<ReturnType<typeof sourcesOf>>>();
  for (const enterprise of both) machines.set(enterprise, await sourcesOf(t, enterprise, put));

  await t.test('readings arrive under their own identifiers', async () => {
    for (const enterprise of both) {
      const number = numbers[enterprise] ?? 0;
      const pushed = await ask(gateway, `/api/sources/hook/readings?enterprise=${enterprise}`, {
        ...{ method: 'POST', as: enterprise, body: { level: number } },
      });
      assert.equal(pushed.status, 200, pushed.text);
      const expected = [
        ['M-press/temp', number],
        ['M-oven/target', number],
        ['M-hook/level', number],
        ['M-rules/double', number * 2],
      ] as const;
      for (const [signal, value] of expected) {
        await until(`${enterprise}/${signal}`, async () => {
          return (await lastOf(platform, enterprise, `${enterprise}/${signal}`)) === value;
        });
      }
    }
    const theirs = `/api/readings/last?machine=${encodeURIComponent(`${other}/M-oven`)}`;
    assert.equal((await ask(platform, theirs, { as: own })).status, 403);
  });

  await t.test('every route of a source is closed to the other', async () => {
    const source = { name: 'oven', protocol: 'webhook', connection: {}, signals: [] };
    const connection = { host: '127.0.0.1', port: 1 };
    const look = { name: 'oven', protocol: 'modbus-tcp', connection };
    const of = `enterprise=${other}`;
    const calls: [method: string, path: string, body?: unknown][] = [
      ['GET', `/api/sources?${of}`],
      ['GET', `/api/sources/oven?${of}`],
      ['POST', `/api/sources?${of}`, source],
      ['DELETE', `/api/sources/oven?${of}`],
      ['POST', `/api/sources/hook/readings?${of}`, { level: 666 }],
      ['POST', `/api/connections/test?${of}`, look],
      ['POST', `/api/connections/browse?${of}`, look],
      ['GET', `/api/outbox?${of}`],
      ['GET', '/api/outbox'],
      ['GET', `/api/namespace?${of}`],
      ['GET', `/api/interlocks?${of}`],
      ['GET', `/api/orders/${other}`],
      ['GET', `/api/orders/${other}/record`],
      ['PUT', `/api/interlocks/${other}/M-oven/target`, { secondPerson: false, readBackMs: 0 }],
      ['POST', '/api/orders', { writes: [{ signal: `${other}/M-oven/target`, value: 1 }] }],
    ];
    for (const [method, path, body] of calls) {
      const asked = { method, as: own, ...(body === undefined ? {} : { body }) };
      const answer = await ask(gateway, path, asked);
      assert.equal(answer.status, 403, `${method} ${path}: ${answer.text}`);
      assert.equal((await ask(gateway, path, { ...asked, as: '' })).status, 401, path);
    }
    const gaps = await ask(platform, `/api/gap-report?${of}`, { as: own });
    assert.equal(gaps.status, 403, gaps.text);
  });

  await t.test('lists show the own alone', async () => {
    const streams = (body: Record<string, unknown>) =>
      (body['streams'] as { stream: string }[]).map(({ stream }) => stream.split('/')[1]);
    const outbox = await ask(gateway, `/api/outbox?enterprise=${own}`, { as: own });
    assert.deepEqual([...new Set(streams(outbox.body))], [own]);
    const told = outbox.body as { waiting: object; totals: object; oldestAt?: string };
    for (const figure of ['segments', 'parcels', 'failures', 'oldestAt'])
      assert.ok(!(figure in { ...told, ...told.waiting, ...told.totals }), figure);
    const gaps = await ask(platform, '/api/gap-report', { as: own });
    assert.equal(gaps.status, 200, gaps.text);
    assert.ok(gaps.text.includes('oven') && !gaps.text.includes(other));
    const topicsOf = () => ask(gateway, `/api/namespace?enterprise=${own}`, { as: own });
    const target = `${own}/M-oven/target`;
    await until('its topic', async () => (await topicsOf()).text.includes(target));
    assert.ok(!(await topicsOf()).text.includes(other));
    const found = await ask(gateway, '/api/machines', { as: own });
    assert.ok(found.text.includes(`${own}/M-oven`) && !found.text.includes(other));
  });

  await t.test('a rule cannot read the other, and limits cannot ask it', async () => {
    const rules = {
      ...{ name: 'thief', protocol: 'calculated' },
      connection: { inputs: [{ name: 't', signal: `${other}/M-oven/target` }] },
      signals: [{ id: 'x', address: 't' }],
    };
    const path = `/api/sources?enterprise=${own}`;
    const refused = await ask(gateway, path, { method: 'POST', as: own, body: rules });
    assert.equal(refused.body['code'], 'calculated.foreign-input', refused.text);
    const limits = {
      ...{ secondPerson: false, readBackMs: 0, maximum: 1, condition: 't > 0' },
      inputs: [{ name: 't', signal: `${other}/M-oven/target` }],
    };
    const put = { method: 'PUT', as: own, body: limits };
    const foreign = await ask(gateway, `/api/interlocks/${own}/M-oven/target`, put);
    assert.equal(foreign.body['code'], 'control.bad-interlock', foreign.text);
  });

  await t.test('an order reaches the own machine alone, from the platform too', async () => {
    const limits = { secondPerson: false, readBackMs: 1_000, minimum: 0, maximum: 100 };
    const put = { method: 'PUT', as: own, body: limits };
    const set = await ask(gateway, `/api/interlocks/${own}/M-oven/target`, put);
    assert.equal(set.status, 200, set.text);
    const body = { writes: [{ signal: `${own}/M-oven/target`, value: 33 }] };
    const given = await ask(platform, '/api/orders', { method: 'POST', as: own, body });
    assert.equal(given.body['state'], 'done', given.text);
    const at = (enterprise: string) => {
      const memory = machines.get(enterprise)?.device.memory(1, 'holding') ?? new Uint8Array(40);
      return new DataView(memory.buffer, memory.byteOffset).getFloat32(20);
    };
    assert.deepEqual([at(own), at(other)], [33, 22]);
    const theirs = { writes: [{ signal: `${other}/M-oven/target`, value: 1 }] };
    const stolen = await ask(platform, '/api/orders', { method: 'POST', as: own, body: theirs });
    assert.equal(stolen.status, 403);
  });

  await t.test('the broker shows and takes the own topics alone', async () => {
    const port = gateway.listeners.find(({ protocol }) => protocol.startsWith('mqtt'))?.port ?? 0;
    assert.notEqual(port, 0, JSON.stringify(gateway.listeners));
    const spy = await open(t, { port, token: own });
    const theirs = await open(t, { port, token: other });
    await spy.subscribe('#', 1);
    await theirs.subscribe('#', 1);
    await assert.rejects(spy.subscribe(`umh/v1/${other}/#`, 1));
    await assert.rejects(spy.publish(`umh/v1/${other}/x`, '1', { qos: 1 }));
    await theirs.publish(`umh/v1/${other}/x`, '2', { qos: 1 });
    await until('the own one', () => theirs.heard.some(({ text }) => text === '2'));
    await spy.publish(`umh/v1/${own}/x`, '3', { qos: 1 });
    await until('its own', () => spy.heard.some(({ text }) => text === '3'));
    assert.ok(spy.heard.every(({ topic }) => !topic.includes(other)));
    assert.ok(theirs.heard.every(({ topic }) => !topic.includes(own)));
  });
});
