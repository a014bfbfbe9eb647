// Listening on a TCP port with the machine's own sockets: for the network of the world, and for the HTTP
// door, which hands sockets on to Node's HTTP server and therefore needs them as they are.
import { createServer, type Server, type Socket } from 'node:net';
import { worldFailures } from '../failures.ts';
import { networkReason } from '../network-reasons.ts';
import type { Address, Listener } from '../network.ts';

export type AcceptOptions = {
  /** The peer may end its direction and still read our answer. */
  readonly allowHalfOpen?: boolean;
};

/** Port 0 picks a free one. Closing destroys every open connection. Fails as `Network.listenTcp` does. */
export function listenSockets(
  address: Address,
  accept: (socket: Socket) => void,
  { allowHalfOpen = false }: AcceptOptions = {},
): Promise<Listener> {
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true, allowHalfOpen }, (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    accept(socket);
  });
  return new Promise((resolve, reject) => {
    // Stays for as long as it listens: an accept that fails (no descriptor left) must not end the process.
    server.on('error', (error) => reject(listenFailure(address, error)));
    server.listen({ host: address.host, port: address.port }, () =>
      resolve(listenerOf(server, address, open)),
    );
  });
}

function listenerOf(server: Server, address: Address, open: ReadonlySet<Socket>): Listener {
  const bound = server.address();
  const port = typeof bound === 'object' && bound ? bound.port : address.port;
  return {
    address: { host: address.host, port },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        for (const socket of open) socket.destroy();
      }),
  };
}

export function listenFailure(address: Address, error: Error): Error {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'EADDRINUSE'
    ? worldFailures['port-taken']({ ...address }, error)
    : worldFailures['cannot-listen']({ ...address, reason: networkReason(error) }, error);
}
