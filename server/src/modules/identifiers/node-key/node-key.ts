// The key of a node itself, not of an administrator: it stands in the node's HS_SITE, signs its certified
// answers and the signatures of its records. Made at the first start, kept in a file of the node's own
// folder that only its owner may read. RSA, since every Handle client verifies that (reference §1.6, §1.7).
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { join } from 'node:path';
import { assert } from '../../../kernel/failure/assert.ts';
import type { Disk } from '../../../kernel/world/disk.ts';
import { keyRecordOf } from '../administration/key-records.ts';
import { identifiersFailures } from '../failures.ts';

export type NodeKey = {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** As HS_PUBKEY and HS_SITE carry it. */
  readonly record: Uint8Array;
};

const fileName = 'node.key';
const rsaBits = 2048;

/** Fails with `identifiers.bad-node-key` when the file holds no RSA private key in PEM. */
export async function nodeKeyIn(folder: string, disk: Disk): Promise<NodeKey> {
  const file = join(folder, fileName);
  const bytes = await disk.read(file);
  if (bytes !== undefined) return nodeKeyOf(Buffer.from(bytes).toString('latin1'), file);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: rsaBits }); // once in a node's life
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  await disk.write(file, Buffer.from(pem), { privateToOwner: true });
  return nodeKeyOf(pem, file);
}

/** Fails with `identifiers.bad-node-key`. */
export function nodeKeyOf(pem: string, file: string): NodeKey {
  const privateKey = privateKeyOf(pem, file);
  if (privateKey.asymmetricKeyType !== 'rsa') throw identifiersFailures['bad-node-key']({ file });
  const publicKey = createPublicKey(privateKey);
  const record = keyRecordOf(publicKey.export({ type: 'spki', format: 'pem' }).toString());
  assert(record !== undefined, 'an RSA key has a record');
  return { privateKey, publicKey, record };
}

function privateKeyOf(pem: string, file: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw identifiersFailures['bad-node-key']({ file }, error);
  }
}
