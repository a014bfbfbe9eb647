// A frame: one durable step of one stream. The same bytes lie in the outbox's files and travel in parcels.
//
//   uint32 LE   bytes behind the checksum
//   uint32 LE   CRC-32 of them
//   byte        kind, plus 128 when the step goes on in the next frame
//   text        stream
//   varint      first number
//   varint      count
//   …           body, by kind
import { crc32 } from 'node:zlib';
import { BytesIn } from './bytes-in.ts';
import { BytesOut } from './bytes-out.ts';
import { refused, tierLimits, type TierFailure } from './limits.ts';

/**
 * `readings`: decodeReadings. `facts`: decodeFacts. `given-up`: the numbers of the span will never come, and
 * decodeGivenUp says why. `ledger`: decodeLedger; rows are of the stream `ledger/<enterprise>/<source>`. `keys`: decodeKeys,
 * under which the rest of the step was sent to us; it has no numbers of its own, stays in the files and is not sent.
 */
export const frameKinds = ['readings', 'facts', 'given-up', 'ledger', 'keys'] as const;
export type FrameKind = (typeof frameKinds)[number];

export type FrameHead = {
  readonly kind: FrameKind;
  readonly stream: string;
  /** 1 … */
  readonly first: number;
  /** At least 1: the frame has the numbers `first <= n < first + count`. */
  readonly count: number;
};

export type Frame = FrameHead & {
  /** The next frame belongs to the same durable step: without it this one was never acknowledged. */
  readonly more: boolean;
  /** A view. */
  readonly body: Uint8Array;
  /** The whole frame, a view. */
  readonly bytes: Uint8Array;
};

export type ReadFrame =
  | { readonly ok: true; readonly frame: Frame; readonly end: number }
  | TierFailure;

const prefixBytes = 8;
const moreBit = 0x80;

export function encodeFrame(head: FrameHead, body: Uint8Array, more = false): Uint8Array {
  const out = new BytesOut(prefixBytes + body.length + head.stream.length * 3 + 32);
  for (let n = 0; n < prefixBytes; n += 1) out.byte(0);
  out.byte(frameKinds.indexOf(head.kind) | (more ? moreBit : 0));
  out.text(head.stream);
  out.varint(head.first);
  out.varint(head.count);
  out.bytes(body);
  const bytes = out.done();
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint32(0, bytes.length - prefixBytes, true);
  view.setUint32(4, crc32(bytes.subarray(prefixBytes)), true);
  return bytes;
}

/** The frame at an offset; `end` is where the next begins. */
export function readFrame(bytes: Uint8Array, at = 0): ReadFrame {
  if (bytes.length - at < prefixBytes) return refused('incomplete');
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, prefixBytes);
  const length = view.getUint32(0, true);
  if (length > tierLimits.frameBytesMax - prefixBytes) return refused('too-large');
  const end = at + prefixBytes + length;
  if (end > bytes.length) return refused('incomplete');
  const content = bytes.subarray(at + prefixBytes, end);
  if (crc32(content) !== view.getUint32(4, true)) return refused('checksum');
  const input = new BytesIn(content);
  const mark = input.byte();
  const kind = frameKinds[mark & ~moreBit];
  if (kind === undefined) return refused('unknown-format');
  const stream = input.text(tierLimits.nameBytesMax);
  const first = input.varint();
  const count = input.varint();
  const known = !input.failed && stream.length > 0 && first > 0 && count > 0;
  if (!known || !Number.isSafeInteger(first + count)) return refused('malformed');
  if (kind !== 'given-up' && count > tierLimits.frameCountMax) return refused('too-large');
  const body = content.subarray(input.at);
  const more = mark >= moreBit;
  return {
    ok: true,
    end,
    frame: { kind, stream, first, count, more, body, bytes: bytes.subarray(at, end) },
  };
}
