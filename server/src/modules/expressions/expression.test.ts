// Expressions as an engineer writes them: values over time, units, and every mistake with its place and words.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseUnit } from '../../wire/ucum/unit.ts';
import { compile } from './compile.ts';
import type { Form, Value } from './forms.ts';
import { functions } from './functions.ts';
import { troubleNames, troubleText } from './troubles.ts';

function number(code: string): Form {
  const parsed = parseUnit(code);
  assert.ok(parsed.ok);
  return { kind: 'number', unit: parsed.unit };
}

const forms = new Map<string, Form>([
  ['t', number('Cel')],
  ['p', number('bar')],
  ['q', number('kPa')],
  ['n', number('1')],
  ['running', { kind: 'truth' }],
  ['mode', { kind: 'text' }],
]);

type Told = Partial<Record<string, Value>>;

/** Evaluates at each moment `[seconds, inputs]`; what an input was told stays. */
function run(source: string, moments: readonly (readonly [number, Told])[]): (Value | undefined)[] {
  const outcome = compile(source, forms);
  assert.ok(outcome.ok, outcome.ok ? '' : `${source}: ${JSON.stringify(outcome.trouble)}`);
  const { inputs, evaluate } = outcome.expression;
  const now = new Map<string, { value: Value; quality: 0 | 2; timeMs: number }>();
  return moments.map(([seconds, news]) => {
    const timeMs = seconds * 1_000;
    for (const [name, value = null] of Object.entries(news)) {
      now.set(name, { value, quality: value === null ? 0 : 2, timeMs });
    }
    const told = Object.keys(news).map((name) => inputs.indexOf(name));
    return evaluate({ nowMs: timeMs, inputs: inputs.map((name) => now.get(name)), told });
  });
}

function unitOf(source: string): string | undefined {
  const outcome = compile(source, forms);
  assert.ok(outcome.ok, outcome.ok ? '' : JSON.stringify(outcome.trouble));
  const { form } = outcome.expression;
  return form.kind === 'number' ? form.unit.code : form.kind;
}

const now: Told = { t: 80, p: 2, q: 300, n: 7, running: true, mode: 'AUTO' };
const singles: readonly [string, Value][] = [
  ['1 + 2 * 3', 7],
  ['-(1 - 4) / 2', 1.5],
  ['p + q', 5],
  ['q + p', 500],
  ['p > q', false],
  ['p < 2.5bar and t >= 80Cel', true],
  ['p < 250kPa', true],
  ['t > 170[degF]', true],
  ['t - 20Cel', 60],
  ['t + 5K', 85],
  ['t > 75', true],
  ['maximum(p, q)', 3],
  ['maximum(1, p)', 2],
  ['clamp(n, 0, 5)', 5],
  ['in(p * 2, "kPa")', 400],
  ['to(t, "[degF]")', 176],
  ['mod(n, 4)', 3],
  ['round(10 / 3, 2)', 3.33],
  ['sqrt(power(n, 2))', 7],
  ['if mode == "AUTO" then 1 else 0', 1],
  ['if not running then 1 else 2', 2],
  ['contains(mode, "UT")', true],
  ['mode + "!"', 'AUTO!'],
  ['n / 0', null],
  ['or_else(n / 0, 5)', 5],
  ['number("12.5") + n', 19.5],
  ['good(n)', true],
  ['not n == 7', false],
  ['sin(90deg)', 1],
  ['"a\\"b"', 'a"b'],
  ['n * 3 # a comment', 21],
];

for (const [source, expected] of singles) {
  test(`${source} is ${JSON.stringify(expected)}`, () => {
    const [got] = run(source, [[1, now]]);
    if (typeof expected === 'number' && typeof got === 'number')
      assert.ok(Math.abs(got - expected) < 1e-6, String(got));
    else assert.equal(got, expected);
  });
}

test('units of results', () => {
  assert.equal(unitOf('p * 2'), 'bar');
  assert.equal(unitOf('p / q'), 'bar/kPa');
  assert.equal(unitOf('t - 20Cel'), 'K');
  assert.equal(unitOf('rate(p, 1min)'), 'bar/s');
  assert.equal(unitOf('count(p, 1min)'), '1');
  assert.equal(unitOf('p > 2'), 'truth');
});

test('what is not known stays unknown, and decides nothing', () => {
  const bad: Told = { ...now, n: null };
  for (const source of [
    'n + 1',
    'n > 3',
    'not n > 3',
    'n > 3 and true',
    'n > 3 or false',
    'maximum(n, 3)',
  ])
    assert.deepEqual(run(source, [[1, bad]]), [null], source);
  assert.deepEqual(run('n > 3 and false', [[1, bad]]), [false]);
  assert.deepEqual(run('n > 3 or true', [[1, bad]]), [true]);
  assert.deepEqual(run('good(n)', [[1, bad]]), [false]);
});

const each = (values: readonly Value[], stepS = 1): [number, Told][] =>
  values.map((n, i) => [i * stepS, { n, running: n === 1 }]);

test('windows: over the last seconds, in bounded steps', () => {
  assert.deepEqual(run('mean(n, 10s)', each([1, 2, 3])), [1, 1.5, 2]);
  assert.deepEqual(run('sum(n, 2s)', each([1, 2, 3, 4])).slice(-1), [7]);
  assert.deepEqual(run('highest(n, 3s) - lowest(n, 3s)', each([5, 1, 2, 2, 2])), [0, 4, 4, 1, 0]);
  assert.deepEqual(run('rate(n, 10s)', each([0, 2, 4])), [null, 2, 2]);
  assert.deepEqual(run('integral(n, 10s)', each([10, 10, 0])), [0, 10, 20]);
  assert.deepEqual(
    run('time_mean(n, 1min)', [
      [0, { n: 0 }],
      [9, { n: 10 }],
      [10, { n: 0 }],
    ]),
    [0, 0, 1],
  );
  assert.deepEqual(run('deviation(n, 1min)', each([2, 4])), [null, Math.SQRT2]);
  const many = Array.from({ length: 100_000 }, (_, i): [number, Told] => [i / 100, { n: i }]);
  assert.ok(Math.abs(Number(run('count(n, 10s)', many).at(-1)) - 1_000) <= 4);
});

test('memory: edges, durations, dead bands, counters', () => {
  assert.deepEqual(run('previous(n)', each([1, 2, 3])), [null, 1, 2]);
  assert.deepEqual(run('delta(n)', each([1, 3, 2])), [null, 2, -1]);
  assert.deepEqual(run('rising(running)', each([0, 1, 1, 0, 1])), [
    false,
    true,
    false,
    false,
    true,
  ]);
  assert.deepEqual(run('falling(running)', each([1, 0, 0])), [false, true, false]);
  assert.deepEqual(run('held(running, 2s)', each([1, 1, 1, 0, 1])), [
    false,
    false,
    true,
    false,
    false,
  ]);
  assert.deepEqual(run('deadband(n, 2)', each([1, 2, 4, 5, 1])), [1, 1, 4, 4, 1]);
  assert.deepEqual(run('hysteresis(n, 2, 4)', each([3, 5, 3, 1, 3])), [
    false,
    true,
    true,
    false,
    false,
  ]);
  assert.deepEqual(run('increase(n)', each([10, 12, 3, 5])), [0, 2, 5, 7]);
  assert.deepEqual(run('changed(n)', each([1, 1, 2])), [false, false, true]);
  const [, smoothed] = run('smooth(n, 10s)', [
    [0, { n: 0 }],
    [10, { n: 1 }],
  ]);
  assert.ok(Math.abs(Number(smoothed) - (1 - 1 / Math.E)) < 1e-9);
  assert.deepEqual(
    run('age(n) > 5s', [
      [0, { n: 1 }],
      [6, {}],
    ]),
    [false, true],
  );
});

test('what another input tells is no news of this one', () => {
  const moments: [number, Told][] = [
    [0, { n: 1 }],
    [1, { n: 3 }],
    [2, { running: true }],
    [3, { running: false }],
  ];
  assert.deepEqual(run('count(n, 1min) + (if running then 0 else 0)', moments).slice(2), [2, 2]);
  assert.deepEqual(run('if running then previous(n) else delta(n)', moments).slice(2), [1, 2]);
  assert.deepEqual(run('changed(n) and true', moments), [false, true, false, false]);
});

test('when: told only while it holds, remembered always', () => {
  const told = run('sum(n, 1min) when running', each([1, 5, 1]));
  assert.deepEqual(told, [1, undefined, 7]);
});

const mistakes: readonly [string, string, number][] = [
  ['', 'ends-early', 0],
  ['1 +', 'ends-early', 3],
  ['(1', 'ends-early', 2],
  ['1 2', 'unexpected', 2],
  ['(1 2)', 'wanted', 3],
  ['n $ 1', 'unknown-mark', 2],
  ['x + 1', 'unknown-input', 0],
  ['foo(1)', 'unknown-function', 0],
  ['1furlong', 'unknown-unit', 0],
  ['p + t', 'different-units', 4],
  ['p + mode', 'number-wanted', 4],
  ['mode == 1', 'different-kinds', 8],
  ['1 < n < 3', 'comparison-chain', 6],
  ['n and running', 'truth-wanted', 0],
  ['t + t', 'temperatures-added', 4],
  ['t * p', 'temperature-multiplied', 4],
  ['running < running', 'truths-have-no-order', 10],
  ['mean(n)', 'wrong-count', 0],
  ['mean(n, 5)', 'duration-wanted', 8],
  ['mean(n, 5bar)', 'duration-wanted', 8],
  ['mean(n, 5a)', 'duration-range', 8],
  ['good(1)', 'input-wanted', 5],
  ['to(p, 5)', 'unit-wanted', 6],
  ['power(n, n)', 'exponent-wanted', 9],
  ['sqrt(p)', 'no-root', 0],
  ['contains(n, n)', 'text-wanted', 0],
  ['n when n', 'truth-wanted', 7],
  ['('.repeat(60) + '1', 'too-deep', 51],
  [Array.from({ length: 600 }, () => '1').join('+'), 'too-many-parts', 0],
  ['1'.repeat(5_000), 'too-long', 0],
];

for (const [source, what, at] of mistakes) {
  test(`${source.slice(0, 30)}: ${what}`, () => {
    const outcome = compile(source, forms);
    assert.ok(!outcome.ok);
    assert.equal(outcome.trouble.what, what);
    if (what !== 'too-many-parts') assert.equal(outcome.trouble.at, at);
    const { en, zh } = troubleText(outcome.trouble);
    assert.ok(!/[{}]/.test(en + zh) && /\p{Script=Han}/u.test(zh), `${en} ${zh}`);
  });
}

test('every trouble that the code names has its words', () => {
  const folder = new URL('.', import.meta.url);
  const named = readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && !file.includes('test') && file !== 'troubles.ts')
    .flatMap((file) => {
      const code = readFileSync(new URL(file, folder), 'utf8');
      return [...code.matchAll(/(?:refuse\([^']*|what: )'([a-z-]+)'/g)].map(
        ([, name = '']) => name,
      );
    });
  assert.ok(named.length > 20);
  for (const name of named) assert.ok(troubleNames.includes(name), name);
});

test('no text crashes it, and what compiles can be evaluated', () => {
  const parts = fc.constantFrom(
    ...[...functions.keys()].map((name) => `${name}(`),
    ...[
      '1',
      '2.5bar',
      '5s',
      'n',
      't',
      'p',
      'mode',
      'running',
      '"x"',
      '(',
      ')',
      ',',
      '+',
      '-',
      '*',
      '/',
    ],
    ...['<', '==', ' and ', ' or ', ' not ', ' if ', ' then ', ' else ', "'m/s'", '#', '\\', '"'],
  );
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 25 }), (words) => {
      const outcome = compile(words.join(''), forms);
      if (!outcome.ok) return;
      const { inputs, evaluate } = outcome.expression;
      const input = { value: 1, quality: 2, timeMs: 0 } as const;
      for (const nowMs of [0, 1_000, 500])
        evaluate({ nowMs, inputs: inputs.map(() => input), told: [0] });
    }),
    { numRuns: 3_000 },
  );
});

test('an expression tells which of its functions go by what was before', () => {
  const remembered = (source: string) => {
    const outcome = compile(source, forms);
    return outcome.ok ? outcome.expression.remembers : outcome.trouble;
  };
  assert.deepEqual(remembered('held(running, 5s) or held(t > 20Cel, 1s) when rising(running)'), [
    ...['held', 'rising'],
  ]);
  assert.deepEqual(remembered('abs(n) + mean(n, 1min)'), ['mean']);
  assert.deepEqual(remembered('good(t) and age(t) < 5s and or_else(running, false)'), []);
});
