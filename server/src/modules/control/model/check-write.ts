// May this value be written now? Every limit is asked and everything that stands against it is told. Pure.
import { fill, type Bilingual } from '../../../kernel/schema/bilingual.ts';
import type { Expression } from '../../expressions/api.ts';
import type { Signal } from '../../assets/api.ts';
import type { SignalNow, SignalValue } from '../../connectivity/api.ts';
import type { Interlock } from '../api.ts';

export type WriteCheck = {
  readonly signal: Signal;
  readonly value: SignalValue['value'];
  readonly interlock: Interlock | undefined;
  readonly condition: Expression | undefined;
  /** What is known of a signal; the condition asks. */
  readonly now: (signal: string) => SignalNow | undefined;
  readonly nowMs: number;
};

const words = {
  'not-writable': {
    en: 'The signal is not marked as writable in the settings of its source.',
    zh: '该测点在数据源设置中未标记为可写。',
  },
  'no-limits': {
    en: 'Nobody has set the limits for writing to it. Set them first.',
    zh: '尚未设置写入联锁，请先设置。',
  },
  'wrong-kind': {
    en: 'The signal is a {kind}, and {value} is none.',
    zh: '该测点的类型为 {kind}，{value} 不符合。',
  },
  below: { en: '{value} is below the lowest, {limit}.', zh: '{value} 低于下限 {limit}。' },
  above: { en: '{value} is above the highest, {limit}.', zh: '{value} 高于上限 {limit}。' },
  'no-range': {
    en: 'The limits name neither a range nor allowed values for this number.',
    zh: '联锁未给出该数值的范围或允许值。',
  },
  'not-among': { en: '{value} is not among the allowed values.', zh: '{value} 不在允许值之列。' },
  step: {
    en: 'From {before} to {value} is a larger step than {limit}.',
    zh: '从 {before} 到 {value} 的变化超过允许的 {limit}。',
  },
  'step-unknown': {
    en: 'The present value is not known, so the size of the step is not.',
    zh: '当前值未知，无法判断变化幅度。',
  },
  condition: {
    en: 'The condition does not hold: {condition}',
    zh: '联锁条件不成立：{condition}',
  },
  'condition-unknown': {
    en: 'Whether the condition holds is not known, since a value in it is not: {condition}',
    zh: '联锁条件中有未知数值，无法判断是否成立：{condition}',
  },
} satisfies Record<string, Bilingual>;

/** What stands against it; empty when it may be written. */
export function checkWrite(asked: WriteCheck): Bilingual[] {
  const { signal, value, interlock } = asked;
  if (signal.writable !== true) return [words['not-writable']];
  if (!interlock) return [words['no-limits']];
  if (!isOfKind(signal, value)) return [fill(words['wrong-kind'], { kind: signal.value, value })];
  return [...range(asked, interlock), ...step(asked, interlock), ...condition(asked, interlock)];
}

function isOfKind({ value: kind }: Signal, value: SignalValue['value']): boolean {
  if (kind === 'number') return typeof value === 'number' && Number.isFinite(value);
  if (kind === 'boolean') return typeof value === 'boolean';
  return typeof value === 'string';
}

function range({ value }: WriteCheck, { minimum, maximum, allowed }: Interlock): Bilingual[] {
  if (allowed) return allowed.includes(value) ? [] : [fill(words['not-among'], { value })];
  if (typeof value !== 'number') return [];
  if (minimum === undefined && maximum === undefined) return [words['no-range']];
  if (minimum !== undefined && value < minimum)
    return [fill(words.below, { value, limit: minimum })];
  if (maximum !== undefined && value > maximum)
    return [fill(words.above, { value, limit: maximum })];
  return [];
}

function step({ signal, value, now }: WriteCheck, { stepMaximum: limit }: Interlock): Bilingual[] {
  if (limit === undefined || typeof value !== 'number') return [];
  const before = now(signal.identifier)?.value;
  if (typeof before !== 'number') return [words['step-unknown']];
  return Math.abs(value - before) > limit ? [fill(words.step, { before, value, limit })] : [];
}

function condition(asked: WriteCheck, { condition: source, inputs = [] }: Interlock): Bilingual[] {
  if (!asked.condition || source === undefined) return [];
  const { nowMs, value } = asked;
  const places = asked.condition.inputs.map((name) => {
    if (name === 'value') return { value, quality: 2, timeMs: nowMs } as const;
    return asked.now(inputs.find((input) => input.name === name)?.signal ?? '');
  });
  const told = places.map((_, i) => i);
  const holds = asked.condition.evaluate({ nowMs, inputs: places, told });
  if (holds === true) return [];
  return [
    fill(holds === null ? words['condition-unknown'] : words.condition, { condition: source }),
  ];
}
