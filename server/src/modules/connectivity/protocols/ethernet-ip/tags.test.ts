// Elements of arrays of booleans: which bit they are is known from the first answer, and only once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quality } from '../../../../stores/series/series.ts';
import { cipType, encodeTyped } from '../../../../wire/cip/data-types.ts';
import { cipStatus, type CipReply } from '../../../../wire/cip/message.ts';
import { encodeTagPath, parseTag } from '../../../../wire/cip/path.ts';
import { Tag } from './tags.ts';

function flag(): Tag {
  const path = parseTag('Flags[34]');
  assert.ok(path);
  return new Tag('Flags[34]', path, 'boolean');
}

function answer(
  type: number,
  value: number | boolean,
  status: number = cipStatus.success,
): CipReply {
  const extended = 0;
  return { service: 0xcc, status, extended, data: encodeTyped({ type, value }) };
}

test('two answers to the same question find the same bit', () => {
  const tag = flag();
  const words = answer(cipType.DWORD, 0);
  tag.probed(words);
  tag.probed(words);
  assert.deepEqual([tag.path, tag.bit], [encodeTagPath(['Flags', 1]), 2]);
  assert.deepEqual(tag.read(answer(cipType.DWORD, 0b100)), { value: true, quality: quality.good });
});

test('while it is not known where the bit is, no value is good and nothing is asked for good', () => {
  const tag = flag();
  tag.probed(answer(cipType.DWORD, 0, 0x10));
  assert.equal(tag.read(answer(cipType.DWORD, 1)).quality, quality.bad);
  assert.notEqual(tag.probe, undefined, 'it is asked again');
  tag.probed(answer(cipType.BOOL, false));
  assert.equal(tag.probe, undefined);
  assert.deepEqual(tag.read(answer(cipType.BOOL, true)), { value: true, quality: quality.good });
});
