// The certificate by which servers know this gateway (Part 6, 6.2.2): made once in the protocol's folder and kept,
// since a person must trust each new one at each server.
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { machineNames } from '../../../../kernel/certificates/machine-names.ts';
import { isIpAddress } from './hosts.ts';
import type { Reach } from '../protocol.ts';
import { opcUaFailures } from './failures.ts';
import type { Library } from './library.ts';

export type Identity = {
  readonly certificate: Buffer;
  readonly keyPem: string;
  readonly applicationUri: string;
  readonly file: string;
  readonly subject: string;
  /** SHA-256, lower case hexadecimal. */
  readonly fingerprint: string;
  /** SHA-1: what OPC UA tools show. */
  readonly thumbprint: string;
};

const lifeYears = 20;
const yearMs = 365 * 86_400_000;
/** Two sources of one program never make two certificates. */
const making = new Map<string, Promise<Identity>>();

/** Fails with `opc-ua.gateway-certificate`. */
export function identityOf(library: Library, reach: Reach): Promise<Identity> {
  const known = making.get(reach.folder);
  if (known) return known;
  const made = readOrMake(library, reach).finally(() => making.delete(reach.folder));
  making.set(reach.folder, made);
  return made;
}

async function readOrMake(library: Library, reach: Reach): Promise<Identity> {
  const { disk } = reach.world;
  const file = join(reach.folder, 'gateway-certificate.pem');
  const keyFile = join(reach.folder, 'gateway-key.pem');
  let [certificate, key] = [await disk.read(file), await disk.read(keyFile)];
  if (!certificate || !key) {
    const pair = await make(library, reach);
    [certificate, key] = [Buffer.from(pair.certificate), Buffer.from(pair.key)];
    await disk.write(keyFile, key, { privateToOwner: true });
    await disk.write(file, certificate);
  }
  const keyPem = Buffer.from(key).toString('utf8');
  try {
    const read = new X509Certificate(certificate);
    if (!read.checkPrivateKey(createPrivateKey(keyPem)))
      throw new Error('certificate and key differ');
    return {
      certificate: read.raw,
      keyPem,
      applicationUri: applicationUriOf(read),
      file,
      subject: read.subject.replaceAll('\n', ', '),
      fingerprint: createHash('sha256').update(read.raw).digest('hex'),
      thumbprint: createHash('sha1').update(read.raw).digest('hex'),
    };
  } catch (error) {
    throw opcUaFailures['gateway-certificate']({ reason: (error as Error).message, file }, error);
  }
}

async function make(
  library: Library,
  { world }: Reach,
): Promise<{ certificate: string; key: string }> {
  const { crypto_utils: tools } = library;
  const privateKey = await tools.generatePrivateKey(2048);
  const names = machineNames({ host: '::', publicUrl: '', configured: [] });
  const host = hostname().toLowerCase();
  const now = world.clock.now();
  const { cert } = await tools.createSelfSignedCertificate({
    privateKey,
    subject: `/CN=Jingwei gateway@${host}/O=Jingwei`,
    applicationUri: `urn:${host}:jingwei:gateway:${world.random.uuid()}`,
    dns: names.filter((name) => !isIpAddress(name)),
    ip: names.filter((name) => isIpAddress(name)),
    // A server whose clock is a little behind takes it as well.
    notBefore: new Date(now - 86_400_000),
    notAfter: new Date(now + lifeYears * yearMs),
    purpose: tools.CertificatePurpose.ForApplication,
  });
  return { certificate: cert, key: (await tools.privateKeyToPEM(privateKey)).privPem };
}

function applicationUriOf(certificate: X509Certificate): string {
  const uri = /URI:([^,\s]+)/.exec(certificate.subjectAltName ?? '')?.[1];
  if (uri === undefined) throw new Error('it has no application URI');
  return uri;
}
