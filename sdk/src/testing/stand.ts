// For this package's tests: a real HTTP server on a free port that answers as it is told.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

export type Stand = {
  readonly origin: string;
  /** `METHOD /path?query`, in order. */
  readonly asked: string[];
  answer: Answer;
  /** Cuts every open connection, as a stopping server does. */
  cut(): void;
  close(): Promise<void>;
};

export async function openStand(answer: Answer): Promise<Stand> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      asked.push(`${request.method} ${request.url}`);
      stand.answer(request, response, Buffer.concat(pieces).toString());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stand: Stand = {
    origin: `http://127.0.0.1:${port}`,
    asked,
    answer,
    cut: () => server.closeAllConnections(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return stand;
}

export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
