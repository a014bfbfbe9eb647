import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import type { Authenticator } from '../access/authenticator.ts';
import { anonymous, defineRight, type Principal } from '../access/rights.ts';
import { defineFailures } from '../failure/failure.ts';
import { silentLog } from '../log/log.ts';
import { MetricsRegistry } from '../metrics/metrics.ts';
import { Type } from '../schema/schema.ts';
import type { Clock } from '../world/clock.ts';
import { realWorld } from '../world/real/world.ts';
import { openApi } from './openapi.ts';
import { defineRoute, Reply, type Route } from './route.ts';
import { serveHttp } from './server.ts';

const about = { en: 'a test', zh: '测试' };
const read = defineRight('x.read', { en: 'read', zh: '读取' });
const failures = defineFailures('x', {
  gone: { kind: 'missing', message: { en: '{id} is gone', zh: '{id} 不存在' } },
});
const authenticator: Authenticator = {
  principalOf: async ({ bearer }) =>
    bearer === 'tok'
      ? { ...anonymous, kind: 'service', id: 's', grants: [{ right: 'x.read', on: '88.1' }] }
      : anonymous,
};

const item = defineRoute({
  method: 'GET',
  path: '/api/items/{id+}',
  operation: 'readItem',
  summary: about,
  access: { right: read, on: ({ params }) => params.id },
  params: Type.Object({ id: Type.String() }),
  query: Type.Object({
    n: Type.Optional(Type.Integer({ minimum: 1 })),
    tag: Type.Optional(Type.Array(Type.String())),
  }),
  reply: Type.Object({ id: Type.String(), n: Type.Integer(), tags: Type.Integer() }),
  async handle({ params, query }) {
    if (params.id.endsWith('gone')) throw failures.gone({ id: params.id });
    if (params.id.endsWith('bug')) throw new Error('secret detail');
    return { id: params.id, n: query.n ?? 0, tags: query.tag?.length ?? 0 };
  },
});
const make = defineRoute({
  method: 'POST',
  path: '/api/items',
  operation: 'makeItem',
  summary: about,
  access: 'public',
  body: Type.Object({ name: Type.String({ maxLength: 3 }) }),
  bodyBytesMax: 100,
  reply: Type.Object({}),
  handle: async () => new Reply({ made: true }, { status: 201 }),
});
const takesBytes = (path: string, bodyTypes: readonly string[]) =>
  defineRoute({
    method: 'POST',
    path,
    operation: `take ${path}`,
    summary: about,
    access: 'signed-in',
    bodyTypes,
    body: Type.Unsafe<Uint8Array>({}),
    reply: Type.Object({ length: Type.Integer() }),
    handle: async ({ body }) => ({ length: body.length }),
  });
const ticks = defineRoute({
  method: 'GET',
  path: '/api/ticks',
  operation: 'ticks',
  summary: about,
  access: 'public',
  reply: Type.Object({ n: Type.Integer() }),
  async *stream() {
    for (let n = 1; n <= 3; n++) yield { event: 'tick', id: String(n), data: { n } };
  },
});

async function served(
  routes: readonly Route[],
  work: (origin: string) => Promise<void>,
  world: object = realWorld,
) {
  const metrics = new MetricsRegistry();
  const address = { host: '127.0.0.1', port: 0 };
  const server = await serveHttp({
    ...realWorld,
    address,
    routes,
    authenticator,
    ...world,
    log: silentLog,
    metrics,
  });
  try {
    await work(`http://127.0.0.1:${server.address.port}`);
  } finally {
    await server.close();
  }
}
const withToken = { headers: { authorization: 'Bearer tok' } };

test('a route reads slashes, numbers and repeated parameters', () =>
  served([item], async (origin) => {
    const answer = await fetch(`${origin}/api/items/88.1/a/b%20c?n=7&tag=x`, withToken);
    assert.deepEqual(await answer.json(), { id: '88.1/a/b c', n: 7, tags: 1 });
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  }));

test('a shape leaves other paths to other routes; a page of another site may ask what it may do', () => {
  const about = { summary: { en: 'x', zh: 'x' }, access: 'public', reply: Type.String() } as const;
  const params = Type.Object({ prefix: Type.String(), rest: Type.String() });
  const shaped = defineRoute({
    ...about,
    method: 'GET',
    path: '/{prefix}/{rest+}',
    shapes: { prefix: '^\\d[\\d.]*$' },
    operation: 'shaped',
    params,
    handle: async ({ params: found }) => `${found.prefix} and ${found.rest}`,
  });
  const others = defineRoute({
    ...about,
    method: 'GET',
    path: '/{path+}',
    operation: 'others',
    params: Type.Object({ path: Type.String() }),
    handle: async ({ params: found }) => `other ${found.path}`,
  });
  const asking = defineRoute({
    ...about,
    method: 'OPTIONS',
    path: '/{prefix}/{rest+}',
    shapes: { prefix: '^\\d[\\d.]*$' },
    operation: 'asking',
    params,
    handle: async () => new Reply('', { status: 204 }),
  });
  return served([others, shaped, asking], async (origin) => {
    const textAt = async (path: string) => (await fetch(`${origin}${path}`)).text();
    assert.equal(await textAt('/88.1/a/b'), '88.1 and a/b');
    assert.equal(await textAt('/88x/a/b'), 'other 88x/a/b');
    assert.equal(await textAt('/88.1'), 'other 88.1');
    const headers = { origin: 'http://elsewhere.example' };
    const reply = await fetch(`${origin}/88.1/a`, { method: 'OPTIONS', headers });
    assert.equal(reply.status, 204);
  });
});

test('everything is denied unless a grant reaches the identifier', () =>
  served([item], async (origin) => {
    assert.equal((await fetch(`${origin}/api/items/88.1/a`)).status, 401);
    const foreign = await fetch(`${origin}/api/items/88.2/a`, withToken);
    assert.equal(foreign.status, 403);
    const failure = (await foreign.json()) as { code: string; message: { zh: string } };
    assert.equal(failure.code, 'http.not-allowed');
    assert.match(failure.message.zh, /读取/);
  }));

test('a failure carries its code and both languages; a bug carries neither its text nor its stack', () =>
  served([item], async (origin) => {
    const gone = await fetch(`${origin}/api/items/88.1/gone`, withToken);
    assert.equal(gone.status, 404);
    assert.deepEqual(await gone.json(), {
      code: 'x.gone',
      kind: 'missing',
      message: { en: '88.1/gone is gone', zh: '88.1/gone 不存在' },
    });
    const bug = await fetch(`${origin}/api/items/88.1/bug`, withToken);
    assert.equal(bug.status, 500);
    assert.doesNotMatch(await bug.text(), /secret detail/);
  }));

test('what does not fit the schema is refused with its place, and what is too large at once', () =>
  served([make, item], async (origin) => {
    const post = (body: string, headers = {}) =>
      fetch(`${origin}/api/items`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...headers },
      });
    assert.equal((await post('{"name":"abc"}')).status, 201);
    const wrong = await post('{"name":"abcd"}');
    assert.equal(wrong.status, 400);
    assert.match(await wrong.text(), /body \/name/);
    assert.equal((await post('{"name":')).status, 400);
    assert.equal((await post(`{"name":"${'a'.repeat(200)}"}`)).status, 400);
    assert.equal((await fetch(`${origin}/api/items/88.1/a?n=0`, withToken)).status, 400);
  }));

test('a change from a page of another site is refused', () =>
  served([make], async (origin) => {
    const headers = { 'content-type': 'application/json', origin: 'http://evil.example' };
    const answer = await fetch(`${origin}/api/items`, {
      method: 'POST',
      body: '{"name":"abc"}',
      headers,
    });
    assert.equal(answer.status, 403);
    assert.match(await answer.text(), /foreign-origin/);
  }));

test('a stream sends its events and ends', () =>
  served([ticks], async (origin) => {
    const answer = await fetch(`${origin}/api/ticks`);
    assert.equal(answer.headers.get('content-type'), 'text/event-stream; charset=utf-8');
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    const text = await answer.text();
    assert.equal(text.match(/event: tick/g)?.length, 3);
    assert.match(text, /id: 3\nevent: tick\ndata: \{"n":3\}\n\n/);
  }));

test('a taken port is named', () =>
  served([], async (origin) => {
    const port = Number(new URL(origin).port);
    const address = { host: '127.0.0.1', port };
    const again = serveHttp({
      ...realWorld,
      address,
      routes: [],
      authenticator,
      log: silentLog,
      metrics: new MetricsRegistry(),
    });
    await assert.rejects(again, (error: Error) =>
      error.message.includes(`Port ${port} on 127.0.0.1`),
    );
  }));

test('OpenAPI follows from the routes', () => {
  const page = openApi([item, make, ticks], '1') as {
    openapi: string;
    paths: Record<string, Record<string, { operationId: string; parameters: unknown[] }>>;
  };
  assert.equal(page.openapi, '3.1.0');
  assert.deepEqual(Object.keys(page.paths), ['/api/items/{id}', '/api/items', '/api/ticks']);
  assert.equal(page.paths['/api/items/{id}']?.['get']?.parameters.length, 3);
});

/** Time that passes a hundred times as fast. */
const hastened: Clock = {
  ...realWorld.clock,
  after: (delayMs, work) => realWorld.clock.after(delayMs / 100, work),
};

const reader = { right: read, on: () => '88.1' };

/** Ends only when the caller goes away; counts those that are open. */
function endless(access: 'signed-in' | typeof reader = reader): {
  route: Route;
  open: () => number;
} {
  let open = 0;
  const route = defineRoute({
    method: 'GET',
    path: '/api/endless',
    operation: 'endless',
    summary: about,
    access,
    query: Type.Object({ bytes: Type.Optional(Type.Integer()) }),
    reply: Type.Object({}),
    async *stream({ signal, query }) {
      open += 1;
      try {
        yield { event: 'first', data: 'x'.repeat(query.bytes ?? 0) };
        while (!signal.aborted) {
          await new Promise<void>((resolve) => setTimeout(resolve, 5));
          yield { event: 'next', data: 'x'.repeat(query.bytes ?? 0) };
        }
      } finally {
        open -= 1;
      }
    },
  });
  return { route, open: () => open };
}

test('a stream ends when its reader loses the right to it', async () => {
  let allowed = true;
  const fickle: Authenticator = {
    principalOf: (shown) =>
      allowed ? authenticator.principalOf(shown) : Promise.resolve(anonymous),
  };
  const { route, open } = endless();
  const common = { ...realWorld, clock: hastened, authenticator: fickle };
  await served(
    [route],
    async (origin) => {
      const answer = await fetch(`${origin}/api/endless`, withToken);
      assert.equal(answer.status, 200);
      allowed = false;
      const text = await answer.text();
      assert.match(text, /event: first/);
      await until('the stream is over', () => open() === 0);
    },
    common,
  );
});

test('a stream of anybody who is signed in ends when its reader has other rights', async () => {
  let grants: Principal['grants'] = [];
  const fickle: Authenticator = {
    principalOf: async (shown) => {
      const principal = await authenticator.principalOf(shown);
      grants = grants.length === 0 ? principal.grants : grants;
      return { ...principal, grants };
    },
  };
  const { route, open } = endless('signed-in');
  const common = { ...realWorld, clock: hastened, authenticator: fickle };
  await served(
    [route],
    async (origin) => {
      const answer = await fetch(`${origin}/api/endless`, withToken);
      assert.equal(answer.status, 200);
      const text = answer.text();
      grants = [{ right: 'other.read', on: '88.2' }];
      await until('the stream is over', () => open() === 0);
      assert.match(await text, /event: first/);
    },
    common,
  );
});

test('a reader who takes nothing gives its place to others', async () => {
  const { route, open } = endless();
  await served(
    [route],
    async (origin) => {
      const { hostname, port } = new URL(origin);
      const socket = connect(Number(port), hostname);
      socket.on('error', () => {});
      socket.pause();
      socket.write(
        'GET /api/endless?bytes=1000000 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer tok\r\n\r\n',
      );
      await until('the stream is open', () => open() === 1);
      await until('it is over', () => open() === 0);
      socket.destroy();
    },
    { ...realWorld, clock: hastened },
  );
});

test('nobody takes all the streams', () => {
  const { route } = endless();
  return served([route], async (origin) => {
    const abort = new AbortController();
    const ask = () => fetch(`${origin}/api/endless`, { ...withToken, signal: abort.signal });
    const answers = await Promise.all(Array.from({ length: 60 }, ask));
    assert.equal(answers.filter(({ status }) => status === 200).length, 50);
    assert.equal(answers.filter(({ status }) => status === 429).length, 10);
    abort.abort();
  });
});

test('a body is not read from somebody who may not send it', () => {
  const guarded = { ...make, access: 'signed-in', bodyBytesMax: 100_000_000 } as const;
  return served([guarded], async (origin) => {
    const { hostname, port } = new URL(origin);
    const socket = connect(Number(port), hostname);
    socket.write(
      'POST /api/items HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 50000000\r\n\r\n{',
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    assert.match(answer.toString(), /^HTTP\/1\.1 401/);
    socket.destroy();
  });
});

test('bytes are taken by the routes that name their types, as they came, and by no others', () => {
  const lines = takesBytes('/api/lines', ['application/json', 'text/csv']);
  const parcels = takesBytes('/api/parcels', ['application/x-parcel']);
  return served([lines, parcels, make], async (origin) => {
    const send = async (path: string, type: string | undefined, head = withToken.headers) => {
      const headers = { ...head, ...(type === undefined ? {} : { 'content-type': type }) };
      const body = Buffer.from('{"name":"x"}\n');
      const answer = await fetch(`${origin}${path}`, { method: 'POST', headers, body });
      return [answer.status, await answer.text()] as const;
    };
    const length = [200, '{"length":13}'];
    assert.deepEqual(await send('/api/lines', 'application/json'), length);
    assert.deepEqual(await send('/api/lines', 'Text/CSV; charset=utf-8'), length);
    assert.deepEqual(await send('/api/parcels', 'application/x-parcel'), length);
    for (const type of ['application/json', 'text/csv', undefined]) {
      const [status, text] = await send('/api/parcels', type);
      assert.equal(status, 415);
      assert.match(text, /http\.wrong-type.*application\/x-parcel/);
    }
    assert.equal((await send('/api/items', 'application/json'))[0], 201);
    const [refused, why] = await send('/api/items', 'application/x-parcel');
    assert.equal(refused, 400);
    assert.match(
      why,
      /Unsupported Media Type/,
      'what others take as bytes is nothing to this route',
    );
    for (const path of ['/api/lines', '/api/parcels'])
      assert.equal((await send(path, 'image/png', { authorization: '' }))[0], 401);
  });
});

test('what is for this machine is not for a proxy, a rebound name or an enterprise', () => {
  const inside = { ...make, method: 'GET', body: undefined, access: 'local-or-whole' } as Route;
  return served([inside], async (origin) => {
    const { port } = new URL(origin);
    const ask = (headers: Record<string, string>) => statusOf(`${origin}/api/items`, headers);
    assert.equal(await ask({}), 201);
    assert.equal(await ask({ host: `localhost:${port}` }), 201);
    assert.equal(await ask({ host: '[::1]:1' }), 201);
    for (const host of ['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example']) {
      assert.equal(await ask({ host }), 401, host);
    }
    assert.equal(await ask({ 'x-forwarded-for': '127.0.0.1' }), 401);
    assert.equal(await ask({ via: '1.1 proxy', authorization: 'Bearer tok' }), 403);
  });
});

test('what is no request is refused in our own words', () =>
  served([item], async (origin) => {
    for (const [path, code] of [
      ['/api/items/%zz', 'http.bad-request'],
      [`/api/items/${'x'.repeat(40_000)}`, 'http.head-too-large'],
      ['/api/items/88.1/a?lang=en&lang=zh', undefined],
    ]) {
      const answer = await fetch(`${origin}${path}`, withToken);
      assert.equal(answer.status, code === undefined ? 200 : 400, path?.slice(0, 50));
      assert.equal(((await answer.json()) as { code?: string }).code, code);
    }
  }));

function statusOf(url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

async function until(what: string, condition: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + 5_000;
  while (!condition()) {
    assert.ok(performance.now() < deadlineMs, what);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
