import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compilePattern, type Budget } from './pattern.ts';

const plenty = (): Budget => ({ steps: 10_000_000 });

function matched(pattern: string, text: string, ignoreCase = false): readonly string[] | undefined {
  const compiled = compilePattern(pattern, { ignoreCase });
  assert.ok(compiled.ok, pattern);
  return compiled.pattern.match(text, plenty());
}

test('groups of a whole match', () => {
  const box = String.raw`box\(([^,]*),([^,]*),([^,]*),([^,]*)\)`;
  assert.deepEqual(matched(box, 'box(10,20,30,40)'), ['box(10,20,30,40)', '10', '20', '30', '40']);
  assert.equal(matched(box, 'a box(10,20,30,40)'), undefined);
  const ark = String.raw`^((a|A)(r|R)(k|K):(?:\/\d{5,9})+\/[a-zA-Z\d]+(-[a-zA-Z\d]+)*)$`;
  assert.equal(matched(ark, 'aRk:/13030/tf5p-30086k')?.[5], '-30086k');
  assert.deepEqual(matched('(a)|(b)', 'b'), ['b', '', 'b']);
  assert.deepEqual(matched('(a+?)(a*)', 'aaa'), ['aaa', 'a', 'aa']);
  assert.deepEqual(matched('(a{2,3})(a*)', 'aaaa'), ['aaaa', 'aaa', 'a']);
  assert.deepEqual(matched('', ''), ['']);
  assert.deepEqual(matched('[\\D-]+', 'x-y'), ['x-y']);
  assert.deepEqual(matched('a{x', 'a{x'), ['a{x']);
  assert.deepEqual(matched('图(.)', '图😀'), ['图😀', '😀']);
  assert.equal(matched('abc', 'aBC'), undefined);
  assert.deepEqual(matched('[a-c]bC', 'ABc', true), ['ABc']);
});

test('what cannot be matched in bounded time is refused with its reason', () => {
  const reasons: [string, RegExp][] = [
    [String.raw`(a)\1`, /refers back/],
    ['(?=a)b', /only \(\?:/],
    ['(?<x>a)', /only \(\?:/],
    ['a++', /repeats a repetition/],
    ['*a', /repeats nothing/],
    ['(a', /bracket/],
    ['a)', /bracket/],
    ['[a', /bracket/],
    ['[b-a]', /range/],
    ['a{3,2}', /backwards/],
    ['a{101}', /beyond/],
    ['((a{90}){90}){90}', /too large/],
    ['x'.repeat(513), /characters/],
    ['(a)'.repeat(21), /groups/],
    ['('.repeat(30), /deeply/],
    [String.raw`\p`, /escape/],
  ];
  for (const [pattern, reason] of reasons) {
    const compiled = compilePattern(pattern, { ignoreCase: false });
    assert.ok(!compiled.ok, pattern);
    assert.match(compiled.reason.en, reason, pattern);
  }
});

test('patterns that make others run away cost steps in proportion to the text', () => {
  for (const pattern of ['(a+)+b', '(a|a)*b', '(a*)*b', '.*a.*a.*a.*a.*b', '(((a?)*)*)*b']) {
    const compiled = compilePattern(pattern, { ignoreCase: true });
    assert.ok(compiled.ok);
    const costs = [500, 1_000, 2_000].map((length) => {
      const budget = plenty();
      assert.equal(compiled.pattern.match('a'.repeat(length), budget), undefined);
      return 10_000_000 - budget.steps;
    });
    const [few = 0, , many = 0] = costs;
    assert.ok(many < few * 4.5, `${pattern}: ${costs.join(', ')}`);
  }
  const compiled = compilePattern('(a+)+b', { ignoreCase: true });
  assert.ok(compiled.ok);
  const budget = { steps: 50 };
  assert.equal(compiled.pattern.match('a'.repeat(1_000), budget), undefined);
  assert.ok(budget.steps < 0 && budget.steps > -50);
});

const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', String.raw`\d`, '1', String.raw`\.`);
const { pattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 3 },
    atom,
    fc
      .tuple(tie('pattern'), fc.constantFrom('', '*', '+', '?', '{1,2}'))
      .map(([p, q]) => `(${p})${q}`),
    fc.tuple(atom, fc.constantFrom('*', '+?', '?', '{2}', '{0,3}?')).map(([a, q]) => a + q),
  ),
  pattern: fc.oneof(
    { maxDepth: 3 },
    tie('part'),
    fc.array(tie('part'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('')),
    fc.tuple(tie('part'), tie('part')).map((parts) => parts.join('|')),
  ),
}));

test('agrees with the expressions of the language on what matches', () => {
  const text = fc.array(fc.constantFrom('a', 'b', '1', '.'), { maxLength: 6 });
  fc.assert(
    fc.property(pattern, text, (source, characters) => {
      const compiled = compilePattern(source, { ignoreCase: false });
      if (!compiled.ok) return;
      const whole = characters.join('');
      const expected = new RegExp(`^(?:${source})$`).test(whole);
      assert.equal(
        compiled.pattern.match(whole, plenty()) !== undefined,
        expected,
        `${source} on ${whole}`,
      );
    }),
    { numRuns: 2_000 },
  );
});

test('whatever the pattern, there is an outcome', () => {
  const piece = fc.constantFrom(
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '*',
    '+',
    '?',
    '\\',
    '^',
    '$',
    '-',
    'a',
    ',',
    '1',
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 15 }),
      fc.string({ maxLength: 10 }),
      (pieces, text) => {
        const compiled = compilePattern(pieces.join(''), { ignoreCase: true });
        if (compiled.ok) compiled.pattern.match(text, plenty());
      },
    ),
  );
});
