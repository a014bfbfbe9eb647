import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../../../kernel/failure/failure.ts';
import { machine, ruleOf, signalOf } from '../testing/alarms-under-test.ts';
import type { Rule } from '../rule-schema.ts';
import { buildConditions } from './build-conditions.ts';
import { checkRule } from './check-rule.ts';

type Case = readonly [what: string, rule: Partial<Rule>, code: string, words: RegExp];
const limit = (
  limits: { level: 'high-high' | 'high' | 'low' | 'low-low'; at: number }[],
  rest: { deadBand?: number; unit?: string } = {},
): Rule['condition'] => ({ kind: 'limit', limits, ...rest });

const cases: readonly Case[] = [
  [
    'hi-hi below hi',
    {
      condition: limit([
        { level: 'high-high', at: 70 },
        { level: 'high', at: 80 },
      ]),
    },
    ...([
      'contradictory-limits',
      /at condition\/limits\/0: high \(80\) must be below high-high/,
    ] as const),
  ],
  [
    'low above high',
    {
      condition: limit([
        { level: 'low', at: 90 },
        { level: 'high', at: 80 },
      ]),
    },
    ...(['contradictory-limits', /low \(90\) must be below high \(80\)/] as const),
  ],
  [
    'a limit twice',
    {
      condition: limit([
        { level: 'high', at: 90 },
        { level: 'high', at: 80 },
      ]),
    },
    ...(['limit-twice', /high twice, at condition\/limits\/1/] as const),
  ],
  [
    'a dead band from which there is no return',
    {
      condition: limit(
        [
          { level: 'high', at: 80 },
          { level: 'low', at: 70 },
        ],
        { deadBand: 10 },
      ),
    },
    ...(['impossible-dead-band', /must be below 10/] as const),
  ],
  [
    'a dead band as large as the rate',
    { condition: { kind: 'rate', direction: 'rising', at: 5, deadBand: 5, windowMs: 1_000 } },
    ...(['impossible-dead-band', /must be below 5/] as const),
  ],
  [
    'a unit that does not fit',
    { condition: limit([{ level: 'high', at: 80 }], { unit: 'bar' }) },
    ...([
      'bad-unit',
      /unit bar at condition\/unit .* does not fit 88\.118\.8\/M-oven\/temp, which is in Cel/,
    ] as const),
  ],
  [
    'a unit that is none',
    { condition: limit([{ level: 'high', at: 80 }], { unit: 'furlong' }) },
    ...(['bad-unit', /furlong/] as const),
  ],
  [
    'a state of the wrong kind',
    { condition: { kind: 'state', is: 'equal', values: [1, 'ON'] } },
    ...(['wrong-kind', /condition\/values\/1 needs text/] as const),
  ],
  [
    'an expression that is wrong',
    { condition: { kind: 'expression', expression: 'value > 3bar', inputs: [] } },
    ...(['bad-expression', /condition\/expression .* at character 9/] as const),
  ],
  [
    'an expression that is no condition',
    { condition: { kind: 'expression', expression: 'value + 1K', inputs: [] } },
    ...(['not-a-condition', /gives no truth/] as const),
  ],
  [
    'both a signal and a path',
    { path: '88.118.8/**/temp' },
    ...(['no-signal', /not both and not none/] as const),
  ],
];

for (const [what, rest, code, words] of cases) {
  test(`refused with its place: ${what}`, () => {
    const rule = ruleOf(rest);
    const signal = signalOf('temp', { unitCode: 'Cel' });
    assert.throws(
      () => {
        checkRule(rule);
        buildConditions(rule, { signal, inputs: new Map() });
      },
      (error) => {
        assert.ok(error instanceof Failure);
        assert.equal(error.code, `alarms.${code}`);
        assert.match(error.publicMessage.en, words);
        assert.ok(error.publicMessage.zh.length > 5);
        return true;
      },
    );
  });
}

test('limits in another unit are converted once, dead band and all', () => {
  const condition = limit([{ level: 'high', at: 373.15 }], { unit: 'K', deadBand: 5 });
  const signal = signalOf('temp', { unitCode: 'Cel' });
  const [built] = buildConditions(ruleOf({ condition }), { signal, inputs: new Map() });
  const judge = built?.judge(0);
  const told = (value: number, active: boolean) =>
    judge?.told({ input: 0, timeUs: 0, value, quality: 2 }, active);
  assert.deepEqual(
    [told(99.9, false), told(100.1, false), told(96, true), told(94.9, true)],
    [false, true, true, false],
  );
  assert.deepEqual([built?.unit, built?.limit], ['K', 373.15]);
});

test('a rate in degrees a minute is one of kelvins a second', () => {
  const condition: Rule['condition'] = {
    ...{ kind: 'rate', direction: 'rising', at: 6, unit: 'Cel/min', windowMs: 10_000 },
  };
  const signal = signalOf('temp', { unitCode: 'Cel' });
  const [built] = buildConditions(ruleOf({ condition }), { signal, inputs: new Map() });
  const judge = built?.judge(0);
  const told = (seconds: number, value: number) =>
    judge?.told({ input: 0, timeUs: seconds * 1e6, value, quality: 2 }, false);
  assert.deepEqual([told(0, 20), told(10, 20.9), told(20, 22)], [undefined, false, true]);
});

test('an input twice under two names, one of the same machine', () => {
  const condition: Rule['condition'] = {
    kind: 'expression',
    expression: 'value > 80Cel and a > 80Cel and on',
    inputs: [
      { name: 'a', signal: './temp' },
      { name: 'on', signal: './running' },
    ],
  };
  const signal = signalOf('temp', { unitCode: 'Cel' });
  const running = signalOf('running', { value: 'boolean' });
  const inputs = new Map([
    ['a', signal],
    ['on', running],
  ]);
  const [built] = buildConditions(ruleOf({ condition }), { signal, inputs });
  assert.deepEqual(built?.inputs, [`${machine}/temp`, `${machine}/running`]);
  const judge = built?.judge(0);
  judge?.told({ input: 0, timeUs: 0, value: 90, quality: 2 }, false);
  assert.equal(judge?.told({ input: 1, timeUs: 1, value: true, quality: 2 }, false), true);
});
