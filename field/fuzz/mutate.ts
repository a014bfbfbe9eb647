// Damages messages in the ways that break parsers: extremes where counts and lengths stand, cuts, splices,
// repeats, flipped bits. From a seed, so that a find can be repeated.

/** Uniform in [0, below). */
export type Chance = (below: number) => number;

/** mulberry32: small, and the same on every machine. */
export function seededChance(seed: number): Chance {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const extremes = [
  ...[0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x10_0000, 0x10_0001],
  ...[0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff],
];

const envelopeBytes = 20;
const lengthAt = 16;
const damagesMax = 4;

type Damage = (bytes: Buffer, chance: Chance, others: readonly Buffer[]) => Buffer;

const damages: readonly Damage[] = [
  (bytes, chance) => {
    const at = chance(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << chance(8));
    return bytes;
  },
  (bytes, chance) => {
    bytes[chance(bytes.length)] = chance(256);
    return bytes;
  },
  (bytes, chance) => {
    if (bytes.length < 4) return bytes;
    bytes.writeUInt32BE(extremes[chance(extremes.length)] ?? 0, chance(bytes.length - 3));
    return bytes;
  },
  (bytes, chance) => bytes.subarray(0, 1 + chance(bytes.length)),
  (bytes, chance, others) => {
    const other = others[chance(others.length)] ?? bytes;
    return Buffer.concat([
      bytes.subarray(0, chance(bytes.length)),
      other.subarray(chance(other.length)),
    ]);
  },
  (bytes, chance) => {
    const from = chance(bytes.length);
    const part = bytes.subarray(from, from + 1 + chance(64));
    return Buffer.concat([bytes.subarray(0, from), ...Array(1 + chance(40)).fill(part)]);
  },
];

/** A damaged copy of one of the samples; mostly with a length that fits, so that it gets past the framing. */
export function damaged(samples: readonly Buffer[], chance: Chance): Buffer {
  let bytes = Buffer.from(samples[chance(samples.length)] ?? Buffer.alloc(1));
  for (let left = 1 + chance(damagesMax); left > 0 && bytes.length > 0; left--) {
    bytes = Buffer.from((damages[chance(damages.length)] as Damage)(bytes, chance, samples));
  }
  if (chance(8) > 0 && bytes.length >= envelopeBytes) {
    bytes.writeUInt32BE(bytes.length - envelopeBytes, lengthAt);
  }
  return bytes;
}

/** The bytes in pieces, sometimes of one byte each. */
export function pieces(bytes: Buffer, chance: Chance): Buffer[] {
  if (chance(3) > 0) return [bytes];
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const to = at + 1 + chance(Math.max(1, bytes.length >> 2));
    parts.push(bytes.subarray(at, to));
    at = to;
  }
  return parts;
}
