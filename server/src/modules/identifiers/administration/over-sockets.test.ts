// Administration of a running enterprise node by a real client: over TCP and UDP, with the key of its
// settings, with keys that another node holds, and with no key at all.
import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { isFailure } from '../../../kernel/failure/failure.ts';
import { opCode, opFlag, valueType, type Message } from '../../../wire/handle/handle.ts';
import { enterpriseAuthorityPort, registryPort, resolverPort } from '../api.ts';
import {
  administer,
  adminOf,
  codesOf,
  overTcp,
  overUdp,
  sentValue,
  signer,
  type Asked,
} from '../testing/administrator.ts';
import { folderOf } from '../../../testing/start-modules.ts';
import { addressOf, startNodes } from '../testing/four-nodes.ts';
import { keyRecordOf } from './key-records.ts';

const own = '0.NA/88.118.8';
const pemOf = (key: KeyObject): string => String(key.export({ format: 'pem', type: 'spki' }));

async function keyFile(t: TestContext, text: string): Promise<string> {
  const file = join(folderOf(t), 'admin.pem');
  await writeFile(file, text);
  return file;
}

const create = (handle: string, flags = 0): Asked => ({
  op: opCode.create,
  flags,
  body: {
    kind: 'values-request',
    handle,
    values: [sentValue(1), adminOf(100, { handle: own, index: 300 })],
  },
});

const named = (op: number, handle: string): Asked => ({
  op,
  body: { kind: 'handle-request', handle },
});

test('a client with the key of the settings administers over TCP and over UDP, and resolvers see it', async (t) => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const adminKeyFile = await keyFile(t, pemOf(publicKey));
  const program = await startNodes(t, { settings: { enterpriseNode: { port: 0, adminKeyFile } } });
  const to = addressOf(program, 'enterprise-node');
  const admin = signer({ handle: own, index: 300 }, privateKey);
  for (const [name, send] of [
    ['tcp', overTcp(to)],
    ['udp', overUdp(to)],
  ] as const) {
    const handle = `88.118.8/by-${name}`;
    assert.deepEqual(codesOf(await administer(send, create(handle), admin)), [1]);
    assert.deepEqual(codesOf(await administer(send, create(handle), admin)), [101]);
    const data = Buffer.from('changed'.repeat(200));
    const body = { kind: 'values-request', handle, values: [sentValue(1, { data })] } as const;
    const asked = { op: opCode.modifyValues, body };
    assert.deepEqual(codesOf(await administer(send, asked, admin)), [1]);
    const found = await program.port(resolverPort).resolve(handle, { fresh: true });
    assert.equal(found.values[0]?.data.value, 'changed'.repeat(200));
    assert.deepEqual(codesOf(await administer(send, named(opCode.delete, handle), admin)), [1]);
  }
});

test('120 handles are listed in parts over TCP and over UDP', async (t) => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const adminKeyFile = await keyFile(t, pemOf(publicKey));
  const program = await startNodes(t, { settings: { enterpriseNode: { port: 0, adminKeyFile } } });
  const handles = Array.from({ length: 120 }, (_, n) => `88.118.8/L${String(n).padStart(3, '0')}`);
  const values = [{ index: 1, type: 'URL', text: 'x' }];
  await program.port(registryPort).register(handles.map((handle) => ({ handle, values })));
  const to = addressOf(program, 'enterprise-node');
  const admin = signer({ handle: own, index: 300 }, privateKey, 'Ed25519');
  for (const send of [overTcp(to), overUdp(to)]) {
    const parts = await administer(send, named(opCode.listHandles, own), admin);
    assert.equal(parts.length, 3);
    const listed = parts.flatMap(({ body }) => (body.kind === 'list-response' ? body.handles : []));
    assert.deepEqual(listed, handles);
  }
});

test('without a key in the settings nobody administers: 402, then 403', async (t) => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const program = await startNodes(t);
  await program
    .port(registryPort)
    .register([{ handle: '88.118.8/P', values: [{ index: 1, type: 'URL', text: 'x' }] }]);
  const send = overTcp(addressOf(program, 'enterprise-node'));
  const admin = signer({ handle: own, index: 300 }, privateKey, 'Ed25519');
  for (const asked of [
    create('88.118.8/N'),
    named(opCode.delete, '88.118.8/P'),
    named(opCode.listHandles, own),
  ]) {
    assert.deepEqual(codesOf(await administer(send, asked)), [402]);
    assert.deepEqual(codesOf(await administer(send, asked, admin)), [403]);
  }
  assert.equal(await program.port(enterpriseAuthorityPort).count('88.118.8'), 1);
});

test('whoever asks a parent for what its child holds is sent to the child', async (t) => {
  const program = await startNodes(t);
  const send = overTcp(addressOf(program, 'second-level-node'));
  for (const asked of [create('88.118.8/N'), named(opCode.listHandles, own)]) {
    const [answer] = await administer(send, asked);
    assert.equal(answer?.header.responseCode, 302);
    assert.equal(answer.body.kind, 'referral');
  }
});

test('a key that another node holds is found through the recursive node', async (t) => {
  const [first, second] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
  const files = [
    await keyFile(t, pemOf(first.publicKey)),
    await keyFile(t, pemOf(second.publicKey)),
  ];
  const program = await startNodes(t, {
    settings: {
      enterpriseNode: { port: 0, adminKeyFile: files[0] },
      secondLevelNode: { port: 0, adminKeyFile: files[1] },
    },
  });
  const enterprise = overTcp(addressOf(program, 'enterprise-node'));
  const secondLevel = overTcp(addressOf(program, 'second-level-node'));
  const regional = signer({ handle: '0.NA/88.118', index: 300 }, second.privateKey, 'Ed25519');
  const colleague: Asked = {
    op: opCode.create,
    body: {
      kind: 'values-request',
      handle: '88.118/colleague',
      values: [
        sentValue(1, {
          type: valueType.publicKey,
          data: keyRecordOf(pemOf(second.publicKey)) ?? new Uint8Array(),
        }),
      ],
    },
  };
  assert.deepEqual(codesOf(await administer(secondLevel, colleague, regional)), [1]);
  const admin = signer({ handle: own, index: 300 }, first.privateKey, 'Ed25519');
  const guest = signer({ handle: '88.118/colleague', index: 1 }, second.privateKey, 'Ed25519');
  assert.deepEqual(codesOf(await administer(enterprise, create('88.118.8/G'), guest)), [400]);
  const grant: Asked = {
    op: opCode.addValues,
    body: { kind: 'values-request', handle: own, values: [adminOf(101, guest, 0x1)] },
  };
  assert.deepEqual(codesOf(await administer(enterprise, grant, admin)), [1]);
  assert.deepEqual(codesOf(await administer(enterprise, create('88.118.8/G'), guest)), [1]);
});

test('the key goes with its setting, and what was added at the prefix stays with it', async (t) => {
  const folder = folderOf(t);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const adminKeyFile = await keyFile(t, pemOf(publicKey));
  const admin = signer({ handle: own, index: 300 }, privateKey, 'Ed25519');
  const run = async (settings: object, asked: Asked): Promise<Message[]> => {
    const program = await startNodes(t, {
      folder,
      roles: ['enterprise'],
      settings: { enterpriseNode: { port: 0, ...settings } },
    });
    const answer = await administer(overTcp(addressOf(program, 'enterprise-node')), asked, admin);
    await program.stop();
    return answer;
  };
  const note = sentValue(7, { type: 'NOTE' });
  const add: Asked = {
    op: opCode.addValues,
    body: { kind: 'values-request', handle: own, values: [note] },
  };
  assert.deepEqual(codesOf(await run({ adminKeyFile }, add)), [1]);
  assert.deepEqual(
    codesOf(await run({ adminKeyFile }, add)),
    [201],
    'it is still there after a start',
  );
  assert.deepEqual(codesOf(await run({}, create('88.118.8/N'))), [403]);
  const resolve = { kind: 'resolve-request', handle: own, indexes: [], types: [] } as const;
  const [gone] = await run({}, { op: opCode.resolve, flags: opFlag.publicOnly, body: resolve });
  assert.equal(gone?.header.responseCode, 301);
});

test('a file that holds no public key stops the start and says what belongs there', async (t) => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const secret = String(privateKey.export({ format: 'pem', type: 'pkcs8' }));
  for (const file of [await keyFile(t, secret), await keyFile(t, 'nothing'), '/no/such/file']) {
    const settings = { enterpriseNode: { port: 0, adminKeyFile: file } };
    await assert.rejects(startNodes(t, { roles: ['enterprise'], settings }), (error: Error) => {
      assert.ok(isFailure(error, 'identifiers.bad-admin-key'));
      assert.match(error.message, /enterpriseNode\.adminKeyFile/);
      assert.doesNotMatch(error.message, /\{\w+\}/);
      return true;
    });
  }
});
