// Requests of a gateway over HTTP, signed with its Ed25519 key. Parcels are idempotent and standings change nothing, so
// a request heard twice does no harm, and no clock has to be right: the time is a label for people.
import { createHash, sign, verify, type KeyObject } from 'node:crypto';

export type SignedRequest = {
  readonly method: 'GET' | 'POST';
  /** With its query, e.g. `/api/intake/standing?incarnation=…`. */
  readonly path: string;
  /** As it travels (packed); empty for GET. */
  readonly body: Uint8Array;
};

export const requestHeaders = {
  gateway: 'jingwei-gateway',
  time: 'jingwei-time',
  signature: 'jingwei-signature',
} as const;

/** A gateway's name: what stands in a header without harm. */
const namePattern = /^[\x21-\x7e]{1,200}$/;

/** The headers that make the request this gateway's. */
export function signRequest(
  request: SignedRequest,
  from: { readonly gateway: string; readonly timeMs: number },
  privateKey: KeyObject,
): Record<string, string> {
  const time = String(from.timeMs);
  const bytes = signedBytes(request, from.gateway, time);
  return {
    [requestHeaders.gateway]: from.gateway,
    [requestHeaders.time]: time,
    [requestHeaders.signature]: sign(null, bytes, privateKey).toString('base64url'),
  };
}

/** Who the request says that it is from, before that is believed: to find the key that `verifyRequest` takes. */
export function claimedGateway(headers: RequestHeaders): string | undefined {
  const name = headers[requestHeaders.gateway];
  return typeof name === 'string' && namePattern.test(name) ? name : undefined;
}

export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Whether the holder of this gateway's key made the request. Never throws. */
export function verifyRequest(
  request: SignedRequest,
  headers: RequestHeaders,
  publicKey: KeyObject,
): boolean {
  const gateway = claimedGateway(headers);
  const time = headers[requestHeaders.time];
  const signature = headers[requestHeaders.signature];
  if (gateway === undefined || typeof time !== 'string' || typeof signature !== 'string')
    return false;
  const given = Buffer.from(signature, 'base64url');
  return given.length === 64 && verify(null, signedBytes(request, gateway, time), publicKey, given);
}

function signedBytes({ method, path, body }: SignedRequest, gateway: string, time: string): Buffer {
  const digest = createHash('sha256').update(body).digest('hex');
  return Buffer.from(['jingwei-request-1', method, path, gateway, time, digest].join('\n'));
}
