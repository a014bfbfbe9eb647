import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { numberIn, overlap, parsePattern, sizeOf, type RangePattern } from './pattern.ts';

function pattern(text: string): RangePattern {
  const parsed = parsePattern(text);
  assert.ok(parsed.ok, `${text}: ${parsed.ok ? '' : parsed.fault}`);
  return parsed.value;
}

test('ends of equal width make numbers of that width, others counted ones', () => {
  const fixed = pattern('88.118.8/L-{000000..999999}-x');
  assert.deepEqual(
    [fixed.prefix, fixed.before, fixed.behind, fixed.width, sizeOf(fixed)],
    ['88.118.8', '88.118.8/L-', '-x', 6, 1_000_000],
  );
  assert.equal(numberIn(fixed, '000123'), 123);
  for (const digits of ['123', '0000123', '1000000'])
    assert.equal(numberIn(fixed, digits), undefined);
  const counted = pattern('88.118.8/{1..250}');
  assert.equal(numberIn(counted, '7'), 7);
  for (const digits of ['0', '07', '251']) assert.equal(numberIn(counted, digits), undefined);
  assert.equal(sizeOf(pattern('88.1/{0000000000..1999999999}')), 2_000_000_000);
});

test('what is no range says why', () => {
  const faults = {
    '88.1/x': 'no-number',
    '88.1/{1..2}{3..4}': 'no-number',
    '88.1/{a..b}': 'no-number',
    '88.{1..2}/x': 'number-in-prefix',
    '/{1..2}': 'not-a-handle',
    '0.NA/{1..2}': 'not-a-handle',
    '88.1/{9..1}': 'backwards',
    '88.1/{001..1000}': 'backwards',
    '88.1/x1{00..99}': 'digit-beside',
    '88.1/{00..99}1': 'digit-beside',
    [`88.1/{0..${'9'.repeat(16)}}`]: 'too-many-digits',
    [`88.1/${'1a'.repeat(16)}{0..9}`]: 'too-many-numbers',
  };
  for (const [text, fault] of Object.entries(faults)) {
    assert.deepEqual(parsePattern(text), { ok: false, fault }, text);
  }
});

const ends = fc.record({
  first: fc.integer({ min: 0, max: 130 }),
  count: fc.integer({ min: 0, max: 130 }),
  width: fc.integer({ min: 0, max: 4 }),
});

function of({
  first,
  count,
  width,
}: {
  first: number;
  count: number;
  width: number;
}): RangePattern | undefined {
  const write = (number: number): string => String(number).padStart(width, '0');
  const parsed = parsePattern(`88.1/x{${write(first)}..${write(first + count)}}`);
  return parsed.ok ? parsed.value : undefined;
}

test('two ranges overlap exactly if some name is of both', () => {
  fc.assert(
    fc.property(ends, ends, (a, b) => {
      const [one, other] = [of(a), of(b)];
      if (one === undefined || other === undefined) return;
      const names = new Set<string>();
      for (let number = one.from; number <= one.to; number++) {
        names.add(String(number).padStart(one.width, '0'));
      }
      const shared = [...names].some((digits) => numberIn(other, digits) !== undefined);
      assert.equal(overlap(one, other), shared);
      assert.equal(overlap(other, one), shared);
    }),
  );
});

test('any text is parsed or refused', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parsePattern(text)));
  fc.assert(
    fc.property(fc.stringMatching(/^88\/[x{}0-9.]{0,20}$/), (text) => void parsePattern(text)),
  );
});
