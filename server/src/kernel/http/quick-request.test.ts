import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { quickHeadMax, QuickReader } from './quick-request.ts';

const plain =
  'GET /api/handles/88.1/a%2Fb HTTP/1.1\r\nHost: a.example:80\r\nAccept: */*\r\nUser-Agent: x (y; z)\r\n\r\n';

const kindOf = (text: string): string => new QuickReader().read(text, 0).kind;

test('a plain request is read, its escaped slash too, and where the next one begins', () => {
  const reader = new QuickReader();
  const text = plain + plain + plain.replace('a%2Fb', 'c');
  const first = reader.read(text, 0);
  assert.deepEqual(first, { kind: 'quick', path: '/api/handles/88.1/a/b', end: plain.length });
  const second = reader.read(text, plain.length);
  assert.deepEqual(second, { ...first, end: 2 * plain.length });
  const third = reader.read(text, 2 * plain.length);
  assert.deepEqual(third, { kind: 'quick', path: '/api/handles/88.1/c', end: text.length });
});

test('each beginning of a plain request may still become one', () => {
  for (let length = 0; length < plain.length; length++) {
    assert.equal(kindOf(plain.slice(0, length)), 'incomplete', plain.slice(0, length));
  }
});

test('a remembered head is not taken for one that only begins like it', () => {
  const reader = new QuickReader();
  assert.equal(reader.read(plain, 0).kind, 'quick');
  const longer = plain.replace(/\r\n$/, 'Content-Length: 5\r\n\r\n');
  assert.equal(reader.read(longer, 0).kind, 'other');
});

const head = (lines: string): string => `GET /a HTTP/1.1\r\n${lines}\r\n\r\n`;

test('whatever is unusual is other', () => {
  const others = [
    'POST /a HTTP/1.1\r\nhost: x\r\n\r\n',
    'get /a HTTP/1.1\r\nhost: x\r\n\r\n',
    'HEAD /a HTTP/1.1\r\nhost: x\r\n\r\n',
    '\r\nGET /a HTTP/1.1\r\nhost: x\r\n\r\n',
    'GET  /a HTTP/1.1\r\nhost: x\r\n\r\n',
    'GET /a  HTTP/1.1\r\nhost: x\r\n\r\n',
    'GET /a HTTP/1.0\r\nhost: x\r\n\r\n',
    'GET /a HTTP/1.1\nhost: x\n\n',
    'GET /a HTTP/1.1\r\nhost: x\n\r\n',
    'GET /a HTTP/1.1\r\nhost: x\r\r\n\r\n',
    'GET /a\r\n',
    'GET http://x/a HTTP/1.1\r\nhost: x\r\n\r\n',
    'GET * HTTP/1.1\r\nhost: x\r\n\r\n',
    ...['/a?b', '/a#b', '/a/', '/', '/a%20b', '/a%00', '/%2', '/a\\b', '/a\tb', '/ü', '/a"b'].map(
      (path) => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`,
    ),
    head('accept: */*'),
    head('host: x\r\nhost: x'),
    head('host: x, y'),
    head('host:'),
    head('host : x'),
    head(' host: x'),
    head('host: x\r\naccept: a\r\n b'),
    head('host: x\r\nuser-agent: a\tb'),
    head('host: x\r\nuser-agent: \xff'),
    head('host: x\r\nx-y: 1'),
    ...['content-length: 0', 'transfer-encoding: chunked', 'connection: close', 'upgrade: h2c'].map(
      (line) => head(`host: x\r\n${line}`),
    ),
    ...['authorization: Bearer t', 'cookie: a=b', 'if-none-match: *', 'range: bytes=0-1'].map(
      (line) => head(`host: x\r\n${line}`),
    ),
    ...['expect: 100-continue', 'origin: http://x', 'accept: text/html', 'te: trailers'].map(
      (line) => head(`host: x\r\n${line}`),
    ),
    `GET /${'a'.repeat(1_100)} HTTP/1.1\r\nhost: x\r\n\r\n`,
    head(`host: x\r\nuser-agent: ${'a'.repeat(quickHeadMax)}`),
  ];
  for (const text of others) assert.equal(kindOf(text), 'other', JSON.stringify(text.slice(0, 80)));
});

test('what cannot become a quick request is not waited for', () => {
  const hopeless = ['P', 'GET x', 'GET /a?', 'GET /a HTTP/1.0', 'GET /a HTTP/1.1\r\nhost: x\n'];
  for (const text of [...hopeless, `GET /${'a'.repeat(2_000)}`, `${plain.slice(0, -2)}x\rx`]) {
    assert.equal(kindOf(text), 'other', JSON.stringify(text.slice(0, 80)));
  }
});

test('any bytes are read without trouble, and a request never ends beyond them', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc
          .tuple(fc.nat(plain.length), fc.string({ maxLength: 5 }), fc.nat(5))
          .map(([at, put, cut]) => plain.slice(0, at) + put + plain.slice(at + cut)),
      ),
      (text) => {
        const reading = new QuickReader().read(text, 0);
        if (reading.kind !== 'quick') return;
        assert.ok(reading.end <= text.length);
        assert.ok(text.slice(0, reading.end).endsWith('\r\n\r\n'));
        assert.equal(text.slice(0, reading.end).indexOf('\r\n\r\n'), reading.end - 4);
      },
    ),
    { numRuns: 2_000 },
  );
});
