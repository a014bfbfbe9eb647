// What a process may say that answers a question in SQL, and what it cannot make of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lines } from './frames.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const answer = { columns: [{ name: 'n', type: 'BIGINT' }], rows: [[1]], complete: true, read: 4 };

test('lines come whole, however they are cut', () => {
  const lines = new Lines();
  const text = bytes(`{"more":true}\n${JSON.stringify({ answer })}\n`);
  const heard = [...text].flatMap((byte) => lines.push(Uint8Array.of(byte)) ?? assert.fail());
  assert.deepEqual(heard, [{ more: true }, { answer }]);
});

test('JSON that is none of our lines is none, whatever it is', () => {
  for (const said of [
    ...[null, 5, 'more', true, [], {}, [{ more: true }], { more: 1 }, { refused: null }],
    ...[{ answer: null }, { answer: [] }, { answer: { ...answer, rows: [null] } }],
    ...[{ answer: { ...answer, rows: [[{}]] } }, { answer: { ...answer, columns: [null] } }],
    ...[{ answer: { ...answer, rows: 'x' } }, { answer: { ...answer, read: '4' } }],
  ]) {
    assert.equal(
      new Lines().push(bytes(`${JSON.stringify(said)}\n`)),
      undefined,
      JSON.stringify(said),
    );
  }
  assert.equal(new Lines().push(bytes('no JSON\n')), undefined);
});
