// The program's own certificate authority: one root, made at first use and kept in the data folder for its
// owner's eyes, and short-lived certificates below it. Whoever trusts the root knows every node of this folder.
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Clock } from '../world/clock.ts';
import type { Disk } from '../world/disk.ts';
import type { Random } from '../world/random.ts';
import { makeCertificate, type CertificateName, type CertificateUsage } from './certificate.ts';
import { certificateFailures } from './failures.ts';

const generate = promisify(generateKeyPair);

const dayMs = 86_400_000;
const rootLifeMs = 20 * 365 * dayMs;
export const certificateLifeMs = 90 * dayMs;
/** Clocks differ: what is new is valid a little while back. */
const slackMs = 3_600_000;
const serialBytes = 16;
const organization = 'Jingwei';

export type CertificateRequest = {
  /** Whom it is for, in words. */
  readonly name: string;
  readonly usages: readonly CertificateUsage[];
  /** Host names and IP addresses under which its holder is reached; a client needs none. */
  readonly names?: readonly string[];
  /** PEM of a key made elsewhere; by default one is made. */
  readonly publicKey?: KeyObject;
};

export type IssuedCertificate = {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8; absent when only the public key was given. */
  readonly privateKey?: string;
};

/** What modules get of it. */
export interface Certificates {
  /** PEM of the root, which is made if there is none. */
  root(): Promise<string>;
  issueCertificate(request: CertificateRequest): Promise<IssuedCertificate>;
}

type Root = { readonly certificate: string; readonly untilMs: number; readonly key: KeyObject };
type Options = {
  readonly folder: string;
  readonly clock: Clock;
  readonly disk: Disk;
  readonly random: Random;
};

export class CertificateAuthority implements Certificates {
  readonly #options: Options;
  #root: Promise<Root> | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  async root(): Promise<string> {
    return (await this.#theRoot()).certificate;
  }

  /** Fails with `certificates.bad-name`, `certificates.root-damaged`, `certificates.root-over`. */
  async issueCertificate(request: CertificateRequest): Promise<IssuedCertificate> {
    const names = (request.names ?? []).map((name) => nameInCertificate(name));
    const root = await this.#theRoot();
    const { clock, random, folder } = this.#options;
    const nowMs = clock.now();
    if (nowMs >= root.untilMs) {
      const until = new Date(root.untilMs).toISOString();
      throw certificateFailures['root-over']({ folder, until });
    }
    const made = request.publicKey === undefined ? await newKey() : undefined;
    const publicKey = request.publicKey ?? createPublicKey(made ?? '');
    const certificate = makeCertificate({
      subject: { organization, commonName: request.name },
      publicKey,
      issuer: { name: issuerOf(root), privateKey: root.key },
      serial: newSerial(random),
      fromMs: nowMs - slackMs,
      untilMs: Math.min(nowMs + certificateLifeMs, root.untilMs),
      purpose: { usages: request.usages, names },
    });
    return { certificate, ...(made === undefined ? {} : { privateKey: exported(made) }) };
  }

  #theRoot(): Promise<Root> {
    this.#root ??= this.#readOrMake().catch((error: unknown) => {
      this.#root = undefined;
      throw error;
    });
    return this.#root;
  }

  async #readOrMake(): Promise<Root> {
    const { folder, disk } = this.#options;
    const [certificate, key] = [
      await disk.read(join(folder, 'root.pem')),
      await disk.read(join(folder, 'root-key.pem')),
    ];
    // The certificate is written last: a key without one is of a start that did not get so far.
    if (certificate === undefined) return this.#make();
    if (key === undefined) {
      throw certificateFailures['root-damaged']({ folder, reason: 'root-key.pem is missing' });
    }
    return readRoot(folder, textOf(certificate), textOf(key));
  }

  async #make(): Promise<Root> {
    const { folder, disk, clock, random } = this.#options;
    const key = await newKey();
    const serial = newSerial(random);
    const fromMs = clock.now() - slackMs;
    const name = {
      organization,
      // Its own name for each root, so that a reader can tell those of two installations apart.
      commonName: `Jingwei root ${Buffer.from(serial.subarray(0, 4)).toString('hex')}`,
    };
    const certificate = makeCertificate({
      subject: name,
      publicKey: createPublicKey(key),
      issuer: { name, privateKey: key },
      serial,
      fromMs,
      untilMs: fromMs + rootLifeMs,
      purpose: 'issuer',
    });
    await disk.makeFolder(folder);
    await disk.write(join(folder, 'root-key.pem'), bytesOf(exported(key)), {
      privateToOwner: true,
    });
    await disk.write(join(folder, 'root.pem'), bytesOf(certificate));
    return readRoot(folder, certificate, exported(key));
  }
}

function readRoot(folder: string, certificate: string, keyText: string): Root {
  try {
    const key = createPrivateKey(keyText);
    const parsed = new X509Certificate(certificate);
    if (!parsed.checkPrivateKey(key)) throw new Error('key and certificate differ');
    return { certificate, key, untilMs: Date.parse(parsed.validTo) };
  } catch (error) {
    throw certificateFailures['root-damaged']({ folder, reason: (error as Error).message }, error);
  }
}

function issuerOf({ certificate }: Root): CertificateName {
  const { subject } = new X509Certificate(certificate);
  return { organization, commonName: /^CN=(.*)$/m.exec(subject)?.[1] ?? '' };
}

const hostName =
  /^(?=.{1,253}$)(?:\*\.)?[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/i;

/** A name in another script in the form that DNS uses. */
function nameInCertificate(name: string): string {
  if (isIP(name) !== 0 || hostName.test(name)) return name;
  const isWord = /^[^\s/?#@:\\%]+$/.test(name) && URL.canParse(`http://${name}`);
  const ascii = isWord ? new URL(`http://${name}`).hostname : '';
  if (hostName.test(ascii)) return ascii;
  throw certificateFailures['bad-name']({ name: name.slice(0, 80) });
}

async function newKey(): Promise<KeyObject> {
  return (await generate('ec', { namedCurve: 'P-256' })).privateKey;
}

/** Positive and hard to guess (CA/Browser Forum: at least 64 bits of chance). */
function newSerial(random: Random): Uint8Array {
  const serial = random.bytes(serialBytes);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial;
}

function exported(key: KeyObject): string {
  return key.export({ format: 'pem', type: 'pkcs8' }).toString();
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
