// Numbers in the layouts of the record store: six bytes for positions and times, seven bits a byte for
// lengths.

export function putUint48(target: Uint8Array, at: number, value: number): void {
  const high = Math.floor(value / 0x1_0000_0000);
  target[at] = high >>> 8;
  target[at + 1] = high;
  putUint32(target, at + 2, value);
}

export function getUint48(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] as number) << 8) | (bytes[at + 1] as number)) * 0x1_0000_0000 +
    getUint32(bytes, at + 2)
  );
}

export function putUint32(target: Uint8Array, at: number, value: number): void {
  target[at] = value >>> 24;
  target[at + 1] = value >>> 16;
  target[at + 2] = value >>> 8;
  target[at + 3] = value;
}

export function getUint32(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number)) >>>
    0
  );
}

/** Returns where it ends. Values are below 2^31. */
export function putVarint(target: Uint8Array, at: number, value: number): number {
  let rest = value;
  while (rest > 0x7f) {
    target[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  target[at] = rest;
  return at + 1;
}

export function getVarint(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let shift = 0; ; shift += 7, at++) {
    const byte = bytes[at] as number;
    value |= (byte & 0x7f) << shift;
    if (byte <= 0x7f || shift >= 28) return value;
  }
}

export function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes++;
  return bytes;
}
