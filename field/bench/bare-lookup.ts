// The limit under a resolving node: a process that takes pipelined messages from a socket, reads a stored record from LMDB
// for each and writes as many bytes as the node would, with no protocol behind it. Run as a child: folder.
import { createServer } from 'node:net';
import { createSocket } from 'node:dgram';
import { Framer, resolveHandle } from '../../server/src/wire/handle/handle.ts';
import { handleOf, openBenchStore } from './fill-node.ts';

const { names, store } = await openBenchStore(process.argv[2] ?? '');
const sample = await store.get(handleOf(0));
/** A value block is longer than the record that it comes from. */
const filler = (sample?.block.length ?? 0) - ((await names.get(handleOf(0)))?.length ?? 0);
const handleLengthAt = 44;

/** The message again with its first bytes and the record behind it: the cheapest answer with the same bytes. */
function answer(message: Uint8Array): Buffer {
  const length = (message[handleLengthAt + 2] ?? 0) * 256 + (message[handleLengthAt + 3] ?? 0);
  const record = names.get(
    Buffer.from(resolveHandle(message, length)).toString('latin1'),
  ) as Uint8Array;
  const bytes = Buffer.allocUnsafe(44 + record.length + filler);
  bytes.set(message.subarray(0, 44));
  bytes.set(record, 44);
  bytes.writeUInt32BE(bytes.length - 20, 16);
  bytes[27] = 1;
  return bytes;
}

const lookup = (
  host: string,
  _options: unknown,
  callback: (error: null, address: string, family: number) => void,
): void => callback(null, host, 4);

const server = createServer({ noDelay: true }, (socket) => {
  const framer = new Framer();
  socket.on('data', (chunk) =>
    socket.write(Buffer.concat(framer.push(chunk).messages.map(answer))),
  );
  socket.on('error', () => {});
}).listen(0, '127.0.0.1', () => {
  const { port } = server.address() as { port: number };
  const udp = createSocket({ type: 'udp4', lookup }).bind(port, '127.0.0.1', () =>
    console.log(port),
  );
  udp.on('message', (message, from) => udp.send(answer(message), from.port, from.address));
});
