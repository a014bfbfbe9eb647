import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CsvRecords, likelyDelimiter, type CsvOutcome } from './csv-record.ts';

function read(text: string, delimiter = ','): CsvOutcome[] {
  const records = new CsvRecords({ delimiter });
  const found = text.split('\n').flatMap((line) => records.push(line) ?? []);
  const last = records.end();
  return last ? [...found, last] : found;
}

const quoted = (field: string) => `"${field.replaceAll('"', '""')}"`;

test('what is written is read, quotes, delimiters and line ends inside fields too', () => {
  const field = fc.string({
    unit: fc.constantFrom('a', '"', ',', '\n', ' ', ';', 'é'),
    maxLength: 12,
  });
  const records = fc.array(fc.array(field, { minLength: 1, maxLength: 5 }), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(records, (given) => {
      const text = given.map((fields) => fields.map(quoted).join(',')).join('\n');
      const found = read(text);
      assert.deepEqual(
        found.map((one) => (one.ok ? one.fields : one.trouble)),
        given,
      );
    }),
  );
});

test('each record tells the line where it begins', () => {
  const found = read('a,b\n\n"x\ny",2\nc,d');
  assert.deepEqual(
    found.map(({ line }) => line),
    [1, 3, 5],
  );
});

test('broken quotes are refused with their line, and the next record is read', () => {
  const found = read('a"b,1\n"a"b,1\nc,2\n"open,\nstill');
  assert.deepEqual(
    found.map((one) => [one.line, one.ok ? 'ok' : one.trouble]),
    [
      [1, 'quote-in-field'],
      [2, 'after-quote'],
      [3, 'ok'],
      [4, 'quote-open'],
    ],
  );
});

test('a quote that never closes is given up within bounds', () => {
  const records = new CsvRecords({ delimiter: ',' });
  records.push('"');
  const found = Array.from({ length: 300 }, () => records.push('x'.repeat(1_000))).filter(
    (one) => one?.ok === false,
  );
  assert.equal(found[0]?.ok === false && found[0].trouble, 'too-long');
  const begun = performance.now();
  read(`"${'\n'.repeat(100_000)}`);
  assert.ok(performance.now() - begun < 2_000);
});

test('no text makes it throw', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (lines) => void read(lines.join('\n'))),
  );
});

test('the delimiter is seen in the header', () => {
  assert.equal(likelyDelimiter('time;"a,b,c";x'), ';');
  assert.equal(likelyDelimiter('time\tvalue'), '\t');
  assert.equal(likelyDelimiter('one'), ',');
});
