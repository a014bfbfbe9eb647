// The hot path of a resolution server: read a plain resolve request and write its answer at fixed offsets, without building
// objects. Whatever is not plain goes through decodeMessage; tests hold both paths equal.

import { int4At, putInt2, putInt4, uint2At, viewOf } from './bytes.ts';
import { opCode, responseCode } from './codes.ts';
import { envelopeBytes, protocolVersion } from './envelope.ts';
import { headerBytes } from './header.ts';
import { limits } from './limits.ts';

const header = envelopeBytes;
const body = envelopeBytes + headerBytes;

/** Where the handle starts in every resolve request. */
export const resolveHandleOffset = body + 4;

const filterBytes = 8;
const credentialLengthBytes = 4;
const contentFlags = 0xc0;

/**
 * Looks at a whole message. If it is a plain resolve request - no filter by index or type, no session, not encrypted or
 * compressed, no credential, nothing left over - the answer is the length in bytes of its handle, which starts at
 * `resolveHandleOffset`; otherwise -1. The flags are not judged: see `resolveFlags`.
 */
export function peekResolve(message: Uint8Array): number {
  const length = int4At(message, body);
  const end = resolveHandleOffset + length + filterBytes;
  const plain =
    length >= 0 &&
    length <= limits.handleBytesMax &&
    (message.length === end + credentialLengthBytes || message.length === end) &&
    int4At(message, header) === opCode.resolve &&
    int4At(message, header + 4) === 0 &&
    ((message[2] ?? 0) & contentFlags) === 0 &&
    int4At(message, 4) === 0 &&
    int4At(message, envelopeBytes - 4) === message.length - envelopeBytes &&
    int4At(message, body - 4) === end - body &&
    int4At(message, end - 8) === 0 &&
    int4At(message, end - 4) === 0 &&
    (message.length === end || int4At(message, end) === 0);
  return plain ? length : -1;
}

/** The operation flags of a message, unsigned. */
export function resolveFlags(message: Uint8Array): number {
  return int4At(message, header + 8) >>> 0;
}

/** How often a request was passed on, as it says itself. */
export function resolveRecursionCount(message: Uint8Array): number {
  return message[header + 14] ?? 0;
}

/** The request id of a message, signed. */
export function resolveRequestId(message: Uint8Array): number {
  return int4At(message, 8);
}

/** The handle of a request that `peekResolve` found plain; a view. */
export function resolveHandle(message: Uint8Array, handleLength: number): Uint8Array {
  return viewOf(message, resolveHandleOffset, resolveHandleOffset + handleLength);
}

export type FastAnswer = {
  /** Flags of the answer; a digest or a credential cannot be given here. */
  readonly flags: number;
  readonly siteInfoSerial: number;
  readonly expirationSeconds: number;
  /** As `encodeValueBlock` makes it: int4 count and the values. */
  readonly valueBlock: Uint8Array;
};

/**
 * Writes the answer to a request that `peekResolve` found plain at an offset of the target: the request's ids, recursion
 * count and handle, our version or the older one that it suggests, the values. Returns the length in bytes, or -1 if it
 * does not fit.
 */
export function writeFastAnswer(
  target: Uint8Array,
  at: number,
  request: Uint8Array,
  answer: FastAnswer,
): number {
  const handleField = 4 + int4At(request, body);
  const bodyLength = handleField + answer.valueBlock.length;
  const total = body + bodyLength + credentialLengthBytes;
  if (at + total > target.length) return -1;
  const version = answerVersionWord(uint2At(request, 0), uint2At(request, 2) & 0x1fff);
  putInt2(target, at, version);
  putInt2(target, at + 2, ourVersion);
  putInt4(target, at + 4, 0);
  putInt4(target, at + 8, int4At(request, 8));
  putInt4(target, at + 12, 0);
  putInt4(target, at + 16, total - envelopeBytes);
  putInt4(target, at + header, opCode.resolve);
  putInt4(target, at + header + 4, responseCode.ok);
  putInt4(target, at + header + 8, answer.flags);
  putInt2(target, at + header + 12, answer.siteInfoSerial);
  putInt2(target, at + header + 14, (request[header + 14] ?? 0) << 8);
  putInt4(target, at + header + 16, answer.expirationSeconds);
  putInt4(target, at + header + 20, bodyLength);
  target.set(viewOf(request, body, body + handleField), at + body);
  target.set(answer.valueBlock, at + body + handleField);
  putInt4(target, at + total - credentialLengthBytes, 0);
  return total;
}

const ourVersion = (protocolVersion.major << 8) | protocolVersion.minor;

/** `answerVersion` of envelope.ts on versions as `major << 8 | minor`. */
function answerVersionWord(version: number, suggested: number): number {
  return Math.min(suggested === 0 ? version : suggested, ourVersion);
}
