import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseInfluxLine } from './influx-line.ts';

function read(line: string) {
  const outcome = parseInfluxLine(line);
  if (!outcome.ok) return `${outcome.trouble} ${outcome.at}`;
  const { measurement, tags, fields, time } = outcome.point;
  return [measurement, Object.fromEntries(tags), Object.fromEntries(fields), time];
}

test('points are read as the reference writes them', () => {
  assert.deepEqual(
    read('weather,location=us\\ mid temp=82.5,n=3i,ok=t,s="a \\"b\\", c" 1465839830100400200'),
    [
      'weather',
      { location: 'us mid' },
      { temp: 82.5, n: 3, ok: true, s: 'a "b", c' },
      '1465839830100400200',
    ],
  );
  assert.deepEqual(read('my\\,m\\ x f\\=g=-1e3'), ['my,m x', {}, { 'f=g': -1_000 }, undefined]);
});

test('what is wrong is told with its place', () => {
  assert.equal(read(',a=b c=1'), 'no-measurement 0');
  assert.equal(read('m,a c=1'), 'bad-tag 1');
  assert.equal(read('m'), 'no-field 1');
  assert.equal(read('m f'), 'bad-field 2');
  assert.equal(read('m f=abc'), 'bad-value 4');
  assert.equal(read('m f=NaN'), 'bad-value 4');
  assert.equal(read('m f=99999999999999999999i'), 'bad-value 4');
  assert.equal(read('m f=1e999'), 'bad-value 4');
  assert.equal(read('m f=1 later'), 'bad-time 5');
  assert.equal(read('m f="open'), 'bad-value 4');
});

test('any names and texts survive', () => {
  const name = fc.string({ minLength: 1, unit: fc.constantFrom('a', ' ', ',', '=', 'é', '"') });
  const text = fc.string({ unit: fc.constantFrom('a', '"', '\\', ' ', ',', 'é') });
  const escape = (one: string) => one.replace(/[,= ]/g, String.raw`\$&`);
  fc.assert(
    fc.property(name, name, text, (measurement, field, value) => {
      const line = `${escape(measurement)} ${escape(field)}="${value.replace(/["\\]/g, String.raw`\$&`)}"`;
      assert.deepEqual(read(line), [measurement, {}, { [field]: value }, undefined]);
    }),
  );
});

test('no text makes it throw, nor slow', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (line) => void read(line)));
  const begun = performance.now();
  read(`m ${'\\'.repeat(200_000)}`);
  read(`m f="${'\\"'.repeat(200_000)}`);
  assert.ok(performance.now() - begun < 500);
});
