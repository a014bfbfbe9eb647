// The code tables are complete and unambiguous.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { opCode, opLabel, opName, responseCode, responseLabel, responseName } from './codes.ts';

test('every code has one name, and a label in both languages', () => {
  for (const [codes, labels, nameOf] of [
    [opCode, opLabel, opName],
    [responseCode, responseLabel, responseName],
  ] as const) {
    assert.deepEqual(Object.keys(labels), Object.keys(codes));
    for (const [name, code] of Object.entries(codes)) assert.equal(nameOf(code), name);
    for (const { en, zh } of Object.values(labels))
      assert.ok(/^[ -~]+$/.test(en) && /\p{Script=Han}/u.test(zh), en);
  }
  assert.equal(opName(9999), undefined);
  assert.equal(responseName(0), undefined);
});
