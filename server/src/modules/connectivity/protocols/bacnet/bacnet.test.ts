// A device of our own: read, told of changes, written, and all that can be lost or wrong between.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { isFailure } from '../../../../kernel/failure/failure.ts';
import { until } from '../../../../testing/until.ts';
import { confirmedService, unconfirmedService } from '../../../../wire/bacnet/apdu.ts';
import { encodeNotification, decodeProperty, objectId } from '../../../../wire/bacnet/services.ts';
import { dataType, type BacnetValue } from '../../../../wire/bacnet/tags.ts';
import type { SourceSettings } from '../../api.ts';
import {
  reachUnderTest,
  sourceUnderTest,
  type SourceTestOptions,
} from '../../testing/source-under-test.ts';
import { bacnet } from './bacnet.ts';
import { Reassembly } from './reassembly.ts';
import { readProperty } from './values.ts';
import { DevicePeer, type DeviceAnswers } from './testing/device-peer.ts';

const { real, enumerated, object, bits, characters, unsigned } = dataType;
const device = objectId(8, 77);
const wildcard = objectId(8, 4_194_303);
const input = objectId(0, 1);
const fan = objectId(5, 2);

const properties: Readonly<Record<string, readonly BacnetValue[]>> = {
  [`${wildcard} 75`]: [{ type: object, value: device }],
  [`${device} 112`]: [{ type: enumerated, value: 0 }],
  [`${input} 85`]: [{ type: real, value: 21.5 }],
  [`${input} 111`]: [{ type: bits, value: '0000' }],
  [`${input} 77`]: [{ type: characters, value: 'supply' }],
  [`${input} 117`]: [{ type: enumerated, value: 62 }],
  [`${fan} 85`]: [{ type: enumerated, value: 1 }],
  [`${fan} 111`]: [{ type: bits, value: '0010' }],
};

const signals = [
  { id: 'supply', address: 'analog-input:1' },
  { id: 'fan', address: 'binary-value:2', value: 'boolean' as const },
];

type Setup = {
  readonly answers?: DeviceAnswers;
  readonly connection?: Readonly<Record<string, unknown>>;
  readonly signals?: SourceSettings['signals'];
  readonly options?: SourceTestOptions;
};

async function connected(t: TestContext, setup: Setup = {}) {
  const peer = await DevicePeer.open({ properties, ...setup.answers });
  const quick = { answerMs: 100, intervalMs: 100, retries: 2 };
  const under = sourceUnderTest(
    bacnet,
    {
      name: 'ahu',
      connection: { host: '127.0.0.1', port: peer.port, ...quick, ...setup.connection },
      signals: setup.signals ?? signals,
    },
    setup.options,
  );
  t.after(async () => {
    await under.stop();
    await peer.close();
  });
  under.source.start();
  return { peer, under };
}

function changed(
  peer: DevicePeer,
  value: number,
  over: { process?: number; invoke?: number } = {},
) {
  const data = encodeNotification({
    process: over.process ?? peer.subscriptions[0]?.process ?? 0,
    ...{ device, object: input, secondsLeft: 100 },
    properties: [
      { property: 85, values: [{ type: real, value }] },
      { property: 111, values: [{ type: bits, value: '0000' }] },
    ],
  });
  const { invoke = 1 } = over;
  const rest = { service: confirmedService.covNotification, data, takesSegments: false, maxima: 5 };
  peer.tell({ kind: 'confirmed', invoke, ...rest });
}

const acknowledged = (peer: DevicePeer) =>
  peer.heard.filter(({ kind }) => kind === 'simple-ack').length;

test('a change is confirmed only once it is durable, and once', async (t) => {
  const gate = Promise.withResolvers<void>();
  const { peer, under } = await connected(t, { options: { append: () => gate.promise } });
  await until('both are subscribed to', () => peer.subscriptions.length >= 2);
  changed(peer, 22.5);
  changed(peer, 22.5); // the device repeats what was not confirmed
  const told = () =>
    under.source.status().figures.find(({ name }) => name === 'notifications')?.value;
  await until('it is heard', () => told() === 1);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(acknowledged(peer), 0);
  gate.resolve();
  await until('it is confirmed', () => acknowledged(peer) === 1);
  assert.deepEqual(under.values(), [['supply', 22.5]]);
});

test('a change that comes while the store is full is taken when it is told again', async (t) => {
  const { peer, under } = await connected(t);
  await until('both are subscribed to', () => peer.subscriptions.length >= 2);
  under.source.session?.pause();
  changed(peer, 22.5, { invoke: 7 });
  changed(peer, 22.5, { invoke: 7 });
  peer.tell({ kind: 'reject', invoke: 255, reason: 0 });
  const heard = under.source.session?.read?.([0]);
  await heard; // its answer comes behind the notifications
  assert.equal(acknowledged(peer), 0);
  under.source.session?.resume();
  changed(peer, 22.5, { invoke: 7 });
  await until('it is confirmed', () => acknowledged(peer) === 1);
  assert.deepEqual(under.values(), [['supply', 22.5]]);
});

test('a change that wants no confirmation is stored and not confirmed', async (t) => {
  const { peer, under } = await connected(t, { connection: { confirmed: false } });
  await until('both are subscribed to', () => peer.subscriptions.length >= 2);
  assert.ok(peer.subscriptions.every(({ confirmed }) => confirmed === false));
  const data = encodeNotification({
    process: peer.subscriptions[0]?.process ?? 0,
    ...{ device, object: input, secondsLeft: 100 },
    properties: [{ property: 85, values: [{ type: real, value: 24 }] }],
  });
  peer.tell({ kind: 'unconfirmed', service: unconfirmedService.covNotification, data });
  await until('it is stored', () => under.readings.length === 1);
  assert.deepEqual(under.values(), [['supply', 24]]);
  assert.equal(acknowledged(peer), 0);
});

test('a notification that is not ours, or is none, is confirmed and counted, never stored', async (t) => {
  const { peer, under } = await connected(t);
  await until('both are subscribed to', () => peer.subscriptions.length >= 2);
  changed(peer, 99, { process: 5_000_000 });
  await until('it is confirmed', () => acknowledged(peer) === 1);
  peer.tell(Uint8Array.of(0x81, 0x0a, 0, 9, 1, 0, 0x10, 2, 0xff));
  peer.tell(new Uint8Array(700).fill(0x81));
  changed(peer, 23, { invoke: 9 });
  await until('the right one is stored', () => under.readings.length === 1);
  assert.deepEqual(under.values(), [['supply', 23]]);
  assert.ok(under.source.observer.refusals >= 2);
});

test('status flags decide what a value is worth', () => {
  const worth = (flags: string) =>
    readProperty('number', [{ type: real, value: 1 }], flags).quality;
  assert.deepEqual(['0000', '1000', '0100', '0010', '0001'].map(worth), [2, 2, 0, 1, 1]);
});

for (const [how, answers] of [
  ['many at once', {}],
  ['one by one', { multiple: false }],
  ['in small answers', { octetsMax: 40 }],
] as const) {
  test(`what cannot be subscribed to is read, ${how}`, async (t) => {
    const { under } = await connected(t, { answers: { cov: false, ...answers } });
    await until('it is read twice', () => under.readings.length >= 4);
    const rows = under.readings.slice(0, 2).map(({ value, quality }) => [value, quality]);
    assert.deepEqual(rows, [
      [21.5, 2],
      [true, 1],
    ]);
    assert.deepEqual(
      under.warnings.map(({ key }) => key),
      ['analog-input:1', 'binary-value:2'],
    );
  });
}

test('an answer that tells of something else than was asked for is not taken', async (t) => {
  const { under } = await connected(t, { answers: { cov: false, swaps: true } });
  await until('both are told', () => under.readings.length >= 2);
  assert.ok(under.readings.every(({ value, quality }) => value === null && quality === 0));
});

test('lost datagrams are sent again', async (t) => {
  const { under } = await connected(t, { answers: { lose: 2 } });
  await until('it is connected', () => under.source.status().state === 'connected');
});

test('a device that falls silent is given up, and its signals are unknown', async (t) => {
  const { peer, under } = await connected(t, { answers: { cov: false } });
  await until('it is read', () => under.readings.length >= 2);
  peer.silent = true;
  await until('the outage is stored', () => under.readings.at(-1)?.quality === 0);
  await until('the trouble is named', () =>
    /No BACnet device answers/.test(under.source.status().trouble?.en ?? ''),
  );
  peer.silent = false;
  const before = under.readings.length;
  await until('it is read again', () => under.readings.length > before);
});

test('a write has the type of the property and the priority of the settings', async (t) => {
  const { peer, under } = await connected(t, { connection: { cov: false, priority: 8 } });
  await until('it is connected', () => under.source.session !== undefined);
  const outcomes = await under.source.session?.write?.([
    { signal: 0, value: 22 },
    { signal: 1, value: true },
    { signal: 1, value: 'relinquish' },
    { signal: 1, value: -1 },
  ]);
  assert.deepEqual(
    outcomes?.map(({ taken }) => taken),
    [true, true, true, false],
  );
  const writes = peer.heard.flatMap((apdu) =>
    apdu.kind === 'confirmed' && apdu.service === confirmedService.writeProperty
      ? [decodeProperty(apdu.data)]
      : [],
  );
  assert.deepEqual(
    writes.map((write) => [write?.values[0], write?.priority]),
    [
      [{ type: real, value: 22 }, 8],
      [{ type: enumerated, value: 1 }, 8],
      [{ type: dataType.null, value: null }, 8],
    ],
  );
});

test('values that do not fit are bad and named', async (t) => {
  const odd = {
    ...properties,
    [`${input} 85`]: [{ type: real, value: Number.NaN }],
    [`${fan} 85`]: [{ type: enumerated, value: 7 }],
    [`${device} 76`]: [
      { type: object, value: device },
      { type: object, value: input },
    ],
    [`${input} 103`]: [{ type: characters, value: 'worn' }],
  };
  const { under } = await connected(t, {
    answers: { properties: odd },
    connection: { cov: false },
    signals: [
      ...signals,
      { id: 'list', address: 'device:77/object-list' },
      { id: 'odd', address: 'analog-input:1/reliability' },
    ],
  });
  await until('all are read', () => under.readings.length >= 4);
  assert.ok(under.readings.every(({ value, quality }) => value === null && quality === 0));
  assert.equal(under.warnings.length, 4);
});

test('a list that is too long is browsed element by element, page by page', async (t) => {
  const long: Record<string, readonly BacnetValue[]> = {
    ...properties,
    [`${device} 76`]: Array.from({ length: 50 }, () => ({ type: object, value: input })),
    [`${device} 76 0`]: [{ type: unsigned, value: 50 }],
  };
  for (let n = 1; n <= 50; n += 1)
    long[`${device} 76 ${n}`] = [{ type: object, value: n === 30 ? fan : input }];
  const peer = await DevicePeer.open({ properties: long, octetsMax: 200 });
  const { reach, remove } = reachUnderTest();
  t.after(async () => {
    remove();
    await peer.close();
  });
  const connection = { host: '127.0.0.1', port: peer.port };
  const page = await bacnet.browse?.(reach, connection, { limit: 20, after: '20' });
  assert.equal(page?.next, '40');
  assert.equal(page?.things.length, 20);
  assert.deepEqual(page?.things[0]?.signal, {
    ...{
      id: 'analog-input-1',
      name: 'supply',
      address: 'analog-input:1',
      value: 'number',
      unit: 'Cel',
    },
  });
  assert.equal(page?.things[9]?.place, 'binary-value:2');
});

test('tested step by step: nobody there, another device, a signal that is not', async (t) => {
  const peer = await DevicePeer.open({ properties });
  const { reach, remove } = reachUnderTest();
  t.after(async () => {
    remove();
    await peer.close();
  });
  const connection = { host: '127.0.0.1', port: peer.port, answerMs: 100, retries: 0 };
  const run = (over: object, more: SourceSettings['signals'] = []) =>
    bacnet.test?.(reach, {
      name: 'a',
      protocol: bacnet.name,
      connection: { ...connection, ...over },
      signals: more,
    });
  const right = await run({ device: 77 }, [...signals, { id: 'x', address: 'analog-input:9' }]);
  assert.deepEqual(
    right?.map(({ ok }) => ok),
    [true, true, false],
  );
  assert.match(right?.at(-1)?.says.en ?? '', /1 of 3.*x: the object has no such property/s);
  assert.match((await run({ device: 78 }))?.[0]?.says.en ?? '', /answers device 77, not device 78/);
  peer.silent = true;
  assert.match((await run({}))?.[0]?.says.en ?? '', /No BACnet device answers.*no answer/);
});

test('a device behind a router is asked by network and address, and others there are not heard', async (t) => {
  const { peer, under } = await connected(t, { connection: { network: 5, mac: '0a', retries: 0 } });
  // The peer answers as itself, not as the device behind it.
  await until('the trouble is named', () => under.source.status().trouble !== undefined);
  assert.ok(peer.heard.length > 0);
  assert.match(under.source.status().trouble?.en ?? '', /No BACnet device answers/);
});

test('a device behind a router is read by network and address', async (t) => {
  const remote = { network: 5, mac: Uint8Array.of(10) };
  const { peer, under } = await connected(t, {
    answers: { remote, cov: false },
    connection: { network: 5, mac: '0a' },
  });
  await until('it is read', () => under.readings.length >= 2);
  assert.deepEqual(under.values().slice(0, 2), [
    ['supply', 21.5],
    ['fan', true],
  ]);
  assert.ok(peer.destinations.every((hex) => hex === '0005010aff'));
});

test('segments are put together in order, whatever is doubled, and never beyond the most', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { minLength: 2, maxLength: 60 }),
      fc.array(fc.nat(3), { maxLength: 60 }),
      (parts, doubled) => {
        const reassembly = new Reassembly();
        let whole: Uint8Array | undefined;
        parts.forEach((part, sequence) => {
          const segment = { sequence, window: 4, more: sequence < parts.length - 1 };
          const times = sequence < parts.length - 1 ? 1 + (doubled[sequence] ?? 0) : 1;
          for (let n = 0; n < times; n += 1) {
            const taken = reassembly.take(part, segment);
            if (n > 0) assert.equal(taken.answer?.negative, true);
            whole ??= taken.whole;
          }
        });
        assert.deepEqual(Buffer.from(whole ?? []), Buffer.concat(parts));
      },
    ),
  );
  const endless = new Reassembly();
  let overflow = false;
  for (let sequence = 0; sequence < 100 && !overflow; sequence += 1)
    overflow =
      endless.take(new Uint8Array(1_400), { sequence, window: 1, more: true }).overflow === true;
  assert.ok(overflow);
});

test('settings that cannot be right are refused before anything is asked', () => {
  const describe = (address: string, connection = {}) =>
    bacnet.describe('88.118.8', {
      ...{ name: 's', protocol: bacnet.name, connection: { host: 'h', ...connection } },
      signals: [{ id: 'x', address }],
    });
  assert.equal(describe('analogValue,7/high-limit').signals.length, 1);
  for (const wrong of ['', 'analog:1', 'analog-input', 'analog-input:4194304', 'device:1/no-such'])
    assert.throws(
      () => describe(wrong),
      (error) => isFailure(error, 'bacnet.bad-address'),
      wrong,
    );
  assert.throws(
    () => describe('0:1', { network: 5 }),
    (error) => isFailure(error, 'bacnet.bad-mac'),
  );
});
