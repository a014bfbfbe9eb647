// What a request digest covers, against every digest in the recording.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { digestAlgorithm, headerAndBody } from './digest.ts';
import { contentOf, decodeMessage } from './message.ts';
import { hex, recordedMessages, skip } from './recorded.contract.ts';

const hashNames = {
  [digestAlgorithm.md5Legacy]: 'md5',
  [digestAlgorithm.md5]: 'md5',
  2: 'sha1',
  3: 'sha256',
};

test('the digest of a recorded answer covers header and body of its request', { skip }, () => {
  let seen = 0;
  recordedMessages.forEach(({ name, bytes }, n) => {
    const request = recordedMessages[n - 1];
    const decoded = decodeMessage(bytes, { digestAsked: name === 'raw.digest-v2.0 response' });
    if (!name.endsWith(' response') || !decoded.ok || decoded.value.digest === undefined) return;
    // Made by the encoder without a request that it would belong to.
    if (request === undefined || name.startsWith('encoded.')) return;
    const { algorithm, bytes: digest } = decoded.value.digest;
    const hash = createHash(hashNames[algorithm as 0 | 1 | 2 | 3]).update(
      headerAndBody(contentOf(request.bytes)),
    );
    // The final answer to a challenge answer carries the digest of the original request, not of the answer.
    if (name.includes('/answer')) return;
    assert.equal(hash.digest('hex'), hex(digest), name);
    seen++;
  });
  assert.ok(seen > 60, `${seen} digests`);
});

test('a content shorter than it says has no header and body', () => {
  const content = new Uint8Array(24);
  assert.equal(headerAndBody(content).length, 24);
  assert.equal(headerAndBody(content.subarray(0, 20)).length, 0);
  content[23] = 1;
  assert.equal(headerAndBody(content).length, 0);
  content[20] = 0xff;
  assert.equal(headerAndBody(content).length, 0);
});
