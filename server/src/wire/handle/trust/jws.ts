// JSON Web Signatures in compact form (RFC 7515 §7.1), which HS_SIGNATURE and HS_CERT values hold. Whether a signature is
// right is found out elsewhere, with the bytes that this names. RS256 is what Handle.Net makes and takes; EdDSA with
// Ed25519 (RFC 8037) is our addition. `none` and everything else is refused.
import { bytesOfText, textOf } from '../text.ts';
import { fromBase64Url, toBase64Url } from './base64.ts';
import { strictObject, type JsonObject } from './strict-json.ts';

export const jwsAlgorithms = ['RS256', 'EdDSA'] as const;
export type JwsAlgorithm = (typeof jwsAlgorithms)[number];

export type JsonWebSignature = {
  readonly algorithm: JwsAlgorithm;
  readonly claims: JsonObject;
  /** What was signed: header and claims as they are written. */
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array;
};

/** Why a text is no signature that we read. These words are stable. */
export type JwsReason =
  | 'too-long'
  | 'not-compact' // not three parts with dots; the JSON form of RFC 7515 §7.2 is not read
  | 'bad-base64'
  | 'bad-json' // header or claims are no object, or hold a key twice
  | 'algorithm' // not in the list above
  | 'critical'; // the header demands an extension (RFC 7515 §4.1.11)

export type ParsedJws =
  | { readonly ok: true; readonly value: JsonWebSignature }
  | { readonly ok: false; readonly reason: JwsReason };

/** A signature over 2,048 values, the most of a record, fits. */
export const jwsCharactersMax = 240_000;

export function parseJws(data: Uint8Array): ParsedJws {
  if (data.length > jwsCharactersMax) return refuse('too-long');
  const parts = textOf(data, 0, data.length).split('.');
  const [head = '', body = '', tail = ''] = parts;
  if (parts.length !== 3) return refuse('not-compact');
  const [headBytes, bodyBytes, signature] = [head, body, tail].map(fromBase64Url);
  if (!headBytes || !bodyBytes || !signature) return refuse('bad-base64');
  const header = strictObject(strictText(headBytes));
  const claims = strictObject(strictText(bodyBytes));
  if (header === undefined || claims === undefined) return refuse('bad-json');
  const algorithm = jwsAlgorithms.find((name) => name === header['alg']);
  if (algorithm === undefined) return refuse('algorithm');
  if (header['crit'] !== undefined) return refuse('critical');
  const signedBytes = bytesOfText(`${head}.${body}`);
  return { ok: true, value: { algorithm, claims, signedBytes, signature } };
}

/** The bytes to sign for some claims. */
export function bytesToSign(algorithm: JwsAlgorithm, claims: object): Uint8Array {
  const part = (value: object): string => toBase64Url(bytesOfText(JSON.stringify(value)));
  return bytesOfText(`${part({ alg: algorithm })}.${part(claims)}`);
}

/** The value data, once the bytes of `bytesToSign` are signed. */
export function serialisedJws(signedBytes: Uint8Array, signature: Uint8Array): Uint8Array {
  return bytesOfText(`${textOf(signedBytes, 0, signedBytes.length)}.${toBase64Url(signature)}`);
}

/** What is not UTF-8 becomes text that is no JSON. */
function strictText(bytes: Uint8Array): string {
  const text = textOf(bytes, 0, bytes.length);
  return text.isWellFormed() ? text : '';
}

function refuse(reason: JwsReason): ParsedJws {
  return { ok: false, reason };
}
