// Records over the Handle JSON API, as an administrator known by a password: what is written, read, changed
// and removed, and with which codes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  admin,
  asPassword,
  everyPermission,
  passwordId,
  secret,
  startRestNodes,
  text,
} from '../testing/rest-nodes.ts';

type Value = { index: number; type: string; data: { format: string; value: unknown } };
const valuesOf = (body: Record<string, unknown>) => body['values'] as Value[];
const indexesOf = (body: Record<string, unknown>) => valuesOf(body).map(({ index }) => index);

test('a record is made, replaced, changed and removed', async (t) => {
  const { call } = await startRestNodes(t);
  const path = '/api/handles/88.118.8/X-1';
  const own = admin(100, passwordId);
  const body = { handle: '88.118.8/x-1', values: [text(1, 'one'), text(2, 'two'), own] };
  const once = { ...asPassword, body };
  const made = await call('PUT', `${path}?overwrite=false`, once);
  assert.deepEqual([made.status, made.body], [201, { responseCode: 1, handle: '88.118.8/X-1' }]);
  const again = await call('PUT', `${path}?overwrite=false`, once);
  assert.deepEqual([again.status, again.body['responseCode']], [409, 101]);
  assert.equal(again.body['handle'], '88.118.8/X-1');
  assert.equal(typeof again.body['message'], 'string');
  const over = await call('PUT', path, { ...asPassword, body: [text(3, 'three'), own] });
  assert.deepEqual([over.status, over.body['responseCode']], [200, 1]);
  assert.deepEqual(indexesOf((await call('GET', path)).body), [3, 100]);

  const values = [text(3, 'THREE'), text(4, 'four')];
  const refused = await call('PUT', `${path}?index=3&index=4&overwrite=false`, {
    ...asPassword,
    body: values,
  });
  assert.deepEqual([refused.status, refused.body['responseCode']], [409, 201]);
  assert.deepEqual(indexesOf((await call('GET', path)).body), [3, 100], 'nothing was changed');
  const several = await call('PUT', `${path}?index=various`, { ...asPassword, body: { values } });
  assert.equal(several.status, 200, several.text);
  const one = await call('PUT', `${path}?index=5&overwrite=false`, {
    ...asPassword,
    body: text(5, 'five'),
  });
  assert.equal(one.status, 201);
  const found = await call('GET', `${path}?index=3&index=5`);
  assert.deepEqual(
    valuesOf(found.body).map(({ data }) => data.value),
    ['THREE', 'five'],
  );
  const typed = await call('GET', `${path}?type=HS_ADMIN&type=NONE`);
  assert.deepEqual(valuesOf(typed.body)[0]?.data.value, {
    handle: '88.118.8/ADMIN',
    index: 300,
    permissions: everyPermission,
  });
  const none = await call('GET', `${path}?type=NONE`);
  assert.deepEqual([none.status, none.body['responseCode'], none.body['values']], [200, 200, []]);

  const gone = await call('DELETE', `${path}?index=3&index=4`, asPassword);
  assert.deepEqual([gone.status, gone.body], [200, { responseCode: 1, handle: '88.118.8/X-1' }]);
  const missing = await call('DELETE', `${path}?index=5&index=77`, asPassword);
  assert.deepEqual([missing.status, missing.body['responseCode']], [400, 200]);
  assert.deepEqual(indexesOf((await call('GET', path)).body), [100, 5], 'nothing was changed');
  assert.equal((await call('DELETE', path, asPassword)).status, 200);
  assert.equal((await call('DELETE', path, asPassword)).status, 404);
  const after = await call('GET', path);
  assert.deepEqual([after.status, after.body['responseCode']], [404, 100]);
});

test('every format is kept, and is shown as it may be sent again', async (t) => {
  const { call } = await startRestNodes(t);
  const path = '/api/handles/88.118.8/formats';
  const key = { kty: 'RSA', n: Buffer.alloc(256, 0xc3).toString('base64url'), e: 'AQAB' };
  const site = {
    version: 1,
    protocolVersion: '2.11',
    serialNumber: 7,
    primarySite: true,
    multiPrimary: false,
  };
  const server = {
    serverId: 1,
    address: '192.0.2.1',
    publicKey: { format: 'key', value: key },
    interfaces: [{ query: true, admin: false, protocol: 'TCP', port: 2641 }],
  };
  const data: readonly [string, unknown][] = [
    ['string', '你好'],
    ['base64', Buffer.of(0, 1, 2).toString('base64')],
    ['hex', '00ff'],
    ['vlist', [{ handle: '88.118.8/ADMIN', index: 300 }]],
    ['site', { ...site, attributes: [{ name: 'desc', value: 'x' }], servers: [server] }],
    ['key', key],
  ];
  const types = ['TEXT', 'BYTES', 'BYTES', 'HS_VLIST', 'HS_SITE', 'HS_PUBKEY'];
  const values = data.map(([format, value], n) => ({
    index: n + 1,
    type: types[n],
    data: { format, value },
    ttl: n === 0 ? '2030-01-01T00:00:00Z' : 60 + n,
    permissions: n === 1 ? '1111' : '1110',
    references: n === 2 ? [{ handle: 'a/b', index: 3 }] : [],
  }));
  const made = await call('PUT', path, {
    ...asPassword,
    body: [...values, admin(100, passwordId)],
  });
  assert.equal(made.status, 200, made.text);
  const { body } = await call('GET', path);
  const shown = valuesOf(body);
  for (const [n, [format, value]] of data.entries()) {
    const expected = format === 'hex' ? ['base64', 'AP8='] : [format, value];
    assert.deepEqual([shown[n]?.data.format, shown[n]?.data.value], expected);
  }
  const facts = shown as unknown as Record<string, unknown>[];
  assert.equal(facts[0]?.['ttl'], '2030-01-01T00:00:00Z');
  assert.equal(facts[1]?.['ttl'], 61);
  assert.equal(facts[1]?.['permissions'], '1111');
  assert.equal(facts[0]?.['permissions'], undefined);
  assert.deepEqual(facts[2]?.['references'], [{ handle: 'a/b', index: 3 }]);
  const again = await call('PUT', path, { ...asPassword, body });
  assert.equal(again.status, 200, again.text);
  const stamped = (list: Value[]) => list.map((value) => ({ ...value, timestamp: '' }));
  assert.deepEqual(stamped(valuesOf((await call('GET', path)).body)), stamped(shown));
});

test('restricted values are shown to administrators alone', async (t) => {
  const { call } = await startRestNodes(t);
  const path = '/api/handles/88.118.8/ADMIN';
  const plain = await call('GET', path);
  assert.deepEqual(indexesOf(plain.body), [100]);
  assert.deepEqual(indexesOf((await call('GET', path, asPassword)).body), [100, 300]);
  assert.deepEqual(
    indexesOf((await call('GET', `${path}?publicOnly=true`, asPassword)).body),
    [100],
  );
  const asked = await call('GET', `${path}?publicOnly=false`);
  assert.deepEqual([asked.status, asked.body['responseCode']], [401, 402]);
  assert.match(
    asked.headers.get('www-authenticate') ?? '',
    /^Basic realm="handle", Handle sessionId="/,
  );
  assert.deepEqual(indexesOf((await call('GET', path, { as: '88.118.8' })).body), [100]);
  const owner = await call('GET', `${path}?publicOnly=false`, { as: '88.118.8' });
  assert.deepEqual(indexesOf(owner.body), [100, 300]);
  const stranger = await call('GET', `${path}?publicOnly=false`, { as: '88.118.9' });
  assert.equal(stranger.status, 401);
  const script = await call('GET', `${path}?callback=f`, asPassword);
  assert.ok(!script.text.includes('HS_SECKEY'));
});

test('a suffix is minted', async (t) => {
  const { call } = await startRestNodes(t);
  const own = admin(100, passwordId);
  for (const name of ['88.118.8/', '88.118.8', '88.118.8/test-']) {
    const path = `/api/handles/${name}?mintNewSuffix=true&overwrite=false`;
    const made = await call('PUT', path, { ...asPassword, body: [text(1, 'x'), own] });
    assert.equal(made.status, 201, made.text);
    const handle = String(made.body['handle']);
    assert.match(handle, /^88\.118\.8\/(test-)?[0-9a-f-]{36}$/);
    assert.equal((await call('GET', `/api/handles/${handle}`)).status, 200);
  }
  const ours = await call('PUT', '/api/handles/88.118.8/?mintNewSuffix=true', {
    as: '88.118.8',
    body: [text(1, 'x')],
  });
  const minted = await call('GET', `/api/handles/${String(ours.body['handle'])}`);
  assert.deepEqual(indexesOf(minted.body), [1, 100], 'our own login names an administrator');
});

test('our own login does all of it with its right, and no more', async (t) => {
  const { call } = await startRestNodes(t);
  const path = '/api/handles/88.118.8/own';
  const as = '88.118.8';
  const body = [{ ...text(1, 'x'), permissions: '1100' }, text(2, 'y')];
  assert.equal((await call('PUT', path, { as, body })).status, 201);
  assert.deepEqual(indexesOf((await call('GET', path)).body), [2, 100]);
  assert.equal((await call('PUT', path, { as, body })).status, 409);
  assert.equal(
    (await call('PUT', `${path}?overwrite=true`, { as, body: [text(7, 'z')] })).status,
    200,
  );
  assert.equal((await call('PUT', `${path}?index=8`, { as, body: text(8, 'z') })).status, 201);
  assert.equal((await call('DELETE', `${path}?index=7`, { as })).status, 200);
  assert.deepEqual(indexesOf((await call('GET', path)).body), [100, 8]);
  for (const method of ['PUT', 'DELETE']) {
    const given = method === 'PUT' ? { body: [text(1, 'x')] } : {};
    assert.equal((await call(method, path, given)).status, 401);
    assert.equal((await call(method, path, { as: '88.118.9', ...given })).status, 403);
    // the record of the prefix itself is its parent's affair, whatever name it goes by
    for (const name of ['88.118.8', '0.NA/88.118.8']) {
      const prefix = await call(method, `/api/handles/${name}`, { as, ...given });
      assert.equal(prefix.status, 403, `${method} ${name}: ${prefix.text}`);
    }
  }
  assert.equal((await call('DELETE', path, { as })).status, 200);
});

test('rights are those of the wire', async (t) => {
  const { call } = await startRestNodes(t);
  const other = '/api/handles/88.118.8/OTHER';
  const otherId = '300:88.118.8/OTHER';
  await call('PUT', other, { ...asPassword, body: [admin(100, passwordId), secret(300, 'other')] });
  const path = '/api/handles/88.118.8/rights';
  // may add and read, not modify
  const limited = admin(101, otherId, '010001000000');
  await call('PUT', path, { ...asPassword, body: [text(1, 'x'), admin(100, passwordId), limited] });
  const login = `Basic ${Buffer.from(`${encodeURIComponent(otherId)}:other`).toString('base64')}`;
  const add = await call('PUT', `${path}?index=5`, { login, body: text(5, 'y') });
  assert.equal(add.status, 200, add.text);
  for (const [method, query, body] of [
    ['PUT', 'index=5', text(5, 'z')],
    ['PUT', 'index=various', [text(6, 'new'), text(5, 'z')]],
    ['PUT', 'overwrite=true', [text(1, 'z')]],
    ['DELETE', 'index=5', undefined],
    ['DELETE', '', undefined],
  ] as const) {
    const refused = await call(method, `${path}?${query}`, {
      login,
      ...(body === undefined ? {} : { body }),
    });
    assert.deepEqual(
      [refused.status, refused.body['responseCode']],
      [403, 400],
      `${method} ${query}`,
    );
  }
  assert.deepEqual(indexesOf((await call('GET', path)).body), [1, 100, 101, 5]);
  const fresh = await call('PUT', '/api/handles/88.118.8/not-mine', {
    login,
    body: [text(1, 'x')],
  });
  assert.deepEqual([fresh.status, fresh.body['responseCode']], [403, 400]);
  const fixed = await call('PUT', `${path}?index=9`, {
    ...asPassword,
    body: text(9, 'x', { permissions: '1010' }),
  });
  assert.equal(fixed.status, 200);
  const change = await call('PUT', `${path}?index=9`, { ...asPassword, body: text(9, 'y') });
  assert.deepEqual([change.status, change.body['responseCode']], [403, 401]);
});

test('what other nodes hold', async (t) => {
  const { call } = await startRestNodes(t, {
    topNode: { port: 0, delegations: ['88.7=192.0.2.7:2641'] },
  });
  const change = await call('PUT', '/api/handles/88.7/x', { ...asPassword, body: [text(1, 'x')] });
  assert.deepEqual([change.status, change.body['responseCode']], [300, 302]);
  assert.equal(valuesOf(change.body)[0]?.type, 'HS_SITE');
  const nobody = await call('DELETE', '/api/handles/99.1/x', asPassword);
  assert.deepEqual([nobody.status, nobody.body['responseCode']], [400, 301]);
  const naming = await call('GET', '/api/handles/0.NA/88.7');
  assert.deepEqual([naming.status, naming.body['responseCode']], [200, 1]);
  const lost = await call('PUT', '/api/handles/88.6/x', { as: '*', body: [text(1, 'x')] });
  assert.deepEqual([lost.status, lost.body['responseCode']], [400, 301]);
  const chosen = await call('GET', '/api/handles/0.NA/88.118.8?node=88.118.8');
  assert.deepEqual(indexesOf(chosen.body).includes(300), true);
  assert.equal((await call('GET', '/api/handles/88.118.8/x?node=77')).status, 400);
});

test('scripts and people', async (t) => {
  const { call } = await startRestNodes(t);
  const script = await call('GET', '/api/handles/88.118.8/none?callback=app.show');
  assert.equal(script.status, 404);
  assert.match(script.headers.get('content-type') ?? '', /^application\/javascript/);
  assert.equal(
    script.text,
    '/**/app.show({"responseCode":100,"handle":"88.118.8/none","values":[]});',
  );
  const broken = await call('GET', '/api/handles/88..8/none?callback=f');
  assert.match(broken.text, /^\/\*\*\/f\(\{"responseCode":102,/);
  for (const name of ['alert(1)', 'a;b', '1a', 'a..b', 'x'.repeat(101), '', '<script>']) {
    const bad = await call(
      'GET',
      `/api/handles/88.118.8/none?callback=${encodeURIComponent(name)}`,
    );
    assert.deepEqual([bad.status, bad.body['code']], [400, 'handle-api.bad-callback'], name);
    assert.match(bad.headers.get('content-type') ?? '', /^application\/json/);
  }
  const pretty = await call('GET', '/api/handles/88.118.8/ADMIN?pretty');
  assert.match(pretty.text, /^\{\n {2}"responseCode": 1,\n/);
});

test('what a key may do in a day counts over HTTP as over the wire', async (t) => {
  const { call } = await startRestNodes(t, {
    enterpriseNode: { keyRegistrationsPerDay: 2 },
  });
  const register = (n: number, login: object) =>
    call('PUT', `/api/handles/88.118.8/D-${n}?overwrite=false`, {
      ...login,
      body: [text(1, 'x'), admin(100, passwordId)],
    });
  for (const n of [1, 2]) assert.equal((await register(n, asPassword)).status, 201);
  const beyond = await register(3, asPassword);
  assert.equal(beyond.body['responseCode'], 604, beyond.text);
  assert.notEqual(beyond.status, 201);
  assert.equal((await call('GET', '/api/handles/88.118.8/D-3')).status, 404);
  assert.equal((await register(4, { as: '*' })).status, 201, 'our own login is no key');
});
