// The bounds of what tiers send each other, so that a hostile or broken peer cannot fill our memory: lengths are
// compared with these before anything is taken. And why bytes are refused.

export const tierLimits = {
  /** A frame with its length and checksum. */
  frameBytesMax: 16 * 1024 * 1024,
  /** A parcel, after it was unpacked. */
  parcelBytesMax: 64 * 1024 * 1024,
  receiptBytesMax: 4 * 1024 * 1024,
  /** Readings, facts or ledger rows of one frame; a `given-up` frame holds no entries and may span more. */
  frameCountMax: 1_000_000,
  /** UTF-8 bytes of a stream's name, a gateway's or an incarnation's. */
  nameBytesMax: 400,
  seriesBytesMax: 4_000,
  headsMax: 100_000,
} as const;

/** These words are stable: receivers count them. */
export type TierReason =
  | 'incomplete' // more is announced than there is: the torn tail of a file
  | 'too-large'
  | 'checksum'
  | 'malformed'
  | 'unknown-format' // of a newer sender
  | 'signature';

export type TierFailure = { readonly ok: false; readonly reason: TierReason };
export type TierOutcome<T> = { readonly ok: true; readonly value: T } | TierFailure;

export function refused(reason: TierReason): TierFailure {
  return { ok: false, reason };
}
