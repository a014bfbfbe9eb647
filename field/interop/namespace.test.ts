// The namespace of a running gateway at mosquitto: UMH topics and Sparkplug of two enterprises, over HTTP and by commands.
import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { assetsModule } from '../../server/src/modules/assets/module.ts';
import { sourcesPort } from '../../server/src/modules/connectivity/api.ts';
import { gatewayModule } from '../../server/src/modules/connectivity/module.ts';
import { connectMqtt } from '../../server/src/modules/connectivity/mqtt/client.ts';
import { namespaceModule } from '../../server/src/modules/namespace/module.ts';
import { intakeModule } from '../../server/src/modules/intake/module.ts';
import { outboxModule } from '../../server/src/modules/outbox/module.ts';
import { telemetryModule } from '../../server/src/modules/telemetry/module.ts';
import { ask, openDoor, startModules } from '../../server/src/testing/start-modules.ts';
import { until } from '../../server/src/testing/until.ts';
import { decodePayload } from '../../server/src/wire/sparkplug/decode.ts';
import { startMosquitto, withoutMosquitto } from './mosquitto.ts';

const devices = `<MTConnectDevices><Devices><Device id="d" uuid="press" name="press"><DataItems>
<DataItem id="temp" category="SAMPLE" type="TEMPERATURE" units="CELSIUS"/>
<DataItem id="mode" category="EVENT" type="CONTROLLER_MODE"/></DataItems></Device></Devices></MTConnectDevices>`;

test(
  'what a machine says is published in both forms, enterprises apart',
  { skip: withoutMosquitto },
  async (t) => {
    const { port } = await startMosquitto(t);
    const sockets = new Set<Socket>();
    const machine = createServer((socket) => {
      sockets.add(socket.on('error', () => {}));
      socket.write('2026-01-01T00:00:00Z|temp|21.5|mode|AUTO\n');
    });
    await new Promise<void>((resolve) => machine.listen(0, '::1', resolve));
    t.after(() => {
      for (const socket of sockets) socket.destroy();
      machine.close();
    });
    const umh = new Map<string, string>();
    const births: string[] = [];
    const deaths: string[] = [];
    const watcher = await connectMqtt({
      place: { host: '127.0.0.1', port },
      timeoutMs: 5_000,
      hear: ({ topic, payload }) => {
        if (topic.startsWith('umh/')) umh.set(topic, Buffer.from(payload).toString());
        else if (topic.includes('DEATH')) deaths.push(topic);
        else {
          const decoded = decodePayload(payload);
          const names = decoded.ok ? decoded.payload.metrics.map(({ name }) => name) : [];
          births.push(`${topic} ${names.join(',')}`);
        }
      },
    });
    t.after(() => watcher.close());
    await watcher.subscribe([{ filter: '#', qos: 1 }]);

    const program = await startModules(t, {
      modules: [
        openDoor('gateway'),
        assetsModule,
        telemetryModule,
        intakeModule,
        outboxModule,
        gatewayModule,
        namespaceModule,
      ],
      roles: ['gateway', 'platform'],
      settings: { namespace: { broker: `mqtt://127.0.0.1:${port}`, node: 'gate' } },
    });
    const sources = program.port(sourcesPort);
    const address = machine.address();
    assert.ok(typeof address === 'object' && address !== null);
    const connection = { host: '::1', port: address.port, devices };
    const location = ['Shanghai', 'Hall 1'];
    for (const enterprise of ['88.118.8', '88.118.9'])
      await sources.ensure(enterprise, {
        ...{ name: 'press', protocol: 'mtconnect-shdr', connection },
        machine: { location },
      });

    const path = 'Shanghai/Hall_1/_raw/press';
    const told = { value: 21.5, timestamp_ms: Date.UTC(2026, 0, 1) };
    for (const enterprise of ['88.118.8', '88.118.9']) {
      const topic = `umh/v1/${enterprise}/${path}/temp`;
      await until(`${topic} is published`, () => umh.has(topic));
      assert.deepEqual(JSON.parse(umh.get(topic) ?? ''), told);
    }
    for (const enterprise of ['88.118.8', '88.118.9']) {
      const birth = `spBv1.0/${enterprise}/DBIRTH/gate/press temp,mode`;
      await until(`${birth} is published`, () => births.includes(birth));
    }

    const { status, body } = await ask(program, '/api/namespace?limit=1', { as: '88.118.8' });
    assert.equal(status, 200);
    assert.deepEqual(body['topics'], [
      {
        topic: `umh/v1/88.118.8/${path}/mode`,
        sparkplug: '88.118.8/gate/press/mode',
        signal: '88.118.8/M-press/mode',
        value: 'AUTO',
        quality: 'good',
        time: '2026-01-01T00:00:00.000000Z',
      },
    ]);
    const rest = await ask(program, `/api/namespace?after=${String(body['next'])}`, {
      as: '88.118.8',
    });
    assert.equal((rest.body['topics'] as unknown[]).length, 1);
    const stranger = await ask(program, '/api/namespace?enterprise=88.118.9', { as: '88.118.8' });
    assert.equal(stranger.status, 403);

    for (const socket of sockets) socket.destroy();
    machine.close();
    const topic = `umh/v1/88.118.8/${path}/temp`;
    await until('the value that nobody knows any more is taken back', () => umh.get(topic) === '');
    await until(
      'the devices are dead',
      () => deaths.filter((one) => one.includes('DDEATH')).length === 2,
    );
    await program.stop();
    await until(
      'the nodes are dead',
      () => deaths.filter((one) => one.includes('NDEATH')).length === 2,
    );
  },
);
