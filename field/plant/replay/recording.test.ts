import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRecording } from './recording.ts';

const encoder = new TextEncoder();

function offsets(text: string): number[] {
  return readRecording(encoder.encode(text)).pieces.map(({ atUs }) => atUs / 1_000_000);
}

test('lines are due as far apart as their stamps', () => {
  assert.deepEqual(
    offsets('2026-01-01T00:00:00Z|a|1\n2026-01-01T00:00:01.5Z|a|2\n2026-01-01T00:00:04Z|a|3\n'),
    [0, 1.5, 4],
  );
});

test('old stamps of assets, small steps back and a second run do not stall it', () => {
  const text = [
    '2026-01-01T12:00:00Z|a|1',
    '2026-01-01T03:00:00Z|@ASSET@|t|CuttingTool|<x/>',
    '2026-01-01T12:00:01Z|a|2',
    '2026-01-01T12:00:00.9Z|a|3',
    '2026-01-01T12:00:02Z|a|4',
    '* adapterVersion: 2',
    '2026-01-01T11:00:00Z|a|5',
    '2026-01-01T11:00:03Z|a|6',
    '2026-01-01T15:00:00Z|a|7',
  ].join('\n');
  assert.deepEqual(offsets(text), [0, 0, 1, 1, 2, 2, 2, 5, 65]);
});

test('the bytes stay as they are, and a block is one piece', () => {
  const text =
    '2026-01-01T00:00:00Z|a|1\r\n2026-01-01T00:00:00Z|@ASSET@|t|T|--multiline--X\n<a>\n2026|b\n--multiline--X\n|a|2';
  const { pieces, lines, stamped } = readRecording(encoder.encode(text));
  assert.equal(pieces.length, 3);
  assert.deepEqual([lines, stamped], [6, 2]);
  assert.equal(Buffer.concat(pieces.map(({ bytes }) => bytes)).toString(), `${text}\n`);
});
