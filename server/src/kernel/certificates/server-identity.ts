// The certificate that the HTTP door shows: the operator's files, read again when they change, or one of the
// own authority for every name of this machine, renewed long before it ends.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { HttpSettings } from '../http/settings.ts';
import type { TlsIdentity } from '../http/tls-identity.ts';
import type { Log } from '../log/log.ts';
import { every, type Clock, type Timer } from '../world/clock.ts';
import type { Disk } from '../world/disk.ts';
import { certificateLifeMs, type Certificates } from './certificate-authority.ts';
import { certificateFailures } from './failures.ts';
import { machineNames } from './machine-names.ts';

type Pair = { readonly cert: string; readonly key: string };

export type CertificateFiles = { readonly certificateFile: string; readonly keyFile: string };

export type IdentityOptions = {
  /** Where the own certificate is kept. */
  readonly folder: string;
  readonly certificates: Certificates;
  readonly clock: Clock;
  readonly disk: Disk;
  readonly log: Log;
  /** The operator's; without them the own authority issues. */
  readonly files?: CertificateFiles | undefined;
  /** Asked at each look: the addresses of a machine change. */
  readonly names: () => readonly string[];
  readonly asksClients: boolean;
};

/** How long a changed file, or a changed address, may go unnoticed. */
const lookMs = 10_000;
const renewBeforeMs = certificateLifeMs / 3;

export class ServerIdentity implements TlsIdentity {
  readonly asksClients: boolean;
  readonly #options: IdentityOptions;
  readonly #listeners = new Set<() => void>();
  readonly #looks: Timer;
  #pair: Pair;
  #trouble = '';

  private constructor(options: IdentityOptions, pair: Pair) {
    this.#options = options;
    this.#pair = pair;
    this.asksClients = options.asksClients;
    this.#looks = every(options.clock, lookMs, () => this.look());
  }

  /** Fails with `certificates.not-usable` and what the authority fails with. */
  static async open(options: IdentityOptions): Promise<ServerIdentity> {
    return new ServerIdentity(options, await wantedPair(options));
  }

  current(): Pair {
    return this.#pair;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Takes what changed; with what is not usable, the certificate of before stays, and the log says why. */
  async look(): Promise<void> {
    const { log } = this.#options;
    try {
      const pair = await wantedPair(this.#options);
      this.#trouble = '';
      if (pair.cert === this.#pair.cert && pair.key === this.#pair.key) return;
      this.#pair = pair;
      for (const listener of this.#listeners) listener();
      const { validTo } = new X509Certificate(pair.cert);
      log.info('certificate-changed', { until: validTo });
    } catch (error) {
      const trouble = (error as Error).message;
      if (trouble !== this.#trouble) log.error('certificate-not-changed', { error });
      this.#trouble = trouble;
    }
  }

  close(): void {
    this.#looks.cancel();
  }
}

/** By the settings of the door. Fails with `certificates.one-file-missing` and as `ServerIdentity.open` does. */
export function serverIdentity(
  settings: HttpSettings,
  given: Omit<IdentityOptions, 'files' | 'names' | 'asksClients'> & { publicUrl: () => string },
): Promise<ServerIdentity> {
  const { certificateFile, certificateKeyFile: keyFile, host } = settings;
  if ((certificateFile === '') !== (keyFile === ''))
    throw certificateFailures['one-file-missing']();
  return ServerIdentity.open({
    ...given,
    ...(certificateFile === '' ? {} : { files: { certificateFile, keyFile } }),
    names: () =>
      machineNames({ host, publicUrl: given.publicUrl(), configured: settings.certificateNames }),
    asksClients: settings.clientCertificates,
  });
}

function wantedPair(options: IdentityOptions): Promise<Pair> {
  return options.files === undefined ? ownPair(options) : pairOfFiles(options.files, options.disk);
}

async function pairOfFiles(files: CertificateFiles, disk: Disk): Promise<Pair> {
  const [cert, key] = [await disk.read(files.certificateFile), await disk.read(files.keyFile)];
  const refuse = (reason: string, cause?: unknown): Error =>
    certificateFailures['not-usable']({ ...files, reason }, cause);
  if (cert === undefined) throw refuse(`there is no ${files.certificateFile}`);
  if (key === undefined) throw refuse(`there is no ${files.keyFile}`);
  const pair = { cert: textOf(cert), key: textOf(key) };
  try {
    const first = new X509Certificate(pair.cert);
    if (!first.checkPrivateKey(createPrivateKey(pair.key))) throw new Error('they differ');
    createSecureContext(pair);
    return pair;
  } catch (error) {
    throw refuse((error as Error).message, error);
  }
}

async function ownPair(options: IdentityOptions): Promise<Pair> {
  const { folder, disk, clock, certificates } = options;
  const names = [...new Set(options.names())].toSorted();
  const root = await certificates.root();
  const [certificatePath, keyPath] = [join(folder, 'server.pem'), join(folder, 'server-key.pem')];
  const [cert, key] = [await disk.read(certificatePath), await disk.read(keyPath)];
  if (cert !== undefined && key !== undefined) {
    const pair = { cert: textOf(cert), key: textOf(key) };
    if (isFresh(pair, { root, names, nowMs: clock.now() })) return pair;
  }
  const issued = await certificates.issueCertificate({
    name: names[0] ?? 'localhost',
    usages: ['server'],
    names,
  });
  const pair = { cert: issued.certificate, key: issued.privateKey ?? '' };
  await disk.makeFolder(folder);
  await disk.write(keyPath, bytesOf(pair.key), { privateToOwner: true });
  await disk.write(certificatePath, bytesOf(pair.cert));
  return pair;
}

/** Of this root, for just these names, and not to be renewed yet. What cannot be read is not. */
function isFresh(
  { cert, key }: Pair,
  wanted: { root: string; names: readonly string[]; nowMs: number },
): boolean {
  try {
    const parsed = new X509Certificate(cert);
    const root = new X509Certificate(wanted.root);
    const untilMs = Date.parse(parsed.validTo);
    // The root's own last days cannot be renewed away.
    const isLast = untilMs >= Date.parse(root.validTo);
    return (
      parsed.checkPrivateKey(createPrivateKey(key)) &&
      parsed.verify(root.publicKey) &&
      Date.parse(parsed.validFrom) <= wanted.nowMs &&
      untilMs - wanted.nowMs > (isLast ? 0 : renewBeforeMs) &&
      isFor(parsed, wanted.names)
    );
  } catch {
    return false;
  }
}

function isFor(certificate: X509Certificate, names: readonly string[]): boolean {
  const listed = (certificate.subjectAltName ?? '').split(', ').length;
  return listed === names.length && names.every((name) => isNamed(certificate, name));
}

function isNamed(certificate: X509Certificate, name: string): boolean {
  if (isIP(name) !== 0) return certificate.checkIP(name) !== undefined;
  return certificate.checkHost(name.replace(/^\*/, 'any')) !== undefined;
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
