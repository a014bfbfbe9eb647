// A rule between its form and the server: other kinds of condition, lines of text for lists, and what is missing before it
// is worth asking the server, which checks the rest and says where.
import type { AlarmCondition, AlarmLevel, AlarmRule } from '@jingwei/sdk';
import type { Bilingual } from '@jingwei/console/kit';

export const conditionKinds = ['limit', 'rate', 'state', 'silence', 'expression'] as const;
export type ConditionKind = (typeof conditionKinds)[number];
export const levels: readonly AlarmLevel[] = ['high-high', 'high', 'low', 'low-low'];

/** Where each kind begins; a number that is still to be given is none. */
export const beginning: { readonly [K in ConditionKind]: AlarmCondition } = {
  limit: { kind: 'limit', limits: [] },
  rate: { kind: 'rate', direction: 'rising', at: Number.NaN, windowMs: 60_000 },
  state: { kind: 'state', is: 'equal', values: [] },
  silence: { kind: 'silence', afterMs: 60_000 },
  expression: { kind: 'expression', expression: '', inputs: [] },
};

type Limits = Extract<AlarmCondition, { kind: 'limit' }>;

/** The limit of a level; none without a number. */
export function withLimit(condition: Limits, level: AlarmLevel, at: number | undefined): Limits {
  const before = condition.limits.find((one) => one.level === level);
  const others = condition.limits.filter((one) => one.level !== level);
  const limits = at === undefined ? others : [...others, { ...before, level, at }];
  const order = (one: { level: AlarmLevel }) => levels.indexOf(one.level);
  return { ...condition, limits: limits.toSorted((a, b) => order(a) - order(b)) };
}

/** One a line; `true`, `false` and numbers are what they look like, `"5"` is a text. */
export function valuesOf(text: string): (number | string | boolean)[] {
  return linesOf(text).map((line) => {
    if (line === 'true' || line === 'false') return line === 'true';
    if (/^".*"$/.test(line)) return line.slice(1, -1);
    return Number.isFinite(Number(line)) ? Number(line) : line;
  });
}

export function valuesText(values: readonly (number | string | boolean)[]): string {
  const shown = (value: number | string | boolean) =>
    typeof value === 'string' && valuesOf(value)[0] !== value ? `"${value}"` : String(value);
  return values.map(shown).join('\n');
}

type Inputs = Extract<AlarmCondition, { kind: 'expression' }>['inputs'];

/** `door = ./door`, one a line. */
export function inputsOf(text: string): Inputs {
  return linesOf(text).map((line) => {
    const [name = '', ...signal] = line.split('=');
    return { name: name.trim(), signal: signal.join('=').trim() };
  });
}

export function inputsText(inputs: Inputs): string {
  return inputs.map(({ name, signal }) => `${name} = ${signal}`).join('\n');
}

function linesOf(text: string): string[] {
  return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
}

const problems = {
  name: { en: 'Name: write what the operator is to read.', zh: '名称：请填写操作员看到的文字。' },
  about: {
    en: 'Signal or path: give one of the two.',
    zh: '测点或路径：须填写其一，不可并存。',
  },
  limits: { en: 'Limits: give at least one.', zh: '限值：至少填写一个。' },
  values: { en: 'Values: write at least one.', zh: '取值：至少填写一个。' },
  expression: { en: 'Expression: it is empty.', zh: '表达式：尚未填写。' },
  number: {
    en: 'A number is missing, or what is written is none.',
    zh: '有数值未填写或格式不正确。',
  },
  inputs: {
    en: 'Inputs: each line is `name = signal`, e.g. `door = ./door`.',
    zh: '输入：每行写作 `简称 = 测点`，例如 `door = ./door`。',
  },
} satisfies Record<string, Bilingual>;

/** What is to be mended before it can be tried or saved. */
export function problemsOf(rule: AlarmRule): Bilingual[] {
  const found: Bilingual[] = [];
  const { condition, suppressedWhen } = rule;
  if (rule.name.trim() === '') found.push(problems.name);
  const named = [rule.signal, rule.path].filter((one) => one !== undefined && one.trim() !== '');
  const isFree = condition.kind === 'expression' && condition.inputs.length > 0;
  if (named.length > 1 || (named.length === 0 && !isFree)) found.push(problems.about);
  if (condition.kind === 'limit' && condition.limits.length === 0) found.push(problems.limits);
  if (condition.kind === 'state' && condition.values.length === 0) found.push(problems.values);
  if (condition.kind === 'expression' && condition.expression.trim() === '') {
    found.push(problems.expression);
  }
  const inputs = [
    ...(condition.kind === 'expression' ? condition.inputs : []),
    ...(suppressedWhen?.inputs ?? []),
  ];
  if (inputs.some(({ name, signal }) => name === '' || signal === '')) found.push(problems.inputs);
  if (hasNoNumber(rule)) found.push(problems.number);
  return found;
}

function hasNoNumber(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(hasNoNumber);
}

/** Without what is empty, since the server takes a field that is there for one that is meant. */
export function toldRule(rule: AlarmRule): AlarmRule {
  const { signal = '', path = '', position = '', firstOutGroup = '', ...rest } = rule;
  const { suppressedWhen, ...others } = rest;
  const isSuppressed = (suppressedWhen?.expression ?? '').trim() !== '';
  return {
    ...others,
    ...(signal.trim() === '' ? {} : { signal: signal.trim() }),
    ...(path.trim() === '' ? {} : { path: path.trim() }),
    ...(position.trim() === '' ? {} : { position: position.trim() }),
    ...(firstOutGroup.trim() === '' ? {} : { firstOutGroup: firstOutGroup.trim() }),
    ...(suppressedWhen && isSuppressed ? { suppressedWhen } : {}),
  };
}
