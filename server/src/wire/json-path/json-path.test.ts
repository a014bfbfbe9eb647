import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseJsonPath, readJsonPath } from './json-path.ts';

const document = { a: { b: [{ c: 1 }, { c: 2 }], 'x y': 3, "it's": 4 }, n: null, zero: 0 };
const read = (text: string) => {
  const parsed = parseJsonPath(text);
  return parsed.ok ? readJsonPath(document, parsed.path) : `wrong at ${parsed.at}`;
};

test('names and indexes lead to one value', () => {
  assert.equal(read('$.a.b[0].c'), 1);
  assert.equal(read('a.b[-1].c'), 2);
  assert.equal(read("$.a['x y']"), 3);
  assert.equal(read(String.raw`$['a']['it\'s']`), 4);
  assert.equal(read('$["a"].x y'), 3);
  assert.equal(read('$'), document);
  assert.equal(read('n'), null);
  assert.equal(read('zero'), 0);
});

test('what is not there is undefined, also what every object has', () => {
  for (const path of ['a.q', 'a.b[7]', 'a.b.c', 'n.x', 'constructor', '__proto__', 'a.b.length']) {
    assert.equal(read(path), undefined, path);
  }
});

test('what is no path is told with its place', () => {
  for (const [path, at] of [
    ['a..b', 1],
    ['a[', 1],
    ['a[x]', 1],
    ['.a', 0],
    ['a]', 1],
    ['$x', 1],
  ] as const) {
    assert.equal(read(path), `wrong at ${at}`, path);
  }
});

test('no text makes it throw, and any key can be written', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void read(text)));
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (key) => {
      const written = `$['${key.replace(/[\\']/g, String.raw`\$&`)}']`;
      const parsed = parseJsonPath(written);
      if (/[\n\r\u2028\u2029]/.test(key)) return;
      assert.ok(parsed.ok);
      assert.deepEqual(parsed.path, [key]);
    }),
  );
});
