// Big-endian integers at fixed offsets, for the places that know where to look and build no objects. Past the end they
// read zero; the callers check the length first.

/** The signed 32-bit integer at a byte offset. */
export function int4At(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] ?? 0) << 24) |
    ((bytes[at + 1] ?? 0) << 16) |
    ((bytes[at + 2] ?? 0) << 8) |
    (bytes[at + 3] ?? 0)
  );
}

/** The unsigned 16-bit integer at a byte offset. */
export function uint2At(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/** Writes the low 32 bits of `value`, signed or unsigned, at a byte offset. */
export function putInt4(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

/** Writes the low 16 bits of `value` at a byte offset. */
export function putInt2(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8;
  bytes[at + 1] = value;
}

/** A view of `from <= offset < to` that is a plain Uint8Array whatever subclass the input is. */
export function viewOf(bytes: Uint8Array, from: number, to: number): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset + from, to - from);
}
