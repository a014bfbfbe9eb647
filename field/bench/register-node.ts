// The process that is measured by the benchmark `register`: takes batches of registrations over HTTP, a JSON array in
// each body, and answers when they are durable. Run as a child: folder.
import { createServer } from 'node:http';
import { openBenchStore, registerAll } from './fill-node.ts';

const { store } = await openBenchStore(process.argv[2] ?? '');
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    registerAll(store, JSON.parse(Buffer.concat(chunks).toString())).then(
      () => response.end('ok'),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
}).listen(0, '127.0.0.1', () => console.log((server.address() as { port: number }).port));
