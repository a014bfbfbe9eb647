// The three logins of the Handle JSON API: by password, by a session that a key has opened, by the key of a
// client certificate; and what is not taken.
import assert from 'node:assert/strict';
import {
  createHash,
  createHmac,
  generateKeyPairSync,
  pbkdf2Sync,
  sign,
  type KeyObject,
} from 'node:crypto';
import { test } from 'node:test';
import { realWorld } from '../../../kernel/world/real/world.ts';
import type { HandleValue } from '../../../wire/handle/handle.ts';
import { keyRecordOf } from '../administration/key-records.ts';
import { localAdministration } from '../administration/local-administration.ts';
import { nodeKeyIn } from '../node-key/node-key.ts';
import { memoryNode } from '../testing/memory-node.ts';
import { sentValue } from '../testing/administrator.ts';
import {
  admin,
  asPassword,
  basic,
  keyId,
  password,
  passwordId,
  secret,
  startRestNodes,
  text,
  type RestNodes,
} from '../testing/rest-nodes.ts';
import { folderOf } from '../../../testing/start-modules.ts';
import { Logins } from './logins.ts';

let made = 0;
const path = '/api/handles/88.118.8/X';
const body = [text(1, 'x'), admin(100, passwordId)];
const put = (call: RestNodes['call'], login: string, headers = {}) =>
  call('PUT', `${path}${made++}`, { login, body, headers });

test('a password is the secret key itself, or what its hash was made from', async (t) => {
  const { call } = await startRestNodes(t);
  assert.equal((await put(call, asPassword.login)).status, 200);
  assert.equal(
    (await put(call, basic('88.118.8/admin', password))).status,
    200,
    'any key of the handle',
  );
  const hashed = createHash('sha1').update('passphrase').digest('hex');
  const values = [
    secret(301, hashed),
    secret(302, ''),
    secret(303, 'public', { permissions: '1110' }),
  ];
  await call('PUT', '/api/handles/88.118.8/ADMIN?index=various', { ...asPassword, body: values });
  const of = (index: number) => `${index}:88.118.8/ADMIN`;
  const named = [301, 302, 303].map((index) => admin(index + 100, of(index)));
  const naming = '/api/handles/0.NA/88.118.8?index=various&node=88.118.8';
  assert.equal((await call('PUT', naming, { as: '*', body: named })).status, 201);
  assert.equal((await put(call, basic(of(301), 'passphrase'))).status, 200);
  for (const [id, key] of [
    [of(301), 'Passphrase'],
    [of(302), ''],
    [of(303), 'public'],
    [of(299), password],
    ['300:88.118.8/NOBODY', password],
    ['300:0.NA/88.118.8', password],
    ['300:99.9/X', password],
    [passwordId, ''],
  ] as const) {
    const refused = await put(call, basic(id, key));
    assert.deepEqual([refused.status, refused.body['responseCode']], [401, 402], `${id} ${key}`);
    assert.ok(!refused.text.includes(hashed) && !refused.text.includes(password));
  }
  for (const login of ['Basic', 'Basic !', `Basic ${btoa('x')}`, `Basic ${btoa('%ff:x')}`]) {
    const unreadable = await put(call, login);
    assert.ok(
      unreadable.status === 400 || unreadable.status === 401,
      `${login}: ${unreadable.status}`,
    );
  }
});

test('keys are not taken over plain HTTP from elsewhere', async (t) => {
  const { call } = await startRestNodes(t);
  const far = { 'x-forwarded-for': '192.0.2.1' };
  for (const [method, place] of [
    ['PUT', path],
    ['GET', path],
    ['POST', '/api/sessions'],
    ['GET', '/api/sessions/this'],
    ['GET', '/api/verifications/300:a/b?nonce=AA&cnonce=AA&alg=SHA1&signature=AA'],
  ] as const) {
    const given = method === 'PUT' ? { body } : {};
    const refused = await call(method, place, { ...asPassword, headers: far, ...given });
    assert.deepEqual(
      [refused.status, refused.body['code']],
      [403, 'handle-api.needs-https'],
      place,
    );
    assert.equal(refused.headers.get('www-authenticate'), null);
  }
  const own = await call('PUT', path, { as: '88.118.8', headers: far, body });
  assert.equal(own.status, 201, 'our own login is as it was');
  const behind = await startRestNodes(t, { identifierHttp: { behindTls: true } });
  assert.equal((await put(behind.call, asPassword.login, far)).status, 200);
});

test('guessing is stopped, for one name from one address', async (t) => {
  const { call } = await startRestNodes(t);
  for (let n = 0; n < 10; n++)
    assert.equal((await put(call, basic(passwordId, `no ${n}`))).status, 401);
  const stopped = await put(call, asPassword.login);
  assert.deepEqual([stopped.status, stopped.body['code']], [429, 'handle-api.too-many-attempts']);
  assert.equal(stopped.body['responseCode'], 3);
  assert.equal((await put(call, basic('301:88.118.8/ADMIN', 'x'))).status, 401, 'another name');
  assert.equal((await call('GET', path)).status, 404, 'nobody is not asked for a key');
});

type Session = { sessionId: string; nonce: string };
const cnonce = Buffer.alloc(16, 5);
const handleHeader = (fields: Record<string, string>) =>
  `Handle ${Object.entries(fields)
    .map(([name, value]) => `${name}="${value}"`)
    .join(', ')}`;

async function open(call: RestNodes['call']): Promise<Session> {
  const opened = await call('POST', '/api/sessions');
  assert.equal(opened.status, 201, opened.text);
  assert.equal(opened.headers.get('location'), '/api/sessions/this');
  return opened.body as Session;
}

const signedFields = ({ sessionId, nonce }: Session, key: KeyObject, alg = 'SHA256') => ({
  version: '0',
  sessionId,
  id: keyId,
  type: 'HS_PUBKEY',
  cnonce: cnonce.toString('base64'),
  alg,
  signature: sign(
    alg.replace('-', ''),
    Buffer.concat([Buffer.from(nonce, 'base64'), cnonce]),
    key,
  ).toString('base64'),
});

test('a session is logged in to with a key, used, read and ended', async (t) => {
  const { call, privateKey } = await startRestNodes(t);
  for (const alg of ['SHA256', 'SHA-256', 'SHA1']) {
    const session = await open(call);
    const bare = handleHeader({ sessionId: session.sessionId });
    assert.equal((await put(call, bare)).status, 401, 'not logged in yet');
    const login = handleHeader(signedFields(session, privateKey, alg));
    const entered = await call('PUT', '/api/sessions/this', { login });
    assert.deepEqual(
      [entered.status, entered.body['authenticated'], entered.body['id']],
      [200, true, keyId],
    );
    assert.equal((await put(call, bare)).status, 200);
    assert.equal((await put(call, login)).status, 200, 'the whole header, again and again');
    const read = await call('GET', '/api/sessions/this', { login: bare });
    assert.equal(read.body['id'], keyId);
    assert.equal((await call('GET', `/api/sessions/${session.sessionId}`)).body['id'], keyId);
    const other = await call('GET', '/api/sessions/another', { login: bare });
    assert.equal(other.status, 403);
    assert.equal((await call('DELETE', '/api/sessions/this', { login: bare })).status, 204);
    const ended = await put(call, bare);
    assert.deepEqual([ended.status, ended.body['responseCode']], [401, 500]);
  }
});

test('a login may come with the request itself, in answer to the challenge of a refusal', async (t) => {
  const { call, privateKey } = await startRestNodes(t);
  const refused = await call('GET', '/api/handles?prefix=0.NA/88.118.8');
  assert.deepEqual([refused.status, refused.body['responseCode']], [401, 402]);
  const challenge = refused.headers.get('www-authenticate') ?? '';
  const [, sessionId = '', nonce = ''] = /sessionId="(.*?)", nonce="(.*?)"/.exec(challenge) ?? [];
  const login = handleHeader(signedFields({ sessionId, nonce }, privateKey));
  const listed = await call('GET', '/api/handles?prefix=0.NA/88.118.8', { login });
  assert.deepEqual([listed.status, listed.body['handles']], [200, ['88.118.8/ADMIN']]);
  const page = await call('GET', '/api/handles?prefix=88.118.8', {
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  assert.match(page.headers.get('www-authenticate') ?? '', /^Handle /, 'no dialog of the browser');
});

test('a session is logged in to with a secret, in every form', async (t) => {
  const { call } = await startRestNodes(t);
  const key = Buffer.from(password);
  const salt = Buffer.alloc(16, 9);
  const forms: readonly [Record<string, string>, (covered: Buffer) => Buffer][] = [
    [
      { alg: 'MD5' },
      (covered) => createHash('md5').update(key).update(covered).update(key).digest(),
    ],
    [
      { alg: 'SHA1' },
      (covered) => createHash('sha1').update(key).update(covered).update(key).digest(),
    ],
    [
      { alg: 'SHA-256' },
      (covered) => createHash('sha256').update(key).update(covered).update(key).digest(),
    ],
    [{ alg: 'HMAC-SHA1' }, (covered) => createHmac('sha1', key).update(covered).digest()],
    [{ alg: 'HMAC-SHA256' }, (covered) => createHmac('sha256', key).update(covered).digest()],
    [
      { alg: 'PBKDF2-HMAC-SHA1', salt: salt.toString('base64'), iterations: '1000', length: '160' },
      (covered) =>
        createHmac('sha1', pbkdf2Sync(key, salt, 1_000, 20, 'sha1'))
          .update(covered)
          .digest(),
    ],
  ];
  for (const [n, [fields, macOf]] of forms.entries()) {
    const { sessionId, nonce } = await open(call);
    const covered = Buffer.concat([Buffer.from(nonce, 'base64'), cnonce]);
    const common = {
      sessionId,
      id: passwordId,
      type: 'HS_SECKEY',
      cnonce: cnonce.toString('base64'),
    };
    // what fails is counted, so it is not tried with every form
    const negatives = n === 0 || n === forms.length - 1;
    const wrong = handleHeader({
      ...common,
      ...fields,
      signature: Buffer.alloc(20).toString('base64'),
    });
    if (negatives) {
      const refused = await call('POST', '/api/sessions/this', { login: wrong });
      assert.equal(refused.status, 401, fields['alg']);
    }
    const signature = macOf(covered).toString('base64');
    const sent = { ...common, ...fields, signature };
    const entered = await call('POST', '/api/sessions/this', { body: sent });
    assert.deepEqual([entered.status, entered.body['id']], [200, passwordId], fields['alg']);
    assert.equal((await put(call, handleHeader({ sessionId }))).status, 200);
    const ask = new URLSearchParams({ nonce, cnonce: common.cnonce, ...fields, signature });
    const verify = () => call('GET', `/api/verifications/${passwordId}?${ask}`);
    assert.deepEqual((await verify()).body, { responseCode: 1, isValid: true });
    if (!negatives) continue;
    const other = await open(call);
    const replay = { ...sent, sessionId: other.sessionId };
    const again = await call('PUT', '/api/sessions/this', { body: replay });
    assert.equal(again.status, 401, 'a signature is for one nonce');
    ask.set('nonce', other.nonce);
    assert.deepEqual((await verify()).body, { responseCode: 1, isValid: false });
  }
});

test('the node proves itself to a client that sends its nonce', async (t) => {
  const { call } = await startRestNodes(t);
  const login = handleHeader({ version: '0', cnonce: cnonce.toString('base64') });
  const opened = await call('POST', '/api/sessions', {
    login,
    headers: { 'content-type': 'application/json' },
  });
  assert.deepEqual([opened.status, opened.body['serverAlg']], [201, 'SHA256']);
  assert.equal(Buffer.from(String(opened.body['serverSignature']), 'base64').length, 256);
});

test('what cannot be read is named, what fails changes nothing', async (t) => {
  const { call, privateKey } = await startRestNodes(t);
  const session = await open(call);
  const good = signedFields(session, privateKey);
  const cases: readonly [Record<string, string>, number][] = [
    [{ ...good, version: '1' }, 400],
    [{ ...good, id: '' }, 400],
    [{ ...good, type: 'HS_NONE' }, 400],
    [{ ...good, cnonce: '*' }, 400],
    [{ ...good, signature: 'AAAA' }, 401],
    [{ ...good, alg: 'MD5' }, 401],
    [{ ...good, id: '301:0.NA/88.118.8' }, 401],
    [{ ...good, sessionId: 'unknown' }, 401],
    [{ ...good, type: 'HS_SECKEY', alg: 'ROT13' }, 400],
    [
      {
        ...good,
        type: 'HS_SECKEY',
        alg: 'PBKDF2-HMAC-SHA1',
        salt: 'AA',
        iterations: '-1',
        length: '160',
      },
      400,
    ],
    [
      {
        ...good,
        type: 'HS_SECKEY',
        alg: 'PBKDF2-HMAC-SHA1',
        salt: 'AA',
        iterations: '999999999',
        length: '160',
      },
      401,
    ],
  ];
  for (const [fields, status] of cases) {
    const refused = await put(call, handleHeader(fields));
    assert.equal(refused.status, status, JSON.stringify(fields).slice(0, 200) + refused.text);
    assert.equal(typeof refused.body['responseCode'], 'number');
  }
  assert.equal((await put(call, 'Handle sessionId="x" nonsense')).status, 400);
  assert.equal((await put(call, 'Handle clientCert="true"')).status, 401, 'no certificate came');
  assert.equal((await call('POST', '/api/sessions', { body: [1] })).status, 400);
  assert.equal((await call('PUT', '/api/sessions/this')).status, 401);
  assert.equal((await call('GET', path)).status, 404);
});

test('a session ends with its key', async (t) => {
  const { call } = await startRestNodes(t);
  const { sessionId, nonce } = await open(call);
  const covered = Buffer.concat([Buffer.from(nonce, 'base64'), cnonce]);
  const signature = createHmac('sha1', password).update(covered).digest('base64');
  const fields = {
    sessionId,
    id: passwordId,
    type: 'HS_SECKEY',
    cnonce: cnonce.toString('base64'),
    alg: 'HMAC-SHA1',
    signature,
  };
  assert.equal((await call('PUT', '/api/sessions/this', { body: fields })).status, 200);
  const login = handleHeader({ sessionId });
  assert.equal((await put(call, login)).status, 200);
  const changed = await call('PUT', '/api/handles/88.118.8/ADMIN?index=300', {
    login,
    body: secret(300, 'new'),
  });
  assert.equal(changed.status, 200, changed.text);
  assert.equal((await put(call, login)).status, 401);
  assert.equal((await put(call, asPassword.login)).status, 401);
  assert.equal((await put(call, basic(passwordId, 'new'))).status, 200);
});

test('a client certificate is a login by its key', async (t) => {
  const pairs = [
    generateKeyPairSync('rsa', { modulusLength: 2048 }),
    generateKeyPairSync('ed25519'),
  ] as const;
  const values: HandleValue[] = pairs.map(({ publicKey }, n) => {
    const data = keyRecordOf(publicKey.export({ type: 'spki', format: 'pem' }).toString());
    return sentValue(300 + n, { type: 'HS_PUBKEY', data: data ?? Buffer.alloc(0) });
  });
  const { authority, store } = await memoryNode(t, {
    prefix: '88.118.8',
    records: { '88.118.8/ADMIN': values },
  });
  const nodeKey = await nodeKeyIn(folderOf(t), realWorld.disk);
  const node = localAdministration({ ...realWorld, authority, store, nodeKey });
  const logins = new Logins({ nodes: [node], ...realWorld, behindTls: false });
  const asking = { headers: {}, origin: 'https://node.example', peer: '192.0.2.1' };
  const identityOf = async (lines: string, publicKey: KeyObject, headers = {}) => {
    const subject = Object.fromEntries(lines.split('\n').map((line) => line.split('=')));
    return (await logins.login({ ...asking, headers, peerCertificate: { subject, publicKey } }))
      ?.identity;
  };
  const [rsa, ed25519] = pairs;
  const handle = '88.118.8/ADMIN';
  const clientCert = { authorization: 'Handle clientCert="true"' };
  assert.deepEqual(await identityOf(`UID=300:${handle}\nCN=x`, rsa.publicKey), {
    handle,
    index: 300,
  });
  assert.deepEqual(await identityOf(`O=y\nCN=301:${handle}`, ed25519.publicKey, clientCert), {
    handle,
    index: 301,
  });
  assert.deepEqual(await identityOf(`CN=${handle}`, ed25519.publicKey), { handle, index: 301 });
  for (const [subject, key] of [
    [`UID=301:${handle}`, rsa.publicKey],
    [`UID=300:${handle}`, ed25519.publicKey],
    ['UID=300:88.118.8/OTHER', rsa.publicKey],
    ['O=nobody', rsa.publicKey],
    [`UID=x\nCN=300:${handle}`, rsa.publicKey],
  ] as const) {
    await assert.rejects(identityOf(subject, key), { code: 'handle-api.login-failed' }, subject);
  }
});
