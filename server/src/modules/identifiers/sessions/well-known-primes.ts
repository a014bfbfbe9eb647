// The primes of the Diffie–Hellman groups that everybody uses, of 1024 to 4096 bits: group 2 of RFC 2409,
// which is Java's default and what Handle clients send, and groups 5, 14, 15 and 16 of RFC 3526.
import { getDiffieHellman } from 'node:crypto';

/** RFC 2409 §6.2. Node has it too, but takes a quarter of a second to prove it prime before it tells. */
const group2 = [
  'ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74',
  '020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437',
  '4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed',
  'ee386bfb5a899fa5ae9f24117c4b1fe649286651ece65381ffffffffffffffff',
].join('');

/** RFC 3526, from Node's own list. */
const groups = ['modp5', 'modp14', 'modp15', 'modp16'];

let primes: ReadonlyMap<string, Uint8Array> | undefined;

/** By their hexadecimal digits. */
export function wellKnownPrimes(): ReadonlyMap<string, Uint8Array> {
  primes ??= new Map(
    [Buffer.from(group2, 'hex'), ...groups.map((name) => getDiffieHellman(name).getPrime())].map(
      (prime) => [prime.toString('hex'), prime] as const,
    ),
  );
  return primes;
}
