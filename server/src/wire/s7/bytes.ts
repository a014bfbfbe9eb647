// Big-endian words of S7 messages; what lies beyond the end reads as 0, and lengths are checked by the callers.

export function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

export function wordBytes(value: number): [number, number] {
  return [(value >> 8) & 0xff, value & 0xff];
}
