import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EventParser, type StreamEvent } from './event-parser.ts';

const stream = [
  'retry: 1000\n\n',
  ': still here\n\n',
  'id: 7\nevent: readings\ndata: {"a":1}\n\n',
  'data: 一\r\ndata:two\r\n\r\n',
  'event: dropped\n\n',
  'data\n\n',
].join('');

const expected: StreamEvent[] = [
  { event: 'readings', id: '7', data: '{"a":1}' },
  { event: 'message', id: '7', data: '一\ntwo' },
  { event: 'message', id: '7', data: '' },
];

test('the same events come out wherever the text is cut', () => {
  const cuts = fc.array(fc.nat(stream.length), { maxLength: 12 });
  fc.assert(
    fc.property(cuts, (places) => {
      const parser = new EventParser();
      const sorted = [0, ...places.toSorted((a, b) => a - b), stream.length];
      const events = sorted.slice(1).flatMap((end, i) => parser.read(stream.slice(sorted[i], end)));
      assert.deepEqual(events, expected);
      assert.equal(parser.retryMs, 1_000);
    }),
  );
});

test('no text makes it crash', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => void new EventParser().read(text)),
  );
});

test('an event without end is refused before it fills the memory', () => {
  const parser = new EventParser();
  const piece = 'x'.repeat(1024 * 1024);
  assert.throws(() => {
    for (let i = 0; i < 10; i++) parser.read(piece);
  }, RangeError);
});
