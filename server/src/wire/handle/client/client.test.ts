// The client's side of the codec: requests as the recorded clients made them, answers matched and joined,
// challenges answered only for one's own requests, sessions that open nothing but their own.
import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeMessage, encodeMessage, type Message } from '../message.ts';
import { makeEnvelope } from '../envelope.ts';
import { flagsOf } from '../header.ts';
import { hex, recordedCases, skip, unhex } from '../recorded.contract.ts';
import type { SessionCrypto } from '../session-seal.ts';
import { sealed } from '../session-seal.ts';
import { answerChallenge, type Digests } from './challenge-answer.ts';
import { ClientSession } from './client-session.ts';
import { listedHandles, PendingAnswers } from './pending-answers.ts';
import { encodeRequest, requests, type Request } from './requests.ts';

const digests: Digests = (name, bytes) => createHash(name).update(bytes).digest();

const crypto: SessionCrypto = {
  hmac: (key, bytes) => createHmac('sha256', key).update(bytes).digest(),
  encrypt(key, iv, bytes) {
    const cipher = createCipheriv('aes-128-cbc', key, iv);
    return Buffer.concat([cipher.update(bytes), cipher.final()]);
  },
  decrypt(key, iv, bytes) {
    const decipher = createDecipheriv('aes-128-cbc', key, iv);
    try {
      return Buffer.concat([decipher.update(bytes), decipher.final()]);
    } catch {
      return undefined;
    }
  },
  random: (count) => randomBytes(count),
};

function read(bytes: Uint8Array): Message {
  const decoded = decodeMessage(bytes);
  assert.ok(decoded.ok, JSON.stringify(decoded));
  return decoded.value;
}

const ids = { requestId: 5, expirationSeconds: 1_900_000_000 };
const answerOf = (request: Request, over: Partial<Message['header']>, body: Message['body']) =>
  encodeMessage({
    envelope: makeEnvelope({ requestId: ids.requestId }),
    header: { ...read(encodeRequest(request, ids)).header, responseCode: 1, ...over },
    body,
  });

test('the requests of recorded clients are built byte for byte', { skip }, () => {
  const made = new Map<number, number>();
  for (const { name, request = '', fields } of recordedCases) {
    const decoded = decodeMessage(unhex(request));
    if (!decoded.ok || fields.request === undefined) continue;
    const { envelope, header, body, bodyTrailing, credential, credentialOmitted } = decoded.value;
    const isPlain =
      credential === undefined && credentialOmitted === undefined && body.kind !== 'raw';
    const isUsual = body.kind === 'session-setup-request' || bodyTrailing === undefined;
    if (!isPlain || !isUsual || header.recursionCount !== 0 || /garbage/.test(name)) continue;
    const own = encodeRequest(
      { op: header.op, body },
      {
        requestId: envelope.requestId,
        expirationSeconds: header.expirationSeconds,
        flags: header.flags,
        siteInfoSerial: header.siteInfoSerial,
        envelope,
      },
    );
    assert.equal(hex(own), request, name);
    made.set(header.op, (made.get(header.op) ?? 0) + 1);
  }
  assert.ok(made.size >= 14, `operations ${[...made.keys()].join(' ')}`);
});

test('every operation has its request', () => {
  const value = {
    index: 1,
    timestampSeconds: 0,
    ttlType: 0,
    ttlSeconds: 1,
    permissions: 14,
    type: 'URL',
    data: Uint8Array.of(1),
    references: [],
  };
  const verify = {
    userHandle: 'a/b',
    userIndex: 1,
    nonce: Uint8Array.of(1),
    requestDigest: Uint8Array.of(2),
    signedResponse: Uint8Array.of(3),
  };
  const setUp = { mode: 2, timeoutSeconds: 1, identityHandle: 'a/b', identityIndex: 1 };
  const all: Readonly<Record<keyof typeof requests, [Request, number]>> = {
    resolve: [requests.resolve('a/b', { indexes: [1], types: ['URL'] }), 1],
    siteInfo: [requests.siteInfo(), 2],
    create: [requests.create('a/b', [value]), 100],
    delete: [requests.delete('a/b'), 101],
    addValues: [requests.addValues('a/b', [value]), 102],
    removeValues: [requests.removeValues('a/b', [1]), 103],
    modifyValues: [requests.modifyValues('a/b', [value]), 104],
    listHandles: [requests.listHandles('0.NA/a'), 105],
    listDerivedPrefixes: [requests.listDerivedPrefixes('0.NA/a'), 106],
    verifyAnswer: [requests.verifyAnswer(verify), 201],
    homePrefix: [requests.homePrefix('0.NA/a'), 300],
    unhomePrefix: [requests.unhomePrefix('0.NA/a'), 301],
    listHomedPrefixes: [requests.listHomedPrefixes(), 302],
    setUpSession: [requests.setUpSession(setUp), 400],
    endSession: [requests.endSession(), 401],
    exchangeSessionKey: [requests.exchangeSessionKey({ encryptedKey: Uint8Array.of(1) }), 402],
    logIn: [requests.logIn('a/b', 1), 2001],
  };
  for (const [request, op] of Object.values(all)) {
    const message = read(encodeRequest(request, ids));
    assert.deepEqual([message.header.op, message.body], [op, request.body]);
  }
});

test('answers in any order find their requests, and the parts of one are joined', () => {
  const pending = new PendingAnswers();
  const part = (requestId: number, handle: string, more: boolean): Message => ({
    ...read(
      answerOf(
        requests.listHandles('0.NA/a'),
        { flags: more ? flagsOf('continuous') : 0 },
        { kind: 'list-response', handles: [handle] },
      ),
    ),
    envelope: makeEnvelope({ requestId }),
  });
  assert.deepEqual([pending.expect(1), pending.expect(2), pending.expect(1)], [true, true, false]);
  assert.equal(pending.take(part(1, 'a/1', true)), undefined);
  assert.deepEqual(pending.take(part(2, 'a/9', false))?.requestId, 2);
  assert.equal(pending.take(part(3, 'a/7', false)), undefined, 'nobody asked');
  const whole = pending.take(part(1, 'a/2', false));
  assert.deepEqual(listedHandles(whole?.parts ?? []), ['a/1', 'a/2']);
  assert.equal(pending.count, 0);
  const bounded = new PendingAnswers({ partsMax: 3 });
  bounded.expect(1);
  const ends = [1, 2, 3, 4].map((n) => bounded.take(part(1, `a/${n}`, true))?.parts.length);
  assert.deepEqual(ends, [undefined, undefined, 3, undefined]);
  pending.expect(1);
  pending.forget(1);
  assert.equal(pending.take(part(1, 'a/1', false)), undefined);
});

test('a challenge is answered for the own request alone', { skip }, () => {
  const named = new Map(recordedCases.map((one) => [one.name, one]));
  const prover = {
    handle: 'a/b',
    index: 1,
    authType: 'HS_PUBKEY',
    prove: (covered: Uint8Array) => covered,
  };
  let answered = 0;
  for (const [name, one] of named) {
    if (!name.endsWith('/challenge') || name.startsWith('raw.suggest-2.0')) continue;
    const request = unhex(one.request ?? '');
    const challenge = read(unhex(one.response ?? ''));
    const outcome = answerChallenge({ request, challenge }, { prover, digests }, ids);
    assert.ok(outcome.ok, name);
    const answer = read(outcome.message);
    assert.ok(answer.body.kind === 'challenge-answer');
    assert.equal(answer.envelope.sessionId, challenge.envelope.sessionId);
    const signed = named.get(name.replace('/challenge', '/answer'))?.fields['challenge'] as
      | { signedBytes: string }
      | undefined;
    if (signed) assert.equal(hex(answer.body.signedResponse), signed.signedBytes, name);
    const other = request.slice();
    other[50] = (other[50] ?? 0) ^ 1;
    const refused = answerChallenge({ request: other, challenge }, { prover, digests }, ids);
    assert.deepEqual(refused, { ok: false, reason: 'digest-of-another-request' }, name);
    answered += 1;
  }
  assert.ok(answered >= 40, `${answered}`);
  const plain = read(answerOf(requests.delete('a/b'), {}, { kind: 'empty' }));
  const none = answerChallenge(
    { request: new Uint8Array(60), challenge: plain },
    { prover, digests },
    ids,
  );
  assert.deepEqual(none, { ok: false, reason: 'no-challenge' });
});

for (const encrypted of [false, true]) {
  test(`a session opens its own answers only${encrypted ? ', encrypted' : ''}`, () => {
    const key = randomBytes(32);
    const session = new ClientSession({ id: 9, key, encrypted, crypto });
    const plain = answerOf(requests.delete('a/b'), {}, { kind: 'empty' });
    const answer = sealed(plain, { key, sessionId: 9, counter: 1, encrypted }, crypto);
    const reason = (bytes: Uint8Array): string => {
      const opened = session.open(bytes);
      return opened.ok ? 'ok' : opened.reason;
    };
    assert.equal(
      reason(
        sealed(plain, { key: randomBytes(32), sessionId: 9, counter: 1, encrypted: false }, crypto),
      ),
      'mac',
    );
    assert.equal(reason(plain), 'other-session');
    assert.equal(reason(answer), 'ok');
    assert.equal(reason(answer), 'replayed');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) =>
        assert.notEqual(reason(bytes), 'ok'),
      ),
    );
    const [one, two] = [
      session.seal(encodeRequest(requests.delete('a/b'), ids)),
      session.seal(encodeRequest(requests.delete('a/b'), ids)),
    ];
    assert.notDeepEqual(one, two, 'no message of a session is like another');
  });
}
