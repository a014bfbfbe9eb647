import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  beginning,
  conditionKinds,
  inputsOf,
  inputsText,
  problemsOf,
  toldRule,
  valuesOf,
  valuesText,
  withLimit,
} from './rule-draft.ts';
import { startingRule } from './rule-text.ts';

test('what is missing is said by its field', () => {
  const rule = { ...startingRule, signal: 'm/s' };
  assert.deepEqual(problemsOf(rule), []);
  const said = (part: object) => problemsOf({ ...rule, ...part }).map(({ en }) => en.split(':')[0]);
  assert.deepEqual(said({ name: ' ' }), ['Name']);
  assert.deepEqual(said({ signal: '' }), ['Signal or path']);
  assert.deepEqual(said({ path: '**/x' }), ['Signal or path']);
  assert.deepEqual(said({ onDelayMs: Number.NaN }), [
    'A number is missing, or what is written is none.',
  ]);
  const wanted = ['Limits', 'A number is missing, or what is written is none.', 'Values'];
  const found = conditionKinds.flatMap((kind) => said({ condition: beginning[kind] }));
  assert.deepEqual(found, [...wanted, 'Expression'], 'each kind begins with what is to be given');
  const inputs = inputsOf('door');
  assert.deepEqual(said({ condition: { kind: 'expression', expression: 'door', inputs } }), [
    'Inputs',
  ]);
});

test('lists are lines, there and back', () => {
  const values = [5, '5', true, 'true', 'auto', -0.5, '等待'];
  assert.deepEqual(valuesOf(valuesText(values)), values);
  const inputs = [{ name: 'door', signal: './door' }];
  assert.deepEqual(inputsOf(inputsText(inputs)), inputs);
});

test('limits stand from the highest to the lowest and keep their priority', () => {
  const limits = [{ level: 'high', at: 80, priority: 'low' }] as const;
  const one = withLimit({ kind: 'limit', limits }, 'high-high', 90);
  const two = withLimit(one, 'high', 85);
  assert.deepEqual(two.limits, [
    { level: 'high-high', at: 90 },
    { level: 'high', at: 85, priority: 'low' },
  ]);
  assert.deepEqual(withLimit(two, 'high-high', undefined).limits.length, 1);
});

test('what is empty is not told', () => {
  const suppressedWhen = { expression: ' ', inputs: [] };
  const told = toldRule({ ...startingRule, signal: '', path: ' a ', position: '', suppressedWhen });
  assert.deepEqual(
    ['signal' in told, told.path, 'position' in told, 'suppressedWhen' in told],
    [false, 'a', false, false],
  );
});
