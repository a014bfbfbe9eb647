// The layout of one remembered answer in the cache's memory. Numbers are in the machine's byte order, as they never
// leave it but in the cache's own file; every entry begins at a multiple of 8 bytes.
//
// | offset | bytes | field                                                          |
// |--------|-------|----------------------------------------------------------------|
// | 0      | 4     | bytes of the whole entry, a multiple of 8                      |
// | 4      | 4     | hash of the key                                                |
// | 8      | 8     | when it was stored, monotonic milliseconds                     |
// | 16     | 8     | when the node was asked, milliseconds since 1970               |
// | 24     | 4     | time to live in milliseconds                                   |
// | 28     | 4     | seconds that are taken off the times to live in the block      |
// | 32     | 4     | bytes of the block                                             |
// | 36     | 2     | response code                                                  |
// | 38     | 1     | flags                                                          |
// | 39     | 1     | hits since it was stored, at most 255                          |
// | 40     | 8     | bytes of key, node, address and signature, 2 each              |
// | 48     |       | key, node, address, signature (JSON), block                    |
import type { SignatureState } from '../api.ts';
import type { CachedAnswer } from './cached-answer.ts';

export const entryAt = {
  length: 0,
  hash: 4,
  storedMs: 8,
  askedAtMs: 16,
  ttlMs: 24,
  takenOffSeconds: 28,
  blockLength: 32,
  code: 36,
  flags: 38,
  hits: 39,
  keyLength: 40,
  nodeLength: 42,
  addressLength: 44,
  signatureLength: 46,
  key: 48,
} as const;

export const entryFlag = { plain: 1, used: 2, unchecked: 4, due: 8, valued: 16 } as const;

/** Texts are cut to this; keys are never longer (2048 bytes is the longest handle). */
const textBytesMax = 4_096;

export type EncodedParts = {
  readonly key: Uint8Array;
  readonly node: Uint8Array;
  readonly address: Uint8Array;
  readonly signature: Uint8Array;
  readonly block: Uint8Array;
  readonly bytes: number;
};

const none = new Uint8Array(0);

export function partsOf(key: Uint8Array, answer: CachedAnswer): EncodedParts {
  const node = textBytes(answer.node);
  const address = textBytes(answer.address);
  const signature = answer.signature === undefined ? none : signatureBytes(answer.signature);
  const block = answer.block ?? none;
  const whole =
    entryAt.key + key.length + node.length + address.length + signature.length + block.length;
  return { key, node, address, signature, block, bytes: (whole + 7) & ~7 };
}

export function writeEntry(
  target: Buffer,
  at: number,
  entry: {
    parts: EncodedParts;
    answer: CachedAnswer;
    hash: number;
    storedMs: number;
    ttlMs: number;
  },
): void {
  const { parts, answer } = entry;
  target.writeUInt32LE(parts.bytes, at + entryAt.length);
  target.writeUInt32LE(entry.hash, at + entryAt.hash);
  target.writeDoubleLE(entry.storedMs, at + entryAt.storedMs);
  target.writeDoubleLE(answer.askedAtMs, at + entryAt.askedAtMs);
  target.writeUInt32LE(entry.ttlMs, at + entryAt.ttlMs);
  target.writeUInt32LE(0, at + entryAt.takenOffSeconds);
  target.writeUInt32LE(parts.block.length, at + entryAt.blockLength);
  target.writeUInt16LE(answer.code, at + entryAt.code);
  target[at + entryAt.flags] =
    (answer.plain ? entryFlag.plain : 0) |
    (answer.unchecked === true ? entryFlag.unchecked : 0) |
    (answer.block === undefined ? 0 : entryFlag.valued);
  target[at + entryAt.hits] = 0;
  target.writeUInt16LE(parts.key.length, at + entryAt.keyLength);
  target.writeUInt16LE(parts.node.length, at + entryAt.nodeLength);
  target.writeUInt16LE(parts.address.length, at + entryAt.addressLength);
  target.writeUInt16LE(parts.signature.length, at + entryAt.signatureLength);
  let to = at + entryAt.key;
  for (const part of [parts.key, parts.node, parts.address, parts.signature, parts.block]) {
    target.set(part, to);
    to += part.length;
  }
}

/** Where the block of an entry begins. */
export function blockStart(memory: Buffer, at: number): number {
  return (
    at +
    entryAt.key +
    memory.readUInt16LE(at + entryAt.keyLength) +
    memory.readUInt16LE(at + entryAt.nodeLength) +
    memory.readUInt16LE(at + entryAt.addressLength) +
    memory.readUInt16LE(at + entryAt.signatureLength)
  );
}

/** The answer of an entry; its block is a copy. */
export function readEntry(memory: Buffer, at: number): CachedAnswer {
  const flags = memory[at + entryAt.flags] ?? 0;
  let from = at + entryAt.key + memory.readUInt16LE(at + entryAt.keyLength);
  const text = (lengthAt: number): string => {
    const to = from + memory.readUInt16LE(at + lengthAt);
    const read = memory.toString('utf8', from, to);
    from = to;
    return read;
  };
  const node = text(entryAt.nodeLength);
  const address = text(entryAt.addressLength);
  const signature = text(entryAt.signatureLength);
  const block = new Uint8Array(
    memory.subarray(from, from + memory.readUInt32LE(at + entryAt.blockLength)),
  );
  return {
    code: memory.readUInt16LE(at + entryAt.code),
    node,
    address,
    askedAtMs: memory.readDoubleLE(at + entryAt.askedAtMs),
    plain: (flags & entryFlag.plain) !== 0,
    ...((flags & entryFlag.unchecked) === 0 ? {} : { unchecked: true }),
    ...((flags & entryFlag.valued) === 0 ? {} : { block }),
    ...(signature === '' ? {} : { signature: JSON.parse(signature) as SignatureState }),
  };
}

/** Whether the lengths of an entry fit each other; what is read from a file must be asked first. */
export function isWhole(memory: Buffer, at: number, bytes: number): boolean {
  if (bytes < entryAt.key || memory.readUInt32LE(at + entryAt.length) !== bytes) return false;
  const end = blockStart(memory, at) + memory.readUInt32LE(at + entryAt.blockLength);
  return end <= at + bytes;
}

const encoder = new TextEncoder();

/** The same few texts come again and again: nodes and their addresses. */
const lastTexts = new Map<string, Uint8Array>();
const lastTextsMax = 256;

function textBytes(text: string): Uint8Array {
  const known = lastTexts.get(text);
  if (known !== undefined) return known;
  const bytes = encoder.encode(text.slice(0, textBytesMax / 4));
  if (lastTexts.size >= lastTextsMax) lastTexts.clear();
  lastTexts.set(text, bytes);
  return bytes;
}

/** A reason that does not fit is cut, never the JSON around it. */
function signatureBytes(signature: SignatureState): Uint8Array {
  const bytes = encoder.encode(JSON.stringify(signature));
  if (bytes.length <= textBytesMax) return bytes;
  const { state } = signature;
  const reason = 'reason' in signature ? signature.reason.slice(0, 500) : 'too long to be kept';
  const kept = state === 'refused' ? 'refused' : 'undecided';
  return encoder.encode(JSON.stringify({ state: kept, reason }));
}
