// What is damaged: every recorded request of the protocol, questions about handles that the program holds,
// and the requests of the HTTP interface.
import { readFileSync } from 'node:fs';

type Case = { readonly request?: string; readonly requestPackets?: readonly string[] };

const cases = new URL('../../../shared/data/handle-wire/cases.json', import.meta.url);

export function recordedRequests(): Buffer[] {
  const all = JSON.parse(readFileSync(cases, 'utf8')) as readonly Case[];
  return all.flatMap(({ request }) => (request === undefined ? [] : [Buffer.from(request, 'hex')]));
}

export function httpRequests(paths: readonly string[], handle: string): Buffer[] {
  const head = 'host: 127.0.0.1\r\nconnection: keep-alive\r\n';
  const body = JSON.stringify({
    values: [
      { index: 1, type: 'URL', data: { format: 'string', value: 'https://example.org/1' } },
      { index: 100, type: 'HS_ADMIN', data: { format: 'admin', value: { handle, index: 200 } } },
    ],
  });
  const texts = [
    ...paths.map((path) => `GET ${path} HTTP/1.1\r\n${head}\r\n`),
    `GET /api/handles/${handle}?type=URL&index=1&auth=true HTTP/1.1\r\n${head}accept: application/json\r\n\r\n`,
    `PUT /api/handles/${handle} HTTP/1.1\r\n${head}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    `POST /api/sessions HTTP/1.1\r\n${head}authorization: Handle version="0", sessionId="x", cnonce="AA=="\r\ncontent-length: 0\r\n\r\n`,
    `GET /api/handles/${handle} HTTP/1.1\r\n${head}authorization: Basic MzAwJTNBMC5OQS84ODpzZWNyZXQ=\r\n\r\n`,
    `POST /${encodeURIComponent(handle)} HTTP/1.1\r\n${head}content-type: application/x-hdl-message\r\ncontent-length: 4\r\n\r\nabcd`,
    `DELETE /api/handles/${handle} HTTP/1.1\r\n${head}transfer-encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n`,
    ...proxied(handle).map((path) => `GET ${path} HTTP/1.1\r\n${head}\r\n`),
    `OPTIONS * HTTP/1.1\r\n${head}\r\n`,
    `HEAD /hdl/${handle} HTTP/1.1\r\n${head}accept: text/html;q=0.3,application/linkset+json\r\n\r\n`,
  ];
  return [...texts.map((text) => Buffer.from(text)), clientHello];
}

/** The paths of the web proxy: a parameter of each kind, another name, a template, a prefix. */
function proxied(handle: string): string[] {
  const questions = ['noredirect', 'index=1&type=URL', 'action=showurls', 'locatt=country:gb'];
  return [
    ...questions.map((question) => `/hdl/${handle}?${question}`),
    `/${handle}?urlappend=%2Fa%3Fb&auth&cert&ignore_aliases`,
    `/${handle}@template.1-2`,
    '/0.NA/88.118.8',
  ];
}

/** How TLS 1.2 and 1.3 begin: a handshake record with a ClientHello, two ciphers and a name. */
const clientHello = Buffer.from(
  [
    '160301005b010000570303',
    '00'.repeat(32),
    '00000413011302010000',
    '2a00000010000e00000b6578616d706c652e6f7267',
    '002b0003020304000d0006000404030804',
    '000a00040002001d',
  ].join(''),
  'hex',
);
