import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Writer } from './writer.ts';

/** One field of each kind, the bytes it must leave, and how often the buffer grows under it. */
const fields: readonly [string, (writer: Writer) => void, readonly number[]][] = [
  ['int1', (writer) => writer.int1(7), [7]],
  ['int2', (writer) => writer.int2(0x0102), [1, 2]],
  ['int4', (writer) => writer.int4(0x01020304), [1, 2, 3, 4]],
  ['bytes', (writer) => writer.bytes(new Uint8Array([5, 6])), [5, 6]],
  ['counted', (writer) => writer.counted(new Uint8Array([5, 6])), [0, 0, 0, 2, 5, 6]],
  ['text', (writer) => writer.text('é'), [0, 0, 0, 2, 0xc3, 0xa9]],
  ['array', (writer) => writer.array([9], (to, value) => to.int1(value)), [0, 0, 0, 1, 9]],
];

for (const [name, write, bytes] of fields) {
  test(`${name} is whole wherever the buffer ends`, () => {
    for (let capacity = 1; capacity < 24; capacity++) {
      const writer = new Writer(capacity);
      for (let n = 0; n < 12; n++) write(writer);
      assert.deepEqual([...writer.finish()], Array(12).fill(bytes).flat(), `capacity ${capacity}`);
    }
  });
}
