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
    `OPTIONS * HTTP/1.1\r\n${head}\r\n`,
    `HEAD /hdl/${handle} HTTP/1.1\r\n${head}accept: text/html;q=0.3,application/linkset+json\r\n\r\n`,
  ];
  return texts.map((text) => Buffer.from(text));
}
