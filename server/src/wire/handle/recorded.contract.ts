// The exchanges recorded with Handle.Net 9.2.0 (shared/data/handle-wire) as test material: the cases, and a decoded message
// put into the words of the recording's own parser, so that the two can be compared field by field.

import { existsSync, readFileSync } from 'node:fs';

import { decodeSessionKeyData, keyExchangeMode } from './bodies/session.ts';
import type { Body } from './body.ts';
import { signedPrefix } from './credential.ts';
import type { HandleValue } from './handle-value.ts';
import type { Content, Message } from './message.ts';
import { decodeMac, decodeSignature } from './signed-response.ts';
import { bytesOfText } from './text.ts';
import { addressText } from './values/address.ts';
import type { Site } from './values/site.ts';
import { decodeSite } from './values/site.ts';

export type Fields = Readonly<Record<string, unknown>>;

export type RecordedCase = {
  readonly name: string;
  readonly kind?: string;
  readonly valueHex?: string;
  readonly request?: string;
  readonly response?: string;
  readonly responseParts?: readonly string[];
  readonly requestPackets?: readonly string[];
  readonly responsePackets?: readonly string[];
  readonly fields: Fields & {
    request?: Fields;
    response?: Fields;
    responses?: readonly Fields[];
    requestMalformed?: true;
  };
};

const file = new URL('../../../../../shared/data/handle-wire/cases.json', import.meta.url);

/** The recorded cases, none where the recording is absent; then `skip` says so. */
export const recordedCases: readonly RecordedCase[] = existsSync(file)
  ? (JSON.parse(readFileSync(file, 'utf8')) as RecordedCase[])
  : [];

/** Test option that skips loudly where the recording is absent. */
export const skip: string | false =
  recordedCases.length > 0 ? false : `recorded cases absent: ${file.pathname}`;

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
export const unhex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

/** One message of the recording and the fields that its parser found; no fields where it called the message malformed. */
export type RecordedMessage = {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly fields: Fields | undefined;
};

/** Every request, response and response part. */
export const recordedMessages: readonly RecordedMessage[] = recordedCases.flatMap((one) => {
  const messages: RecordedMessage[] = [];
  const add = (what: string, bytes: string | undefined, fields: Fields | undefined): void => {
    if (bytes !== undefined)
      messages.push({ name: `${one.name} ${what}`, bytes: unhex(bytes), fields });
  };
  add('request', one.request, one.fields.request);
  if (one.responseParts === undefined) add('response', one.response, one.fields.response);
  one.responseParts?.forEach((part, n) =>
    add(`response part ${n + 1}`, part, one.fields.responses?.[n]),
  );
  return messages;
});

/** What the recording's parser would have written, of the fields that a message carries itself. */
export function recordedFields(message: Message): Fields {
  const { envelope } = message;
  return { envelope: { ...envelope }, ...recordedContent(message), ...recordedCredential(message) };
}

/** Header and body only. */
export function recordedContent(content: Content): Fields {
  const { header, digest, body } = content;
  const trailing = content.bodyTrailing;
  const digestFields =
    digest === undefined
      ? {}
      : { digestAlgorithm: digest.algorithm, requestDigest: hex(digest.bytes) };
  return {
    op: header.op,
    responseCode: header.responseCode,
    flags: header.flags,
    siteInfoSerial: header.siteInfoSerial,
    recursionCount: header.recursionCount,
    expiration: header.expirationSeconds,
    body: {
      ...digestFields,
      ...recordedBody(body),
      ...(trailing === undefined ? {} : { trailingBodyHex: hex(trailing) }),
    },
  };
}

/** The expected fields in the same form: without lengths, which re-encoding tests, and without judgements. */
export function expectedFields(fields: Fields): Fields {
  const { envelope, credential, body } = fields as {
    envelope: Fields;
    credential: Fields | null;
    body: Fields;
  };
  const { messageLength: _, ...kept } = envelope;
  const {
    decryptedHex: _d,
    bodyLength: _b,
    reserved: _r,
    credentialAbsent: absent,
    ...rest
  } = fields;
  return {
    ...rest,
    envelope: kept,
    body: withoutText(body),
    credential:
      credential === null
        ? absent === true
          ? 'omitted'
          : null
        : credentialWithoutLengths(credential),
  };
}

function credentialWithoutLengths(credential: Fields): Fields {
  const { version, options, signer, sessionCounter, type, algorithm, signature, signedPrefixHex } =
    credential;
  return { version, options, signer, sessionCounter, type, algorithm, signature, signedPrefixHex };
}

function recordedCredential(message: Message): Fields {
  const { credential } = message;
  if (credential === undefined)
    return { credential: message.credentialOmitted === true ? 'omitted' : null };
  const signedPrefixHex = hex(signedPrefix(message.envelope, credential.sessionCounter));
  return { credential: { ...credential, signature: hex(credential.signature), signedPrefixHex } };
}

function recordedBody(body: Body): Fields {
  const { kind: _, ...fields } = body;
  switch (body.kind) {
    case 'empty':
      return {};
    case 'raw':
      return { trailingBodyHex: hex(body.bytes) };
    case 'challenge-answer':
      return {
        ...rest(fields, 'signedResponse'),
        ...recordedAnswer(body.authType, body.signedResponse),
      };
    case 'verify-request':
      return {
        userHandle: body.userHandle,
        userIndex: body.userIndex,
        nonce: hex(body.nonce),
        requestDigest: hex(body.requestDigest),
        ...recordedAnswer('HS_SECKEY', body.signedResponse),
      };
    case 'verify-response':
      return { valid: Number(body.valid) };
    case 'site-info-response': {
      const site = decodeSite(body.site);
      return {
        siteRecordHex: hex(body.site),
        ...(site.ok ? { site: recordedSite(site.value, false) } : {}),
      };
    }
    case 'session-setup-request': {
      const { timeoutSeconds, publicKey, ...kept } = body;
      const key = publicKey === undefined ? {} : { publicKey: hex(publicKey) };
      return { ...rest(kept, 'kind'), timeout: timeoutSeconds, ...key };
    }
    case 'session-setup-response': {
      const data =
        body.mode === keyExchangeMode.diffieHellman
          ? decodeSessionKeyData(body.data)
          : { ok: false as const };
      const key = data.ok
        ? { cipher: data.value.cipher, publicKey: hex(data.value.publicKey) }
        : {};
      return { mode: body.mode, dataHex: hex(body.data), ...key };
    }
    default:
      return Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [name, recordedField(name, value)]),
      );
  }
}

function recordedField(name: string, value: unknown): unknown {
  if (name === 'values') return (value as readonly HandleValue[]).map(recordedValue);
  if (name === 'handle') return recordedText(value as string);
  return value instanceof Uint8Array ? hex(value) : value;
}

export function recordedText(text: string): unknown {
  return text.isWellFormed() ? text : { hex: hex(bytesOfText(text)) };
}

export function recordedValue(value: HandleValue): Fields {
  return {
    index: value.index,
    timestamp: value.timestampSeconds,
    ttlType: value.ttlType,
    ttl: value.ttlSeconds,
    perms: value.permissions,
    type: value.type,
    dataHex: hex(value.data),
    references: value.references,
  };
}

function recordedAnswer(authType: string, signedResponse: Uint8Array): Fields {
  const all = { signedResponseHex: hex(signedResponse) };
  if (authType === 'HS_PUBKEY') {
    const signature = decodeSignature(signedResponse);
    return signature.ok
      ? { ...all, hash: signature.value.hashName, signature: hex(signature.value.signature) }
      : all;
  }
  if (signedResponse.length === 16) {
    return { ...all, macAlgorithm: 0, macFormat: 'pre-2.1: bare MD5', mac: hex(signedResponse) };
  }
  const mac = decodeMac(signedResponse);
  if (!mac.ok) return all;
  const { derivation } = mac.value;
  const derived = derivation === undefined ? {} : { ...derivation, salt: hex(derivation.salt) };
  return { ...all, macAlgorithm: mac.value.algorithm, mac: hex(mac.value.mac), ...derived };
}

/** `withText` for the recorded values, whose servers also have their address in writing. */
export function recordedSite(site: Site, withText: boolean): Fields {
  const { protocolMajor, protocolMinor, serial, servers, hashFilter, ...kept } = site;
  return {
    ...kept,
    formatVersion: 1,
    protocolVersion: `${protocolMajor}.${protocolMinor}`,
    serialNumber: serial,
    hashFilter: hex(bytesOfText(hashFilter)),
    servers: servers.map(({ id, address, publicKey, interfaces }) => ({
      serverId: id,
      ...(withText ? { address: addressText(address) } : {}),
      addressHex: hex(address),
      publicKey: hex(publicKey),
      interfaces,
    })),
  };
}

function rest(fields: Fields, name: string): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
}

function withoutText(body: Fields): Fields {
  const kept = rest(rest(body, 'digestAfterNonceAsString'), 'dataText');
  if (!Array.isArray(body['values'])) return kept;
  return { ...kept, values: (body['values'] as Fields[]).map((value) => rest(value, 'dataText')) };
}
