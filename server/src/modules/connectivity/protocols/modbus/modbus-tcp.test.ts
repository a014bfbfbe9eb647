// The Modbus session against a device of our own that behaves well and badly, over real sockets.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { sleep } from '../../../../kernel/world/clock.ts';
import { realWorld } from '../../../../kernel/world/real/world.ts';
import { quality } from '../../../../stores/series/series.ts';
import { until } from '../../../../testing/until.ts';
import type { SignalSettings } from '../../api.ts';
import { reachUnderTest, sourceUnderTest } from '../../testing/source-under-test.ts';
import { modbusTcp } from './modbus-tcp.ts';
import type { ModbusConnection } from './settings.ts';
import { startModbusDevice, type DeviceOptions } from './testing/modbus-device.ts';

const signalsAt = (addresses: Record<string, string>): SignalSettings[] =>
  Object.entries(addresses).map(([id, address]) => ({ id, address }));

async function bench(
  t: TestContext,
  addresses: Record<string, string>,
  options: DeviceOptions & { readonly connection?: Partial<ModbusConnection> } = {},
) {
  const device = await startModbusDevice(options);
  const { host, port } = device;
  const framing = options.framing ?? 'tcp';
  const connection = { host, port, framing, intervalMs: 20, timeoutMs: 100, ...options.connection };
  const settings = { name: 'm', connection, signals: signalsAt(addresses) };
  const tested = sourceUnderTest(modbusTcp, settings);
  t.after(async () => {
    await tested.stop();
    await device.close();
  });
  const last = (id: string) => tested.readings.findLast(({ series }) => series.endsWith(`/${id}`));
  const figure = (name: string) =>
    tested.source.status().figures.find((one) => one.name === name)?.value ?? NaN;
  return { ...tested, device, settings, last, figure };
}

for (const [framing, host] of [
  ['tcp', '127.0.0.1'],
  ['tcp', '::1'],
  ['rtu', '127.0.0.1'],
  ['rtu', '::1'],
] as const) {
  test(`neighbours are read with one request, ${framing} on ${host}`, async (t) => {
    const addresses = { a: 'holding 10 int16', b: 'holding 12 float32', c: 'coil 5', d: 'coil 7' };
    const { device, source, values } = await bench(t, addresses, { framing, host });
    device.memory(1, 'holding').set([0xff, 0xfe, 0, 0, 0x42, 0xf6, 0xe9, 0x79], 20);
    device.memory(1, 'coil')[7] = 1;
    source.start();
    await until('four values', () => values().length >= 4);
    assert.deepEqual(Object.fromEntries(values()), {
      a: -2,
      b: Math.fround(123.456),
      c: false,
      d: true,
    });
    const [first, second] = device.asked;
    assert.deepEqual(
      [first?.request, second?.request].map((one) => one && 'count' in one && one.count),
      [4, 3],
    );
  });
}

test('an address that the device refuses splits the block and becomes bad alone; the split stays', async (t) => {
  const addresses = Object.fromEntries(
    Array.from({ length: 20 }, (_, i) => [`s${i}`, `holding ${i}`]),
  );
  const { device, source, last, readings, warnings } = await bench(t, addresses, {
    behave: (_unit, request) =>
      'count' in request && request.address <= 13 && request.address + request.count > 13
        ? { kind: 'exception', code: 2 }
        : undefined,
  });
  source.start();
  await until('all twenty', () => new Set(readings.map(({ series }) => series)).size === 20);
  assert.deepEqual([last('s13')?.value, last('s13')?.quality], [null, quality.bad]);
  assert.deepEqual([last('s12')?.quality, last('s14')?.quality], [quality.good, quality.good]);
  assert.equal(warnings.length, 1);
  assert.match(String(warnings[0]?.['remedy']), /illegal data address \(2\)/);
  const before = device.asked.length;
  await until('more rounds', () => device.asked.length > before + 20);
  const touched = device.asked
    .slice(before)
    .filter(({ request }) => 'count' in request && request.address + request.count > 13)
    .filter(({ request }) => 'address' in request && request.address <= 13);
  assert.equal(touched.length, 0, 'the refused address is not asked again at once');
});

test('a dead unit behind a gateway is bad with the remedy, and nobody waits for it', async (t) => {
  const addresses = Object.fromEntries(
    Array.from({ length: 20 }, (_, i) => [`u${i + 1}`, `unit ${i + 1} holding 0`]),
  );
  const { device, source, last, warnings, figure } = await bench(t, addresses, {
    behave: (unit) => (unit === 7 ? 'silent' : undefined),
    connection: { requestsAtOnce: 8 },
  });
  source.start();
  await until('the dead unit is known', () => last('u7')?.quality === quality.bad);
  const of = (unit: number) => device.asked.filter((one) => one.unit === unit).length;
  const [before, began] = [of(8), realWorld.clock.monotonicMs()];
  await until('fifty rounds of its neighbour', () => of(8) >= before + 50);
  const tookMs = realWorld.clock.monotonicMs() - began;
  assert.ok(tookMs < 3_000, `fifty rounds at 20 ms took ${tookMs} ms`);
  assert.ok(of(7) <= 4, `the dead one was asked ${of(7)} times`);
  assert.equal(figure('silent-units'), 1);
  assert.match(String(warnings[0]?.['remedy']), /Unit 7 does not answer within 100 ms/);
  assert.equal(last('u8')?.quality, quality.good);
});

test('a device that answers one request at a time loses no living unit by default', async (t) => {
  let busy = false;
  const addresses = Object.fromEntries(
    Array.from({ length: 10 }, (_, i) => [`u${i + 1}`, `unit ${i + 1} holding 0`]),
  );
  const { device, source, readings, figure } = await bench(t, addresses, {
    behave: (() => {
      if (busy) return 'silent';
      busy = true;
      return sleep(realWorld.clock, 2).then(() => void (busy = false));
    }) as NonNullable<DeviceOptions['behave']>,
  });
  source.start();
  await until('many rounds', () => device.asked.length > 100);
  assert.equal(figure('timeouts'), 0);
  assert.ok(readings.every((reading) => reading.quality === quality.good));
});

test('a unit that comes back is good again', async (t) => {
  let dead = true;
  const { device, source, last, figure } = await bench(
    t,
    { a: 'unit 1 holding 0', b: 'unit 2 holding 0' },
    { behave: (unit) => (unit === 2 && dead ? 'silent' : undefined) },
  );
  device.memory(2, 'holding')[1] = 9;
  source.start();
  await until('bad', () => last('b')?.quality === quality.bad);
  dead = false;
  await until('good', () => last('b')?.value === 9);
  await until('counted', () => figure('silent-units') === 0);
});

test('a late answer is dropped by its transaction id and never taken for the next', async (t) => {
  let count = 0;
  const { source, last, figure, device, readings } = await bench(t, { a: 'holding 0' }, {
    async behave() {
      count += 1;
      if (count === 1) await sleep(realWorld.clock, 250);
      return undefined;
    },
  } as DeviceOptions);
  device.memory(1, 'holding')[1] = 5;
  source.start();
  await until('an answer', () => last('a')?.value === 5);
  assert.equal(figure('late'), 1);
  assert.deepEqual(
    readings.map(({ value }) => value),
    [null, 5],
  );
});

test('in serial frames a unit is not asked again before its late answer is past', async (t) => {
  let count = 0;
  const { source, last, figure, device } = await bench(t, { a: 'holding 0' }, {
    framing: 'rtu',
    async behave() {
      count += 1;
      const late = count === 1;
      if (late) await sleep(realWorld.clock, 150);
      device.memory(1, 'holding')[1] = late ? 66 : 5;
      return undefined;
    },
  } as DeviceOptions);
  source.start();
  await until('the second answer', () => last('a')?.value === 5);
  assert.equal(figure('late'), 1);
});

test('64-bit integers beyond 2^53 are never rounded silently', async (t) => {
  const { device, source, readings, warnings, last } = await bench(t, {});
  await source.stop();
  const tested = sourceUnderTest(modbusTcp, {
    name: 'm',
    connection: { host: device.host, port: device.port },
    signals: [
      { id: 'number', address: 'holding 0 uint64' },
      { id: 'text', address: 'holding 0 uint64', value: 'text' },
    ],
  });
  t.after(() => tested.stop());
  device.memory(1, 'holding').set([0, 0x20, 0, 0, 0, 0, 0, 1]);
  tested.source.start();
  await until('both', () => tested.readings.length === 2);
  assert.deepEqual(
    tested.readings.map(({ value, quality: how }) => [value, how]),
    [
      [2 ** 53, quality.uncertain],
      ['9007199254740993', quality.good],
    ],
  );
  assert.match(String(tested.warnings[0]?.['remedy']), /value: text/);
  assert.deepEqual([readings, warnings, last('x')], [[], [], undefined]);
});

test('what is written is read back; what the device cannot take is refused in words', async (t) => {
  const addresses = {
    f: 'holding 0 float32 cdab',
    i: 'holding 4 int16',
    bit: 'holding 5 bit 9',
    coil: 'coil 3',
    text: 'holding 10 string 6 badc',
    big: 'holding 20 uint64 dcba',
    input: 'input 0',
    forbidden: 'holding 90',
  };
  const { source, device } = await bench(t, addresses, {
    behave: (_unit, request) =>
      request.kind === 'write-register' && request.address === 90
        ? { kind: 'exception', code: 3 }
        : undefined,
  });
  source.start();
  await until('connected', () => source.session !== undefined);
  const values = [1.5, -3, true, true, '泵1', '18446744073709551615', 1, 1];
  const outcomes = await source.session?.write?.(
    values.map((value, signal) => ({ signal, value })),
  );
  assert.deepEqual(
    outcomes?.map(({ taken }) => taken),
    [true, true, true, true, true, true, false, false],
  );
  const back = await source.session?.read?.([0, 1, 2, 3, 4]);
  assert.deepEqual(
    back?.toSorted((a, b) => a.signal - b.signal).map(({ value }) => value),
    values.slice(0, 5),
  );
  assert.deepEqual([...device.memory(1, 'holding').subarray(40, 48)], Array(8).fill(255));
  const odd = await source.session?.write?.([
    { signal: 1, value: 40_000 },
    { signal: 1, value: 1.5 },
    { signal: 5, value: 2 ** 60 },
    { signal: 99, value: 1 },
  ]);
  assert.ok(odd?.every(({ taken }) => !taken));
  assert.deepEqual(await source.session?.write?.([{ signal: 1, value: 23.4 / 0.1 }]), [
    { taken: true },
  ]);
});

test('what does not speak Modbus is named, and closed', async (t) => {
  const listener = await realWorld.network.listenTcp({ host: '127.0.0.1', port: 0 }, (one) =>
    one.onData(() => void one.write('HTTP/1.1 400 Bad Request\r\n\r\n')),
  );
  const connection = { ...listener.address, intervalMs: 20 };
  const signals = signalsAt({ a: 'holding 0' });
  const tested = sourceUnderTest(modbusTcp, { name: 'm', connection, signals });
  t.after(async () => {
    await tested.stop();
    await listener.close();
  });
  tested.source.start();
  await until('trouble', () => tested.source.status().trouble !== undefined);
  assert.match(tested.source.status().trouble?.en ?? '', /does not speak Modbus TCP/);
  const { reach, remove } = reachUnderTest();
  t.after(remove);
  const settings = { name: 'm', protocol: 'modbus-tcp', connection, signals };
  const steps = await modbusTcp.test?.(reach, settings);
  assert.deepEqual(
    steps?.map(({ ok }) => ok),
    [true, false],
  );
  assert.match(steps?.at(-1)?.says.en ?? '', /does not speak Modbus TCP/);
});

test('a test names the exact fault: refused, silent, illegal address', async (t) => {
  const { device, settings } = await bench(
    t,
    { a: 'holding 1', b: 'unit 2 holding 50', c: 'unit 3 holding 0', d: 'holding 7 bcd16' },
    {
      behave: (unit, request) =>
        unit > 3
          ? { kind: 'exception', code: 11 }
          : unit === 3
            ? 'silent'
            : 'address' in request && request.address === 50
              ? { kind: 'exception', code: 2 }
              : undefined,
    },
  );
  const { reach, remove } = reachUnderTest();
  t.after(remove);
  const tried = async (ids: string, port = device.port) => {
    const signals = settings.signals.filter(({ id }) => ids.includes(id));
    const connection = { ...settings.connection, port };
    const asked = { ...settings, protocol: 'modbus-tcp', connection, signals };
    return (await modbusTcp.test?.(reach, asked)) ?? [];
  };
  const good = await tried('a');
  assert.deepEqual(
    good.map(({ ok, says }) => [ok, says.en]),
    [
      [true, 'The device accepts the connection.'],
      [true, 'It answers; it does not tell who it is.'],
      [true, '0'],
    ],
  );
  assert.match(
    (await tried('ab')).at(-1)?.says.en ?? '',
    /holding 50 .*illegal data address \(2\)/,
  );
  device.memory(1, 'holding')[15] = 0xaa;
  const noBcd = await tried('d');
  assert.deepEqual([noBcd.at(-1)?.ok, noBcd.length], [false, 3]);
  assert.match(noBcd.at(-1)?.says.en ?? '', /signal d can be read.*no BCD number/);
  assert.match((await tried('c')).at(-1)?.says.en ?? '', /Unit 3 does not answer within 100 ms/);
  assert.match((await tried('a', 1)).at(-1)?.says.en ?? '', /ECONNREFUSED/);
  const found = await modbusTcp.discover?.(reach, { host: device.host, port: device.port });
  assert.deepEqual(
    found?.map(({ connection }) => connection['unit']),
    [1, 2],
    'neither the silent one nor those that the gateway cannot reach',
  );
});

test('an address that cannot be read is refused at once, with examples', () => {
  for (const address of [
    '',
    'holding',
    'holding x',
    'holding 70000',
    'holding 65535 uint32',
    'coil 1 uint16',
    'unit 256 holding 0',
    'holding 0 float32 abdc',
    'holding 0 bit 16',
    'holding 0 uint16 abcd more',
    '40000',
    '90001',
  ]) {
    const settings = {
      ...{ name: 'm', protocol: 'modbus-tcp', connection: { host: 'h' } },
      signals: [{ id: 'a', address: address || ' ' }],
    };
    assert.throws(() => modbusTcp.describe('88.118.8', settings), { code: 'modbus.bad-address' });
  }
});

test('a paused session asks nothing until it is resumed', async (t) => {
  const { device, source } = await bench(t, { a: 'holding 0' });
  source.start();
  await until('polled', () => device.asked.length > 3);
  source.session?.pause();
  await until('nothing under way', async () => {
    const before = device.asked.length;
    await sleep(realWorld.clock, 100);
    return device.asked.length === before;
  });
  const before = device.asked.length;
  source.session?.resume();
  await until('polled again', () => device.asked.length > before);
});
