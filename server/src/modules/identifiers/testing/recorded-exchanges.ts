// For tests: the recording with Handle.Net 9.2.0 (shared/data/handle-wire) as exchanges, the keys and the
// prefix record of its server, and what of two answers must be the same.
import assert from 'node:assert/strict';
import { createPrivateKey, type KeyObject } from 'node:crypto';
import {
  valueType,
  type Body,
  type HandleValue,
  type Message,
} from '../../../wire/handle/handle.ts';
import { recordedCases, unhex, type RecordedCase } from '../../../wire/handle/recorded.contract.ts';
import { sentValue } from './administrator.ts';
import { read } from './wire.ts';

export const recordedPrefix = '88.101.1';

/** The administrator of the recording. */
export const recordedUser = `0.NA/${recordedPrefix}`;

export type Recorded = { name: string; request: Message; raw: Uint8Array; answers: Message[] };

const cases = new Map(recordedCases.map((one) => [one.name, one]));

export function recordedOf(one: RecordedCase): Recorded {
  const raw = unhex(one.request ?? '');
  const answers = one.responseParts ?? [one.response ?? ''];
  return {
    name: one.name,
    raw,
    request: read(raw),
    answers: answers.map((part) => read(unhex(part))),
  };
}

export function material(name: string): Uint8Array {
  const { keys } = cases.get('key-material') as unknown as {
    keys: Record<string, Record<string, string>>;
  };
  const key = keys[name] ?? {};
  return unhex(key['handlePublicKeyRecord'] ?? key['hex'] ?? '');
}

const secret = (index: number, name: string): HandleValue =>
  sentValue(index, { type: valueType.secretKey, data: material(name), permissions: 12 });

export function prefixRecord(): readonly HandleValue[] {
  const one = cases.get('resolve.prefix-handle');
  const { body } = read(unhex(one?.response ?? ''));
  assert.ok(body.kind === 'resolve-response');
  return [...body.values, secret(301, 'secretKey'), secret(302, 'hashedSecretKey')];
}

/** What must be the same; nonce, time, site serial, wording and so the signature are everybody's own. */
export function essence({ envelope, header, digest, body, credential }: Message): unknown {
  const { major, minor, requestId, sessionId } = envelope;
  return {
    envelope: { major, minor, requestId, sessionId },
    op: header.op,
    code: header.responseCode,
    flags: header.flags,
    digest: digest && { ...digest, bytes: Buffer.from(digest.bytes).toString('hex') },
    body: bodyEssence(body),
    credential: credential && { ...credential, signature: credential.signature.length },
  };
}

function bodyEssence(body: Body): unknown {
  if (body.kind === 'error' || body.kind === 'empty') return 'error or nothing';
  if (body.kind === 'challenge') return { kind: 'challenge', nonce: body.nonce.length };
  if (body.kind !== 'create-response') return body;
  return { ...body, handle: body.handle.replace(/[0-9a-f-]{36}$/, 'minted') };
}

/** A case by its name. */
export function caseOf(name: string): RecordedCase {
  const one = cases.get(name);
  assert.ok(one, name);
  return one;
}

/** The private key of the recorded server. */
export function serverKey(): KeyObject {
  const { keys } = cases.get('key-material') as unknown as {
    keys: { server: { pkcs8Der: string } };
  };
  const der = Buffer.from(keys.server.pkcs8Der, 'hex');
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}
