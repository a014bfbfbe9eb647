import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check, oneOf, problemsText, Type, type TSchema } from './schema.ts';

const told = (schema: TSchema, value: unknown) => {
  const outcome = check(schema, value);
  return outcome.ok ? undefined : problemsText(outcome.problems);
};

test('what does not fit is told with what would, in both languages', () => {
  const order = Type.Object(
    {
      state: oneOf(['waiting', 'done']),
      days: Type.Integer({ minimum: 1 }),
      names: Type.Array(Type.String({ pattern: '^a' }), { maxItems: 2 }),
    },
    { additionalProperties: false },
  );
  assert.equal(told(order, { state: 'done', days: 1, names: ['a'] }), undefined);
  assert.deepEqual(told(order, { state: 'bogus', days: 0, names: ['b'] }), {
    en: '/state must be one of: waiting, done; /days must be at least 1; /names/0 must have the form ^a',
    zh: '/state 须为以下之一：waiting, done; /days 须不小于 1; /names/0 格式须为 ^a',
  });
  assert.deepEqual(told(order, { state: 'done', days: 'x', nmaes: [], names: [] }), {
    en: '/nmaes is not known here; leave it out; /days must be: integer',
    zh: '/nmaes 不是已知的名称，请去掉; /days 类型须为 integer',
  });
  assert.match(told(order, {})?.en ?? '', /^\/ lacks state, days, names$/);
});

test('every keyword that our schemas use is told in Chinese', () => {
  const cases: readonly [TSchema, unknown][] = [
    [Type.Literal('x'), 'y'],
    [Type.String({ minLength: 3 }), 'a'],
    [Type.String({ maxLength: 1 }), 'ab'],
    [Type.Number({ maximum: 1 }), 2],
    [Type.Number({ exclusiveMinimum: 1 }), 1],
    [Type.Number({ exclusiveMaximum: 1 }), 1],
    [Type.Array(Type.Number(), { minItems: 1 }), []],
    [Type.Array(Type.Number(), { maxItems: 1 }), [1, 2]],
    [Type.Union([Type.Number(), Type.Boolean()]), 'x'],
  ];
  for (const [schema, value] of cases) {
    assert.match(told(schema, value)?.zh ?? '', /\p{Script=Han}/u, JSON.stringify(schema));
    assert.doesNotMatch(told(schema, value)?.en ?? '', /[{}]/, JSON.stringify(schema));
  }
});
