// A prefix with three administrators of different rights on a node in memory, and the requests of
// administration against it.
import { generateKeyPairSync } from 'node:crypto';
import { type TestContext } from 'node:test';
import {
  adminPermission,
  opCode,
  valueType,
  type HandleValue,
} from '../../../wire/handle/handle.ts';
import {
  administer,
  adminOf,
  codesOf,
  sentValue,
  signer,
  type Asked,
  type Credential,
} from './administrator.ts';
import { memoryNode, type MemoryNode } from './memory-node.ts';
import { question, read, valuesOf } from './wire.ts';
import { keyRecordOf } from '../administration/key-records.ts';

export const prefix = '88.1';
export const own = '0.NA/88.1';
export const secret = Buffer.from('correct horse');
export const keys = generateKeyPairSync('ed25519');
export const other = generateKeyPairSync('ed25519');

export const recordOf = (key: typeof keys.publicKey): Uint8Array =>
  keyRecordOf(String(key.export({ format: 'pem', type: 'spki' }))) ?? new Uint8Array(0);

/** 300 may everything, 301 as well by its secret, 302 may only modify values and read. */
export const prefixRecord: readonly HandleValue[] = [
  adminOf(100, { handle: own, index: 300 }),
  adminOf(101, { handle: own, index: 301 }),
  sentValue(300, { type: valueType.publicKey, data: recordOf(keys.publicKey) }),
  sentValue(301, { type: valueType.secretKey, data: secret, permissions: 12 }),
  sentValue(302, { type: valueType.publicKey, data: recordOf(other.publicKey) }),
  sentValue(303, { type: valueType.secretKey, data: secret }),
];

export const admin = signer({ handle: own, index: 300 }, keys.privateKey, 'Ed25519');
export const modifier = signer({ handle: own, index: 302 }, other.privateKey, 'Ed25519');
export const impostor = signer({ handle: own, index: 300 }, other.privateKey, 'Ed25519');
export const anyKey = signer({ handle: own, index: 0 }, keys.privateKey, 'Ed25519');

export const { modifyValue, readValue } = adminPermission;
export const records = {
  [own]: prefixRecord,
  [`${prefix}/A`]: [
    sentValue(1),
    sentValue(2, { permissions: 12 }),
    sentValue(3, { permissions: 10 }),
    adminOf(100, { handle: own, index: 300 }),
    adminOf(102, { handle: own, index: 302 }, modifyValue | readValue),
  ],
  '0.NA/88.1.7': [adminOf(100, { handle: own, index: 300 })],
};

export const node = (t: TestContext): Promise<MemoryNode> => memoryNode(t, { prefix, records });

export const create = (handle: string, values = [sentValue(1)], flags = 0): Asked => ({
  op: opCode.create,
  flags,
  body: { kind: 'values-request', handle, values },
});
export const change = (
  op: number,
  values: readonly HandleValue[],
  handle = `${prefix}/A`,
): Asked => ({
  op,
  body: { kind: 'values-request', handle, values },
});
export const remove = (indexes: readonly number[], handle = `${prefix}/A`): Asked => ({
  op: opCode.removeValues,
  body: { kind: 'remove-request', handle, indexes },
});
export const named = (op: number, handle: string): Asked => ({
  op,
  body: { kind: 'handle-request', handle },
});

export async function code(at: MemoryNode, asked: Asked, credential?: Credential): Promise<number> {
  return codesOf(await administer(at.send, asked, credential))[0] ?? 0;
}

export async function stored(at: MemoryNode, handle = `${prefix}/A`): Promise<[number, string][]> {
  const [answer] = await at.send(question({ handle }));
  return valuesOf(read(answer));
}
