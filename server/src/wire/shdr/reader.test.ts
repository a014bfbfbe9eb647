import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LineSplitter } from './lines.ts';
import type { ShdrOutcome } from './message.ts';
import { ShdrReader } from './reader.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const stamp = '2022-08-08T13:51:34Z';

function newReader(
  options: { lineBytesMax?: number; bodyCharactersMax?: number } = {},
): ShdrReader {
  return new ShdrReader({ kindOf: () => 'sample', ...options });
}

function summary(outcomes: readonly ShdrOutcome[]): string[] {
  return outcomes.map((outcome) => (outcome.ok ? outcome.message.kind : outcome.trouble));
}

test('however the bytes are cut, the lines are the same', () => {
  const text = `${stamp}|温度|21.5\r\n\n* PONG 10\n${stamp}|Xact|1\n`;
  const whole = newReader().push(bytesOf(text));
  assert.deepEqual(summary(whole), ['observations', 'pong', 'observations']);
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 40 }),
      (sizes) => {
        const reader = newReader();
        const bytes = bytesOf(text);
        const outcomes: ShdrOutcome[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          outcomes.push(...reader.push(bytes.subarray(at, at + size)));
          at += size;
        }
        assert.deepEqual(outcomes, whole);
        assert.deepEqual(reader.end(), []);
      },
    ),
  );
});

test('a line cut in half by the end of the connection is a reason, never a value', () => {
  const reader = newReader();
  assert.deepEqual(summary(reader.push(bytesOf(`${stamp}|Xact|1\n${stamp}|Xact|12`))), [
    'observations',
  ]);
  assert.deepEqual(summary(reader.end()), ['line-cut']);
  assert.deepEqual(reader.end(), []);
});

test('a line that is too long is dropped up to the next line break, once, in bounded memory', () => {
  const reader = newReader({ lineBytesMax: 100 });
  const outcomes = [
    ...reader.push(bytesOf('x'.repeat(80))),
    ...reader.push(bytesOf('x'.repeat(80))),
    ...reader.push(bytesOf('x'.repeat(80))),
    ...reader.push(bytesOf(`xxx\n${stamp}|Xact|1\n${'y'.repeat(101)}\n${stamp}|Xact|2\n`)),
  ];
  assert.deepEqual(summary(outcomes), [
    'line-too-long',
    'observations',
    'line-too-long',
    'observations',
  ]);
});

test('64 KiB are a line, one byte more is not', () => {
  const splitter = new LineSplitter();
  const line = 'a'.repeat(64 * 1024);
  assert.deepEqual(splitter.push(bytesOf(`${line}\n`)), [{ ok: true, line }]);
  const [outcome] = splitter.push(bytesOf(`a${line}\n`));
  assert.equal(outcome?.ok === false && outcome.trouble, 'line-too-long');
});

test('a line that is not UTF-8 is refused alone', () => {
  const bytes = Uint8Array.of(
    ...bytesOf(`${stamp}|Xact|1\n`),
    0xff,
    0xfe,
    10,
    ...bytesOf(`${stamp}|Xact|2\n`),
  );
  assert.deepEqual(summary(newReader().push(bytes)), ['observations', 'not-utf-8', 'observations']);
});

test('a body may span lines and hold bars and quotes', () => {
  const reader = newReader();
  const [outcome] = reader.push(
    bytesOf(
      `${stamp}|@ASSET@|T1|CuttingTool|--multiline--ABCD\n<a b="|">\n|x|\n</a>\n--multiline--ABCD\n`,
    ),
  );
  assert.deepEqual(outcome, {
    ok: true,
    message: {
      kind: 'asset',
      timeUs: 1_659_966_694_000_000,
      assetId: 'T1',
      assetType: 'CuttingTool',
      body: '<a b="|">\n|x|\n</a>',
    },
  });
});

test('a body that is too long or cut is a reason, and what follows is read', () => {
  const reader = newReader({ bodyCharactersMax: 20 });
  const head = `${stamp}|@ASSET@|T1|CuttingTool|--multiline--X\n`;
  const long = `${head}${'z'.repeat(15)}\n${'z'.repeat(15)}\n--multiline--X\n${stamp}|Xact|1\n`;
  assert.deepEqual(summary(reader.push(bytesOf(long))), ['body-too-long', 'observations']);
  assert.deepEqual(summary(reader.push(bytesOf(`${head}<a>\n`))), []);
  assert.deepEqual(summary(reader.end()), ['body-cut']);
});

test('no bytes make the reader fail', () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc
      .constantFrom('\n', '|', '--multiline--A', `${stamp}|@ASSET@|a|b|`, `${stamp}|Xact|1`, '"')
      .map(bytesOf),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const reader = newReader({ lineBytesMax: 64, bodyCharactersMax: 64 });
      for (const bytes of pieces) reader.push(bytes);
      reader.end();
    }),
    { numRuns: 1_000 },
  );
});

test('a line with a NUL, and one of a year that no store can keep, are refused and stop nothing', () => {
  const lines = [`${stamp}|a|1\0`, '9999-01-01T00:00:00Z|a|1', '0001-01-01T00:00:00Z|a|1'];
  const outcomes = newReader().push(bytesOf(`${lines.join('\n')}\n${stamp}|a|2\n`));
  assert.deepEqual(summary(outcomes), [
    'nul-character',
    'bad-timestamp',
    'bad-timestamp',
    'observations',
  ]);
});
