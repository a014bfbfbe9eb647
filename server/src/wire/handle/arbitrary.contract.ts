// Arbitrary values of the codec for property tests: well-formed messages of every body kind, and recorded messages damaged
// at random places.

import fc from 'fast-check';

import type { Body } from './body.ts';
import { opCode, responseCode } from './codes.ts';
import type { Credential } from './credential.ts';
import type { HandleValue, Reference } from './handle-value.ts';
import type { Envelope } from './envelope.ts';
import type { Content, Message } from './message.ts';
import { flagsOf } from './header.ts';
import { recordedMessages } from './recorded.contract.ts';

export const text = fc.string({ unit: 'binary', maxLength: 24 });
export const bytes = (maxLength = 40): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength });
export const int4 = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });
export const uint4 = fc.nat({ max: 0xffff_ffff });
const int2 = fc.nat({ max: 0xffff });
const int1 = fc.nat({ max: 0xff });

/** Records as plain objects, as the decoders make them. */
export function record<T>(model: { [Name in keyof T]: fc.Arbitrary<T[Name]> }): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<T>;
}

export const reference: fc.Arbitrary<Reference> = record({ handle: text, index: int4 });

export const value: fc.Arbitrary<HandleValue> = record({
  index: int4,
  timestampSeconds: uint4,
  ttlType: int1,
  ttlSeconds: int4,
  permissions: int1,
  type: text,
  data: bytes(),
  references: fc.array(reference, { maxLength: 3 }),
});

const values = fc.array(value, { maxLength: 4 });
const indexes = fc.array(int4, { maxLength: 4 });
const user = { userHandle: text, userIndex: int4 };

/** One form of body with the codes under which it is sent. */
function form(
  op: number,
  code: number,
  body: fc.Arbitrary<Body>,
): fc.Arbitrary<[number, number, Body]> {
  return fc.tuple(fc.constant(op), fc.constant(code), body);
}

type FieldsOf<Kind extends Body['kind']> = Exclude<keyof Extract<Body, { kind: Kind }>, 'kind'>;

function body<Kind extends Body['kind']>(
  kind: Kind,
  fields: { [Name in FieldsOf<Kind>]-?: fc.Arbitrary<unknown> },
  optional: readonly string[] = [],
): fc.Arbitrary<Body> {
  const model = { kind: fc.constant(kind), ...fields };
  const requiredKeys = Object.keys(model).filter((name) => !optional.includes(name));
  return fc.record(model, {
    requiredKeys: requiredKeys as never,
    noNullPrototype: true,
  }) as fc.Arbitrary<Body>;
}

function setupRequest(fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Body> {
  const identity = { timeoutSeconds: int4, identityHandle: text, identityIndex: int4 };
  return record({
    kind: fc.constant('session-setup-request'),
    ...identity,
    ...fields,
  }) as fc.Arbitrary<Body>;
}

const handleOps = [2, 101, 105, 106, 300, 301, 302, 401];

/** Every row of reference §1.5. */
export const forms: fc.Arbitrary<[number, number, Body]> = fc.oneof(
  form(
    opCode.resolve,
    0,
    body('resolve-request', { handle: text, indexes, types: fc.array(text, { maxLength: 3 }) }),
  ),
  form(opCode.resolve, responseCode.ok, body('resolve-response', { handle: text, values })),
  form(opCode.create, 0, body('values-request', { handle: text, values })),
  form(opCode.modifyValues, 0, body('values-request', { handle: text, values })),
  form(opCode.create, responseCode.ok, body('create-response', { handle: text })),
  form(opCode.removeValues, 0, body('remove-request', { handle: text, indexes })),
  ...handleOps.map((op) => form(op, 0, body('handle-request', { handle: text }))),
  form(
    opCode.listHandles,
    responseCode.ok,
    body('list-response', { handles: fc.array(text, { maxLength: 5 }) }),
  ),
  form(
    opCode.getSiteInfo,
    responseCode.ok,
    body('site-info-response', { site: fc.uint8Array({ minLength: 1 }) }),
  ),
  form(
    opCode.create,
    responseCode.handleExists,
    body('error', { message: text, indexes }, ['indexes']),
  ),
  form(
    opCode.resolve,
    responseCode.prefixReferral,
    body('referral', { handle: text, values }, ['values']),
  ),
  form(opCode.delete, responseCode.authenticationNeeded, body('challenge', { nonce: bytes() })),
  form(
    opCode.challengeAnswer,
    0,
    body('challenge-answer', { authType: text, ...user, signedResponse: bytes() }),
  ),
  form(
    opCode.verifyAnswer,
    0,
    body('verify-request', {
      ...user,
      nonce: bytes(),
      requestDigest: bytes(),
      signedResponse: bytes(),
    }),
  ),
  form(opCode.verifyAnswer, responseCode.ok, body('verify-response', { valid: fc.boolean() })),
  form(opCode.loginIdSystem, 0, body('login-request', user)),
  form(opCode.sessionSetup, 0, setupRequest({ mode: fc.constantFrom(1, 4), publicKey: bytes() })),
  form(opCode.sessionSetup, 0, setupRequest({ mode: fc.constant(2) })),
  form(
    opCode.sessionSetup,
    0,
    setupRequest({ mode: fc.constant(3), keyHandle: text, keyIndex: int4 }),
  ),
  form(
    opCode.sessionSetup,
    responseCode.ok,
    body('session-setup-response', { mode: int2, data: bytes() }),
  ),
  form(opCode.sessionKeyExchange, 0, body('session-key-exchange', { encryptedKey: bytes() })),
  form(opCode.delete, responseCode.ok, body('empty', {})),
  form(opCode.login, 0, body('raw', { bytes: bytes() })),
);

const envelope: fc.Arbitrary<Envelope> = record({
  major: int1,
  minor: int1,
  suggestedMajor: fc.nat({ max: 31 }),
  suggestedMinor: int1,
  compressed: fc.constant(false),
  encrypted: fc.constant(false),
  truncated: fc.boolean(),
  sessionId: int4,
  requestId: int4,
  sequence: int4,
});

const credential: fc.Arbitrary<Credential> = record({
  version: int1,
  options: int2,
  signer: text,
  sessionCounter: int4,
  type: text,
  algorithm: text,
  signature: bytes(),
});

const digest = fc.oneof(
  ...[16, 16, 20, 32].map((length, algorithm) =>
    record({
      algorithm: fc.constant(algorithm),
      bytes: fc.uint8Array({ minLength: length, maxLength: length }),
    }),
  ),
);

export const message: fc.Arbitrary<Message> = record({
  envelope,
  form: forms,
  flags: uint4,
  siteInfoSerial: int2,
  recursionCount: int1,
  expirationSeconds: uint4,
  digest: fc.option(digest, { nil: undefined }),
  credential: fc.option(credential, { nil: undefined }),
}).map(
  ({
    envelope: outer,
    form: [op, code, inner],
    digest: maybeDigest,
    credential: maybeCredential,
    ...header
  }) => {
    const withDigest = code !== 0 && maybeDigest !== undefined;
    const flag = flagsOf('returnDigest');
    const flags = withDigest ? (header.flags | flag) >>> 0 : (header.flags & ~flag) >>> 0;
    const content: Content = {
      header: { ...header, op, responseCode: code, flags },
      ...(withDigest ? { digest: maybeDigest } : {}),
      body: inner,
      ...(maybeCredential === undefined ? {} : { credential: maybeCredential }),
    };
    return { envelope: outer, ...content };
  },
);

/** A recorded message with some bytes replaced and its end cut or extended, the length field put right or not. */
export const damaged: fc.Arbitrary<Uint8Array> = record({
  which: fc.nat(),
  changes: fc.array(fc.tuple(fc.nat(), int1), { maxLength: 4 }),
  cut: fc.oneof(fc.constant(0), fc.nat({ max: 30 })),
  repair: fc.boolean(),
}).map(({ which, changes, cut, repair }) => {
  const source =
    recordedMessages[which % Math.max(1, recordedMessages.length)]?.bytes ?? new Uint8Array(48);
  const broken = source.slice(0, source.length - cut);
  for (const [at, byte] of changes) broken[at % broken.length] = byte;
  if (repair && broken.length >= 20) new DataView(broken.buffer).setUint32(16, broken.length - 20);
  return broken;
});
