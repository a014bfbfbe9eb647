import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { boundaryIn, MultipartReader, type MultipartOutcome } from './multipart-reader.ts';

const bounds = { bodyBytesMax: 10_000 };
const bytes = (text: string) => Buffer.from(text, 'latin1');

function read(text: Uint8Array, cuts: readonly number[] = [], boundary = 'x1'): MultipartOutcome[] {
  const reader = new MultipartReader(boundary, bounds);
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].toSorted((a, b) => a - b);
  let from = 0;
  return [...places, text.length].flatMap((to) => {
    const found = reader.push(text.subarray(from, to));
    from = to;
    return found;
  });
}

const texts = (outcomes: readonly MultipartOutcome[]) =>
  outcomes.map((one) => (one.ok ? Buffer.from(one.part.body).toString('latin1') : one.trouble));

const counted = (body: string) =>
  `--x1\r\nContent-type: text/xml\r\nContent-length: ${body.length}\r\n\r\n${body}\r\n`;
const open = (body: string) => `--x1\r\nContent-type: text/xml\r\n\r\n${body}\r\n`;

test('however the bytes are cut, the parts are the same', () => {
  const body = fc
    .string({ maxLength: 200 })
    .filter((text) => !text.includes('--x1') && !/[\r\n]$/.test(text));
  const parts = fc.array(fc.tuple(fc.boolean(), body), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(parts, fc.array(fc.nat(3_000), { maxLength: 20 }), (given, cuts) => {
      const latin = given.map(
        ([isCounted, text]) => [isCounted, bytes(text).toString('latin1')] as const,
      );
      const text = bytes(
        `${latin.map(([isCounted, one]) => (isCounted ? counted(one) : open(one))).join('')}--x1--\r\n`,
      );
      assert.deepEqual(
        texts(read(text, cuts)),
        latin.map(([, one]) => one),
      );
    }),
  );
});

test('a length may hide a delimiter in the body, and line ends may be bare', () => {
  assert.deepEqual(texts(read(bytes(counted('a--x1\r\nb')))), ['a--x1\r\nb']);
  assert.deepEqual(texts(read(bytes('--x1\nA: b\n\nhello\n--x1\n\nyou\n--x1--'))), [
    'hello',
    'you',
  ]);
  assert.deepEqual(texts(read(bytes(counted('one')), [], '--x1')), ['one']);
});

test('what is too long is refused once, and nothing is kept of it', () => {
  const cases: [string, string][] = [
    ['y'.repeat(9_000), 'bad-boundary'],
    [`--x1\r\n${'h'.repeat(9_000)}`, 'head-too-long'],
    [
      `--x1\r\n${'a: b\r\n'.repeat(20)}${Array.from({ length: 60 }, (_, i) => `k${i}: v\r\n`).join('')}`,
      'head-too-long',
    ],
    ['--x1\r\nContent-Length: 10001\r\n\r\n', 'body-too-long'],
    ['--x1\r\nContent-Length: -1\r\n\r\n', 'bad-length'],
    [`--x1\r\n\r\n${'b'.repeat(11_000)}`, 'body-too-long'],
  ];
  for (const [text, trouble] of cases)
    assert.deepEqual(texts(read(bytes(text), [5, 100])), [trouble]);
});

test('no bytes make it throw', () => {
  const pieces = fc.oneof(
    fc.uint8Array({ maxLength: 100 }),
    fc.constantFrom('--x1', '\r\n', '\n\n', 'Content-Length: 5\r\n', '--').map(bytes),
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (given) => {
      const reader = new MultipartReader('x1', { bodyBytesMax: 64 });
      for (const piece of given) reader.push(piece);
    }),
  );
});

test('the boundary is found in the type, quoted or not', () => {
  assert.equal(boundaryIn('multipart/x-mixed-replace;boundary=abc'), 'abc');
  assert.equal(boundaryIn('Multipart/x-mixed-replace; boundary="a b"; charset=x'), 'a b');
  assert.equal(boundaryIn('text/xml'), undefined);
  assert.equal(boundaryIn('multipart/mixed'), undefined);
});

test('a part in the smallest of pieces costs no more than in one', () => {
  const octets = 1_000_000;
  for (const head of [`content-length: ${octets}\r\n`, '']) {
    const text = `--b\r\n${head}\r\n${'x'.repeat(octets)}\r\n--b--\r\n`;
    const bytes = Buffer.from(text);
    const reader = new MultipartReader('b', { bodyBytesMax: octets });
    const found: MultipartOutcome[] = [];
    const begun = performance.now();
    for (let at = 0; at < bytes.length; at += 4)
      found.push(...reader.push(bytes.subarray(at, at + 4)));
    assert.ok(performance.now() - begun < 5_000, 'joined with each piece it takes a minute');
    assert.deepEqual(
      found.map((one) => one.ok && one.part.body.length),
      [octets],
    );
  }
});
