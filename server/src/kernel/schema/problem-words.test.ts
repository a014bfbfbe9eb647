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

const ways = Type.Union([
  Type.Object(
    { kind: Type.Literal('hook'), url: Type.String(), secret: Type.String() },
    { additionalProperties: false },
  ),
  Type.Object(
    { kind: Type.Literal('mail'), host: Type.String(), port: Type.Integer() },
    { additionalProperties: false },
  ),
]);

test('of a choice that is told by its kind only what was meant is told, in lists too', () => {
  const plan = Type.Object({ way: ways, others: Type.Optional(Type.Array(ways)) });
  const fine = { kind: 'mail', host: 'h', port: 25 };
  assert.equal(told(plan, { way: fine, others: [fine] }), undefined);
  assert.deepEqual(told(plan, { way: { kind: 'mail', host: 1, url: 'x' } }), {
    en: '/way (kind mail) lacks port; /way/url (kind mail) is not known here; leave it out; /way/host (kind mail) must be: string',
    zh: '/way （kind mail）缺少 port; /way/url （kind mail）不是已知的名称，请去掉; /way/host （kind mail）类型须为 string',
  });
  const list = [fine, { kind: 'hook', url: 'u' }, { kind: 'mail', host: 'h', port: 'p' }];
  assert.equal(
    told(plan, { way: fine, others: list })?.en,
    '/others/1 (kind hook) lacks secret; /others/2/port (kind mail) must be: integer',
  );
  for (const way of [{}, { kind: 'post' }, { kind: ['mail'] }])
    assert.equal(told(plan, { way })?.en, '/way/kind must be one of: hook, mail');
  for (const way of [null, 'mail', 5, []])
    assert.equal(told(plan, { way })?.en, '/way must be: object', JSON.stringify(way));
});

test('a choice within what was chosen is told by itself, and one without a tag as before', () => {
  const shape = Type.Union([
    Type.Object({ kind: Type.Literal('a'), way: ways }),
    Type.Object({ kind: Type.Literal('b') }),
  ]);
  assert.equal(
    told(shape, { kind: 'a', way: { kind: 'hook', url: 'u' } })?.en,
    '/way (kind hook) lacks secret',
  );
  const plain = Type.Object({ at: Type.Union([Type.Number(), Type.Object({ x: Type.Number() })]) });
  assert.match(told(plain, { at: 'x' })?.en ?? '', /none of the forms/);
  assert.equal(
    told(Type.Object({ ways: Type.Array(ways) }), { ways: 'x' })?.en,
    '/ways must be: array',
  );
});

test('a long list of what is none of them costs no more than itself', () => {
  const many = Array.from({ length: 100_000 }, (_, at) => (at % 2 === 0 ? {} : { kind: 'mail' }));
  const startedMs = performance.now();
  const text = told(Type.Array(ways), many)?.en ?? '';
  assert.ok(performance.now() - startedMs < 5_000);
  assert.ok(text.length < 2_000, String(text.length));
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
