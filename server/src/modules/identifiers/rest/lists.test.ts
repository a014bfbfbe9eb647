// Lists over the Handle JSON API: none, one and many; pages by number, by cursor and all at once; prefixes,
// sites.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asPassword, startRestNodes, text, type RestNodes } from '../testing/rest-nodes.ts';

const names = Array.from({ length: 25 }, (_, n) => `88.118.8/N-${String(n).padStart(2, '0')}`);
const all = ['88.118.8/ADMIN', ...names];

async function fill({ call }: RestNodes): Promise<void> {
  for (const name of names) {
    const made = await call('PUT', `/api/handles/${name}`, {
      as: '88.118.8',
      body: [text(1, 'x')],
    });
    assert.equal(made.status, 201);
  }
}

test('identifiers are listed', async (t) => {
  const nodes = await startRestNodes(t);
  const { call } = nodes;
  const list = (query: string, who: object = asPassword) =>
    call('GET', `/api/handles?${query}`, who);
  const own = { as: '88.118.8' };
  assert.deepEqual((await list('prefix=88.118.8')).body, {
    responseCode: 1,
    prefix: '88.118.8',
    totalCount: 1,
    handles: ['88.118.8/ADMIN'],
  });
  assert.deepEqual((await list('prefix=88.118.8/Q', own)).body['handles'], []);
  await fill(nodes);
  for (const query of ['prefix=0.NA/88.118.8', 'prefix=88.118.8&page=-1&pageSize=-1']) {
    const { body } = await list(query);
    assert.deepEqual([body['totalCount'], body['handles'], body['page']], [26, all, undefined]);
  }
  const { body: slash } = await call(
    'GET',
    '/api/handles/?prefix=88.118.8&page=1&pageSize=10',
    asPassword,
  );
  assert.deepEqual(slash['handles'], all.slice(10, 20));
  assert.deepEqual([slash['page'], slash['pageSize'], slash['totalCount']], [1, 10, 26]);
  assert.deepEqual((await list('prefix=88.118.8&page=2&pageSize=13')).body['handles'], []);
  assert.deepEqual((await list('prefix=88.118.8&page=0&pageSize=0')).body['handles'], []);
  const walked: string[] = [];
  for (let next: string | undefined = ''; next !== undefined;) {
    const after = next === '' ? '' : `&after=${encodeURIComponent(next)}`;
    const { body } = await list(`prefix=88.118.8&pageSize=7${after}`, own);
    walked.push(...(body['handles'] as string[]));
    next = body['next'] as string | undefined;
  }
  assert.deepEqual(walked, all);
  assert.equal(((await list('prefix=88.118.8', own)).body['handles'] as string[]).length, 26);
  assert.equal((await list('prefix=88.118.8/N-1', own)).body['totalCount'], 10);
});

test('lists are refused to who may not see them', async (t) => {
  const { call } = await startRestNodes(t);
  for (const [query, who, status, code] of [
    ['prefix=88.118.8', {}, 401, 402],
    ['prefix=88.118.8', { as: '88.118.9' }, 403, 401],
    ['prefix=88.118', asPassword, 403, 400],
    ['prefix=88.999', asPassword, 404, 301],
    ['prefix=88.118.8&page=-2', asPassword, 400, 4],
    ['prefix=88.118.8&pageSize=1001', asPassword, 400, 4],
    ['prefix=88.118.8&page=x', asPassword, 400, 4],
    ['prefix=', asPassword, 400, 4],
    ['', asPassword, 400, 4],
  ] as const) {
    const refused = await call('GET', `/api/handles?${query}`, who);
    assert.deepEqual(
      [refused.status, refused.body['responseCode']],
      [status, code],
      `${query} ${refused.text}`,
    );
  }
});

test('prefixes', async (t) => {
  const { call } = await startRestNodes(t);
  const prefixes = async (who: object, path = '') => {
    const { status, body } = await call('GET', `/api/prefixes${path}`, who);
    return [status, body['totalCount'], body['prefixes']];
  };
  assert.deepEqual(await prefixes(asPassword), [200, 1, ['0.NA/88.118.8']]);
  assert.deepEqual(await prefixes({ as: '*' }), [
    200,
    3,
    ['0.NA/88.118.8', '0.NA/88.118', '0.NA/88'],
  ]);
  assert.deepEqual(await prefixes({ as: '88.118.9' }), [200, 0, []]);
  assert.equal((await prefixes({}))[0], 401);
  assert.deepEqual(await prefixes({ as: '*' }, '/88'), [200, 1, ['0.NA/88.118']]);
  assert.deepEqual(await prefixes({ as: '*' }, '/0.NA/88.118'), [200, 1, ['0.NA/88.118.8']]);
  assert.deepEqual(await prefixes({ as: '88.118.8' }, '/88.118.8'), [200, 0, []]);
  // Handle.Net has no word for the right to list derived prefixes, so `*` does not give it
  assert.equal((await prefixes(asPassword, '/88.118.8'))[0], 403);
  assert.equal((await prefixes(asPassword, '/88'))[0], 403);
  assert.equal((await prefixes({ as: '88.118.9' }, '/88'))[0], 403);
  assert.equal((await prefixes({ as: '*' }, '/99'))[0], 400);
  for (const method of ['POST', 'DELETE']) {
    const above = await call(method, '/api/prefixes/88.118.8', asPassword);
    assert.deepEqual([above.status, above.body['responseCode']], [403, 400]);
    assert.equal((await call(method, '/api/prefixes/88.118.8')).status, 401);
    const own = await call(method, '/api/prefixes/88.118.8.1', asPassword);
    assert.deepEqual([own.status, own.body['responseCode']], [200, 1], own.text);
    assert.equal((await call(method, '/api/prefixes/99', asPassword)).status, 400);
  }
});

test('the site of a node is everybody’s', async (t) => {
  const { call } = await startRestNodes(t);
  const attributes = async (query: string) => {
    const { body } = await call('GET', `/api/site${query}`);
    const site = body['site'] as {
      attributes: unknown;
      servers: { publicKey: { format: string } }[];
    };
    assert.equal(site.servers[0]?.publicKey.format, 'key');
    return site.attributes;
  };
  const prefix = (value: string, desc: string) => [
    { name: 'desc', value: desc },
    { name: 'prefix', value },
  ];
  assert.deepEqual(await attributes(''), prefix('88.118.8', 'enterprise 88.118.8'));
  assert.deepEqual(await attributes('?node=88'), prefix('88', 'top 88'));
  assert.equal((await call('GET', '/api/site?node=99')).status, 400);
});
