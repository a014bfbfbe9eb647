// Makes an X.509 certificate (RFC 5280 §4): version 3, ECDSA on P-256 with SHA-256, with the extensions that
// TLS clients look at and no others.
import { createHash, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import {
  bitString,
  boolean,
  integer,
  numbered,
  objectId,
  octetString,
  pem,
  sequence,
  set,
  time,
  utf8,
  type Der,
} from './der.ts';

/** `server`, `client`: whom the holder may be in TLS. A node of ours is both. */
export type CertificateUsage = 'server' | 'client';

export type CertificateFacts = {
  readonly subject: CertificateName;
  readonly publicKey: KeyObject;
  readonly issuer: { readonly name: CertificateName; readonly privateKey: KeyObject };
  /** At most 20 bytes (RFC 5280 §4.1.2.2). */
  readonly serial: Uint8Array;
  readonly fromMs: number;
  readonly untilMs: number;
  /** An issuer of others; otherwise the usages and the names under which its holder is reached. */
  readonly purpose:
    | 'issuer'
    | { readonly usages: readonly CertificateUsage[]; readonly names: readonly string[] };
};

export type CertificateName = { readonly commonName: string; readonly organization: string };

const id = {
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  server: '1.3.6.1.5.5.7.3.1',
  client: '1.3.6.1.5.5.7.3.2',
} as const;

/** PEM. */
export function makeCertificate(facts: CertificateFacts): string {
  const algorithm = sequence(objectId(id.ecdsaWithSha256));
  const unsigned = sequence(
    numbered(0, integer(Uint8Array.of(2)), true),
    integer(facts.serial),
    algorithm,
    nameOf(facts.issuer.name),
    sequence(time(facts.fromMs), time(facts.untilMs)),
    nameOf(facts.subject),
    publicKeyInfo(facts.publicKey),
    numbered(3, sequence(...extensionsOf(facts)), true),
  );
  const signature = sign('sha256', unsigned, facts.issuer.privateKey);
  return pem('CERTIFICATE', sequence(unsigned, algorithm, bitString(signature)));
}

function publicKeyInfo(key: KeyObject): Der {
  return key.export({ format: 'der', type: 'spki' });
}

function nameOf({ commonName, organization }: CertificateName): Der {
  const attribute = (type: string, text: string): Der => set(sequence(objectId(type), utf8(text)));
  return sequence(attribute(id.organization, organization), attribute(id.commonName, commonName));
}

function extensionsOf(facts: CertificateFacts): Der[] {
  const issuerKey = createPublicKey(facts.issuer.privateKey);
  const common = [
    extension(id.subjectKeyIdentifier, octetString(keyIdentifier(facts.publicKey))),
    extension(id.authorityKeyIdentifier, sequence(numbered(0, keyIdentifier(issuerKey), false))),
  ];
  if (facts.purpose === 'issuer') {
    // Issues for holders only, not for further issuers: path length 0.
    const constraints = sequence(boolean(true), integer(Uint8Array.of(0)));
    return [
      critical(id.basicConstraints, constraints),
      critical(id.keyUsage, issuerBits),
      ...common,
    ];
  }
  const { usages, names } = facts.purpose;
  return [
    critical(id.basicConstraints, sequence()),
    critical(id.keyUsage, holderBits),
    extension(id.extendedKeyUsage, sequence(...usages.map((usage) => objectId(id[usage])))),
    ...(names.length === 0 ? [] : [extension(id.subjectAltName, alternativeNames(names))]),
    ...common,
  ];
}

/** Bits keyCertSign and cRLSign; bit digitalSignature. */
const issuerBits = bitString(Uint8Array.of(0b0000_0110), 1);
const holderBits = bitString(Uint8Array.of(0b1000_0000), 7);

function extension(type: string, value: Der): Der {
  return sequence(objectId(type), octetString(value));
}

function critical(type: string, value: Der): Der {
  return sequence(objectId(type), boolean(true), octetString(value));
}

/** Host names and IP addresses (RFC 5280 §4.2.1.6). */
function alternativeNames(names: readonly string[]): Der {
  return sequence(
    ...names.map((name) =>
      isIP(name) === 0
        ? numbered(2, Buffer.from(name, 'ascii'), false)
        : numbered(7, addressBytes(name), false),
    ),
  );
}

function addressBytes(address: string): Uint8Array {
  if (isIP(address) === 4) return Uint8Array.from(address.split('.').map(Number));
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address.split('%')[0] ?? '');
  const [, start = '', ...bytes] = dotted ?? [];
  const [a = 0, b = 0, c = 0, d = 0] = bytes.map(Number);
  const text = dotted
    ? `${start}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
    : (address.split('%')[0] ?? '');
  const [left = '', right] = text.split('::');
  const groups = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const [before, after] = [groups(left), groups(right ?? '')];
  const middle = Array.from({ length: 8 - before.length - after.length }, () => 0);
  return Uint8Array.from(
    [...before, ...middle, ...after].flatMap((group) => [group >> 8, group & 255]),
  );
}

/** RFC 5280 §4.2.1.2 method 1 with SHA-256, cut to 20 bytes (RFC 7093 §2). */
function keyIdentifier(key: KeyObject): Uint8Array {
  const info = publicKeyInfo(key);
  return createHash('sha256').update(info).digest().subarray(0, 20);
}
