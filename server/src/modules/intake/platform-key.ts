// The key that signs receipts: Ed25519 (RFC 8032), made once, in a file that only its owner may read. Gateways pin its
// public half when they enrol, so a platform that lost it must enrol its gateways again.
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { join } from 'node:path';
import type { Disk } from '../../kernel/world/disk.ts';
import { intakeFailures } from './failures.ts';

export type PlatformKey = { readonly privateKey: KeyObject; readonly publicKey: KeyObject };

const fileName = 'receipts.key';

/** Fails with `intake.bad-key-file`. */
export async function platformKeyIn(folder: string, disk: Disk): Promise<PlatformKey> {
  const file = join(folder, fileName);
  const bytes = await disk.read(file);
  if (bytes !== undefined) return keyOf(bytes, file);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519'); // once in a platform's life
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  await disk.write(file, Buffer.from(pem), { privateToOwner: true });
  return { privateKey, publicKey };
}

function keyOf(bytes: Uint8Array, file: string): PlatformKey {
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(Buffer.from(bytes).toString('latin1'));
  } catch (error) {
    throw intakeFailures['bad-key-file']({ file }, error);
  }
  if (privateKey.asymmetricKeyType !== 'ed25519') throw intakeFailures['bad-key-file']({ file });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

/** The raw public key in base64url, 43 letters: what people copy into `outbox.platformKey`. */
export function keyText(publicKey: KeyObject): string {
  return publicKey.export({ format: 'jwk' }).x ?? '';
}
