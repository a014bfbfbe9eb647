// What an observer takes of a peer that lies: names without end, values that cannot be, and what comes too late.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '../../kernel/log/log.ts';
import { MetricsRegistry } from '../../kernel/metrics/metrics.ts';
import { realWorld } from '../../kernel/world/real/world.ts';
import { quality } from '../../stores/series/series.ts';
import type { MachineModel, Signal } from '../assets/api.ts';
import { gatewayMeters } from './meters.ts';
import { Observer } from './observer.ts';
import { rowsOf, testConfig } from './testing/source-under-test.ts';

function modelOf(
  id: string,
  ids: readonly string[],
  value: Signal['value'] = 'number',
): MachineModel {
  const machine = `88.118.8/M-${id}`;
  const common = { machine, asset: machine, kind: 'sample', type: 'VALUE', value } as const;
  return {
    machine: { identifier: machine, kind: 'machine', machine, name: id, type: 'Device' },
    components: [],
    signals: ids.map((one) => ({ ...common, identifier: `${machine}/${one}`, id: one, name: one })),
  };
}

function observer(learnedMax: number) {
  const put: MachineModel[] = [];
  const warnings: Record<string, unknown>[] = [];
  const stored: ReturnType<typeof rowsOf> = [];
  const counted = { refused: 0, leftOut: 0 };
  const tested = new Observer({
    source: 'line',
    models: [],
    signals: [],
    settings: [],
    config: { ...testConfig, learnedMax },
    world: realWorld,
    log: { ...silentLog, warn: (event, fields) => void warnings.push({ event, ...fields }) },
    meters: gatewayMeters(new MetricsRegistry()),
    store: async ({ readings }) => void (readings && stored.push(...rowsOf(readings))),
    account: {
      refused: () => void (counted.refused += 1),
      leftOut: () => void (counted.leftOut += 1),
    },
    put: async (model) => void put.push(model),
    onHold: () => {},
  });
  return { tested, put, warnings, stored, counted };
}

test('a peer that names signals without end is taken up to the limit, counted, and told of once', async () => {
  const { tested, put, warnings, counted, stored } = observer(5);
  assert.deepEqual(await tested.learned(modelOf('a', ['1', '2', '3'])), [0, 1, 2]);
  assert.deepEqual(await tested.learned(modelOf('a', ['3', '4', '5'])), [2, 3, -1]);
  assert.deepEqual(
    put.map(({ signals }) => signals.map(({ id }) => id)),
    [
      ['1', '2', '3'],
      ['3', '4'],
    ],
    'what is not taken is not made known either',
  );
  for (let n = 0; n < 1_000; n += 1)
    assert.deepEqual(await tested.learned(modelOf(`b${n}`, ['x'])), [-1]);
  assert.deepEqual(await tested.learned(modelOf('c', [])), []);
  assert.equal(put.length, 2);
  assert.deepEqual([tested.signals.length, tested.machines.length], [4, 1]);
  tested.observed(undefined, [
    { signal: 3, value: 7, quality: quality.good },
    { signal: -1, value: 8, quality: quality.good },
    { signal: 99, value: 9, quality: quality.good },
  ]);
  await tested.durable();
  assert.deepEqual(
    stored.map(({ series, value }) => [series, value]),
    [['88.118.8/M-a/4', 7]],
  );
  assert.deepEqual(counted, { refused: 1_004, leftOut: 0 });
  assert.deepEqual(
    warnings.map(({ what, key }) => [what, key]),
    [['key', 'too-many-learned']],
  );
  assert.match(String(warnings[0]?.['remedy']), /gateway\.learnedMax/);
});

test('machines that are learned at the same time share the limit, and one that is not kept gives its room back', async () => {
  const { tested, put } = observer(4);
  const both = await Promise.all([
    tested.learned(modelOf('a', ['1', '2'])),
    tested.learned(modelOf('b', ['1', '2'])),
  ]);
  assert.deepEqual(both, [
    [0, 1],
    [-1, -1],
  ]);
  assert.equal(put.length, 1);
});

test('what a signal cannot have is bad, never another value', async () => {
  const { tested, stored, warnings } = observer(100);
  const positions = [
    ...(await tested.learned(modelOf('n', ['x']))),
    ...(await tested.learned(modelOf('b', ['x'], 'boolean'))),
    ...(await tested.learned(modelOf('t', ['x'], 'text'))),
  ];
  const [number = 0, truth = 0, text = 0] = positions;
  const told = [
    [number, null, null],
    [number, Number.NaN, null],
    [number, -Infinity, null],
    [number, '12', null],
    [truth, 'off', null],
    [truth, 2, null],
    [truth, 0, false],
    [text, 'x'.repeat(65_537), null],
    [text, Number.NaN, null],
    [text, 'x'.repeat(65_536), 'x'.repeat(65_536)],
  ] as const;
  for (const [signal, value] of told)
    tested.observed(undefined, [{ signal, value, quality: quality.good }]);
  await tested.durable();
  assert.deepEqual(
    stored.map(({ value, quality: how }) => [value, how]),
    told.map(([, , value]) => [value, value === null ? quality.bad : quality.good]),
  );
  assert.deepEqual(
    warnings.map(({ what, key }) => `${what} ${key}`),
    ['value x'],
  );
});

test('after its end nothing is taken, from sessions that end too late', async () => {
  const { tested, stored, put } = observer(100);
  await tested.learned(modelOf('a', ['1']));
  assert.equal(await tested.stop(100), 0);
  tested.observed(undefined, [{ signal: 0, value: 1, quality: quality.good }]);
  tested.outage();
  await assert.rejects(tested.learned(modelOf('b', ['1'])), /stopped/);
  assert.deepEqual([stored.length, put.length, tested.readings], [0, 1, 0]);
});

test('names that a peer invents do not hide what is wrong with its values', () => {
  const { tested, warnings } = observer(100);
  const remedy = { en: 'do', zh: '做' };
  for (let n = 0; n < 1_000; n += 1)
    tested.refused({ what: 'key', key: `x${n}`, excerpt: '', remedy });
  tested.refused({ what: 'value', key: 'temp', excerpt: 'NaN', remedy });
  assert.equal(warnings.length, 101);
  assert.deepEqual([tested.refusals, warnings.at(-1)?.['key']], [1_001, 'temp']);
});
