// The gateway as a controlling station against a station of our own: acknowledgement, windows, timers, learning, commands.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { sleep } from '../../../../kernel/world/clock.ts';
import { realWorld } from '../../../../kernel/world/real/world.ts';
import { until } from '../../../../testing/until.ts';
import { cause, type InformationObject } from '../../../../wire/iec104/asdu.ts';
import {
  reachUnderTest,
  sourceUnderTest,
  type SourceTestOptions,
} from '../../testing/source-under-test.ts';
import type { SourceSettings } from '../../api.ts';
import { iec104 } from './iec104.ts';
import { StationPeer, type StationAnswers } from './testing/station-peer.ts';

const power = { id: 'power', address: '1/100' };
const breaker = { id: 'breaker', address: '1/101:M_DP_NA', value: 'boolean' as const };

type Setup = {
  readonly answers?: StationAnswers;
  readonly connection?: Readonly<Record<string, unknown>>;
  readonly signals?: SourceSettings['signals'];
  readonly host?: string;
  readonly options?: SourceTestOptions;
};

async function connected(t: TestContext, setup: Setup = {}) {
  const { answers = {}, connection = {}, signals = [power, breaker] } = setup;
  const { host = '127.0.0.1', options } = setup;
  const peer = await StationPeer.open(answers, host);
  const under = sourceUnderTest(
    iec104,
    { name: 's', connection: { host, port: peer.port, ...connection }, signals },
    options,
  );
  t.after(async () => {
    await under.stop();
    await peer.close();
  });
  under.source.start();
  return { peer, under };
}

const float = (value: number, flags = 0, address = 100): InformationObject => ({
  address,
  value,
  flags,
});
const settled = (peer: StationPeer) => () => peer.commands.some(({ type }) => type === 100);

test('nothing is acknowledged before it is durable', async (t) => {
  const gate = Promise.withResolvers<void>();
  const { peer, under } = await connected(t, {
    connection: { w: 2, t2Seconds: 1, t1Seconds: 30 },
    options: { append: () => gate.promise },
  });
  await until('the interrogation, without data, is acknowledged', () => peer.acknowledged === 2);
  for (let n = 1; n <= 5; n += 1) peer.tell('M_ME_NC_1', [float(n)]);
  const unacknowledged = () =>
    under.source.status().figures.find(({ name }) => name === 'unacknowledged')?.value;
  await until('all frames arrived', () => unacknowledged() === 5);
  // A command goes out meanwhile: its number may acknowledge no more than an S frame.
  const outcome = under.source.session?.write?.([{ signal: 0, value: 3 }]);
  await until('the command arrived', () => peer.commands.some(({ type }) => type === 50));
  assert.ok(peer.heard.every((apdu) => apdu.kind === 'U' || apdu.receive <= 2));
  gate.resolve();
  await until('all is acknowledged', () => peer.acknowledged === 9);
  assert.deepEqual(await outcome, [{ taken: true }]);
  assert.deepEqual(
    under.values().filter(([id]) => id === 'power'),
    [1, 2, 3, 4, 5].map((value) => ['power', value]),
  );
});

test('at the latest after t2, few frames are acknowledged', async (t) => {
  const { peer } = await connected(t, { connection: { t2Seconds: 1, w: 100 } });
  await until('it was interrogated', settled(peer));
  peer.tell('M_ME_NC', [float(1)]);
  await until('three frames are acknowledged', () => peer.acknowledged === 3, 3_000);
});

test('a lost or doubled frame ends the connection, and a new one begins', async (t) => {
  for (const send of [1, 5]) {
    const { peer, under } = await connected(t);
    await until('it was interrogated', settled(peer));
    peer.tell('M_ME_NC', [float(1)]);
    await until('it is read', () => under.readings.length === 1);
    peer.raw({ kind: 'I', send, receive: 1, asdu: new Uint8Array(10) });
    await until('it is connected again', () => peer.connections >= 2);
    const [warning] = under.warnings.filter(({ event }) => event === 'not-connected');
    assert.match(String(warning?.['trouble']), /where 3 was due/);
  }
});

test('an acknowledgement of what was never sent ends the connection', async (t) => {
  const { peer, under } = await connected(t);
  await until('it was interrogated', settled(peer));
  peer.raw({ kind: 'S', receive: 77 });
  await until('it is connected again', () => peer.connections >= 2);
  assert.match(String(under.warnings[0]?.['trouble']), /acknowledged frame 77/);
});

test('a silent line is tested, and a dead one given up', async (t) => {
  const { peer, under } = await connected(t, { connection: { t3Seconds: 1, t1Seconds: 1 } });
  const tests = () =>
    peer.heard.filter((apdu) => apdu.kind === 'U' && apdu.function === 'test-act');
  await until('a test frame was answered', () => tests().length >= 2);
  assert.ok(under.source.status().figures.some(({ name }) => name === 'round-trip'));
  peer.raw({ kind: 'U', function: 'test-act' });
  await until('ours was answered', () =>
    peer.heard.some((apdu) => apdu.kind === 'U' && apdu.function === 'test-con'),
  );
  assert.equal(peer.connections, 1);
});

test('a station that does not start says so', async (t) => {
  const { under } = await connected(t, {
    answers: { starts: false },
    connection: { t1Seconds: 1 },
  });
  await until('the trouble is named', () => under.source.status().trouble !== undefined);
  assert.match(under.source.status().trouble?.en ?? '', /does not start.*within 1 s \(t1\)/);
});

test('what is no 104 at all says so', async (t) => {
  const { peer, under } = await connected(t, { answers: { starts: false } });
  await until('it was asked to start', () => peer.heard.length > 0);
  peer.raw(new TextEncoder().encode('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await until('the trouble is named', () => under.source.status().trouble !== undefined);
  assert.match(under.source.status().trouble?.en ?? '', /does not speak IEC 60870-5-104/);
});

test('quality bits, points in between and impossible numbers are never good', async (t) => {
  const { peer, under } = await connected(t);
  await until('it was interrogated', settled(peer));
  for (const flags of [0, 0x01, 0x10, 0x20, 0x40, 0x80]) peer.tell('M_ME_NC', [float(7, flags)]);
  for (const value of [0, 1, 2, 3]) peer.tell('M_DP_NA', [float(value, 0, 101)]);
  peer.tell('M_ME_NC', [float(Number.NaN)]);
  peer.tell('M_SP_NA', [float(1, 0, 101)]);
  peer.tell('M_ME_NC', [float(8)], { test: true });
  peer.tell('M_ME_NC', [float(9)], { negative: true });
  peer.tell('M_ME_NC', [float(10, 0, 4_711)]);
  peer.raw({ kind: 'I', send: 17, receive: 1, asdu: Uint8Array.of(38, 1, 3, 0, 1, 0, 1, 0, 0) });
  await until('all was heard', () => under.source.observer.refusals >= 6);
  await until('all is stored', () => under.readings.length === 12);
  assert.deepEqual(
    under.readings.map(({ value, quality }) => [value, quality]),
    [
      ...[2, 1, 1, 1, 1, 0].map((quality) => [7, quality]),
      ...[
        [null, 0],
        [false, 2],
        [true, 2],
        [null, 0],
      ],
      ...[
        [null, 0],
        [null, 0],
      ],
    ],
  );
  assert.deepEqual(
    under.warnings.map(({ key }) => key),
    ['1/100', '1/101', '1/100', '1/100', '1/4711', 'unknown-type 38'].filter(
      (key, n, all) => all.indexOf(key) === n || key !== '1/100',
    ),
  );
});

test('times are of the zone of the station; one that is not set is ours, and uncertain', async (t) => {
  const { peer, under } = await connected(t, { connection: { zone: 'Asia/Shanghai' } });
  await until('it was interrogated', settled(peer));
  const time = { year: 2026, month: 11, day: 23, hour: 14, minute: 12, millisecond: 39_123 };
  const marks = { invalid: false, summer: false };
  peer.tell('M_ME_TF', [{ ...float(1), time: { ...time, ...marks } }]);
  peer.tell('M_ME_TF', [{ ...float(2), time: { ...time, ...marks, invalid: true } }]);
  await until('both are stored', () => under.readings.length === 2);
  const [right, wrong] = under.readings;
  assert.deepEqual(
    [right?.sourceTimeUs, right?.quality],
    [Date.UTC(2026, 10, 23, 6, 12, 39, 123) * 1_000, 2],
  );
  assert.deepEqual([wrong?.sourceTimeUs === wrong?.serverTimeUs, wrong?.quality], [true, 1]);
});

test('objects that nobody configured are learned in order, and known again after a restart', async (t) => {
  const many = Array.from({ length: 20 }, (_, n) => float(n, 0, 500 + n));
  const image = [
    ['M_ME_NC', many],
    ['M_SP_NA', [float(1, 0, 100)]],
  ] as const;
  const first = await connected(t, {
    answers: { image },
    connection: { auto: true, t2Seconds: 1 },
  });
  await until('all are learned', () => first.under.readings.length === 21);
  first.peer.tell('M_ME_NC', [float(99, 0, 500)]);
  await until('a change follows', () => first.under.readings.length === 22);
  assert.deepEqual(first.under.values().slice(-1), [['1-500', 99]]);
  assert.equal(first.under.models.at(-1)?.signals.length, 22);
  await until('they are remembered', () => first.under.memory.value !== undefined);
  assert.deepEqual(first.under.memory.value, { learned: ['ME_NC 1 500 20'] });
  await until('all is acknowledged', () => first.peer.acknowledged >= 4);
  const again = await connected(t, {
    connection: { auto: true },
    options: { remembered: first.under.memory.value },
  });
  await until('it is connected', () => again.under.source.status().state === 'connected');
  assert.equal(again.under.source.observer.signals.length, 22);
});

test('a learned signal does not take the place of a configured one', async (t) => {
  const signals = [{ id: '1-500', address: '1/7' }];
  const image = [['M_ME_NC', [float(1, 0, 7), float(2, 0, 500)]]] as const;
  const { under } = await connected(t, { signals, answers: { image }, connection: { auto: true } });
  await until('both are stored', () => under.readings.length === 2);
  assert.deepEqual(Object.fromEntries(under.values()), { '1-500': 1, 'object-1-500': 2 });
});

test('a command is selected, executed and waited for', async (t) => {
  const { peer, under } = await connected(t, {
    connection: { selectBeforeOperate: true, awaitTermination: true },
  });
  await until('it was interrogated', settled(peer));
  const outcomes = await under.source.session?.write?.([
    { signal: 1, value: true },
    { signal: 0, value: 12.5 },
    { signal: 0, value: 'much' },
    { signal: 1, value: 3 },
  ]);
  assert.deepEqual(
    outcomes?.map(({ taken }) => taken),
    [true, true, false, false],
  );
  const commands = peer.commands
    .slice(1)
    .map(({ type, objects }) => [type, objects[0]?.value, objects[0]?.flags]);
  assert.deepEqual(commands, [
    [46, 2, 0x80],
    [46, 2, 0],
    [50, 12.5, 0x80],
    [50, 12.5, 0],
  ]);
});

test('a command that is refused, ends badly or is not answered is not taken', async (t) => {
  const { peer, under } = await connected(t, {
    connection: { awaitTermination: true, answerSeconds: 1 },
    answers: {
      onCommand(asdu, peer) {
        const { objects, type } = asdu;
        const confirmed = { cause: cause.activationConfirmed };
        const value = objects[0]?.value ?? 0;
        if (type !== 50) return peer.tell('C_IC_NA', objects, { ...confirmed, negative: true });
        if (value === 1) peer.tell('C_SE_NC', objects, { ...confirmed, negative: true });
        if (value === 2) peer.tell('C_SE_NC', objects, { cause: cause.unknownObjectAddress });
        if (value !== 3) return;
        peer.tell('C_SE_NC', objects, confirmed);
        peer.tell('C_SE_NC', objects, { cause: cause.activationTerminated, negative: true });
      },
    },
  });
  await until('it was interrogated', settled(peer));
  const writes = [1, 2, 3, 4].map((value) => ({ signal: 0, value }));
  const outcomes = await under.source.session?.write?.(writes);
  const said = outcomes?.map((one) => (one.taken ? 'taken' : one.why.en));
  assert.match(said?.[0] ?? '', /refused/);
  assert.match(said?.[1] ?? '', /cause 47/);
  assert.match(said?.[2] ?? '', /refused/);
  assert.match(said?.[3] ?? '', /no answer within 1 s/);
  assert.ok(under.warnings.some(({ key }) => key === 'C_IC_NA 1'));
});

test('one value is read anew, one that is not there is bad', async (t) => {
  const { peer, under } = await connected(t, {
    answers: {
      onCommand({ type, objects }, peer) {
        if (type !== 102) return;
        if (objects[0]?.address === 100) peer.tell('M_ME_NC', [float(5)], { cause: cause.request });
        else peer.tell('C_RD_NA', objects, { cause: cause.unknownObjectAddress });
      },
    },
  });
  await until('it was interrogated', settled(peer));
  assert.deepEqual(await under.source.session?.read?.([0, 1]), [
    { signal: 0, value: 5, quality: 2 },
    { signal: 1, value: null, quality: 0 },
  ]);
});

test('a station that began anew is interrogated again, and its clock set', async (t) => {
  const { peer } = await connected(t, { connection: { clockSync: true, zone: '+08:00' } });
  await until('it was interrogated', settled(peer));
  peer.tell('M_EI_NA', [{ address: 0, value: 0, flags: 0 }], { cause: cause.initialized });
  await until('it was again', () => peer.commands.filter(({ type }) => type === 100).length === 2);
  const [sync] = peer.commands;
  assert.equal(sync?.type, 103);
  const { year = 0, month = 1, day, hour, minute } = sync?.objects[0]?.time ?? {};
  const told = Date.UTC(year, month - 1, day, hour, minute) - 8 * 3_600_000;
  assert.ok(Math.abs(told - Date.now()) < 120_000);
});

test('over IPv6, and tested step by step', async (t) => {
  const image = [
    ['M_ME_NC', [float(1)]],
    ['M_SP_NA', [float(1, 0, 101)]],
  ] as const;
  const { peer, under } = await connected(t, { host: '::1', answers: { image } });
  await until('both are told', () => under.readings.length === 2);
  const { reach, remove } = reachUnderTest();
  t.after(remove);
  const connection = { host: '::1', port: peer.port };
  const settings = { name: 's', protocol: iec104.name, connection, signals: [power, breaker] };
  const steps = await iec104.test?.(reach, settings);
  assert.deepEqual(
    steps?.map(({ ok }) => ok),
    [true, true, true, false],
  );
  assert.match(steps?.at(-1)?.says.en ?? '', /breaker \(1\/101\): M_SP_NA/);
  const nobody = await iec104.test?.(reach, { ...settings, connection: { host: '::1', port: 1 } });
  assert.deepEqual([nobody?.length, nobody?.[0]?.ok], [1, false]);
  assert.match(nobody?.[0]?.says.en ?? '', /nothing listens there/);
});

test('a station that says without end that it has started is asked a few times', async (t) => {
  const { peer, under } = await connected(t);
  await until('it was interrogated', settled(peer));
  const asked = () => peer.commands.filter(({ type }) => type === 100).length;
  const before = asked();
  for (let n = 0; n < 300; n += 1) peer.tell('M_EI_NA', [{ address: 0, value: 0, flags: 0 }]);
  peer.tell('M_ME_NC', [float(7)]);
  await until('all was heard', () => under.readings.some(({ value }) => value === 7));
  await until('it is asked again', () => asked() > before);
  await sleep(realWorld.clock, 300); // without a bound, hundreds of questions follow each other by now
  assert.ok(asked() - before <= 5, `${asked() - before} interrogations`);
});
