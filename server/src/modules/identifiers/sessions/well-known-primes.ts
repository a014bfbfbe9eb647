// The primes of the Diffie–Hellman groups that everybody uses, of 1024 to 4096 bits: group 2 of RFC 2409,
// which is Java's default and what Handle clients send, and groups 5, 14, 15 and 16 of RFC 3526. They come
// from Node's own list.
import { getDiffieHellman } from 'node:crypto';

const groups = ['modp2', 'modp5', 'modp14', 'modp15', 'modp16'];

let primes: ReadonlyMap<string, Uint8Array> | undefined;

/** By their hexadecimal digits. Read when a session is first set up. */
export function wellKnownPrimes(): ReadonlyMap<string, Uint8Array> {
  primes ??= new Map(
    groups.map((name) => {
      const prime = getDiffieHellman(name).getPrime();
      return [prime.toString('hex'), prime] as const;
    }),
  );
  return primes;
}
