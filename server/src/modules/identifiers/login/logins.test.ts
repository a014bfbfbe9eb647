// Logins of the national system over real sockets: with every kind of key, once a connection, for that
// connection alone, and for as long as it is open and the settings allow.
import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Address } from '../../../kernel/world/network.ts';
import { folderOf } from '../../../testing/start-modules.ts';
import { macAlgorithm, opCode, opFlag, type Message } from '../../../wire/handle/handle.ts';
import { enterpriseAuthorityPort } from '../api.ts';
import { sm2PublicPem } from '../sm/sm2-pem.ts';
import { sm2PublicKey } from '../sm/sm2.ts';
import {
  adminOf,
  challengeAnswer,
  overUdp,
  secretHolder,
  sentValue,
  signer,
  type Asked,
  type Credential,
} from '../testing/administrator.ts';
import { addressOf, startNodes } from '../testing/four-nodes.ts';
import { logIn, loginOf, longConnection, sm2Signer } from '../testing/long-connection.ts';
import { question, read } from '../testing/wire.ts';

const own = { handle: '0.NA/88.118.8', index: 300 };
const pemOf = (key: KeyObject): string => String(key.export({ format: 'pem', type: 'spki' }));
const codeOf = ({ header }: Message): number => header.responseCode;

const create = (name: string): Asked => ({
  op: opCode.create,
  body: {
    kind: 'values-request',
    handle: `88.118.8/${name}`,
    values: [sentValue(1), adminOf(100, own)],
  },
});

const remove = (name: string): Asked => ({
  op: opCode.delete,
  body: { kind: 'handle-request', handle: `88.118.8/${name}` },
});

type Node = {
  readonly to: Address;
  readonly registered: () => Promise<number>;
};

async function nodeWith(t: TestContext, pem: string, settings: object = {}): Promise<Node> {
  const adminKeyFile = join(folderOf(t), 'admin.pem');
  await writeFile(adminKeyFile, pem);
  const program = await startNodes(t, {
    settings: { enterpriseNode: { port: 0, adminKeyFile, ...settings } },
  });
  const authority = program.port(enterpriseAuthorityPort);
  return {
    to: addressOf(program, 'enterprise-node'),
    registered: () => authority.count('88.118.8'),
  };
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed25519 = generateKeyPairSync('ed25519');
const sm2 = Buffer.concat([Uint8Array.of(1), randomBytes(31)]);
const kinds: Readonly<Record<string, { pem: string; credential: Credential }>> = {
  RSA: { pem: pemOf(rsa.publicKey), credential: signer(own, rsa.privateKey) },
  Ed25519: {
    pem: pemOf(ed25519.publicKey),
    credential: signer(own, ed25519.privateKey, 'Ed25519'),
  },
  SM2: { pem: sm2PublicPem(sm2PublicKey(sm2)), credential: sm2Signer(own, sm2) },
};
const ours = kinds['Ed25519'] as { pem: string; credential: Credential };

for (const [kind, { pem, credential }] of Object.entries(kinds)) {
  test(`with a key of ${kind} one logs in, and is not challenged again`, async (t) => {
    const { to, registered } = await nodeWith(t, pem);
    const line = await longConnection(t, to);
    const site = await line.ask({
      op: opCode.getSiteInfo,
      body: { kind: 'handle-request', handle: '/' },
    });
    assert.equal(codeOf(site), 1);
    assert.equal(await logIn(line, credential), 1);
    assert.equal(codeOf(await line.ask(create('L1'), 10_001)), 1);
    assert.equal(codeOf(await line.ask(create('L1'), 10_001)), 101);
    assert.equal(codeOf(await line.ask(create('L2'))), 1);
    assert.equal(await registered(), 2);
    assert.equal(codeOf(await line.ask(remove('L1'))), 1);
    assert.equal(codeOf(await line.ask(remove('L1'))), 100);
    assert.equal(await registered(), 1);
  });
}

test('with a secret key one logs in too', async (t) => {
  const { to } = await nodeWith(t, ours.pem);
  const line = await longConnection(t, to);
  assert.equal(await logIn(line, ours.credential), 1);
  const data = Buffer.from('a secret of some length');
  const values = [sentValue(5, { type: 'HS_SECKEY', data, permissions: 12 })];
  const body = { kind: 'values-request', handle: '88.118.8/user', values } as const;
  assert.equal(codeOf(await line.ask({ op: opCode.create, body })), 1);
  const user = secretHolder({ handle: '88.118.8/user', index: 5 }, data, macAlgorithm.hmacSha256);
  const other = await longConnection(t, to);
  assert.equal(await logIn(other, user), 1);
  assert.equal(codeOf(await other.ask(create('N'))), 400, 'who has logged in may not do all');
});

test('a wrong key, another name than asked for, and index 0 do not log in', async (t) => {
  const { to, registered } = await nodeWith(t, ours.pem);
  const { privateKey } = generateKeyPairSync('ed25519');
  const line = await longConnection(t, to);
  assert.equal(await logIn(line, signer(own, privateKey, 'Ed25519')), 403);
  assert.equal(codeOf(await line.ask(create('N'))), 408);
  for (const named of [
    { ...own, handle: '0.NA/88.118' },
    { ...own, index: 301 },
  ]) {
    const challenge = await line.ask(loginOf(named));
    assert.equal(codeOf(await line.send(challengeAnswer(challenge, ours.credential))), 403);
  }
  assert.equal(await logIn(line, { ...ours.credential, index: 0 }), 403);
  assert.equal(codeOf(await line.ask(create('N'))), 408);
  assert.equal(await registered(), 0);
  assert.equal(await logIn(line, ours.credential), 1, 'the right one afterwards does');
});

test('an answer counts once, and on the connection that was challenged', async (t) => {
  const { to, registered } = await nodeWith(t, ours.pem);
  const [line, thief] = [await longConnection(t, to), await longConnection(t, to)];
  const stolen = await line.ask(loginOf(own));
  assert.equal(codeOf(await thief.send(challengeAnswer(stolen, ours.credential))), 500);
  assert.equal(codeOf(await line.send(challengeAnswer(stolen, ours.credential))), 500);
  assert.deepEqual(
    [codeOf(await line.ask(create('N'))), codeOf(await thief.ask(create('N')))],
    [408, 402],
  );
  const challenge = await line.ask(loginOf(own));
  const answer = challengeAnswer(challenge, ours.credential);
  assert.equal(codeOf(await line.send(answer)), 1);
  assert.equal(codeOf(await line.send(answer)), 500, 'replayed');
  assert.equal(codeOf(await thief.ask(create('N'), 10_001)), 500, 'by its session id');
  assert.equal(codeOf(await thief.ask(create('N'))), 402);
  assert.equal(await registered(), 0);
  const first = await thief.ask(loginOf(own));
  await thief.ask(loginOf(own));
  assert.equal(codeOf(await thief.send(challengeAnswer(first, ours.credential))), 500, 'replaced');
});

test('who is logged in is told so by 407, and stays it', async (t) => {
  const { to } = await nodeWith(t, ours.pem);
  const line = await longConnection(t, to);
  const [one, other] = [await line.ask(loginOf(own)), await line.ask(loginOf(own))];
  assert.equal(codeOf(await line.send(challengeAnswer(other, ours.credential))), 1);
  assert.equal(codeOf(await line.send(challengeAnswer(one, ours.credential))), 500);
  assert.equal(await logIn(line, ours.credential), 407);
  assert.equal(codeOf(await line.ask(create('N'))), 1);
});

test('a hundred registrations sent at once after a login are made, and found by their ids', async (t) => {
  const { to, registered } = await nodeWith(t, ours.pem);
  const line = await longConnection(t, to);
  assert.equal(await logIn(line, ours.credential), 1);
  const names = Array.from({ length: 100 }, (_, number) => `many-${number}`);
  const answers = await Promise.all(names.map((name) => line.ask(create(name))));
  for (const [at, { header, body }] of answers.entries()) {
    assert.equal(header.responseCode, 1);
    assert.ok(body.kind === 'create-response' && body.handle === `88.118.8/${names[at]}`);
  }
  assert.equal(await registered(), 100);
});

test('a login ends with its connection', async (t) => {
  const { to, registered } = await nodeWith(t, ours.pem);
  const line = await longConnection(t, to);
  assert.equal(await logIn(line, ours.credential), 1);
  line.close();
  const next = await longConnection(t, to);
  assert.equal(codeOf(await next.ask(create('N'))), 402);
  assert.equal(await registered(), 0);
});

test('a login ends when its key is taken away', async (t) => {
  const { to, registered } = await nodeWith(t, ours.pem);
  const [admin, user] = [await longConnection(t, to), await longConnection(t, to)];
  assert.equal(await logIn(admin, ours.credential), 1);
  const handle = '88.118.8/user';
  const [first, second] = [Buffer.from('the first secret'), Buffer.from('the second secret')];
  const keyValue = (data: Uint8Array) => sentValue(5, { type: 'HS_SECKEY', data, permissions: 12 });
  const values = [keyValue(first), adminOf(100, own), adminOf(101, { handle, index: 5 })];
  const body = { kind: 'values-request', handle, values } as const;
  assert.equal(codeOf(await admin.ask({ op: opCode.create, body })), 1);
  const name: Asked = {
    op: opCode.modifyValues,
    body: { kind: 'values-request', handle, values: [keyValue(second)] },
  };
  const asUser = secretHolder({ handle, index: 5 }, first, macAlgorithm.hmacSha256);
  assert.equal(await logIn(user, asUser), 1);
  assert.equal(codeOf(await user.ask(create('N'))), 400, 'logged in, without the right');
  assert.equal(codeOf(await admin.ask(name)), 1);
  assert.equal(codeOf(await user.ask(create('N'))), 408);
  assert.equal(await logIn(user, asUser), 403);
  assert.equal(await registered(), 1);
});

test('values that only administrators may read are read by who is logged in', async (t) => {
  const { to } = await nodeWith(t, ours.pem);
  const line = await longConnection(t, to);
  assert.equal(await logIn(line, ours.credential), 1);
  const values = [sentValue(1, { permissions: 12 }), adminOf(100, own)];
  const handle = '88.118.8/hidden';
  const body = { kind: 'values-request', handle, values } as const;
  assert.equal(codeOf(await line.ask({ op: opCode.create, body })), 1);
  const asked = {
    op: opCode.resolve,
    body: { kind: 'resolve-request', handle, indexes: [1], types: [] },
  } as const;
  assert.equal(codeOf(await line.ask(asked)), 1);
  assert.equal(codeOf(await (await longConnection(t, to)).ask(asked)), 402);
});

test('there is no login over datagrams and none by password', async (t) => {
  const { to } = await nodeWith(t, ours.pem);
  const [answer] = await overUdp(to)(question({ ...loginOf(own) }));
  assert.equal(codeOf(read(answer)), 5);
  const line = await longConnection(t, to);
  const types = ['secret'];
  const body = { kind: 'resolve-request', handle: 'somebody', indexes: [], types } as const;
  const refused = await line.ask({ op: opCode.login, body, flags: opFlag.returnDigest });
  assert.equal(codeOf(refused), 5);
  assert.ok(refused.body.kind === 'error' && refused.body.message.includes('2001'));
  assert.ok(!JSON.stringify(refused.body).includes('secret'));
  assert.equal(codeOf(await line.ask(create('N'))), 402);
});

test('limits of a key hold on all its connections, logged in or challenged', async (t) => {
  const { to, registered } = await nodeWith(t, ours.pem, { keyRegistrationsPerDay: 3 });
  const lines = [await longConnection(t, to), await longConnection(t, to)];
  const codes: number[] = [];
  for (const [at, line] of lines.entries()) {
    assert.equal(await logIn(line, ours.credential), 1);
    for (const name of ['a', 'b']) codes.push(codeOf(await line.ask(create(`${name}${at}`))));
  }
  const stranger = await longConnection(t, to);
  const challenge = await stranger.ask(create('c'));
  codes.push(codeOf(await stranger.send(challengeAnswer(challenge, ours.credential))));
  assert.deepEqual(codes, [1, 1, 1, 604, 604]);
  assert.equal(await registered(), 3);
});
