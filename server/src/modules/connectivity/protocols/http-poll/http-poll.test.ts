// Polling pages of our own over real sockets, plain and encrypted.
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { CertificateAuthority } from '../../../../kernel/certificates/certificate-authority.ts';
import { isFailure } from '../../../../kernel/failure/failure.ts';
import { realWorld } from '../../../../kernel/world/real/world.ts';
import { folderOf } from '../../../../testing/start-modules.ts';
import { until } from '../../../../testing/until.ts';
import type { SignalSettings } from '../../api.ts';
import {
  reachUnderTest,
  sourceUnderTest,
  type SourceTestOptions,
  type SourceUnderTest,
} from '../../testing/source-under-test.ts';
import { httpPoll } from './http-poll.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => void;
type Given = {
  connection?: object;
  signals: SignalSettings[];
  host?: string;
  test?: SourceTestOptions;
};
type Bench = SourceUnderTest & { readonly url: string; readonly asked: IncomingMessage[] };

async function serve(answer: Answer, host = '127.0.0.1') {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) =>
    answer(request, response, asked.push(request)),
  );
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${port}/data`, asked, close };
}

async function bench(
  answer: Answer,
  given: Given,
  work: (bench: Bench) => Promise<void>,
): Promise<void> {
  const { url, asked, close } = await serve(answer, given.host);
  const connection = { url, intervalMs: 100, ...given.connection };
  const tested = sourceUnderTest(
    httpPoll,
    { name: 'page', connection, signals: given.signals },
    given.test,
  );
  tested.source.start();
  try {
    await work({ ...tested, url, asked });
  } finally {
    await tested.stop();
    await close();
  }
}

const temp: SignalSettings = { id: 'temp', address: 'data.temps[0]' };
const text =
  (body: string): Answer =>
  (_, response) =>
    void response.end(body);
const iso = (ms: number) => new Date(ms).toISOString();
const startMs = Date.UTC(2026, 0, 1);

test('JSON is read by paths, with values of every type', async () => {
  const signals: SignalSettings[] = [
    temp,
    { id: 'on', address: 'on', value: 'boolean' },
    { id: 'name', address: "data['the name']", value: 'text' },
    { id: 'all', address: 'data.temps', value: 'text' },
    { id: 'gone', address: 'data.gone' },
    { id: 'none', address: 'none' },
    { id: 'wrong', address: "data['the name']" },
  ];
  const body = JSON.stringify({ data: { temps: [1.5, 2], 'the name': 'A' }, on: true, none: null });
  await bench(text(body), { signals }, async (bench) => {
    await until('two rounds', () => bench.readings.length >= 12);
    assert.deepEqual(bench.values().slice(0, 6), [
      ['temp', 1.5],
      ['on', true],
      ['name', 'A'],
      ['all', '[1.5,2]'],
      ['none', null],
      ['wrong', null],
    ]);
    assert.equal(bench.readings[5]?.quality, 0);
    assert.match(String(bench.warnings[0]?.['key']), /wrong not-a-number/);
  });
});

test('a time of the page is kept, and the same time is not told twice', async () => {
  let at = startMs;
  const given = { signals: [temp], connection: { timeField: 't' } };
  const answer: Answer = (_, response, count) => {
    if (count % 3 === 0) at += 60_000;
    response.end(JSON.stringify({ t: iso(at), data: { temps: [7] } }));
  };
  await bench(answer, given, async (bench) => {
    await until('three times', () => bench.readings.length >= 3);
    const times = bench.readings.map(({ sourceTimeUs }) => sourceTimeUs / 1_000);
    assert.deepEqual(times.slice(0, 3), [startMs, startMs + 60_000, startMs + 120_000]);
  });
});

test('a list tells each of its records once, also after a restart', async () => {
  const rows = [1, 2, 3, 4].map((n) => ({ t: startMs + n * 1_000, data: { temps: [n] } }));
  const connection = { records: 'rows', timeField: 't', timeFormat: 'unix-ms' };
  const remembered = { newestUs: (startMs + 1_000) * 1_000 };
  const answer: Answer = (_, response, count) =>
    void response.end(JSON.stringify({ rows: rows.slice(0, count + 1) }));
  await bench(answer, { signals: [temp], connection, test: { remembered } }, async (bench) => {
    await until('the rest', () => bench.readings.length >= 3);
    await until('five rounds', () => bench.asked.length >= 5);
    assert.deepEqual(
      bench.values().map(([, value]) => value),
      [2, 3, 4],
    );
    await until(
      'kept',
      () =>
        JSON.stringify(bench.memory.value) ===
        JSON.stringify({ newestUs: (startMs + 4_000) * 1_000 }),
    );
  });
});

test('CSV by columns, a plain number, and Prometheus text by name and labels', async () => {
  const csv = {
    signals: [
      { id: 'a', address: 'Temp °C' },
      { id: 'b', address: '#1' },
    ],
    connection: { format: 'csv', decimal: 'comma' },
  };
  await bench(text('n;temp °c\r\n1;"1,5"\r\n2;2,5\r\n'), csv, async (bench) => {
    await until('two rows', () => bench.readings.length >= 4);
    assert.deepEqual(bench.values().slice(0, 4), [
      ['a', 1.5],
      ['b', 1],
      ['a', 2.5],
      ['b', 2],
    ]);
  });
  await bench(
    text(' 42.5\n'),
    { signals: [{ id: 'n', address: 'value' }], connection: { format: 'number' } },
    async (bench) => {
      await until('one', () => bench.readings.length > 0);
      assert.deepEqual(bench.values()[0], ['n', 42.5]);
    },
  );
  const prometheus = {
    signals: [
      { id: 'p', address: 'temp{zone="2"}' },
      { id: 'bad', address: 'nan' },
    ],
    connection: { format: 'prometheus' },
  };
  await bench(
    text(`temp{zone="1"} 1\ntemp{zone="2",x="y"} 2 ${startMs}\nnan NaN\n`),
    prometheus,
    async (bench) => {
      await until('both', () => bench.readings.length >= 2);
      assert.deepEqual(
        bench.readings
          .slice(0, 2)
          .map(({ value, quality, sourceTimeUs }) => [
            value,
            quality,
            sourceTimeUs === startMs * 1_000,
          ]),
        [
          [null, 0, false],
          [2, 2, true],
        ].toSorted(),
      );
    },
  );
});

test('headers, credentials and POST are sent, and a page that did not change is told by its tag', async () => {
  const bodies: string[] = [];
  const answer: Answer = (request, response) => {
    request.on('data', (chunk: Buffer) => bodies.push(chunk.toString()));
    if (request.headers['if-none-match'] === '"v1"') response.writeHead(304).end();
    else response.writeHead(200, { etag: '"v1"' }).end('{"data":{"temps":[1]}}');
  };
  const connection = {
    method: 'POST',
    body: '{"q":1}',
    username: 'u',
    password: 'p:w',
    headers: [{ name: 'X-Key', value: 'k' }],
  };
  await bench(answer, { signals: [temp], connection }, async (bench) => {
    await until('four rounds', () => bench.asked.length >= 4);
    assert.deepEqual(bench.values(), [['temp', 1]]);
    const [first] = bench.asked;
    assert.equal(first?.method, 'POST');
    assert.equal(first?.headers.authorization, `Basic ${Buffer.from('u:p:w').toString('base64')}`);
    assert.equal(first?.headers['x-key'], 'k');
    assert.equal(bodies[0], '{"q":1}');
  });
});

test('redirects are followed within bounds, and tell no other server our secrets', async () => {
  const other = await serve((_, response) => response.end('{"data":{"temps":[9]}}'), '::1');
  const answer: Answer = (request, response) => {
    if (request.url === '/data') response.writeHead(302, { location: '/next' }).end();
    else response.writeHead(307, { location: other.url }).end();
  };
  await bench(answer, { signals: [temp], connection: { token: 'secret' } }, async (bench) => {
    await until('one', () => bench.readings.length > 0);
    assert.equal(bench.asked[1]?.headers.authorization, 'Bearer secret');
    assert.equal(other.asked[0]?.headers.authorization, undefined);
  });
  await other.close();
  await tried(
    (_, response) => response.writeHead(302, { location: '/data' }).end(),
    /sent us on more than 3 times/,
  );
  await tried(
    (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    /where we do not go/,
  );
  const thief = await serve((_, response) => response.end('{"data":{"temps":[9]}}'));
  await tried(
    (_, response) => response.writeHead(307, { location: thief.url }).end(),
    /where we do not go: POST → another server/,
    { method: 'POST', body: '{"password":"secret"}' },
  );
  assert.equal(thief.asked.length, 0);
  await thief.close();
});

async function tried(answer: Answer, says: RegExp, connection: object = {}): Promise<void> {
  const { url, close } = await serve(answer);
  const { reach, remove } = reachUnderTest();
  const settings = {
    name: 'page',
    protocol: 'http-poll',
    connection: { url, ...connection },
    signals: [temp],
  };
  const steps = (await httpPoll.test?.(reach, settings)) ?? [];
  assert.match(steps.at(-1)?.says.en ?? '', says);
  assert.equal(steps.at(-1)?.ok, false);
  assert.notEqual(steps.at(-1)?.says.zh, steps.at(-1)?.says.en);
  remove();
  await close();
}

test('what is wrong with a page is named exactly', async () => {
  await tried(text('{"data":'), /none of the signals of page as json: line 1, not-json/);
  await tried(text('{"x":1}'), /none of the signals .*: temp/);
  await tried(text('x'.repeat(2_000)), /more than the 1000 bytes/, { bytesMax: 1_000 });
  await tried(
    (_, response) => response.writeHead(401).end('who?'),
    /401 instead of data: “who\?”. Give a user name/,
  );
  await tried(
    (_, response) =>
      void response.writeHead(200, { 'content-length': '50' }).write('{', () => response.destroy()),
    /ended in the middle/,
  );
  await tried(text('{"data":{"temps":[1]}}').bind(undefined), /.*/, { format: 'csv' });
});

test('a page that stops answering is told, and readings are marked unknown', async () => {
  const answer: Answer = (_, response, count) =>
    void (count <= 2 ? response.end('{"data":{"temps":[1]}}') : response.writeHead(500).end());
  await bench(answer, { signals: [temp] }, async (bench) => {
    await until('trouble', () => /500/.test(bench.source.status().trouble?.en ?? ''));
    await until('unknown', () => bench.readings.at(-1)?.value === null);
  });
});

test('future times, half numbers and endless digits are no readings', async () => {
  const body = JSON.stringify([
    { t: '2099-01-01T00:00:00Z', data: { temps: [1] } },
    { t: iso(startMs), data: { temps: ['9'.repeat(100_000)] } },
    { t: 'x', data: { temps: [1] } },
  ]);
  await bench(
    text(body),
    { signals: [temp], connection: { records: '$', timeField: 't' } },
    async (bench) => {
      await until('the bad one', () => bench.readings.length > 0);
      assert.deepEqual(bench.values(), [['temp', null]]);
      const keys = bench.warnings.map(({ key }) => key);
      assert.deepEqual(keys, ['t future-time', 'temp not-a-number', 't bad-time']);
    },
  );
});

test('settings that cannot work are refused before anything is asked', () => {
  const wrong: [object, SignalSettings[], string][] = [
    [{ url: 'ftp://x/' }, [temp], 'web.bad-url'],
    [{ url: 'http://u:p@x/' }, [temp], 'web.bad-url'],
    [{ url: 'http://x/', headers: [{ name: 'a b', value: '' }] }, [temp], 'web.bad-header'],
    [{ url: 'http://x/', headers: [{ name: 'a', value: 'x\r\ny: z' }] }, [temp], 'web.bad-header'],
    [{ url: 'http://x/' }, [], 'records.no-signals'],
    [{ url: 'http://x/' }, [{ id: 'a', address: 'a..b' }], 'records.bad-path'],
    [
      { url: 'http://x/', format: 'prometheus' },
      [{ id: 'a', address: '1' }],
      'http-poll.bad-selector',
    ],
    [{ url: 'http://x/', timeZone: 'Mars/Base' }, [temp], 'records.bad-zone'],
    [{ url: 'http://x/', timeFormat: 'HH' }, [temp], 'records.bad-time-format'],
    [{ url: 'http://x/', signalField: 's' }, [temp], 'records.signal-without-value'],
  ];
  for (const [connection, signals, code] of wrong) {
    const settings = { name: 'page', protocol: 'http-poll', connection, signals };
    assert.throws(
      () => httpPoll.describe('88.118.8', settings as never),
      (error) => isFailure(error, code),
      code,
    );
  }
});

test('over IPv6 the same', async () => {
  await bench(text('{"data":{"temps":[3]}}'), { signals: [temp], host: '::1' }, async (bench) => {
    await until('one', () => bench.readings.length > 0);
    assert.deepEqual(bench.values()[0], ['temp', 3]);
  });
});

test('over HTTPS the server must be vouched for, by the authority that the source names', async (t) => {
  const authority = new CertificateAuthority({ ...realWorld, folder: folderOf(t) });
  const issued = await authority.issueCertificate({
    name: 'page',
    usages: ['server'],
    names: ['127.0.0.1'],
  });
  const tls = { cert: issued.certificate, key: issued.privateKey ?? '' };
  const server = createSecureServer(tls, (_, response) => response.end('{"data":{"temps":[5]}}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const { reach, remove } = reachUnderTest();
  const steps = async (authorities?: string) => {
    const connection = { url, ...(authorities === undefined ? {} : { authorities }) };
    return httpPoll.test?.(reach, {
      name: 'page',
      protocol: 'http-poll',
      connection,
      signals: [temp],
    });
  };
  assert.match((await steps())?.at(-1)?.says.en ?? '', /vouches? for/);
  assert.match((await steps(await authority.root()))?.at(-1)?.says.en ?? '', /1 of 1 signals/);
  remove();
  server.closeAllConnections();
  server.close();
});
