import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createClient } from './client.ts';
import { JingweiFailure } from './failure.ts';
import { openStand, sendJson, type Answer } from './testing/stand.ts';

const stand = await openStand((_request, response) => sendJson(response, {}));
after(() => stand.close());

function ask(answer: Answer, options: { token?: string } = {}) {
  stand.answer = answer;
  stand.asked.length = 0;
  return createClient({ origin: `${stand.origin}/`, ...options });
}

const failure = {
  code: 'identifiers.malformed',
  kind: 'invalid',
  message: { en: 'no slash', zh: '缺少斜杠' },
};

test('identifiers keep their slashes and lose nothing else', async () => {
  const resolution = {
    handle: 'x',
    responseCode: 1,
    values: [],
    cached: false,
    tookMs: 1,
    path: [],
  };
  const client = ask((_request, response) => sendJson(response, resolution));
  await client.resolve('88.118.8/L-1/a b?#%', { fresh: true });
  assert.deepEqual(stand.asked, ['GET /api/resolutions/88.118.8/L-1/a%20b%3F%23%25?fresh=true']);
});

test('a record that does not exist is an answer, also with status 404', async () => {
  const missing = {
    handle: '88.1/x',
    responseCode: 100,
    values: [],
    cached: false,
    tookMs: 2,
    path: [],
  };
  for (const status of [200, 404]) {
    const client = ask((_request, response) => sendJson(response, missing, status));
    assert.deepEqual(await client.resolve('88.1/x'), missing);
  }
});

test('what the server refuses is a JingweiFailure with its code and both languages', async () => {
  const client = ask((_request, response) => sendJson(response, failure, 400));
  await assert.rejects(client.resolve('x'), (error) => {
    assert(error instanceof JingweiFailure);
    assert.equal(error.code, 'identifiers.malformed');
    assert.equal(error.kind, 'invalid');
    assert.deepEqual(error.text, failure.message);
    assert.equal(error.status, 400);
    return true;
  });
});

test('a reply that is not ours is a failure that says so', async () => {
  const client = ask((_request, response) => response.writeHead(502).end('<html>bad gateway'));
  await assert.rejects(client.session(), { code: 'client.unexpected-reply', kind: 'internal' });
  const html = ask((_request, response) => response.writeHead(200).end('<html>a proxy page'));
  await assert.rejects(html.session(), { code: 'client.unexpected-reply' });
});

test('no server at all is a failure of kind unavailable', async () => {
  const client = createClient({ origin: 'http://127.0.0.1:1' });
  await assert.rejects(client.sources(), {
    code: 'client.unreachable',
    kind: 'unavailable',
    status: 0,
  });
});

test('an abort is an abort and not a failure', async () => {
  const client = ask(() => undefined);
  const abort = new AbortController();
  const asked = client.sources({ signal: abort.signal });
  abort.abort();
  await assert.rejects(asked, { name: 'AbortError' });
});

test('a token travels with every call', async () => {
  const seen: unknown[] = [];
  const client = ask(
    (request, response) => {
      seen.push(request.headers.authorization);
      sendJson(response, { sources: [] });
    },
    { token: 'secret' },
  );
  await client.sources();
  assert.deepEqual(seen, ['Bearer secret']);
});

test('allMachines walks every page', async () => {
  const client = ask((request, response) => {
    const after = new URL(request.url ?? '', stand.origin).searchParams.get('after');
    const page =
      after === null
        ? { machines: [{ identifier: 'a' }], next: 'a' }
        : { machines: [{ identifier: 'b' }] };
    sendJson(response, page);
  });
  const found: string[] = [];
  for await (const machine of client.allMachines({ limit: 1 })) found.push(machine.identifier);
  assert.deepEqual(found, ['a', 'b']);
  assert.deepEqual(stand.asked, ['GET /api/machines?limit=1', 'GET /api/machines?limit=1&after=a']);
});

test('a chart names each signal once', async () => {
  const client = ask((_request, response) => sendJson(response, { series: [] }));
  await client.chart({
    signals: ['m/a', 'm/b'],
    from: '2022-08-08T13:00:00Z',
    to: '2022-08-08T14:00:00Z',
  });
  assert.equal(
    stand.asked[0],
    'GET /api/readings/chart?signal=m%2Fa&signal=m%2Fb&from=2022-08-08T13%3A00%3A00Z&to=2022-08-08T14%3A00%3A00Z',
  );
});

test('sign-in posts the code and hands back who it is', async () => {
  let posted = '';
  const principal = { kind: 'operator', id: 'o', name: 'Operator', tenant: '*' };
  const client = ask((_request, response, body) => {
    posted = body;
    sendJson(response, { principal });
  });
  assert.deepEqual(await client.signIn('c0de'), principal);
  assert.deepEqual(JSON.parse(posted), { code: 'c0de' });
});
