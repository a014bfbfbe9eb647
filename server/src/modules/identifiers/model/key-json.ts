// HS_PUBKEY values as the Handle JSON API shows them, after RFC 7517 (reference §1.9 "key"). Ed25519 is our
// own addition. A record that this form would not give back byte by byte is not shown in it.
import {
  decodeKeyRecord,
  decodePublicKey,
  encodeKeyRecord,
  encodePublicKey,
} from '../../../wire/handle/handle.ts';
import { base64At, objectAt, refuseJson, textAt, type JsonObject } from './json-reading.ts';

/** Undefined for a key of another kind. */
export function keyJson(record: Uint8Array): JsonObject | undefined {
  const shown = ed25519Json(record) ?? numbersJson(record);
  if (shown === undefined) return undefined;
  return Buffer.compare(keyFromJson('key', shown), record) === 0 ? shown : undefined;
}

/** The record of a key in JSON. Fails with `identifiers.bad-json`. */
export function keyFromJson(at: string, json: unknown): Uint8Array {
  const key = objectAt(at, json);
  const kty = textAt(`${at}.kty`, key['kty']);
  const bytes = (name: string): Uint8Array => base64At(`${at}.${name}`, key[name]);
  const number = (name: string): Uint8Array => signed(bytes(name));
  switch (kty.toUpperCase()) {
    case 'RSA':
      return encodePublicKey({
        keyType: 'RSA_PUB_KEY',
        flags: 0,
        exponent: number('e'),
        modulus: number('n'),
        trailing: rsaTrailing,
      });
    case 'DSA':
      return encodePublicKey({
        keyType: 'DSA_PUB_KEY',
        flags: 0,
        q: number('q'),
        p: number('p'),
        g: number('g'),
        y: number('y'),
      });
    case 'OKP':
      return ed25519Record(at, key, bytes('x'));
    default:
      return refuseJson(`${at}.kty`, {
        en: 'RSA, DSA or OKP belongs here; send another key as base64 of its record',
        zh: '此处应为 RSA、DSA 或 OKP；其他密钥请以其记录的 base64 发送',
      });
  }
}

/** Which Handle.Net leaves behind an RSA key. */
const rsaTrailing = new Uint8Array(4);
const ed25519Type = 'ED25519_PUB_KEY';
const ed25519Bytes = 32;
/** int2 flags and int4 length in front of the key. */
const ed25519Offset = 6;

function numbersJson(record: Uint8Array): JsonObject | undefined {
  const decoded = decodePublicKey(record);
  if (!decoded.ok) return undefined;
  const key = decoded.value;
  if (key.keyType === 'RSA_PUB_KEY') {
    return { kty: 'RSA', n: base64Url(key.modulus), e: base64Url(key.exponent) };
  }
  if (key.keyType !== 'DSA_PUB_KEY') return undefined;
  const [y, p, q, g] = [key.y, key.p, key.q, key.g].map(base64Url);
  return { kty: 'DSA', y, p, q, g };
}

function ed25519Json(record: Uint8Array): JsonObject | undefined {
  const decoded = decodeKeyRecord(record);
  if (!decoded.ok || decoded.value.keyType !== ed25519Type) return undefined;
  const x = decoded.value.content.subarray(ed25519Offset);
  return x.length === ed25519Bytes
    ? { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(x).toString('base64url') }
    : undefined;
}

function ed25519Record(at: string, { crv }: JsonObject, x: Uint8Array): Uint8Array {
  if (crv !== 'Ed25519' || x.length !== ed25519Bytes) {
    refuseJson(at, {
      en: 'an Ed25519 key of 32 bytes belongs here',
      zh: '此处应为 32 字节的 Ed25519 密钥',
    });
  }
  const content = new Uint8Array(ed25519Offset + ed25519Bytes);
  content[ed25519Offset - 1] = ed25519Bytes;
  content.set(x, ed25519Offset);
  return encodeKeyRecord({ keyType: ed25519Type, content });
}

/** Without the zero byte in front that the wire has. */
function base64Url(number: Uint8Array): string {
  return Buffer.from(unsigned(number)).toString('base64url');
}

function unsigned(number: Uint8Array): Uint8Array {
  const first = number.findIndex((byte) => byte !== 0);
  return first < 0 ? new Uint8Array(1) : number.subarray(first);
}

/** As Java writes a positive number. */
function signed(number: Uint8Array): Uint8Array {
  const bare = unsigned(number);
  return (bare[0] ?? 0) < 0x80 ? bare : Uint8Array.of(0, ...bare);
}
