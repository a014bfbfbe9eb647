// Alarm rules at the rate of the data: readings a second judged by 10,000 rules on one core, limits, rates of change and
// expressions in one mix; functions over a window; and what signals without rules cost.
import { parseArgs } from 'node:util';
import { silentLog } from '../../server/src/kernel/log/log.ts';
import { realWorld } from '../../server/src/kernel/world/real/world.ts';
import { Evaluation } from '../../server/src/modules/alarms/evaluation/evaluation.ts';
import { buildConditions } from '../../server/src/modules/alarms/model/build-conditions.ts';
import type { Rule } from '../../server/src/modules/alarms/rule-schema.ts';
import type { Signal } from '../../server/src/modules/assets/api.ts';
import type { ReadingColumns } from '../../server/src/stores/series/series.ts';
import { report, type Figure } from './report.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean' },
    rules: { type: 'string', default: '10000' },
    readings: { type: 'string', default: '1000000' },
    batch: { type: 'string', default: '1000' },
  },
});
const [rules, readings, batchSize] = [options.rules, options.readings, options.batch].map(
  Number,
) as [number, number, number];
const machine = '88.118.8/M-bench';
const signalOf = (i: number): Signal => ({
  ...{ identifier: `${machine}/s${i}`, machine, asset: machine, id: `s${i}`, name: `s${i}` },
  ...{ kind: 'sample', type: 'TEMPERATURE', unitCode: 'Cel', value: 'number' },
});
const kinds: readonly Rule['condition'][] = [
  { kind: 'limit', limits: [{ level: 'high', at: 99.9 }], deadBand: 1 },
  { kind: 'limit', limits: [{ level: 'low', at: 0.1 }], deadBand: 1 },
  { kind: 'rate', direction: 'either', at: 1_000, windowMs: 10_000 },
  { kind: 'expression', expression: 'value > 99.9Cel and held(value > 90Cel, 10s)', inputs: [] },
];

const windows: readonly Rule['condition'][] = [
  { kind: 'expression', expression: 'mean(value, 1s) > 99.9Cel', inputs: [] },
];

let turns = 0;
function evaluationOf(kindsUsed: readonly Rule['condition'][]): Evaluation {
  const { clock } = realWorld;
  const evaluation = new Evaluation({
    ...{ clock, log: silentLog, isBehind: () => false, late: { note: () => {} } },
  });
  for (let i = 0; i < rules; i++) {
    const signal = signalOf(i);
    const condition = kindsUsed[i % kindsUsed.length];
    if (!condition) continue;
    const rule: Rule = {
      ...{ name: 'bench', enabled: true, signal: signal.identifier, condition, priority: 'low' },
      ...{ onDelayMs: 1_000, offDelayMs: 0, latching: false },
      quality: { bad: 'hold', uncertain: 'as-good' },
    };
    const [built] = buildConditions(rule, { signal, inputs: new Map() });
    if (!built) continue;
    evaluation.watch({
      ...{ key: `${i}`, condition: built, onDelayMs: 1_000, offDelayMs: 0, isSilence: false },
      ...{ turned: () => (turns += 1), settled: () => {} },
    });
  }
  for (const track of evaluation.tracks) track.held = undefined;
  return evaluation;
}

/** Each batch has readings of many signals, as an intake hands them on. */
function batches(prefix: string): ReadingColumns[] {
  // The store has looked at the names before: their hashes are known.
  const names = Array.from({ length: rules }, (_, i) => `${prefix}${i}`);
  const known = new Set(names);
  if (known.size !== rules) throw new Error('names twice');
  const made: ReadingColumns[] = [];
  const startUs = Date.UTC(2026, 0, 1) * 1_000;
  for (let at = 0; at < readings; at += batchSize) {
    const series = Array.from({ length: batchSize }, (_, i) => names[(at + i) % rules] ?? '');
    const timeUs = (i: number) => startUs + (at + i) * 5;
    made.push({
      series,
      index: Uint32Array.from({ length: batchSize }, (_, i) => i),
      sourceTimeUs: Float64Array.from({ length: batchSize }, (_, i) => timeUs(i)),
      serverTimeUs: Float64Array.from({ length: batchSize }, (_, i) => timeUs(i)),
      values: Array.from({ length: batchSize }, (_, i) => ((at + i) * 7.3) % 100),
      quality: new Uint8Array(batchSize).fill(2),
    });
  }
  return made;
}

/** Of processor time, so that what else runs on the machine does not count. */
function secondsOf(work: () => void): number {
  const begun = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1e6;
}

const watched = batches(`${machine}/s`);
// Until the code is compiled.
const warm = evaluationOf(kinds);
for (const batch of watched.slice(0, 100)) warm.hear(batch);
const figures: Record<string, Figure> = {};
for (const [name, used] of [
  ['mixed', kinds],
  ['limits', kinds.slice(0, 2)],
  ['rates', kinds.slice(2, 3)],
  ['expressions', kinds.slice(3)],
  ['windows', windows],
] as const) {
  const evaluation = evaluationOf(used);
  const seconds = secondsOf(() => {
    for (const batch of watched) evaluation.hear(batch);
  });
  figures[name] = {
    value: Math.round(readings / seconds),
    unit: 'readings a second of processor time',
  };
}
const unwatched = batches(`${machine}/none`);
const evaluation = evaluationOf(kinds);
const idle = secondsOf(() => {
  for (const batch of unwatched) evaluation.hear(batch);
});
figures['withoutRules'] = { value: (idle / readings) * 1e9, unit: 'ns a reading' };
figures['turns'] = { value: turns, unit: 'turns found' };
report({ name: 'alarms', figures });
