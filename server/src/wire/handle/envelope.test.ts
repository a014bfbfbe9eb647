// The version of answers against the recorded exchanges, and envelopes that are too short.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { answerVersion, decodeEnvelope } from './envelope.ts';
import { recordedCases, skip, unhex } from './recorded.contract.ts';

test(
  'the version of an answer is the one that Handle.Net chose, in every recorded exchange',
  { skip },
  () => {
    let seen = 0;
    for (const { name, request, response } of recordedCases) {
      if (request === undefined || response === undefined) continue;
      const asked = decodeEnvelope(unhex(request));
      const answered = decodeEnvelope(unhex(response));
      assert.ok(asked.ok && answered.ok);
      // Undecodable and unknown requests are answered in 2.3 under request id -1 (reference §8.5).
      if (answered.value.requestId === -1) continue;
      const { major, minor } = answered.value;
      assert.deepEqual(answerVersion(asked.value), { major, minor }, name);
      seen++;
    }
    assert.ok(seen > 200);
  },
);

test('an answer is never in a version newer than ours', () => {
  const versions = [
    [2, 12],
    [3, 0],
    [2, 11],
    [2, 0],
  ].map(([suggestedMajor = 0, suggestedMinor = 0]) =>
    answerVersion({ major: 2, minor: 11, suggestedMajor, suggestedMinor }),
  );
  assert.deepEqual(
    versions.map(({ major, minor }) => `${major}.${minor}`),
    ['2.11', '2.11', '2.11', '2.0'],
  );
});

test('an envelope needs all of its twenty bytes', () => {
  assert.deepEqual(decodeEnvelope(new Uint8Array(19)), { ok: false, reason: 'past-end', at: 16 });
  assert.equal(decodeEnvelope(new Uint8Array(20)).ok, true);
});
