// The S7 session against a controller of our own that behaves well and badly, over real sockets.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { sleep } from '../../../../kernel/world/clock.ts';
import { realWorld } from '../../../../kernel/world/real/world.ts';
import { quality } from '../../../../stores/series/series.ts';
import { until } from '../../../../testing/until.ts';
import { reachUnderTest, sourceUnderTest } from '../../testing/source-under-test.ts';
import { parseAddress } from './address.ts';
import { s7 } from './s7.ts';
import type { S7Connection } from './settings.ts';
import { startS7Controller, type ControllerOptions } from './testing/s7-controller.ts';

async function bench(
  t: TestContext,
  addresses: readonly string[],
  options: ControllerOptions & { readonly connection?: Partial<S7Connection> } = {},
) {
  const controller = await startS7Controller(options);
  const { host, port } = controller;
  const connection = { host, port, intervalMs: 20, timeoutMs: 200, ...options.connection };
  const signals = addresses.map((address, i) => ({ id: `s${i}`, address }));
  const settings = { name: 'c', protocol: 's7', connection, signals };
  const tested = sourceUnderTest(s7, settings);
  t.after(async () => {
    await tested.stop();
    await controller.close();
  });
  const last = (id: string) => tested.readings.findLast(({ series }) => series.endsWith(`/${id}`));
  const figure = (name: string) =>
    tested.source.status().figures.find((one) => one.name === name)?.value ?? NaN;
  return { ...tested, controller, settings, last, figure };
}

async function lastStep(t: TestContext, settings: Parameters<NonNullable<typeof s7.test>>[1]) {
  const { reach, remove } = reachUnderTest();
  t.after(remove);
  const steps = await s7.test?.(reach, settings);
  return { ok: steps?.map(({ ok }) => ok), says: steps?.at(-1)?.says.en ?? '' };
}

for (const host of ['127.0.0.1', '::1']) {
  test(`neighbours are one item and all items one message, on ${host}`, async (t) => {
    const addresses = ['DB1.DBW0:int', 'DB1.DBD2:real', 'DB1.DBX10.7', 'M5.0', 'DB1.DBW200'];
    const { source, values, controller } = await bench(t, addresses, { host });
    controller.memory('db', 1).set([0xff, 0xfe, 0x42, 0xf6, 0xe9, 0x79]);
    controller.memory('db', 1)[10] = 0x80;
    controller.memory('marker')[5] = 1;
    source.start();
    await until('five values', () => values().length >= 5);
    assert.deepEqual(Object.fromEntries(values()), {
      ...{ s0: -2, s1: Math.fround(123.456), s2: true, s3: true, s4: 0 },
    });
    const [setup, read] = controller.asked;
    assert.equal(setup?.kind, 'setup');
    assert.deepEqual(read?.kind === 'read' && read.items.map(({ length }) => length), [11, 2, 1]);
  });
}

test('a message never grows beyond what the controller agreed to', async (t) => {
  const addresses = Array.from({ length: 120 }, (_, i) => `DB1.DBD${i * 40}:real`);
  const { source, values, controller } = await bench(t, addresses, {
    blocks: { 1: 5_000 },
    jobs: 3,
  });
  source.start();
  await until('all values', () => values().length >= 120);
  for (const request of controller.asked) {
    if (request.kind !== 'read') continue;
    assert.ok(request.items.length <= 20);
    assert.ok(12 + request.items.length * 12 <= 240, 'asked');
    const answered = request.items.reduce((sum, { length }) => sum + 4 + length, 14);
    assert.ok(answered <= 240, 'answered');
  }
});

test('a block that is shorter splits the item; only what is missing is bad, also after the next connection', async (t) => {
  const addresses = Array.from({ length: 10 }, (_, i) => `DB1.DBW${i * 2}`);
  const { source, last, readings, warnings, controller } = await bench(t, addresses, {
    blocks: { 1: 17 },
  });
  source.start();
  await until('all', () => new Set(readings.map(({ series }) => series)).size === 10);
  assert.deepEqual([last('s7')?.quality, last('s8')?.quality], [quality.good, quality.bad]);
  assert.equal(warnings.length, 2);
  assert.match(String(warnings[0]?.['remedy']), /optimised block access/);
  const before = controller.asked.length;
  await until('more rounds', () => controller.asked.length > before + 10);
  const touched = controller.asked
    .slice(before)
    .some((one) => one.kind === 'read' && one.items.some(({ byte, length }) => byte + length > 17));
  assert.equal(touched, false, 'what is missing is not asked again at once');
});

test('PUT/GET switched off is named with its remedy, and nothing is good', async (t) => {
  const { source, warnings, readings, settings } = await bench(t, ['DB1.DBW0', 'M0.0'], {
    behave: (request) => (request.kind === 'read' ? { kind: 'error', code: 0x8104 } : undefined),
  });
  source.start();
  await until('bad', () => readings.length === 2);
  assert.ok(readings.every((reading) => reading.quality === quality.bad));
  assert.match(String(warnings[0]?.['remedy']), /Permit access with PUT\/GET/);
  const { ok, says } = await lastStep(t, settings);
  assert.deepEqual(ok, [true, true, true, true, false]);
  assert.match(says, /Permit access with PUT\/GET/);
});

test('a wrong slot, a port where nothing listens, another protocol: the test names which', async (t) => {
  const { settings, source } = await bench(t, ['DB1.DBW0'], { slot: 2 });
  const wrongSlot = await lastStep(t, settings);
  assert.deepEqual(wrongSlot.ok, [true, false]);
  assert.match(wrongSlot.says, /rack 0, slot 1 \(COTP 3\).*S7-300 rack 0 slot 2/);
  source.start();
  await until('trouble', () => source.status().trouble !== undefined);
  assert.match(source.status().trouble?.en ?? '', /refuses the connection to rack 0, slot 1/);
  const at = (port: number) => ({ ...settings, connection: { ...settings.connection, port } });
  assert.match((await lastStep(t, at(1))).says, /ECONNREFUSED/);
  const { reach, remove } = reachUnderTest();
  t.after(remove);
  const { host, port } = settings.connection;
  const found = await s7.discover?.(reach, { host, port });
  assert.equal(found?.[0]?.connection['slot'], 2);
  for (const [says, expected] of [
    ['HTTP/1.1 400 Bad Request\r\n\r\n', /does not speak ISO-on-TCP/],
    ['', /does not answer within 200 ms/],
  ] as const) {
    const listener = await realWorld.network.listenTcp({ host: '127.0.0.1', port: 0 }, (one) =>
      one.onData(() => void (says !== '' && one.write(says))),
    );
    t.after(() => listener.close());
    const tried = await lastStep(t, at(listener.address.port));
    assert.deepEqual(tried.ok, [true, false]);
    assert.match(tried.says, expected);
  }
});

test('a late answer is dropped by its number; a controller that falls silent is left and called again', async (t) => {
  let count = 0;
  const { source, last, controller, figure } = await bench(t, ['DB1.DBW0'], {
    jobs: 1,
    async behave(request: { kind: string }) {
      if (request.kind === 'read' && (count += 1) === 1) await sleep(realWorld.clock, 300);
      return undefined;
    },
  } as ControllerOptions);
  controller.memory('db', 1)[1] = 5;
  source.start();
  await until('an answer', () => last('s0')?.value === 5);
  assert.equal(figure('late'), 1);
  const silent = await bench(t, ['DB1.DBW0'], {
    behave: (request) => (request.kind === 'read' ? 'silent' : undefined),
    connection: { timeoutMs: 50 },
  });
  silent.source.start();
  await until('called again', () => {
    const setups = silent.controller.asked.filter(({ kind }) => kind === 'setup');
    return setups.length === 2;
  });
  assert.match(silent.source.status().trouble?.en ?? 'none yet', /none yet|does not answer within/);
});

test('writes are packed, bits leave their neighbours alone, and what does not fit is refused in words', async (t) => {
  const addresses = ['DB1.DBX0.1', 'DB1.STRING10[8]', 'DB1.LINT30', 'DB1.DBW40:int', 'DB9.DBW0'];
  const { source, controller } = await bench(t, addresses);
  controller.memory('db', 1)[0] = 0b1000_0001;
  controller.memory('db', 1)[10] = 8;
  source.start();
  await until('connected', () => source.session !== undefined);
  const values = [true, 'abc', '-9007199254740993', -5, 1];
  const outcomes = await source.session?.write?.(
    values.map((value, signal) => ({ signal, value })),
  );
  assert.deepEqual(
    outcomes?.map(({ taken }) => taken),
    [true, true, true, true, false],
  );
  assert.equal(controller.asked.filter(({ kind }) => kind === 'write').length, 1);
  assert.equal(controller.memory('db', 1)[0], 0b1000_0011);
  const back = await source.session?.read?.([0, 1, 3]);
  assert.deepEqual(
    back?.map(({ value }) => value),
    [true, 'abc', -5],
  );
  const odd = await source.session?.write?.([
    { signal: 3, value: 40_000 },
    { signal: 1, value: 'far too long' },
    { signal: 2, value: 2 ** 60 },
    { signal: 99, value: 1 },
  ]);
  assert.ok(odd?.every((one) => !one.taken && /\w/.test(one.why.en) && one.why.zh !== ''));
});

test('addresses in their forms, and those that are none', () => {
  const placed = (text: string) => {
    const outcome = parseAddress(text);
    return outcome.ok ? outcome.place : undefined;
  };
  const dint = { area: 'db', db: 12, byte: 8, form: { type: 'dint' } };
  assert.deepEqual(placed('db12.dbd8:DINT'), dint);
  assert.deepEqual(placed('DB12.DINT8'), dint);
  assert.deepEqual(placed('DB12,DINT8'), dint);
  assert.deepEqual(placed('A3.7'), {
    area: 'output',
    db: 0,
    byte: 3,
    bit: 7,
    form: { type: 'bool' },
  });
  assert.deepEqual(placed('MREAL20'), { area: 'marker', db: 0, byte: 20, form: { type: 'real' } });
  assert.deepEqual(placed('DB1.X4.1'), {
    area: 'db',
    db: 1,
    byte: 4,
    bit: 1,
    form: { type: 'bool' },
  });
  const bad =
    'DB0.DBW0|DB1|DB1.DBX0|DB1.DBX0.8|DB1.DBW0:real|DB1.STRING0[255]|X1.0|DB1.DBW70000|DB1.FOO3|DB1.DBW1.2|';
  for (const text of bad.split('|')) assert.equal(placed(text), undefined, text);
  const settings = {
    ...{ name: 'c', protocol: 's7', connection: { host: 'h' } },
    signals: [{ id: 'a', address: 'DB1' }],
  };
  assert.throws(() => s7.describe('88.118.8', settings), { code: 's7.bad-address' });
  const tsap = { ...settings, connection: { host: 'h', remoteTsap: '1' } };
  assert.throws(() => s7.describe('88.118.8', tsap), { code: 's7.bad-tsap' });
});
