// What the platform hands a gateway that asks for orders: JSON signed with the platform's Ed25519 key (RFC 8032). It
// names the gateway and repeats the ask's own number, so that it is an answer to this one ask and to no other.
//
//   "JWO1" · 64 bytes of signature · JSON
import { verify, type KeyObject } from 'node:crypto';
import { objectOf } from './facts.ts';
import { refused, tierLimits, type TierOutcome } from './limits.ts';

const magic = Buffer.from('JWO1');
const signatureBytes = 64;

/** For whom and in answer to what; the rest is between the two. */
export type OrdersAnswer = { readonly gateway: string; readonly nonce: string };

export function sealOrders(
  answer: OrdersAnswer,
  sign: (bytes: Uint8Array) => Uint8Array,
): Uint8Array {
  const text = Buffer.from(JSON.stringify(answer));
  return Buffer.concat([magic, sign(signed(text)), text]);
}

/** Fails with `signature` when it is not the platform's, or answers somebody or something else. Never throws. */
export function openOrders(
  bytes: Uint8Array,
  publicKey: KeyObject,
  asked: OrdersAnswer,
): TierOutcome<Readonly<Record<string, unknown>>> {
  if (bytes.length > tierLimits.receiptBytesMax) return refused('too-large');
  if (!magic.equals(bytes.subarray(0, magic.length))) return refused('unknown-format');
  const signature = bytes.subarray(magic.length, magic.length + signatureBytes);
  const text = bytes.subarray(magic.length + signatureBytes);
  if (!verify(null, signed(text), publicKey, signature)) return refused('signature');
  const answer = objectOf(text);
  if (answer === undefined) return refused('malformed');
  const isOurs = answer['gateway'] === asked.gateway && answer['nonce'] === asked.nonce;
  return isOurs ? { ok: true, value: answer } : refused('signature');
}

/** So that the key's signature under other texts is no order. */
function signed(text: Uint8Array): Uint8Array {
  return Buffer.concat([magic, text]);
}
