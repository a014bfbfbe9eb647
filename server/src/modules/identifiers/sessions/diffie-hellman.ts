// Mode 4 of key exchange: Diffie–Hellman in the group that the client chose, as Handle.Net does it
// (reference §1.5, §8.16). Only well-known groups of safe primes are taken: whether another number is prime
// costs too much to find out, and a weak one would only look like secrecy.
import { createPublicKey, diffieHellman, generateKeyPair, type KeyObject } from 'node:crypto';
import {
  encodePublicKey,
  sessionKeyOf,
  type DiffieHellmanPublicKey,
} from '../../../wire/handle/handle.ts';
import { der, derTag, signed, unsigned } from '../administration/key-records.ts';
import { wellKnownPrimes } from './well-known-primes.ts';

/** The key agreed and the server's public key for the client; undefined for a key that is none of a known group. */
export async function agreeByDiffieHellman(
  client: DiffieHellmanPublicKey,
): Promise<{ readonly key: Uint8Array; readonly publicKey: Uint8Array } | undefined> {
  const prime = wellKnownPrimes().get(Buffer.from(unsigned(client.p)).toString('hex'));
  const generator = unsigned(client.g);
  if (prime === undefined || !isTwo(generator) || !isInside(client.y, prime)) return undefined;
  const own = await keysIn(prime);
  const theirs = groupKeyOf({ prime, generator, y: unsigned(client.y) });
  const secret = await sharedSecret(own.privateKey, theirs);
  const y = signed(publicNumberOf(own.publicKey));
  const publicKey = encodePublicKey({ ...client, flags: 0, y });
  return { key: sessionKeyOf(secret), publicKey };
}

type KeyPair = { readonly publicKey: KeyObject; readonly privateKey: KeyObject };

/** Node makes such keys; the types of this version do not say so. */
const generateGroupKeys = generateKeyPair as unknown as (
  type: 'dh',
  group: { prime: Uint8Array; generator: number },
  done: (error: Error | null, publicKey: KeyObject, privateKey: KeyObject) => void,
) => void;

function keysIn(prime: Uint8Array): Promise<KeyPair> {
  return new Promise((resolve, reject) => {
    const group = { prime: Buffer.from(prime), generator: 2 };
    generateGroupKeys('dh', group, (error, publicKey, privateKey) => {
      if (error === null) resolve({ publicKey, privateKey });
      else reject(error);
    });
  });
}

function sharedSecret(privateKey: KeyObject, publicKey: KeyObject): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    diffieHellman({ privateKey, publicKey }, (error, secret) => {
      if (error === null) resolve(secret);
      else reject(error);
    });
  });
}

/** The generator of all these groups. */
function isTwo(number: Uint8Array): boolean {
  return number.length === 1 && number[0] === 2;
}

/** 1 < y < p - 1: the others make a secret that everybody knows. */
function isInside(number: Uint8Array, prime: Uint8Array): boolean {
  const y = unsigned(number);
  if (y.length === 1 && (y[0] ?? 0) <= 1) return false;
  if (y.length !== prime.length) return y.length < prime.length;
  const last = Buffer.from(prime);
  last[last.length - 1] = (last.at(-1) ?? 0) - 1; // primes are odd
  return Buffer.compare(y, last) < 0;
}

/** 1.2.840.113549.1.3.1 */
const identifier = Uint8Array.of(0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x03, 0x01);

/** The SubjectPublicKeyInfo of PKCS #3, in which Node takes such keys. */
export function groupKeyOf(parts: {
  prime: Uint8Array;
  generator: Uint8Array;
  y: Uint8Array;
}): KeyObject {
  const integer = (number: Uint8Array): Uint8Array => der(derTag.integer, signed(number));
  const parameters = der(derTag.sequence, integer(parts.prime), integer(parts.generator));
  const info = der(
    derTag.sequence,
    der(derTag.sequence, identifier, parameters),
    der(derTag.bitString, Uint8Array.of(0), integer(parts.y)),
  );
  return createPublicKey({ key: Buffer.from(info), format: 'der', type: 'spki' });
}

/** The number at the end of the SubjectPublicKeyInfo: INTEGER in a BIT STRING. */
function publicNumberOf(key: KeyObject): Uint8Array {
  const info = key.export({ format: 'der', type: 'spki' });
  const algorithm = contentAt(info, contentAt(info, 0).from);
  const bits = contentAt(info, algorithm.to);
  const number = contentAt(info, bits.from + 1);
  return info.subarray(number.from, number.to);
}

/** Where the content of a DER element lies; only for what our own library wrote. */
function contentAt(bytes: Uint8Array, at: number): { from: number; to: number } {
  const short = bytes[at + 1] ?? 0;
  if (short < 0x80) return { from: at + 2, to: at + 2 + short };
  const count = short - 0x80;
  let length = 0;
  for (let n = 0; n < count; n++) length = length * 256 + (bytes[at + 2 + n] ?? 0);
  return { from: at + 2 + count, to: at + 2 + count + length };
}
