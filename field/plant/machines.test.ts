// Machines and sources over HTTP, on real stores: what is put is found, twice is once, a restart forgets
// nothing, and another enterprise sees nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { embeddedEngine } from '../../server/src/engines/embedded/engine.ts';
import {
  authenticatorPort,
  type Authenticator,
} from '../../server/src/kernel/access/authenticator.ts';
import { anonymous, type Principal } from '../../server/src/kernel/access/rights.ts';
import { isFailure } from '../../server/src/kernel/failure/failure.ts';
import { silentLog } from '../../server/src/kernel/log/log.ts';
import { defineModule, type Module } from '../../server/src/kernel/module/module.ts';
import { startProgram, type RunningProgram } from '../../server/src/kernel/module/program.ts';
import { realWorld } from '../../server/src/kernel/world/real/world.ts';
import { assetsPort } from '../../server/src/modules/assets/api.ts';
import { assetsModule } from '../../server/src/modules/assets/module.ts';
import { sourcesPort } from '../../server/src/modules/connectivity/api.ts';
import { gatewayModule } from '../../server/src/modules/connectivity/module.ts';
import { mtconnectShdr } from '../../server/src/modules/connectivity/protocols/mtconnect-shdr/mtconnect-shdr.ts';
import { registryPort, type Registration } from '../../server/src/modules/identifiers/api.ts';
import { intakePort } from '../../server/src/modules/intake/api.ts';
import { outboxModule } from '../../server/src/modules/outbox/module.ts';
import { MemoryIntake } from '../../server/src/modules/outbox/testing/memory-intake.ts';
import { storeModules } from '../../server/src/stores/store-modules.ts';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { until } from '../../server/src/testing/until.ts';
import { devicesOf, plantModule } from './module.ts';

const { path: folder, remove } = temporaryFolder();
const machine = '88.118.8/M-press-01';
const registered = new Map<string, Registration>();
const intake = new MemoryIntake();
const readings = (): number =>
  [...intake.streams.values()].reduce((sum, stream) => sum + stream.readings.size, 0);

function person(tenant: string): Principal {
  const grants = [{ right: '*', on: tenant }];
  return { kind: 'service', id: `${tenant}/P-1`, name: 'one', tenant, grants };
}

/** What stands around the modules under test: who is asking, and where readings and identifiers go. */
const surroundings: readonly Module[] = [
  defineModule({
    name: 'test-access',
    title: { en: 'access', zh: '访问' },
    roles: ['gateway'],
    uses: {},
    offers: { authenticator: authenticatorPort },
    start: async () => {
      const authenticator: Authenticator = {
        principalOf: async ({ bearer }) => (bearer ? person(bearer) : anonymous),
      };
      return { authenticator };
    },
  }),
  defineModule({
    name: 'test-platform',
    title: { en: 'platform', zh: '平台' },
    roles: ['gateway'],
    uses: {},
    offers: { intake: intakePort, registry: registryPort },
    start: async () => ({
      intake,
      registry: {
        prefix: '88.118.8',
        register: async (items) => {
          for (const item of items) registered.set(item.handle, item);
          return items.map(() => 'registered' as const);
        },
      },
    }),
  }),
];

function start(): Promise<RunningProgram> {
  return startProgram({
    modules: [
      ...storeModules([embeddedEngine]),
      ...surroundings,
      assetsModule,
      outboxModule,
      gatewayModule,
      plantModule,
    ],
    roles: ['gateway', 'plant'],
    world: realWorld,
    log: silentLog,
    dataFolder: folder,
    settings: {
      http: { host: '127.0.0.1', port: 0 },
      plant: { pressPort: 0, turnMillPort: 0, ovenPort: 0, cycleSeconds: 1 },
    },
  });
}

let program: RunningProgram;
before(async () => {
  program = await start();
});
after(async () => {
  await program.stop();
  remove();
});

async function ask(tenant: string, method: string, path: string, body?: unknown) {
  const answer = await fetch(program.origin + path, {
    method,
    headers: {
      ...(tenant === '' ? {} : { authorization: `Bearer ${tenant}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

test('the plant is connected as an operator would, and its readings arrive', async () => {
  await until('readings', () => readings() > 100);
  const { body } = await ask('88.118.8', 'GET', '/api/sources');
  const sources = body['sources'] as { name: string; state: string; machines: string[] }[];
  assert.deepEqual(
    sources.map(({ name, state, machines }) => [name, state, machines]),
    [
      ['oven', 'connected', ['88.118.8/M-oven-01']],
      ['oven-rules', 'connected', ['88.118.8/M-oven-rules']],
      ['press', 'connected', [machine]],
      ['turn-mill', 'connected', ['88.118.8/M-turn-mill-01']],
    ],
  );
});

test('machine, components and signals have identifiers that resolve to what they are', () => {
  assert.deepEqual(registered.get(machine)?.values.slice(0, 4), [
    { index: 1, type: 'URL', text: `${program.origin}/machines/${machine}` },
    { index: 2, type: 'KIND', text: 'machine' },
    { index: 3, type: 'NAME', text: 'press' },
    { index: 4, type: 'TYPE', text: 'Device' },
  ]);
  const signal = registered.get(`${machine}/clamp_force`)?.values ?? [];
  assert.equal(signal.find(({ type }) => type === 'UNIT')?.text, 'kN');
  assert.equal(signal.find(({ type }) => type === 'PART_OF')?.text, `${machine}/C-clamp`);
});

test('a model put twice changes nothing; a changed one changes what differs', async () => {
  const assets = program.port(assetsPort);
  const devices = await devicesOf('turn-mill');
  const connection = { host: 'h', port: 1, devices };
  const settings = { name: 'x', protocol: 'mtconnect-shdr', connection };
  const [model] = mtconnectShdr.describe('88.118.7', settings).models;
  assert.ok(model);
  const parts = 1 + model.components.length + model.signals.length;
  assert.deepEqual(await assets.put(model), { created: parts, changed: 0, unchanged: 0 });
  assert.deepEqual(await assets.put(model), { created: 0, changed: 0, unchanged: parts });
  const fewer = {
    ...model,
    signals: model.signals.slice(1),
    machine: { ...model.machine, name: 'renamed' },
  };
  assert.deepEqual(await assets.put(fewer), { created: 0, changed: 2, unchanged: parts - 2 });
  assert.equal((await assets.machine(model.machine.identifier))?.machine.name, 'renamed');
  assert.equal(await assets.signal(model.signals[0]?.identifier ?? ''), undefined);
  assert.deepEqual(
    await assets.signal(model.signals[1]?.identifier.toUpperCase() ?? ''),
    model.signals[1],
  );
  const foreign = { ...model, machine: { ...model.machine, identifier: '88.118.7/M-other' } };
  await assert.rejects(assets.put(foreign), (error) => isFailure(error, 'assets.foreign-part'));
});

test('one reads the machines of one’s own enterprise, page by page, and no others', async () => {
  const listed = async (tenant: string, query = '') => {
    const { body } = await ask(tenant, 'GET', `/api/machines${query}`);
    const machines = body['machines'] as { identifier: string }[];
    return { ids: machines.map(({ identifier }) => identifier), next: String(body['next']) };
  };
  assert.deepEqual((await listed('88.118.8')).ids, [
    '88.118.8/M-oven-01',
    '88.118.8/M-oven-rules',
    machine,
    '88.118.8/M-turn-mill-01',
  ]);
  assert.deepEqual((await listed('88.118.7')).ids, ['88.118.7/M-turn-mill-01']);
  assert.deepEqual((await listed('88.118')).ids.length, 5, 'a prefix above covers those below');
  assert.deepEqual((await listed('88.11')).ids, []);
  assert.deepEqual((await listed('88.118.80')).ids, []);
  assert.deepEqual((await listed(machine)).ids, [machine], 'a grant on one machine');
  const first = await listed('88.118.8', '?limit=1');
  assert.deepEqual(first.ids, ['88.118.8/M-oven-01']);
  assert.deepEqual((await listed('88.118.8', `?limit=1&after=${first.next}`)).ids, [
    '88.118.8/M-oven-rules',
  ]);
  assert.equal((await ask('', 'GET', '/api/machines')).status, 401);
});

test('a machine of another enterprise is refused, an unknown one is missing', async () => {
  const own = await ask('88.118.8', 'GET', `/api/machines/${machine}`);
  assert.equal(own.status, 200);
  const items = (await devicesOf('press')).match(/<DataItem /g)?.length;
  assert.equal((own.body['signals'] as unknown[]).length, items);
  assert.equal((await ask('88.118.9', 'GET', `/api/machines/${machine}`)).status, 403);
  assert.equal((await ask('', 'GET', `/api/machines/${machine}`)).status, 401);
  assert.equal((await ask('88.118.8', 'GET', '/api/machines/88.118.8/M-none')).status, 404);
  assert.equal((await ask('88.118.8', 'GET', `/api/machines/${machine}/C-clamp`)).status, 404);
});

test('sources: another enterprise may neither see, add nor remove', async () => {
  const connection = { host: '127.0.0.1', port: 1 };
  const source = { name: 'evil', protocol: 'mtconnect-shdr', connection };
  assert.equal((await ask('88.118.9', 'GET', '/api/sources?enterprise=88.118.8')).status, 403);
  assert.equal((await ask('88.118.9', 'POST', '/api/sources', source)).status, 403);
  assert.equal((await ask('88.118.9', 'DELETE', '/api/sources/press')).status, 403);
  assert.deepEqual((await ask('88.118.9', 'GET', '/api/sources?enterprise=88.118.9')).body, {
    sources: [],
  });
});

test('a source that cannot be is refused with the place, and leaves no trace', async () => {
  const connection = { host: '127.0.0.1', port: 1, devices: '<html/>' };
  const good = { name: 'm', protocol: 'mtconnect-shdr', connection };
  const cases: [Record<string, unknown>, string][] = [
    [good, 'mtconnect.not-devices'],
    [{ ...good, protocol: 'morse' }, 'connectivity.unknown-protocol'],
    [{ ...good, connection: { host: 'h', port: 1 } }, 'mtconnect.no-devices'],
    [{ ...good, connection: { ...connection, port: 0 } }, 'connectivity.bad-source'],
    [{ ...good, connection: { ...connection, porter: 1 } }, 'connectivity.bad-source'],
    [{ ...good, connection: 7 }, 'http.bad-request'],
  ];
  for (const [settings, code] of cases) {
    const { status, body } = await ask('88.118.8', 'POST', '/api/sources', settings);
    assert.equal(status, 400, JSON.stringify(body));
    assert.ok(JSON.stringify(body).includes(code), `${code} in ${JSON.stringify(body)}`);
  }
  const sources = await program.port(sourcesPort).list('88.118.8');
  assert.deepEqual(
    sources.map(({ name }) => name),
    ['oven', 'oven-rules', 'press', 'turn-mill'],
  );
});

test('sources survive a restart, are replaced and removed', async () => {
  const settings = {
    name: 'spare',
    protocol: 'mtconnect-shdr',
    connection: { host: '127.0.0.1', port: 1, devices: await devicesOf('press') },
  };
  assert.equal((await ask('88.118.8', 'POST', '/api/sources', settings)).status, 200);
  await program.stop();
  program = await start();
  const names = async () =>
    (await program.port(sourcesPort).list('88.118.8')).map(({ name }) => name);
  assert.deepEqual(await names(), ['oven', 'oven-rules', 'press', 'spare', 'turn-mill']);
  const before = readings();
  await until('readings after the restart', () => readings() > before + 50);
  await until('the trouble of the spare', async () => {
    const spare = (await program.port(sourcesPort).list('88.118.8')).find(
      ({ name }) => name === 'spare',
    );
    return spare?.trouble?.en.includes('Cannot connect') === true;
  });
  assert.equal((await ask('88.118.8', 'DELETE', '/api/sources/spare')).status, 200);
  assert.equal((await ask('88.118.8', 'DELETE', '/api/sources/spare')).status, 404);
  assert.deepEqual(await names(), ['oven', 'oven-rules', 'press', 'turn-mill']);
});
