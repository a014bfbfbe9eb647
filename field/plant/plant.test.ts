// The simulated machines as a gateway meets them: over TCP, in SHDR, with memory across restarts.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isFailure } from '../../server/src/kernel/failure/failure.ts';
import { realWorld } from '../../server/src/kernel/world/real/world.ts';
import { seededRandom } from '../../server/src/kernel/world/simulated/random.ts';
import { mtconnectShdr } from '../../server/src/modules/connectivity/protocols/mtconnect-shdr/mtconnect-shdr.ts';
import { readDevices } from '../../server/src/modules/connectivity/protocols/mtconnect/devices.ts';
import { ItemLookup } from '../../server/src/modules/connectivity/protocols/mtconnect-shdr/item-lookup.ts';
import { readValue } from '../../server/src/modules/connectivity/protocols/mtconnect/values.ts';
import { ShdrReader } from '../../server/src/wire/shdr/reader.ts';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { until } from '../../server/src/testing/until.ts';
import { Adapter } from './adapter.ts';
import { MachineMemory } from './machine-memory.ts';
import { devicesOf } from './module.ts';
import { Press } from './press.ts';
import { TurnMill } from './turn-mill.ts';

const { path: folder, remove } = temporaryFolder();
test.after(remove);
const begun = Date.UTC(2026, 0, 1);

async function runPress(options: { name: string; seconds: number; from?: number; seed?: number }) {
  const memory = await MachineMemory.open(realWorld.disk, folder, options.name);
  const lines: string[] = [];
  const press = new Press({
    random: seededRandom(options.seed ?? 1),
    memory,
    cycleSeconds: 12,
    tell: (told) => void lines.push(told),
  });
  const from = options.from ?? begun;
  for (let now = from; now <= from + options.seconds * 1_000; now += 100) await press.step(now);
  return { press, lines, parts: lines.filter((line) => line.includes('|part_id|')) };
}

const shotNames = [
  'melt_temperature',
  'mould_temperature',
  'fill_time',
  'plasticizing_time',
  'cycle_time',
  'closing_force',
  'clamping_force_peak',
  'torque_peak',
  'torque_mean',
  'back_pressure_peak',
  'injection_pressure_peak',
  'screw_position',
  'shot_volume',
];

test('each cycle ends with one line: 13 process values, times, class, and the number last', async () => {
  const { parts, lines } = await runPress({ name: 'press-a', seconds: 60 });
  assert.equal(parts.length, 5);
  const fields = (parts[0] ?? '').trim().split('|');
  const named = new Map(
    fields
      .slice(1)
      .flatMap((field, i, all) => (i % 2 === 0 ? [[field, all[i + 1] ?? '']] : [])) as [
      string,
      string,
    ][],
  );
  for (const name of shotNames)
    assert.ok(Number(named.get(name)) > 0, `${name} ${named.get(name)}`);
  assert.equal(named.get('cycle_start'), '2026-01-01T00:00:00.000000Z');
  assert.equal(named.get('cycle_complete'), '2026-01-01T00:00:12.000000Z');
  assert.match(named.get('quality_class') ?? '', /^[1-4]$/);
  assert.deepEqual(fields.slice(-2), ['part_id', 'L-100001']);
  assert.ok(lines.length > 500, 'continuous signals ten times a second');
});

test('numbers go on after a restart, and whoever connects then hears the last part', async () => {
  await runPress({ name: 'press-b', seconds: 25 });
  const { parts, press } = await runPress({
    name: 'press-b',
    seconds: 25,
    from: begun + 3_600_000,
  });
  assert.deepEqual(
    parts.map((line) => line.trim().split('|').at(-1)),
    ['L-100003', 'L-100004'],
  );
  assert.ok(press.current(begun + 7_200_000).endsWith(parts[1] ?? '-'));
});

test('damaged counters stop the machine rather than use a number twice', async () => {
  writeFileSync(join(folder, 'broken.json'), '{"parts": "many"}');
  await assert.rejects(MachineMemory.open(realWorld.disk, folder, 'broken'), (error) =>
    isFailure(error, 'plant.memory-damaged'),
  );
});

test('a clock that steps or a computer that sleeps makes no part', async () => {
  const { press, lines } = await runPress({ name: 'press-c', seconds: 5 });
  await press.step(begun + 86_400_000);
  await press.step(begun);
  assert.ok(!lines.some((line) => line.includes('part_id')));
});

test('the class varies and depends on the shot; the same seed gives the same lenses', async () => {
  const { parts } = await runPress({ name: 'press-d', seconds: 12 * 160, seed: 7 });
  const classes = new Set(parts.map((line) => /quality_class\|(\d)/.exec(line)?.[1]));
  assert.deepEqual([...classes].toSorted(), ['1', '2', '3', '4']);
  const again = await runPress({ name: 'press-e', seconds: 12 * 160, seed: 7 });
  assert.deepEqual(again.parts, parts);
});

test('both machines say only what their Devices.xml describes, and all of it', async () => {
  const press = await runPress({ name: 'press-f', seconds: 30 });
  const memory = await MachineMemory.open(realWorld.disk, folder, 'turn-mill-f');
  const lines: string[] = [];
  const turnMill = new TurnMill({
    random: seededRandom(3),
    memory,
    tell: (told) => void lines.push(told),
  });
  for (let now = begun; now < begun + 120_000; now += 100) await turnMill.step(now);
  assert.equal(memory.kept.parts, 2);
  const told = {
    press: press.press.current(begun) + press.lines.join(''),
    'turn-mill': turnMill.current(begun) + lines.join(''),
  };
  for (const [name, text] of Object.entries(told)) {
    const devices = await devicesOf(name);
    const connection = { host: 'h', port: 1, devices };
    const settings = { name, protocol: 'mtconnect-shdr', connection };
    const { signals } = mtconnectShdr.describe('88.118.8', settings);
    const lookup = new ItemLookup(readDevices(name, devices), signals);
    const reader = new ShdrReader({ kindOf: (key) => lookup.find(key)?.kind });
    const heard = new Set<string>();
    for (const outcome of reader.push(new TextEncoder().encode(text))) {
      assert.ok(outcome.ok && outcome.message.kind === 'observations', JSON.stringify(outcome));
      for (const { key, values } of outcome.message.observations) {
        const item = lookup.find(key);
        assert.ok(item, `${name} says ${key}`);
        assert.equal(readValue(item, values).refused, undefined, `${key} ${values.join('|')}`);
        heard.add(signals[item.signal]?.id ?? '');
      }
    }
    assert.deepEqual(heard, new Set(signals.map(({ id }) => id)));
    assert.ok(signals.every(({ unit, unitCode }) => unit === undefined || unitCode !== undefined));
  }
});

test('many clients each get everything, then what changes, and an answer to their ping', async () => {
  const adapter = new Adapter({
    network: realWorld.network,
    address: { host: '127.0.0.1', port: 0 },
    heartbeatMs: 10_000,
    current: () => 'all\n',
  });
  const address = await adapter.open();
  const heard: string[] = [];
  const connections = [];
  for (let i = 0; i < 5; i += 1) {
    const connection = await realWorld.network.connectTcp(address, 1_000);
    heard.push('');
    connection.onData((chunk) => (heard[i] += new TextDecoder().decode(chunk)));
    connection.write('* PING\n');
    connections.push(connection);
  }
  await until('the dumps and pongs', () =>
    heard.every((text) => text.includes('all\n') && text.includes('* PONG 10000\n')),
  );
  adapter.tell('change\n');
  await until('the change', () => heard.every((text) => text.endsWith('change\n')));
  connections[0]?.destroy();
  await until('one less', () => adapter.clients === 4);
  await adapter.close();
});

test('a client that does not read is let go', async () => {
  const adapter = new Adapter({
    network: realWorld.network,
    address: { host: '127.0.0.1', port: 0 },
    heartbeatMs: 10_000,
    current: () => '',
  });
  const connection = await realWorld.network.connectTcp(await adapter.open(), 1_000);
  connection.onData(() => {});
  connection.pause();
  await until('the client', () => adapter.clients === 1);
  const lines = `${'x'.repeat(65_535)}\n`;
  for (let i = 0; i < 1_000 && adapter.clients > 0; i += 1) {
    adapter.tell(lines);
    if (i % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await until('the end of the client', () => adapter.clients === 0);
  connection.destroy();
  await adapter.close();
});
