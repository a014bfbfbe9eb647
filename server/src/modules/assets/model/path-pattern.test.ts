// Patterns agree with the plain definition: a regular expression over the joined path.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PathPattern } from './path-pattern.ts';

function fits(pattern: string, path: readonly string[]): boolean {
  const read = PathPattern.read(pattern);
  assert.ok(read, pattern);
  let reached = read.start();
  for (const name of path) reached = read.next(reached, name);
  return read.fits(reached);
}

test('patterns mean what a regular expression would', () => {
  const segment = fc.array(fc.constantFrom('a', 'b', '*'), { minLength: 1, maxLength: 4 });
  const step = fc.oneof(
    fc.constant('**'),
    segment.map((parts) => parts.join('').replaceAll(/\*+/g, '*')),
  );
  const name = fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 4 });
  const patterns = fc.array(step, { minLength: 1, maxLength: 4 });
  const paths = fc.array(
    name.map((letters) => letters.join('')),
    { minLength: 1, maxLength: 5 },
  );
  fc.assert(
    fc.property(patterns, paths, (steps, path) => {
      const source = steps.map((one) =>
        one === '**' ? '(?:[^/]+/)*' : `${one.replaceAll('*', '[^/]*')}/`,
      );
      const expected = new RegExp(`^${source.join('')}$`).test(`${path.join('/')}/`);
      assert.equal(fits(steps.join('/'), path), expected);
    }),
    { numRuns: 2_000 },
  );
});

test('names with slashes are several segments, case does not matter', () => {
  assert.ok(fits('88.118.8/**/Ch/1', ['88.118.8', 'X', 'ch/1']));
  assert.ok(!fits('88.118.8/ch*', ['88.118.8', 'ch/1']));
});

test('what is no pattern is not read', () => {
  for (const bad of ['', 'a//b', '/', ' ', 'x'.repeat(1_001), Array(9).fill('**').join('/')]) {
    assert.equal(PathPattern.read(bad), undefined, bad);
  }
});

test('hostile patterns stay quick', () => {
  const pattern = '*a'.repeat(300);
  assert.equal(fits(pattern, ['a'.repeat(299)]), false);
  assert.equal(fits(pattern, ['a'.repeat(300)]), true);
});
