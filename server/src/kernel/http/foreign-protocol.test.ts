// Routes that speak another protocol than ours: its logins pass our own door, its failures have its form, its
// names end as they like.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Authenticator } from '../access/authenticator.ts';
import { anonymous, defineRight } from '../access/rights.ts';
import { silentLog } from '../log/log.ts';
import { MetricsRegistry } from '../metrics/metrics.ts';
import { Type } from '../schema/schema.ts';
import { realWorld } from '../world/real/world.ts';
import { defineRoute, Reply, type Route } from './route.ts';
import { serveHttp } from './server.ts';

const about = { en: 'a test', zh: '测试' };
const write = defineRight('x.write', about);
const authenticator: Authenticator = {
  principalOf: async () => ({ ...anonymous, kind: 'service', id: 's', grants: [] }),
};

const change = defineRoute({
  method: 'PUT',
  path: '/api/things/{name+}',
  operation: 'changeThing',
  summary: about,
  access: {
    right: write,
    on: ({ params }) => params.name,
    unless: ({ headers }) => headers['authorization'] === 'Other key',
  },
  params: Type.Object({ name: Type.String() }),
  query: Type.Object({ n: Type.Optional(Type.Integer()) }),
  body: Type.Unknown(),
  bodyBytesMax: 100,
  reply: Type.Unknown(),
  failed: ({ code }, { language, url }) =>
    new Reply(`${code} ${language} ${url}`, { status: 418, headers: { 'x-form': 'other' } }),
  handle: async ({ params, body }) => ({ name: params.name, body: body ?? 'none' }),
});

async function start(t: TestContext, routes: readonly Route[]): Promise<string> {
  const { address, close } = await serveHttp({
    address: { host: '127.0.0.1', port: 0 },
    routes,
    authenticator,
    clock: realWorld.clock,
    random: realWorld.random,
    log: silentLog,
    metrics: new MetricsRegistry(),
  });
  t.after(close);
  return `http://127.0.0.1:${address.port}`;
}

const json = { 'content-type': 'application/json' };
const other = { ...json, authorization: 'Other key' };

test('its logins pass, ours are looked at, nobody is refused', async (t) => {
  const origin = await start(t, [change]);
  const put = (headers: Record<string, string>) =>
    fetch(`${origin}/api/things/a`, { method: 'PUT', headers, body: '1' });
  assert.equal((await put(other)).status, 200);
  const ours = await put({ ...json, authorization: 'Bearer x' });
  assert.match(await ours.text(), /^http\.not-allowed en /);
  assert.match(await (await put(json)).text(), /^http\.sign-in-first /);
  const foreign = await put({ ...other, origin: 'https://elsewhere.example' });
  assert.match(
    await foreign.text(),
    /^http\.foreign-origin /,
    'no page of another site all the same',
  );
});

test('every failure has its form, also what the border refuses', async (t) => {
  const origin = await start(t, [change]);
  const answers = async (path: string, body: string, headers = other) => {
    const answer = await fetch(origin + path, { method: 'PUT', headers, body });
    assert.equal(answer.headers.get('x-form'), 'other', path);
    assert.equal(answer.status, 418);
    return answer.text();
  };
  assert.equal(
    await answers('/api/things/a?n=x&lang=zh', '1'),
    'http.bad-request zh /api/things/a?n=x&lang=zh',
  );
  assert.match(await answers('/api/things/a', '{'), /^http\.bad-request/);
  assert.match(await answers('/api/things/a', `"${'x'.repeat(200)}"`), /^http\.too-large/);
  assert.match(
    await answers('/api/things/a', '<a/>', { ...other, 'content-type': 'text/xml' }),
    /^http\.bad-request/,
  );
});

test('a name is all of the rest of the path', async (t) => {
  const origin = await start(t, [change]);
  for (const name of ['a', 'a/', 'a//', 'a/b/', 'a b', 'ä', '%', '?', '#', 'a+b']) {
    const path = `/api/things/${encodeURIComponent(name)}?n=1`;
    const answer = await fetch(origin + path, { method: 'PUT', headers: other, body: '1' });
    assert.deepEqual(await answer.json(), { name, body: 1 });
  }
  const plain = await fetch(`${origin}/api/things/a/b/`, {
    method: 'PUT',
    headers: other,
    body: '1',
  });
  assert.deepEqual(await plain.json(), { name: 'a/b/', body: 1 });
});

test('a kind of content without content is none', async (t) => {
  const origin = await start(t, [change]);
  const bare = await fetch(`${origin}/api/things/a`, { method: 'PUT', headers: other });
  assert.deepEqual(await bare.json(), { name: 'a', body: 'none' });
  const form = { ...other, 'content-type': 'application/x-www-form-urlencoded' };
  const fields = await fetch(`${origin}/api/things/a`, {
    method: 'PUT',
    headers: form,
    body: 'a=b',
  });
  assert.deepEqual(await fields.json(), { name: 'a', body: 'none' });
});
