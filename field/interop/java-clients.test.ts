// Real Java clients administer and resolve at our enterprise node: CNRI's Handle library over TCP and UDP,
// and the two clients of the national system with their logins, by RSA and by SM2.
import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { realWorld } from '../../server/src/kernel/world/real/world.ts';
import type { Address } from '../../server/src/kernel/world/network.ts';
import { addressOf, startNodes } from '../../server/src/modules/identifiers/testing/four-nodes.ts';
import { sm2PrivatePem, sm2PublicPem } from '../../server/src/modules/identifiers/sm/sm2-pem.ts';
import { sm2PublicKey } from '../../server/src/modules/identifiers/sm/sm2.ts';
import { folderOf } from '../../server/src/testing/start-modules.ts';
import { drive, withoutPeer, type DriverStep } from './java-peers.ts';

const prefix = '88.118.8';
const administrator = [`0.NA/${prefix}`, 300] as const;

type KeyPair = { readonly publicPem: string; readonly privatePem: string };

function rsaKeys(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    publicPem: String(publicKey.export({ format: 'pem', type: 'spki' })),
    privatePem: String(privateKey.export({ format: 'pem', type: 'pkcs8' })),
  };
}

function sm2Keys(): KeyPair {
  const key = Buffer.concat([Uint8Array.of(1), randomBytes(31)]);
  return { publicPem: sm2PublicPem(sm2PublicKey(key)), privatePem: sm2PrivatePem(key) };
}

type Started = { readonly to: Address; readonly keyFile: string };

async function nodeFor(t: TestContext, keys: KeyPair, port = 0): Promise<Started> {
  const folder = folderOf(t);
  const [adminKeyFile, keyFile] = [join(folder, 'public.pem'), join(folder, 'private.pem')];
  await writeFile(adminKeyFile, keys.publicPem);
  await writeFile(keyFile, keys.privatePem);
  const program = await startNodes(t, { settings: { enterpriseNode: { port, adminKeyFile } } });
  return { to: addressOf(program, 'enterprise-node'), keyFile };
}

const brief = (steps: readonly DriverStep[]): string[] =>
  steps.map(({ step, code, count }) => `${step} ${code} ${count}`);

for (const transport of ['tcp', 'udp']) {
  const skip = withoutPeer('handle-client');
  test(`the Handle library administers and resolves over ${transport}`, { skip }, async (t) => {
    const { to, keyFile } = await nodeFor(t, rsaKeys());
    const args = [to.host, to.port, transport, prefix, ...administrator, keyFile];
    assert.deepEqual(brief(await drive('handle-client', 'HandleDriver', args)), [
      'site 1 1',
      'create 1 0',
      'create-again 101 0',
      'add 1 0',
      'modify 1 0',
      'resolve 1 3',
      'remove 1 0',
      'resolve-after 1 2',
      'list 1 1',
      'delete 1 0',
      'resolve-deleted 100 0',
      'wrong-key 403 0',
    ]);
  });
}

for (const [kind, keys] of [
  ['RSA', rsaKeys],
  ['SM2', sm2Keys],
] as const) {
  const skip = withoutPeer('id-pointer-sdk');
  test(`the client by Teleinfo logs in with ${kind} and administers`, { skip }, async (t) => {
    const { to, keyFile } = await nodeFor(t, keys());
    const args = [to.host, to.port, prefix, ...administrator, keyFile, kind];
    assert.deepEqual(brief(await drive('id-pointer-sdk', 'PointerDriver', args)), [
      'login-and-create 1 0',
      'create-again 101 0',
      'add 1 0',
      'modify 1 0',
      'resolve 1 3',
      'remove 1 0',
      'resolve-after 1 2',
      'delete 1 0',
      'resolve-deleted 100 0',
      'parallel 1 40',
      'wrong-key 403 0',
    ]);
  });
}

/** By RSA alone: with an SM2 key this client asks Java for the algorithm SHA256withEC, which nobody has. */
test('the client by CAICT logs in and administers', { skip: withoutPeer('id-sdk') }, async (t) => {
  const { to, keyFile } = await nodeFor(t, rsaKeys(), await portForIdSdk());
  const args = [to.host, to.port, prefix, ...administrator, keyFile];
  assert.deepEqual(brief(await drive('id-sdk', 'IdSdkDriver', args)), [
    'site 1 0',
    'create-before-login 402 0',
    'password-login 5 0',
    'login 1 0',
    'login-again 407 0',
    'create 1 0',
    'create-again 101 0',
    'resolve 1 2',
    'add 1 0',
    'modify 1 0',
    'remove 1 0',
    'delete 1 0',
    'resolve-deleted 100 0',
  ]);
});

/** The ports that this client takes for legal, of those with five digits. */
const idSdkPort = /^[1-6][0-5][0-5][0-3][0-5]$/;
const triesMax = 2_000;

async function portForIdSdk(): Promise<number> {
  for (let tries = 0; tries < triesMax; tries++) {
    const any = { host: '127.0.0.1', port: 0 };
    const { address, close } = await realWorld.network.listenTcp(any, (one) => one.destroy());
    await close();
    if (idSdkPort.test(String(address.port))) return address.port;
  }
  throw new Error('no free port that the client would take');
}
