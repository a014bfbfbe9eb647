import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Asset, MachineModel, Reading, Signal } from '@jingwei/sdk';
import {
  conditionOf,
  isInstant,
  stateOf,
  stateWord,
  typeText,
} from '../../../../../console/src/kit/machine-words.ts';
import { askedCycle, livesInOtherTime, liveSpan } from './chart-window.ts';
import { defaultSignals, filterLayout, keySignals, layOut } from './signal-groups.ts';

const machine: Asset = {
  identifier: 'e/M',
  kind: 'machine',
  machine: 'e/M',
  name: 'M',
  type: 'Device',
};
const part = (name: string, parent: string): Asset => {
  return {
    identifier: `e/M/C-${name}`,
    kind: 'component',
    machine: 'e/M',
    parent,
    name,
    type: 'Linear',
  };
};
const signal = (id: string, given: Partial<Signal>): Signal => {
  const base = { identifier: `e/M/${id}`, machine: 'e/M', asset: 'e/M', id, name: id } as const;
  return { ...base, kind: 'sample', type: 'LOAD', value: 'number', ...given };
};

const model: MachineModel = {
  machine,
  // Children before parents, on purpose.
  components: [part('X', 'e/M/C-Axes'), part('Axes', 'e/M'), part('empty', 'e/M')],
  signals: [
    signal('Xload', { asset: 'e/M/C-X' }),
    signal('avail', { kind: 'event', type: 'AVAILABILITY', value: 'text' }),
    signal('sys', { kind: 'condition', type: 'SYSTEM', value: 'text' }),
    signal('Xpos', { asset: 'e/M/C-X', type: 'POSITION', subType: 'ACTUAL' }),
  ],
};

test('conditions come first, then components in the order of the tree, empty ones left out', () => {
  const layout = layOut(model);
  assert.deepEqual(
    layout.conditions.map(({ id }) => id),
    ['sys'],
  );
  assert.deepEqual(
    layout.groups.map(({ path, signals }) => [path.join('/'), signals.map(({ id }) => id)]),
    [
      ['', ['avail']],
      ['Axes/X', ['Xload', 'Xpos']],
    ],
  );
});

test('the filter looks at names, types and places, every word', () => {
  const found = (filter: string) => {
    const { conditions, groups } = filterLayout(layOut(model), filter);
    return [...conditions, ...groups.flatMap((group) => group.signals)].map(({ id }) => id);
  };
  assert.deepEqual(found('axes'), ['Xload', 'Xpos']);
  assert.deepEqual(found('axes actual'), ['Xpos']);
  assert.deepEqual(found('CONDITION'), ['sys']);
  assert.deepEqual(found('nothing like it'), []);
  assert.equal(found('  ').length, 4);
});

test('the default chart takes living numbers of different types', () => {
  const reading = (value: Reading['value']): Reading => {
    return { signal: '', value, quality: 'good', sourceTime: '2022', serverTime: '' };
  };
  const last = new Map([
    ['e/M/Xload', reading(3)],
    ['e/M/Xpos', reading(null)],
    ['e/M/avail', reading('AVAILABLE')],
  ]);
  assert.deepEqual(defaultSignals(model.signals, last), ['e/M/Xload']);
  assert.deepEqual(defaultSignals(model.signals, new Map()), []);
});

test('the key signals prefer the one that speaks for all', () => {
  const some = signal('a', { type: 'PART_COUNT', subType: 'GOOD' });
  const all = signal('b', { type: 'PART_COUNT', subType: 'ALL' });
  assert.equal(keySignals([some, all]).parts, all);
  assert.equal(keySignals([some]).parts, some);
  assert.equal(keySignals([]).parts, undefined);
});

test('a condition is told by its level, with the code and text of the machine', () => {
  assert.deepEqual(conditionOf('NORMAL||||'), { level: 'NORMAL', detail: '' });
  assert.deepEqual(conditionOf('FAULT|42|1|HIGH|oil \\| water \\\\'), {
    level: 'FAULT',
    detail: '42 · HIGH · oil | water \\',
  });
  assert.equal(conditionOf(null).level, 'UNAVAILABLE');
  assert.equal(conditionOf('nonsense').level, 'UNAVAILABLE');
});

test('words of the machine in both languages, unknown ones as they are', () => {
  assert.deepEqual(stateWord('ACTIVE'), { en: 'running', zh: '运行中' });
  assert.deepEqual(stateWord('x:ODD'), { en: 'x:ODD', zh: 'x:ODD' });
  assert.equal(
    typeText(signal('a', { type: 'x:CYCLE_PHASE', subType: 'ACTUAL' }), 'en'),
    'cycle phase, actual',
  );
  const odd = signal('a', { type: 'POSITION', subType: 'x:ODD_ONE' });
  assert.equal(typeText(odd, 'zh'), '位置，odd one');
  const execution = signal('a', { type: 'EXECUTION' });
  assert.equal(stateOf(execution, 'READY')?.zh, '就绪');
  assert.equal(stateOf(signal('a', { type: 'PROGRAM' }), 'READY'), undefined);
  assert.equal(isInstant('2026-11-23T01:24:23.062000Z'), true);
});

test('the chart ends now, or at the newest reading of a machine in another time', () => {
  const now = Date.parse('2026-11-23T00:00:00Z');
  assert.deepEqual(liveSpan(5, now - 3_000, now), { fromMs: now - 300_000, toMs: now });
  const replay = Date.parse('2022-08-08T13:55:00Z');
  assert.deepEqual(liveSpan(5, replay, now), { fromMs: replay - 300_000, toMs: replay });
  assert.equal(livesInOtherTime(now + 600_000, now), true, 'a clock ahead is another time too');
  assert.equal(livesInOtherTime(undefined, now), false);
});

test('a cycle is taken from the address only when it is one', () => {
  const query = (text: string) => askedCycle(new URLSearchParams(text));
  const cycle = query('from=2026-11-23T00:00:00Z&to=2026-11-23T00:01:40Z&part=88.118.8/L-1');
  assert.equal(cycle?.part, '88.118.8/L-1');
  assert.equal((cycle?.span.toMs ?? 0) - (cycle?.mark.toMs ?? 0), 12_000);
  assert.equal(query(''), undefined);
  assert.equal(query('from=2026-11-23T00:01:00Z&to=2026-11-23T00:00:00Z'), undefined);
  assert.equal(query('from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z'), undefined);
});
