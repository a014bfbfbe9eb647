// The receipt: what the receiver says has become of a parcel, signed with its Ed25519 key (RFC 8032) over exactly the
// bytes that travel, so that it is proof as long as it is kept. A sender deletes nothing without one.
//
//   "JWR1" · 64 bytes of signature · JSON
import { sign, verify, type KeyObject } from 'node:crypto';
import { objectOf } from './facts.ts';
import { frameKinds, type FrameHead } from './frame.ts';
import { refused, tierLimits, type TierOutcome } from './limits.ts';

/**
 * `stored`: durable now. `duplicate`: was durable before. Both settle the numbers of the span. `refused`: never will be,
 * `code` says why, and the sender keeps it for its operator. A frame that was had in part is answered in several spans;
 * what no span names is not settled and is sent again.
 */
export type ReceiptSpan = FrameHead & {
  readonly outcome: 'stored' | 'duplicate' | 'refused';
  /** A failure code of the receiver; with `refused` only. */
  readonly code?: string;
};

export type Receipt = {
  readonly gateway: string;
  readonly incarnation: string;
  /** Of the parcel: `digestOf`. */
  readonly parcel: string;
  /** Of the receiver's clock. */
  readonly receivedAtMs: number;
  readonly spans: readonly ReceiptSpan[];
};

const magic = Buffer.from('JWR1');
const signatureBytes = 64;
const outcomes = ['stored', 'duplicate', 'refused'] as const;

export function encodeReceipt(receipt: Receipt, privateKey: KeyObject): Uint8Array {
  const text = Buffer.from(JSON.stringify(receipt));
  return Buffer.concat([magic, sign(null, signed(text), privateKey), text]);
}

/** Fails with `signature` when it is not the receiver's. */
export function openReceipt(bytes: Uint8Array, publicKey: KeyObject): TierOutcome<Receipt> {
  if (bytes.length > tierLimits.receiptBytesMax) return refused('too-large');
  if (!magic.equals(bytes.subarray(0, magic.length))) return refused('unknown-format');
  const signature = bytes.subarray(magic.length, magic.length + signatureBytes);
  const text = bytes.subarray(magic.length + signatureBytes);
  if (!verify(null, signed(text), publicKey, signature)) return refused('signature');
  const { gateway, incarnation, parcel, receivedAtMs, spans } = objectOf(text) ?? {};
  const whole =
    typeof gateway === 'string' &&
    typeof incarnation === 'string' &&
    typeof parcel === 'string' &&
    typeof receivedAtMs === 'number' &&
    Array.isArray(spans) &&
    spans.every(isSpan);
  if (!whole) return refused('malformed');
  return { ok: true, value: { gateway, incarnation, parcel, receivedAtMs, spans } };
}

/** So that the key's signature under other texts is no receipt. */
function signed(text: Uint8Array): Uint8Array {
  return Buffer.concat([magic, text]);
}

function isSpan(value: unknown): value is ReceiptSpan {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, stream, first, count, outcome, code } = value as Record<string, unknown>;
  return (
    frameKinds.some((known) => known === kind) &&
    outcomes.some((known) => known === outcome) &&
    typeof stream === 'string' &&
    Number.isSafeInteger(first) &&
    Number.isSafeInteger(count) &&
    Number(first) > 0 &&
    Number(count) > 0 &&
    (code === undefined || typeof code === 'string')
  );
}
