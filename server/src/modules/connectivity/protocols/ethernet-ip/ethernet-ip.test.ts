// Tags of a controller of our own: with and without a connection, in batches, of every kind, and all that can be wrong.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { isFailure } from '../../../../kernel/failure/failure.ts';
import { until } from '../../../../testing/until.ts';
import { cipType, logixString } from '../../../../wire/cip/data-types.ts';
import type { SourceSettings } from '../../api.ts';
import { reachUnderTest, sourceUnderTest } from '../../testing/source-under-test.ts';
import { ethernetIp } from './ethernet-ip.ts';
import { ControllerPeer, type ControllerAnswers } from './testing/controller-peer.ts';

const { DINT, LINT, REAL, BOOL, DWORD, STRUCTURE } = cipType;

type Setup = {
  readonly answers: ControllerAnswers;
  readonly signals: NonNullable<SourceSettings['signals']>;
  readonly connection?: Readonly<Record<string, unknown>>;
  readonly host?: string;
};

async function connected(t: TestContext, setup: Setup) {
  const { answers, signals, connection = {}, host = '127.0.0.1' } = setup;
  const peer = await ControllerPeer.open(answers, host);
  const under = sourceUnderTest(ethernetIp, {
    name: 'plc',
    connection: { host, port: peer.port, intervalMs: 20, answerMs: 1_000, ...connection },
    signals,
  });
  t.after(async () => {
    await under.stop();
    await peer.close();
  });
  under.source.start();
  return { peer, under };
}

const figure = (
  under: { source: { status(): { figures: readonly { name: string; value: number }[] } } },
  name: string,
) => under.source.status().figures.find((one) => one.name === name)?.value;

const tags = {
  Level: { type: REAL, value: 1.5 },
  'Tank.3.Level': { type: REAL, value: 2.5 },
  'Program:Main.Count': { type: DINT, value: -7 },
  Status: { type: DINT, value: 0b10_0000 },
  Name: { type: STRUCTURE, handle: logixString, value: '罐 7' },
  Tank: Uint8Array.of(0xa0, 0x02, 0x34, 0x12, 0, 0),
  Total: { type: LINT, value: 2n ** 60n + 1n },
  'Flags.0': { type: DWORD, value: 0 },
  'Flags.1': { type: DWORD, value: 0b100 },
  'Plain.0': { type: BOOL, value: false },
  'Plain.5': { type: BOOL, value: true },
} as const;

const signals = [
  { id: 'level', address: 'Level' },
  { id: 'member', address: 'Tank[3].Level' },
  { id: 'scoped', address: 'Program:Main.Count' },
  { id: 'bit', address: 'Status.5', value: 'boolean' as const },
  { id: 'name', address: 'Name', value: 'text' as const },
  { id: 'flag', address: 'Flags[34]', value: 'boolean' as const },
  { id: 'plain', address: 'Plain[5]', value: 'boolean' as const },
  { id: 'digits', address: 'Total', value: 'text' as const },
  { id: 'rounded', address: 'Total' },
  { id: 'whole', address: 'Tank' },
  { id: 'absent', address: 'Absent' },
  { id: 'wrong', address: 'Status', value: 'boolean' as const },
];

const expected = {
  ...{ level: [1.5, 2], member: [2.5, 2], scoped: [-7, 2], bit: [true, 2], name: ['罐 7', 2] },
  ...{ flag: [true, 2], plain: [true, 2], digits: ['1152921504606846977', 2] },
  ...{ rounded: [2 ** 60, 1], whole: [null, 0], absent: [null, 0], wrong: [null, 0] },
};

for (const [how, answers, size] of [
  ['over a large connection', { connectionOctets: 4_000 }, 4_000],
  ['over a small connection', { connectionOctets: 500 }, 500],
  ['without a connection', {}, 480],
  ['one by one where it has no packets of several', { together: false }, 480],
] as const) {
  test(`tags of every kind are read ${how}`, async (t) => {
    const { under } = await connected(t, { answers: { ...answers, tags }, signals });
    await until('two rounds are read', () => under.readings.length >= signals.length + 5);
    const found = under.readings
      .slice(0, signals.length)
      .map(({ series, value, quality }) => [series.split('/').at(-1), [value, quality]]);
    assert.deepEqual(Object.fromEntries(found), expected);
    assert.equal(figure(under, 'packet-size'), size);
    assert.equal(figure(under, 'unreadable'), 3);
    assert.deepEqual(
      under.warnings.map(({ key }) => key),
      ['Total', 'Tank', 'Absent', 'Status'],
    );
    assert.equal(under.readings.filter(({ value }) => value === null).length, 3);
  });
}

test('many tags go in few packets', async (t) => {
  const many = Array.from({ length: 1_000 }, (_, n) => ({ id: `t${n}`, address: `Array[${n}]` }));
  const values = many.map((_, n) => [`Array.${n}`, { type: DINT, value: n }]);
  const answers = {
    connectionOctets: 4_000,
    tags: Object.fromEntries(values) as ControllerAnswers['tags'] & {},
  };
  const { under } = await connected(t, {
    answers,
    signals: many,
    connection: { intervalMs: 1_000 },
  });
  await until('all are read', () => under.readings.length >= 1_000);
  assert.deepEqual(
    under.readings.slice(0, 1_000).map(({ value }) => value),
    many.map((_, n) => n),
  );
  const first = figure(under, 'packets') ?? 0;
  assert.ok(first <= 30, `${first} packets before sizes are known`);
  await until('again', () => under.readings.length >= 2_000);
  assert.ok((figure(under, 'packets') ?? 0) - first <= 6);
});

test('a write has the type of the tag; a bit is changed by the controller alone', async (t) => {
  const { peer, under } = await connected(t, { answers: { tags }, signals });
  await until('it is connected', () => under.source.session !== undefined);
  const outcomes = await under.source.session?.write?.([
    { signal: 0, value: 3 },
    { signal: 3, value: false },
    { signal: 5, value: true },
    { signal: 4, value: 'x' },
    { signal: 7, value: '9223372036854775807' },
    { signal: 2, value: 1.5 },
    { signal: 10, value: 1 },
    { signal: 9, value: 1 },
  ]);
  assert.deepEqual(
    outcomes?.map(({ taken }) => taken),
    [true, true, true, true, true, false, false, false],
  );
  const [, , , , , misfit, absent] = outcomes ?? [];
  assert.match(misfit && !misfit.taken ? misfit.why.en : '', /1.5 does not fit into DINT/);
  assert.match(absent && !absent.taken ? absent.why.en : '', /no such tag/);
  assert.deepEqual(
    peer.writes.map(([name, data]) => [name, data.slice(0, 40)]),
    [
      ['Level', 'ca00010000004040'],
      ['Status', '040000000000dfffffff'],
      ['Flags.1', '040004000000ffffffff'],
      ['Name', 'a002ce0f01000100000078000000000000000000'],
      ['Total', 'c5000100ffffffffffffff7f'],
    ],
  );
});

test('a device that is silent, or speaks something else, is given up and named', async (t) => {
  const http = new TextEncoder().encode('HTTP/1.1 400 Bad Request\r\nServer: other\r\n\r\n');
  for (const [answers, said] of [
    [{ raw: new Uint8Array(1) }, /did not answer within 1 s/],
    [{ raw: http }, /did not answer|does not speak EtherNet/],
    [{ session: false }, /no EtherNet\/IP session.*status 2/],
  ] as const) {
    const { under } = await connected(t, { answers, signals });
    await until('the trouble is named', () => under.source.status().trouble !== undefined);
    assert.match(under.source.status().trouble?.en ?? '', said);
    await under.stop();
  }
});

test('a connection that must be and cannot says why', async (t) => {
  const connection = { messaging: 'connected' };
  const { under } = await connected(t, { answers: { tags }, signals, connection });
  await until('the trouble is named', () => under.source.status().trouble !== undefined);
  assert.match(under.source.status().trouble?.en ?? '', /refused Forward Open.*of this size/);
});

test('over IPv6, tested step by step: a wrong slot and a wrong tag are named', async (t) => {
  const peer = await ControllerPeer.open({ tags, slot: 3 }, '::1');
  const { reach, remove } = reachUnderTest();
  t.after(async () => {
    remove();
    await peer.close();
  });
  const base = { name: 'plc', protocol: ethernetIp.name, signals: signals.slice(0, 9) };
  const connection = { host: '::1', port: peer.port };
  const wrong = await ethernetIp.test?.(reach, { ...base, connection });
  assert.deepEqual([wrong?.length, wrong?.at(-1)?.ok], [3, false]);
  assert.match(wrong?.at(-1)?.says.en ?? '', /nothing answers at the end of the route/);
  const right = { ...connection, route: '1/3' };
  const steps = await ethernetIp.test?.(reach, {
    ...base,
    signals: [...signals.slice(0, 8), { id: 'x', address: 'Absent' }],
    connection: right,
  });
  assert.deepEqual(
    steps?.map(({ ok }) => ok),
    [true, true, true, false],
  );
  assert.match(
    steps?.at(-1)?.says.en ?? '',
    /1 of 9 tags.*Absent: The tag cannot be read: there is no such tag/s,
  );
  const nobody = await ethernetIp.test?.(reach, { ...base, connection: { host: '::1', port: 1 } });
  assert.deepEqual([nobody?.length, nobody?.[0]?.ok], [1, false]);
});

test('tags are browsed page by page, programs apart, structures and the system left out', async (t) => {
  const symbol = (instance: number, name: string, over = {}) => ({
    ...{ instance, name, type: REAL as number, dimensions: [] as number[], system: false },
    ...over,
  });
  const symbols = {
    '': [
      symbol(1, 'Level'),
      symbol(2, 'Program:Main'),
      symbol(3, '__hidden'),
      symbol(300, 'Array', { dimensions: [10] }),
      symbol(301, 'Run', { type: BOOL }),
    ],
    'Program:Main': [symbol(1, 'Count', { type: DINT })],
  };
  const peer = await ControllerPeer.open({ symbols, connectionOctets: 4_000 });
  const { reach, remove } = reachUnderTest();
  t.after(async () => {
    remove();
    await peer.close();
  });
  const connection = { host: '127.0.0.1', port: peer.port };
  const first = await ethernetIp.browse?.(reach, connection, { limit: 3 });
  assert.deepEqual(
    first?.things.map(({ name, kind }) => [name, kind]),
    [
      ['Level', 'signal'],
      ['Main', 'folder'],
      ['Array', 'folder'],
    ],
  );
  const rest = await ethernetIp.browse?.(reach, connection, { limit: 3, after: first?.next ?? '' });
  assert.deepEqual(
    rest?.things.map(({ signal }) => signal),
    [{ id: 'Run', address: 'Run', value: 'boolean' }],
  );
  const own = await ethernetIp.browse?.(reach, connection, { limit: 9, at: 'Program:Main' });
  assert.deepEqual(
    own?.things.map(({ signal }) => signal),
    [{ id: 'Program-Main.Count', address: 'Program:Main.Count', value: 'number' }],
  );
  await assert.rejects(
    async () => ethernetIp.browse?.(reach, connection, { limit: 9, at: 'Program:None' }),
    (error) => isFailure(error, 'ethernet-ip.refused'),
  );
});

test('settings that cannot be right are refused before anything is connected', () => {
  const describe = (address: string, route: string) =>
    ethernetIp.describe('88.118.8', {
      ...{ name: 's', protocol: ethernetIp.name, connection: { host: 'h', route } },
      signals: [{ id: 'x', address }],
    });
  assert.throws(
    () => describe('a b', '1/0'),
    (error) => isFailure(error, 'ethernet-ip.bad-tag'),
  );
  assert.throws(
    () => describe('a', '1'),
    (error) => isFailure(error, 'ethernet-ip.bad-route'),
  );
});
