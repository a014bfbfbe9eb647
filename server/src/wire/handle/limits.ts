// The bounds of the protocol (reference §1, measured in Handle.Net 9.2.0). Bytes and counts only; time is the caller's.

export const limits = {
  /** Longest message behind its envelope, and longest answer part. */
  messageBytesMax: 262_144,
  /** Longest UDP packet, envelope included. */
  datagramBytesMax: 512,
  /** Message bytes that one fragment of a UDP message carries. */
  fragmentBytes: 492,
  /** Longest handle as UTF-8. */
  handleBytesMax: 2048,
  /** Most values of one handle. */
  valuesPerHandleMax: 2048,
  /** Most elements of one array. */
  arrayCountMax: 1_048_576,
} as const;
