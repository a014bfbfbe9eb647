import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFailure } from '../../kernel/failure/failure.ts';
import { realWorld } from '../../kernel/world/real/world.ts';
import { ask, openDoor, startModules } from '../../testing/start-modules.ts';
import { until } from '../../testing/until.ts';
import { decodePayload } from '../../wire/sparkplug/decode.ts';
import { encodePayload } from '../../wire/sparkplug/encode.ts';
import { assetsModule } from '../assets/module.ts';
import { brokerPort } from '../broker/api.ts';
import { brokerModule } from '../broker/module.ts';
import { sourcesPort } from '../connectivity/api.ts';
import { gatewayModule } from '../connectivity/module.ts';
import { intakeModule } from '../intake/module.ts';
import { outboxModule } from '../outbox/module.ts';
import { telemetryModule } from '../telemetry/module.ts';
import { namespaceModule } from './module.ts';

const modules = [
  openDoor('gateway'),
  assetsModule,
  telemetryModule,
  intakeModule,
  outboxModule,
  gatewayModule,
];
const devices = `<MTConnectDevices><Devices><Device id="d" uuid="press" name="press"><DataItems>
<DataItem id="temp" category="SAMPLE" type="TEMPERATURE" units="CELSIUS"/></DataItems></Device></Devices></MTConnectDevices>`;

test('the broker of this program has the namespace, and asks for a rebirth', async (t) => {
  const machine = await realWorld.network.listenTcp(
    { host: '127.0.0.1', port: 0 },
    (connection) => void connection.write(Buffer.from('2026-01-01T00:00:00Z|temp|21.5\n')),
  );
  t.after(() => machine.close());
  const program = await startModules(t, {
    modules: [...modules, brokerModule, namespaceModule],
    roles: ['gateway'],
    settings: { namespace: { broker: 'embedded' }, broker: { port: 0 } },
  });
  const broker = program.port(brokerPort);
  const heard = new Map<string, Uint8Array>();
  let births = 0;
  broker.subscribe('#', ({ topic, payload }) => {
    heard.set(topic, payload);
    if (topic === 'spBv1.0/88.118.8/NBIRTH/jingwei') births += 1;
  });
  const connection = { ...machine.address, devices };
  const source = { name: 'press', protocol: 'mtconnect-shdr', connection };
  await program.port(sourcesPort).ensure('88.118.8', source);
  const topic = 'umh/v1/88.118.8/_raw/press/temp';
  await until('a reading is published', () => heard.has(topic));
  assert.equal(
    Buffer.from(heard.get(topic) ?? []).toString(),
    `{"value":21.5,"timestamp_ms":${Date.UTC(2026, 0, 1)}}`,
  );
  await until('the device is born', () => heard.has('spBv1.0/88.118.8/DBIRTH/jingwei/press'));
  const birth = decodePayload(
    heard.get('spBv1.0/88.118.8/DBIRTH/jingwei/press') ?? new Uint8Array(),
  );
  assert.ok(birth.ok);
  assert.equal(birth.payload.metrics[0]?.value, 21.5);
  const metric = { name: 'Node Control/Rebirth', field: 'boolean', value: true } as const;
  const before = births;
  await broker.publish('spBv1.0/88.118.8/NCMD/jingwei', encodePayload({ metrics: [metric] }));
  await until('born again', () => births > before);
  const { body } = await ask(program, '/api/namespace', { as: '88.118.8' });
  const publishers = body['publishers'] as { form: string; connected: boolean }[];
  assert.deepEqual(
    publishers.map(({ form, connected }) => [form, connected]),
    [
      ['umh', true],
      ['sparkplug', true],
    ],
  );
});

test('a source that hears the namespace itself takes nothing of it in, and says so once', async (t) => {
  const program = await startModules(t, {
    modules: [...modules, brokerModule, namespaceModule],
    roles: ['gateway'],
    settings: { namespace: { broker: 'embedded' }, broker: { port: 0, anonymous: '88.118.8' } },
  });
  const broker = program.port(brokerPort);
  const sources = program.port(sourcesPort);
  const port = program.listeners.find(({ name }) => name === 'broker')?.port ?? 0;
  const connection = { host: '127.0.0.1', port, filters: ['umh/v1/#'], qos: 1, payload: 'umh' };
  const topics = new Set<string>();
  broker.subscribe('umh/v1/#', ({ topic }) => void topics.add(topic));
  await sources.ensure('88.118.8', { name: 'all', protocol: 'mqtt', connection });
  const state = async () => (await sources.list('88.118.8'))[0];
  await until('it listens', async () => (await state())?.state === 'connected');
  // A machine that writes into the namespace by itself: that is taken, and published under the source's name.
  const told = 'umh/v1/88.118.8/_raw/pump/rpm';
  for (let rpm = 0; rpm < 20; rpm += 1)
    await broker.publish(told, JSON.stringify({ value: rpm, timestamp_ms: Date.now() + rpm }), {
      qos: 1,
    });
  const own = async () => (await state())?.figures.find(({ name }) => name === 'own')?.value ?? 0;
  await until('its own publications came back', async () => (await own()) >= 20);
  const now = await state();
  assert.equal(now?.readings, 20);
  assert.equal(now?.refused, 1);
  assert.equal(topics.size, 2, [...topics].join());
});

test('a program without a broker says so', async (t) => {
  const started = startModules(t, {
    modules: [...modules, namespaceModule],
    roles: ['gateway'],
    settings: { namespace: { broker: 'embedded' } },
  });
  await assert.rejects(started, (error) => isFailure(error, 'namespace.no-embedded-broker'));
});
