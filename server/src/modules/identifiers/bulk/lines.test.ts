import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { lineBytesMax, linesOf, type Line } from './lines.ts';

async function read(parts: readonly Uint8Array[]): Promise<Line[]> {
  const lines: Line[] = [];
  const stream = (async function* () {
    yield* parts;
  })();
  for await (const line of linesOf(stream)) lines.push(line);
  return lines;
}

test('however the bytes are cut, the lines are the same', async () => {
  const text = fc.array(
    fc.string({ unit: 'grapheme' }).map((one) => one.replaceAll(/[\r\n]/g, 'x')),
  );
  await fc.assert(
    fc.asyncProperty(
      text,
      fc.array(fc.nat({ max: 40 })),
      fc.boolean(),
      async (lines, cuts, ends) => {
        const bytes = Buffer.from(lines.join('\n') + (ends ? '\n' : ''));
        const parts: Uint8Array[] = [];
        let at = 0;
        for (const cut of cuts) parts.push(bytes.subarray(at, (at += cut)));
        parts.push(bytes.subarray(at));
        const expected = lines.flatMap((line, n) =>
          line.trim() === '' ? [] : [{ number: n + 1, text: line }],
        );
        assert.deepEqual(await read(parts), expected);
      },
    ),
  );
});

test('a line that never ends is told, not held', async () => {
  const part = Buffer.alloc(700_000, 'x');
  const lines = await read([Buffer.from('a\n'), part, part, part, Buffer.from('\nb\r\n')]);
  assert.deepEqual(lines, [
    { number: 1, text: 'a' },
    { number: 2, text: 'too-long' },
    { number: 3, text: 'b' },
  ]);
  assert.ok(part.length * 3 > lineBytesMax);
});
