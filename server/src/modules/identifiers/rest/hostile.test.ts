// What strangers and clumsy clients send: a precise refusal with a response code, and nothing is changed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admin, asPassword, passwordId, startRestNodes, text } from '../testing/rest-nodes.ts';

const own = admin(100, passwordId);

test('a body that does not fit changes nothing', async (t) => {
  const { call } = await startRestNodes(t);
  const path = '/api/handles/88.118.8/H';
  const made = await call('PUT', path, { ...asPassword, body: [text(1, 'x'), own] });
  assert.equal(made.status, 200);
  const before = (await call('GET', path)).text;
  const deep = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown;
  const bodies: readonly [string, unknown][] = [
    ['', []],
    ['', {}],
    ['', 'text'],
    ['', 7],
    ['', null],
    ['', { values: {} }],
    ['', { values: null }],
    ['', { handle: '88.118.8/OTHER', values: [text(1, 'y')] }],
    ['', { handle: 5, values: [text(1, 'y')] }],
    ['', [text(0, 'y')]],
    ['', [text(-1, 'y')]],
    ['', [text(2 ** 31, 'y')]],
    ['', [text(1, 'y'), text(1, 'z')]],
    ['', Array.from({ length: 2_049 }, (_, n) => text(n + 1, 'y'))],
    ['', [{ ...text(1, 'y'), ttl: -5 }]],
    ['', [{ ...text(1, 'y'), type: '' }]],
    ['', [{ ...text(1, 'y'), type: 'x'.repeat(300) }]],
    ['', [{ ...text(1, 'y'), type: 'a\u0000b' }]],
    ['', [{ index: 1, type: 'HS_ADMIN', data: 'no record' }]],
    ['', [{ index: 1, type: 'HS_SITE', data: { format: 'hex', value: '00' } }]],
    ['', [{ index: 1, type: 'URL', data: { format: 'base64', value: '%' } }]],
    ['', [{ index: 1, type: 'URL', data: deep(1_000) }]],
    ['', deep(1_000)],
    ['', [text(1, 'x'.repeat(300_000))]],
    ['?index=2', text(3, 'y')],
    ['?index=2', [text(2, 'y'), text(3, 'y')]],
    ['?index=0', text(1, 'y')],
    ['?index=two', text(2, 'y')],
    ['?index=99999999999', text(2, 'y')],
    ['?index=various', []],
    ['?overwrite=maybe', [text(1, 'y')]],
  ];
  for (const [query, body] of bodies) {
    const refused = await call('PUT', `${path}${query}`, { ...asPassword, body });
    const what = `${query} ${JSON.stringify(body).slice(0, 60)}: ${refused.text.slice(0, 300)}`;
    assert.equal(refused.status, 400, what);
    assert.ok([4, 102, 202].includes(Number(refused.body['responseCode'])), what);
    assert.ok(refused.text.length < 2_000, what);
  }
  for (const query of ['index=0', 'index=-1', 'index=x', 'index=1.5', 'index=', 'index=various']) {
    assert.equal((await call('DELETE', `${path}?${query}`, asPassword)).status, 400, query);
  }
  assert.equal((await call('GET', path)).text, before);
});

test('bytes that are no body', async (t) => {
  const { program, call } = await startRestNodes(t);
  const path = '/api/handles/88.118.8/H';
  const put = (body: string, type = 'application/json') =>
    fetch(program.origin + path, {
      method: 'PUT',
      headers: { authorization: asPassword.login, 'content-type': type },
      body,
    });
  for (const [body, type] of [
    ['{', 'application/json'],
    ['', 'application/json'],
    ['{"values":[],"__proto__":{}}', 'application/json'],
    ['['.repeat(400_000) + ']'.repeat(400_000), 'application/json'],
    [`{"__proto__":${'['.repeat(400_000)}${']'.repeat(400_000)}}`, 'application/json'],
    ['values=1', 'application/x-www-form-urlencoded'],
    ['<values/>', 'text/xml'],
  ] as const) {
    const refused = await put(body, type);
    assert.equal(refused.status, 400, body.slice(0, 60));
    assert.equal(((await refused.json()) as { responseCode: number }).responseCode, 4);
  }
  const large = await put(JSON.stringify([text(1, 'x'.repeat(2_000_000))]));
  assert.equal(large.status, 400);
  assert.equal(((await large.json()) as { responseCode: number }).responseCode, 4);
  assert.equal((await call('GET', path)).status, 404);
});

test('paths in every spelling name one identifier or none', async (t) => {
  const { program, call } = await startRestNodes(t);
  for (const bad of ['%00', 'a%00b', '%0a', '%c3', '%ff', '%zz', '%ed%a0%80']) {
    const refused = await call('PUT', `/api/handles/88.118.8/${bad}`, {
      ...asPassword,
      body: [text(1, 'x'), own],
    });
    assert.equal(refused.status, 400, `${bad} ${refused.text}`);
  }
  for (const bad of ['/x', '88..8/x', '.88/x', `88.118.8/${'x'.repeat(2_100)}`]) {
    const refused = await call('PUT', `/api/handles/${encodeURIComponent(bad)}`, {
      ...asPassword,
      body: [text(1, 'x'), own],
    });
    assert.equal(refused.status, 400, `${bad} ${refused.text}`);
    assert.ok([102, 301].includes(Number(refused.body['responseCode'])), refused.text);
  }
  for (const handle of [
    '88.118.8/',
    '88.118.8//',
    '88.118.8/a/',
    '88.118.8/a',
    '88.118.8/a+b',
    '88.118.8/a b',
    '88.118.8/%',
    '88.118.8/?#&=',
    '88.118.8/a:b',
    '88.118.8/标识',
  ]) {
    const path = `/api/handles/${encodeURIComponent(handle)}`;
    const made = await call('PUT', `${path}?overwrite=false`, {
      ...asPassword,
      body: [text(1, handle), own],
    });
    assert.deepEqual([made.status, made.body['handle']], [201, handle], made.text);
    const { body } = await call('GET', path);
    assert.equal((body['values'] as { data: { value: string } }[])[0]?.data.value, handle);
  }
  const plain = await fetch(`${program.origin}/api/handles/88.118.8/a/`);
  assert.equal(((await plain.json()) as { handle: string }).handle, '88.118.8/a/');
});

test('of many that write at once, each gets all or nothing', async (t) => {
  const { call } = await startRestNodes(t);
  const path = '/api/handles/88.118.8/many';
  const made = await Promise.all(
    Array.from({ length: 12 }, (_, n) =>
      call('PUT', `${path}?overwrite=false`, {
        ...asPassword,
        body: [text(1, `${n}`), text(2, `${n}`), own],
      }),
    ),
  );
  const statuses = made.map(({ status }) => status).toSorted();
  assert.deepEqual(statuses, [201, ...Array.from({ length: 11 }, () => 409)]);
  const changed = await Promise.all(
    Array.from({ length: 12 }, (_, n) => {
      const body = [text(1, `c${n}`), text(2, `c${n}`), text(10 + n, 'new')];
      return call('PUT', `${path}?index=various`, { ...asPassword, body });
    }),
  );
  for (const { status } of changed) assert.ok(status === 200 || status === 503, String(status));
  const won = changed.filter(({ status }) => status === 200).length;
  const { body } = await call('GET', path);
  const values = body['values'] as { index: number; data: { value: string } }[];
  const of = (index: number) => values.find((value) => value.index === index)?.data.value;
  assert.equal(of(1), of(2));
  assert.equal(values.length, 3 + won);
});
