// Session set-up and key exchange (RFC 3652 §3.5; reference §1.5). Handle.Net counts the 2-byte mode as 4, so both set-up
// bodies end in two zero bytes; they arrive, and are written, as `Message.bodyTrailing`.

import type { Decoded } from '../outcome.ts';
import { Reader } from '../reader.ts';
import { Writer } from '../writer.ts';

/** How the key of a session is agreed; DO-IRP 3.0 keeps only Diffie-Hellman. */
export const keyExchangeMode = {
  clientKey: 1,
  serverKey: 2,
  keyInHandle: 3,
  diffieHellman: 4,
} as const;

/** The cipher of a session. */
export const sessionCipher = { des: 1, tripleDes: 2, aes: 3 } as const;

export type SessionSetupRequest = {
  readonly kind: 'session-setup-request';
  /** See `keyExchangeMode`. */
  readonly mode: number;
  readonly timeoutSeconds: number;
  /** Who sets up the session; empty for an anonymous one. */
  readonly identityHandle: string;
  readonly identityIndex: number;
  /** Modes 1 and 4: a public-key record. */
  readonly publicKey?: Uint8Array;
  /** Mode 3: where the key is to be found. */
  readonly keyHandle?: string;
  readonly keyIndex?: number;
};

export type SessionSetupResponse = {
  readonly kind: 'session-setup-response';
  /** See `keyExchangeMode`. */
  readonly mode: number;
  /** Mode 4: see `decodeSessionKeyData`. Mode 2: the server's public-key record. */
  readonly data: Uint8Array;
};

export type SessionKeyExchange = {
  readonly kind: 'session-key-exchange';
  readonly encryptedKey: Uint8Array;
};

/** The data of a Diffie-Hellman set-up answer. */
export type SessionKeyData = {
  /** See `sessionCipher`. */
  readonly cipher: number;
  /** The server's public-key record. */
  readonly publicKey: Uint8Array;
};

export function readSessionSetupRequest(reader: Reader): SessionSetupRequest {
  const mode = reader.int2();
  const body = {
    kind: 'session-setup-request',
    mode,
    timeoutSeconds: reader.int4(),
    identityHandle: reader.text(),
    identityIndex: reader.int4(),
  } as const;
  if (mode === keyExchangeMode.clientKey || mode === keyExchangeMode.diffieHellman) {
    return { ...body, publicKey: reader.counted() };
  }
  if (mode === keyExchangeMode.keyInHandle)
    return { ...body, keyHandle: reader.text(), keyIndex: reader.int4() };
  return body;
}

export function writeSessionSetupRequest(writer: Writer, body: SessionSetupRequest): void {
  writer.int2(body.mode);
  writer.int4(body.timeoutSeconds);
  writer.text(body.identityHandle);
  writer.int4(body.identityIndex);
  if (body.publicKey !== undefined) writer.counted(body.publicKey);
  if (body.keyHandle !== undefined) writer.text(body.keyHandle);
  if (body.keyIndex !== undefined) writer.int4(body.keyIndex);
}

export function readSessionSetupResponse(reader: Reader): SessionSetupResponse {
  return { kind: 'session-setup-response', mode: reader.int2(), data: reader.counted() };
}

export function writeSessionSetupResponse(writer: Writer, body: SessionSetupResponse): void {
  writer.int2(body.mode);
  writer.counted(body.data);
}

/** Decodes `SessionSetupResponse.data` of mode 4: int4 cipher, then the key record up to the end. */
export function decodeSessionKeyData(bytes: Uint8Array): Decoded<SessionKeyData> {
  const reader = new Reader(bytes);
  return reader.outcome({ cipher: reader.int4(), publicKey: reader.rest() });
}

export function encodeSessionKeyData(data: SessionKeyData): Uint8Array {
  const writer = new Writer(4 + data.publicKey.length);
  writer.int4(data.cipher);
  writer.bytes(data.publicKey);
  return writer.finish();
}

/** A secret session key as it is encrypted under a public key in modes 1 to 3. */
export type SecretKeyData = {
  /** See `sessionCipher`. */
  readonly cipher: number;
  readonly key: Uint8Array;
};

/** int4 cipher, then the key up to the end. */
export function decodeSecretKeyData(bytes: Uint8Array): Decoded<SecretKeyData> {
  const reader = new Reader(bytes);
  return reader.outcome({ cipher: reader.int4(), key: reader.rest() });
}

export function encodeSecretKeyData({ cipher, key }: SecretKeyData): Uint8Array {
  return encodeSessionKeyData({ cipher, publicKey: key });
}
