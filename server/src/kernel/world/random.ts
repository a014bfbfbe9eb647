// Chance as a value that is handed in, so that a simulation can be repeated from its seed.

export interface Random {
  /** Uniform in [0, 1). Not for secrets. */
  number(): number;
  /** Unpredictable bytes in the real world; fit for secrets. */
  bytes(count: number): Uint8Array;
  /** RFC 9562 version 4. */
  uuid(): string;
}

/** Uniform integer in [0, below). */
export function integer(random: Random, below: number): number {
  return Math.floor(random.number() * below);
}

/** `count` random bytes as base64url, for tokens that appear in URLs. */
export function secretText(random: Random, count: number): string {
  let binary = '';
  for (const byte of random.bytes(count)) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
