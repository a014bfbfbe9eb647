// A parcel: frames of many streams in one request, with the heads of streams, so that the receiver knows what must still
// come. Its digest names it in the receipt.
//
//   "JWP1" · gateway · incarnation · parcel number · sent at (ms) · n, n heads (stream, highest number) · frames
import { createHash } from 'node:crypto';
import { BytesIn } from './bytes-in.ts';
import { BytesOut } from './bytes-out.ts';
import { readFrame, type Frame } from './frame.ts';
import { refused, tierLimits, type TierOutcome } from './limits.ts';

/** The highest number that a stream has given. A parcel names the streams whose head moved since the last receipt. */
export type StreamHead = { readonly stream: string; readonly highest: number };

export type ParcelHead = {
  readonly gateway: string;
  readonly incarnation: string;
  /** 1 … in each run of the sender: for people who read logs, nothing rests on it. */
  readonly number: number;
  /** Of the gateway's clock, whole. */
  readonly sentAtMs: number;
  readonly heads: readonly StreamHead[];
};

/** Frames and their bodies are views of the parcel. */
export type Parcel = ParcelHead & { readonly frames: readonly Frame[] };

const magic = Buffer.from('JWP1');

/** `frames` as `encodeFrame` made them. */
export function encodeParcel(head: ParcelHead, frames: readonly Uint8Array[]): Uint8Array {
  const bytes = frames.reduce((sum, frame) => sum + frame.length, 0);
  const out = new BytesOut(256 + head.heads.length * 64 + bytes);
  out.bytes(magic);
  out.text(head.gateway);
  out.text(head.incarnation);
  out.varint(head.number);
  out.varint(head.sentAtMs);
  out.varint(head.heads.length);
  for (const { stream, highest } of head.heads) {
    out.text(stream);
    out.varint(highest);
  }
  for (const frame of frames) out.bytes(frame);
  return out.done();
}

/** All of it or nothing: a frame that is damaged refuses the parcel. */
export function decodeParcel(bytes: Uint8Array): TierOutcome<Parcel> {
  if (bytes.length > tierLimits.parcelBytesMax) return refused('too-large');
  if (!magic.equals(bytes.subarray(0, magic.length))) return refused('unknown-format');
  const input = new BytesIn(bytes, magic.length);
  const gateway = input.text(tierLimits.nameBytesMax);
  const incarnation = input.text(tierLimits.nameBytesMax);
  const number = input.varint();
  const sentAtMs = input.varint();
  const count = input.varint();
  if (count > tierLimits.headsMax) return refused('too-large');
  const heads: StreamHead[] = [];
  for (let n = 0; n < count && !input.failed; n += 1) {
    heads.push({ stream: input.text(tierLimits.nameBytesMax), highest: input.varint() });
  }
  if (input.failed) return refused('malformed');
  const frames: Frame[] = [];
  for (let at = input.at; at < bytes.length;) {
    const read = readFrame(bytes, at);
    if (!read.ok) return read;
    frames.push(read.frame);
    at = read.end;
  }
  return { ok: true, value: { gateway, incarnation, number, sentAtMs, heads, frames } };
}

/** SHA-256 in hex, of the parcel before it was packed. */
export function digestOf(parcel: Uint8Array): string {
  return createHash('sha256').update(parcel).digest('hex');
}
