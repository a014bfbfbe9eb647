// Edge rules: what they make of the readings of others, live and on what was recorded.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { isFailure } from '../../../../kernel/failure/failure.ts';
import { embeddedSubject } from '../../../../engines/embedded/subject.ts';
import { toColumns, type Reading } from '../../../../stores/series/series.ts';
import { until } from '../../../../testing/until.ts';
import type { Signal } from '../../../assets/api.ts';
import type { FlowBatch, SignalSettings } from '../../api.ts';
import { sourceUnderTest } from '../../testing/source-under-test.ts';
import type { Plant } from '../protocol.ts';
import { calculated } from './calculated.ts';
import { tryCalculation } from './trial.ts';

const machine = '88.118.8/M-press';
const inputs = [
  { name: 't', signal: `${machine}/temp` },
  { name: 'running', signal: `${machine}/run` },
];

function signalOf(id: string, rest: Partial<Signal>): Signal {
  return {
    ...{ identifier: `${machine}/${id}`, machine, asset: machine, id, name: id, kind: 'sample' },
    ...{ type: 'VALUE', value: 'number' },
    ...rest,
  };
}

function plantOf() {
  const followers = new Set<(heard: FlowBatch) => void>();
  const signals = [signalOf('temp', { unitCode: 'Cel' }), signalOf('run', { value: 'boolean' })];
  const plant: Plant = {
    isOwnTopic: () => false,
    follow(hear) {
      followers.add(hear);
      return { cancel: () => void followers.delete(hear) };
    },
    signal: async (identifier) => signals.find((one) => one.identifier === identifier),
  };
  const say = (...readings: Reading[]) => {
    const heard = { enterprise: '88.118.8', source: 'press', batch: toColumns(readings) };
    for (const hear of followers) hear(heard);
  };
  return { plant, say, followers };
}

function reading(id: string, seconds: number, value: Reading['value'], quality: 0 | 1 | 2 = 2) {
  const sourceTimeUs = seconds * 1_000_000;
  return { series: `${machine}/${id}`, sourceTimeUs, serverTimeUs: sourceTimeUs, value, quality };
}

async function rules(t: TestContext, signals: SignalSettings[], everyMs = 0) {
  const around = plantOf();
  const connection = { inputs, everyMs };
  const tested = sourceUnderTest(calculated, { name: 'rules', connection, signals }, around);
  t.after(() => tested.stop());
  tested.source.start();
  await until('an attempt', () => tested.source.status().state !== 'connecting');
  return { ...around, ...tested };
}

test('what becomes durable is calculated, in the unit and at the time of its source', async (t) => {
  const { say, readings, source } = await rules(t, [
    { id: 'hot', address: 't > 80 and running', value: 'boolean' },
    { id: 'kelvin', address: 't', unit: 'K' },
    { id: 'mean', address: 'mean(t, 1min) when running', unit: 'Cel' },
  ]);
  const s = Date.UTC(2026, 0, 1) / 1_000;
  say(reading('temp', s + 10, 90), reading('run', s + 11, true), reading('temp', s + 12, 70, 1));
  await until('results', () => readings.length >= 7);
  assert.deepEqual(
    readings.map(({ series, value, quality, sourceTimeUs }) => [
      series.split('/').at(-1),
      value,
      quality,
      sourceTimeUs / 1e6 - s,
    ]),
    [
      ['hot', null, 0, 10],
      ['kelvin', 363.15, 2, 10],
      ['hot', true, 2, 11],
      ['mean', 90, 2, 11],
      ['hot', false, 1, 12],
      ['kelvin', 343.15, 1, 12],
      ['mean', 80, 1, 12],
    ],
  );
  assert.deepEqual(source.status().machines, ['88.118.8/M-rules']);
});

test('time alone is calculated where it is asked for', async (t) => {
  const { say, values } = await rules(t, [{ id: 'age', address: 'age(t)', unit: 's' }], 20);
  say(reading('temp', 1, 5));
  await until('an age', () => values().some(([, value]) => Number(value) > 1_000));
});

const mistakes: readonly [SignalSettings, RegExp][] = [
  [{ id: 'x', address: 't > ' }, /x is wrong at character 5 .*ends too early/],
  [{ id: 'x', address: 't + running' }, /at character 5 \(running\): A number is wanted/],
  [{ id: 'x', address: 't', unit: 'bar' }, /x is to be in bar, but its expression gives Cel/],
  [{ id: 'x', address: 't', unit: 'furlong' }, /is to be in furlong/],
];

for (const [signal, words] of mistakes) {
  test(`${signal.address} in ${signal.unit ?? '?'} is refused with its place`, async (t) => {
    const { source, followers } = await rules(t, [signal]);
    assert.match(source.status().trouble?.en ?? '', words);
    assert.equal(followers.size, 0);
  });
}

test('inputs: foreign, its own, unknown, twice', async (t) => {
  const describe = (given: { name: string; signal: string }[]) =>
    calculated.describe('88.118.8', {
      ...{ name: 'rules', protocol: 'calculated', connection: { inputs: given } },
    });
  const refused = (code: string, given: { name: string; signal: string }[]) =>
    assert.throws(
      () => describe(given),
      (error) => isFailure(error, code),
    );
  refused('calculated.foreign-input', [{ name: 'a', signal: '88.118.9/M-x/y' }]);
  refused('calculated.own-input', [{ name: 'a', signal: '88.118.8/M-RULES/y' }]);
  refused('calculated.input-twice', [...inputs, ...inputs]);
  const connection = { inputs: [{ name: 'a', signal: '88.118.8/M-x/y' }] };
  const tested = sourceUnderTest(calculated, { name: 'rules', connection });
  t.after(() => tested.stop());
  tested.source.start();
  await until('trouble', () => tested.source.status().trouble !== undefined);
  assert.match(tested.source.status().trouble?.en ?? '', /signal 88\.118\.8\/M-x\/y, which this/);
});

test('a rule is tried on what was recorded, by the code that will run', async (t) => {
  const { store, dispose } = await embeddedSubject('series');
  t.after(dispose);
  const told = Array.from({ length: 2_000 }, (_, i) => reading('temp', i, i % 100));
  await store.append(toColumns([...told, reading('run', 0, true), reading('run', 1_000, false)]));
  const { plant } = plantOf();
  const reply = await tryCalculation(
    { plant, series: store, enterprise: '88.118.8' },
    {
      inputs,
      signals: [
        { id: 'peak', address: 'highest(t, 30s) when running' },
        { id: 'none', address: 't / 0' },
      ],
      ...{ from: '1970-01-01T00:00:00Z', to: '1970-01-01T01:00:00Z' },
    },
  );
  assert.equal(reply.readings, 2_002);
  const [peak, none] = reply.signals;
  assert.deepEqual([peak?.told, peak?.minimum, peak?.maximum], [1_001, 0, 99]);
  assert.equal(peak?.points.length, 500);
  assert.deepEqual([none?.told, none?.unknown, none?.minimum], [2_000, 2_000, undefined]);
});

test('inputs that pile up while results cannot be stored end the calculation, and are not left out of it', async (t) => {
  const { say, source, followers } = await rules(t, [{ id: 'sum', address: 'sum(t, 1h)' }]);
  const { session } = source;
  session?.pause();
  const many = Array.from({ length: 50_000 }, (_, n) => reading('temp', 1_767_225_600 + n, 1));
  say(...many);
  const foreign = many.map((one) => ({ ...one, series: '88.118.8/M-other/x' }));
  say(...foreign);
  say(...foreign);
  const held = () => session?.figures?.().find(({ name }) => name === 'held')?.value;
  assert.equal(held(), 1, 'what no rule uses is not kept');
  say(...many);
  say(...many);
  await until(
    'it ends and begins anew',
    () => source.session !== undefined && source.session !== session,
  );
  assert.equal(followers.size, 1);
  assert.equal(held(), 0);
});
