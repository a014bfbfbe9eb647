// Challenge and answer (reference §1.5, §1.6): the nonce, the signed answer, the question to another server whether a
// secret-key answer is right, and the login of the Chinese national system.

import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

/** Response 402. The digest of the request to be signed stands in `Message.digest`. */
export type Challenge = { readonly kind: 'challenge'; readonly nonce: Uint8Array };

export type ChallengeAnswer = {
  readonly kind: 'challenge-answer';
  /** `HS_PUBKEY` or `HS_SECKEY`. */
  readonly authType: string;
  readonly userHandle: string;
  readonly userIndex: number;
  /** See `decodeSignature` and `decodeMac`. */
  readonly signedResponse: Uint8Array;
};

export type VerifyRequest = {
  readonly kind: 'verify-request';
  readonly userHandle: string;
  readonly userIndex: number;
  readonly nonce: Uint8Array;
  /** The digest bytes, without an algorithm byte in front. */
  readonly requestDigest: Uint8Array;
  /** As `ChallengeAnswer.signedResponse`. */
  readonly signedResponse: Uint8Array;
};

export type VerifyResponse = { readonly kind: 'verify-response'; readonly valid: boolean };

/** LOGIN_ID_SYSTEM: who wants to log in on this connection; a challenge follows. */
export type LoginRequest = {
  readonly kind: 'login-request';
  readonly userHandle: string;
  readonly userIndex: number;
};

export function readChallengeAnswer(reader: Reader): ChallengeAnswer {
  return {
    kind: 'challenge-answer',
    authType: reader.text(),
    userHandle: reader.text(),
    userIndex: reader.int4(),
    signedResponse: reader.counted(),
  };
}

export function writeChallengeAnswer(writer: Writer, body: ChallengeAnswer): void {
  writer.text(body.authType);
  writer.text(body.userHandle);
  writer.int4(body.userIndex);
  writer.counted(body.signedResponse);
}

export function readVerifyRequest(reader: Reader): VerifyRequest {
  return {
    kind: 'verify-request',
    userHandle: reader.text(),
    userIndex: reader.int4(),
    nonce: reader.counted(),
    requestDigest: reader.counted(),
    signedResponse: reader.counted(),
  };
}

export function writeVerifyRequest(writer: Writer, body: VerifyRequest): void {
  writer.text(body.userHandle);
  writer.int4(body.userIndex);
  writer.counted(body.nonce);
  writer.counted(body.requestDigest);
  writer.counted(body.signedResponse);
}

export function readVerifyResponse(reader: Reader): VerifyResponse {
  const at = reader.at;
  const byte = reader.int1();
  if (byte > 1) reader.fail('out-of-range', at);
  return { kind: 'verify-response', valid: byte === 1 };
}

export function readLoginRequest(reader: Reader): LoginRequest {
  return { kind: 'login-request', userHandle: reader.text(), userIndex: reader.int4() };
}

export function writeLoginRequest(writer: Writer, body: LoginRequest): void {
  writer.text(body.userHandle);
  writer.int4(body.userIndex);
}
