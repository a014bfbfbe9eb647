// Every message recorded with Handle.Net 9.2.0 decodes to the fields that an independent parser found, and encodes to the
// recorded bytes again. The exceptions are listed by name with their reason.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  contentOf,
  decodeContent,
  decodeMessage,
  encodeContent,
  encodeMessage,
} from './message.ts';
import { decodeEnvelope, encloseContent } from './envelope.ts';
import type { DecodeReason } from './outcome.ts';
import {
  expectedFields,
  hex,
  recordedCases,
  recordedContent,
  recordedFields,
  recordedMessages,
  skip,
  unhex,
} from './recorded.contract.ts';

/** Malformed on purpose: what this codec answers where the recording's parser gave up too. */
const malformed: Readonly<Record<string, DecodeReason>> = {
  'raw.array-length-too-big request': 'past-end',
  'raw.index-count-too-big request': 'count-too-large',
  'raw.negative-string-length request': 'negative-length',
};

/** Protocol 2.0: the answer carries a digest without the flag; only who asked knows. */
const digestAsked = new Set(['raw.digest-v2.0 response']);

/** Op 106 is unknown to Handle.Net, so the recording has its body as raw bytes; here it is a handle. */
const otherFields = new Set(['raw.unknown-op-list-derived-106 request']);

const readable = recordedMessages.filter(
  ({ name, fields }) => !(name in malformed) && !isEncrypted(fields),
);
const encrypted = recordedMessages.filter(({ fields }) => isEncrypted(fields));

test('the recording is there and has its messages', { skip }, () => {
  assert.ok(recordedMessages.length >= 480, `${recordedMessages.length} messages`);
  assert.deepEqual(
    recordedMessages.filter(({ fields }) => fields === undefined).map(({ name }) => name),
    Object.keys(malformed),
  );
  assert.equal(encrypted.length, 14);
});

test('every recorded message decodes to its fields', { skip }, async (context) => {
  for (const { name, bytes, fields } of readable) {
    await context.test(name, () => {
      const decoded = decodeMessage(bytes, { digestAsked: digestAsked.has(name) });
      assert.ok(decoded.ok, JSON.stringify(decoded));
      if (otherFields.has(name)) return;
      const found = recordedFields(decoded.value);
      const expected = expectedFields(fields ?? {});
      const credential = expected['credential'] as { signedPrefixHex?: string } | null;
      // An encoded credential was never bound to an envelope and has no recorded prefix.
      if (credential?.signedPrefixHex === undefined)
        delete (found['credential'] as typeof credential)?.signedPrefixHex;
      assert.deepEqual(JSON.parse(JSON.stringify(found)), JSON.parse(JSON.stringify(expected)));
    });
  }
});

test('every recorded message encodes to the same bytes', { skip }, () => {
  for (const { name, bytes } of readable) {
    const decoded = decodeMessage(bytes, { digestAsked: digestAsked.has(name) });
    assert.ok(decoded.ok);
    assert.equal(hex(encodeMessage(decoded.value)), hex(bytes), name);
  }
});

test(
  'requests that are malformed on purpose are refused by name, with the header that could be read',
  { skip },
  () => {
    for (const { name, bytes } of recordedMessages.filter((message) => message.name in malformed)) {
      const decoded = decodeMessage(bytes);
      assert.ok(!decoded.ok, name);
      assert.equal(decoded.reason, malformed[name], name);
      assert.equal(decoded.header?.op, 1, name);
      assert.ok((decoded.envelope?.requestId ?? 0) > 0, name);
    }
  },
);

test('encrypted messages open behind their envelope', { skip }, () => {
  for (const { name, bytes, fields } of encrypted) {
    const refused = decodeMessage(bytes);
    assert.deepEqual([refused.ok, !refused.ok && refused.reason], [false, 'encrypted'], name);
    const envelope = decodeEnvelope(bytes);
    assert.ok(envelope.ok);
    assert.equal(hex(encloseContent(envelope.value, contentOf(bytes))), hex(bytes), name);
    const content = unhex(String(fields?.['decryptedHex']));
    const decoded = decodeContent(content);
    assert.ok(decoded.ok, name);
    const { envelope: _e, credential: _c, ...expected } = expectedFields(fields ?? {});
    assert.deepEqual(
      JSON.parse(JSON.stringify(recordedContent(decoded.value))),
      JSON.parse(JSON.stringify(expected)),
    );
    assert.equal(hex(encodeContent(decoded.value)), hex(content), name);
  }
});

test('no recorded case is left out', { skip }, () => {
  const seen = new Set(
    recordedMessages.map(({ name }) => name.replace(/ (request|response)( part \d)?$/, '')),
  );
  const others = recordedCases.filter(
    ({ name, valueHex }) => !seen.has(name) && valueHex === undefined,
  );
  assert.deepEqual(
    others.map(({ name }) => name),
    ['key-material', 'server-choice', 'mac-algorithms'],
  );
});

function isEncrypted(fields: { readonly [name: string]: unknown } | undefined): boolean {
  return (fields?.['envelope'] as { encrypted?: boolean } | undefined)?.encrypted === true;
}
