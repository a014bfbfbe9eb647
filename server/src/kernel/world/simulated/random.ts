// Chance that can be repeated: everything follows from one seed. Small Fast Counter (sfc32), which is
// quick and passes the usual statistical batteries; not for secrets.
import type { Random } from '../random.ts';

export interface SeededRandom extends Random {
  /** Another stream that depends on the seed and the label only, not on how much was drawn from this one. */
  fork(label: string): SeededRandom;
  /** True with the probability given. */
  chance(probability: number): boolean;
  /** Uniform in [from, to). */
  between(from: number, to: number): number;
}

export function seededRandom(seed: number | string): SeededRandom {
  const next = smallFastCounter(String(seed));
  const bytes = (count: number): Uint8Array =>
    Uint8Array.from({ length: count }, () => next() & 0xff);
  const number = (): number => next() / 0x1_0000_0000;
  return {
    number,
    bytes,
    uuid: () => uuidOf(bytes(16)),
    fork: (label) => seededRandom(`${seed}/${label}`),
    chance: (probability) => number() < probability,
    between: (from, to) => from + number() * (to - from),
  };
}

/** Unsigned 32-bit numbers. */
function smallFastCounter(seed: string): () => number {
  let a = hash(seed, 0x9e3779b9);
  let b = hash(seed, 0x243f6a88);
  let c = hash(seed, 0xb7e15162);
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let warmUp = 0; warmUp < 12; warmUp++) next();
  return next;
}

function hash(text: string, start: number): number {
  let state = start | 0;
  for (let at = 0; at < text.length; at++) {
    state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
    state = (state << 13) | (state >>> 19);
  }
  return state;
}

function uuidOf(bytes: Uint8Array): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
