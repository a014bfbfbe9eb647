// The Ed25519 key of this gateway, made at its first start: its requests are signed with it, and the platform enrols it.
import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Disk } from '../../kernel/world/disk.ts';
import { outboxFailures } from './failures.ts';

const generate = promisify(generateKeyPair);

/** Fails with `outbox.damaged`. */
export async function gatewayKeyIn(folder: string, disk: Disk): Promise<KeyObject> {
  const path = join(folder, 'gateway-key.pem');
  const bytes = await disk.read(path);
  if (bytes) {
    try {
      return createPrivateKey(new TextDecoder().decode(bytes));
    } catch (error) {
      throw outboxFailures.damaged({ path }, error);
    }
  }
  const { privateKey } = await generate('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  await disk.write(path, new TextEncoder().encode(pem.toString()), { privateToOwner: true });
  return privateKey;
}

/** SPKI in PEM: what the platform enrols. */
export function publicTextOf(privateKey: KeyObject): string {
  return createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
}
