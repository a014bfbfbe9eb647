// What the sources of a gateway may be to each other: no circles, and no enterprise waits for another's machine.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFailure } from '../../kernel/failure/failure.ts';
import { realWorld } from '../../kernel/world/real/world.ts';
import { openDoor, startModules } from '../../testing/start-modules.ts';
import { until } from '../../testing/until.ts';
import { assetsModule } from '../assets/module.ts';
import { intakeModule } from '../intake/module.ts';
import { outboxModule } from '../outbox/module.ts';
import { telemetryModule } from '../telemetry/module.ts';
import { sourcesPort, type Sources, type SourceSettings } from './api.ts';
import { gatewayModule } from './module.ts';

const enterprise = '88.118.8';

async function gateway(t: Parameters<typeof startModules>[0]): Promise<Sources> {
  const door = openDoor('gateway', 'platform');
  const modules = [gatewayModule, outboxModule, intakeModule, assetsModule, telemetryModule, door];
  const settings = { http: { port: 0, host: '127.0.0.1' }, gateway: { connectTimeoutMs: 60_000 } };
  const program = await startModules(t, { modules, roles: ['gateway', 'platform'], settings });
  return program.port(sourcesPort);
}

function rules(name: string, ...from: string[]): SourceSettings {
  const inputs = from.map((one, n) => ({ name: `i${n}`, signal: `${enterprise}/M-${one}/sum` }));
  const signals = [{ id: 'sum', address: 'i0' }];
  return { name, protocol: 'calculated', connection: { inputs }, signals };
}

test('calculated sources that would feed each other are refused, and what was before stays', async (t) => {
  const sources = await gateway(t);
  await sources.ensure(enterprise, rules('a', 'press'));
  await sources.ensure(enterprise, rules('b', 'a'));
  await sources.ensure(enterprise, rules('c', 'b', 'a'));
  await assert.rejects(sources.ensure(enterprise, rules('a', 'press', 'c')), (error) => {
    assert.ok(isFailure(error, 'connectivity.circle'), String(error));
    assert.match(error.publicMessage.en, /a → c → (b → )?a/);
    return true;
  });
  const kept = await sources.read(enterprise, 'a');
  assert.deepEqual(kept?.connection, rules('a', 'press').connection);
  await sources.ensure(enterprise, rules('b', 'press'));
});

test('a factor of 0, with which nothing can be written, is refused', async (t) => {
  const sources = await gateway(t);
  const signals = [{ id: 'sum', address: 'i0', scale: { factor: 0 } }];
  await assert.rejects(
    sources.ensure(enterprise, { ...rules('a', 'press'), signals }),
    /\/signals\/0\/scale\/factor must not be 0/,
  );
});

test("one enterprise's machine that says nothing holds up no other's settings", async (t) => {
  const sources = await gateway(t);
  const { network } = realWorld;
  let called = 0;
  const silent = await network.listenTcp({ host: '127.0.0.1', port: 0 }, (connection) => {
    called += 1;
    connection.onData(() => {});
    t.after(() => connection.destroy());
  });
  t.after(() => silent.close());
  const { port } = silent.address;
  const connection = { host: '127.0.0.1', port };
  await sources.ensure('88.118.9', {
    name: 'stuck',
    protocol: 'mqtt',
    connection: { ...connection, filters: ['#'] },
  });
  await until('it is called', () => called > 0);
  const done: string[] = [];
  const removed = sources.remove('88.118.9', 'stuck').then(() => done.push('theirs'));
  await sources.ensure(enterprise, rules('a', 'press')).then(() => done.push('ours'));
  await removed;
  assert.deepEqual(done, ['ours', 'theirs']);
});
