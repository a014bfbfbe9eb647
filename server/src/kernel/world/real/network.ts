// TCP and UDP of the machine, over `node:net` and `node:dgram`.
import { createSocket, type SocketOptions } from 'node:dgram';
import { lookup as lookUp } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { connect, isIP, isIPv6, type Socket } from 'node:net';
import { worldFailures } from '../failures.ts';
import { networkReason } from '../network-reasons.ts';
import type {
  Address,
  Listener,
  ListenOptions,
  Network,
  TcpConnection,
  UdpOptions,
  UdpSocket,
} from '../network.ts';
import { listenFailure, listenSockets } from './listen.ts';
import { tlsOrPlain } from './tls-or-plain.ts';

export const realNetwork: Network = { listenTcp, connectTcp, openUdp, addressesOf };

async function addressesOf(host: string): Promise<string[]> {
  const found = await lookup(host, { all: true }).catch(() => []);
  return found.map(({ address }) => address);
}

async function listenTcp(
  address: Address,
  accept: (connection: TcpConnection) => void,
  { tls }: ListenOptions = {},
): Promise<Listener> {
  if (tls === undefined) return listenSockets(address, (socket) => accept(wrap(socket)));
  const sorter = tlsOrPlain(tls, (socket, isEncrypted) => accept({ ...wrap(socket), isEncrypted }));
  const listener = await listenSockets(address, (socket) => sorter.enter(socket));
  return {
    address: listener.address,
    close() {
      sorter.close();
      return listener.close();
    },
  };
}

function connectTcp(address: Address, timeoutMs: number): Promise<TcpConnection> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address.host, port: address.port, noDelay: true });
    const timer = setTimeout(
      () => socket.destroy(new Error(`no answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    const refuse = (error: Error) => {
      clearTimeout(timer);
      reject(worldFailures['cannot-connect']({ ...address, reason: networkReason(error) }, error));
    };
    socket.once('error', refuse);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', refuse);
      resolve(wrap(socket));
    });
  });
}

function wrap(socket: Socket): TcpConnection {
  let broken: Error | undefined;
  socket.on('error', (error) => (broken = error));
  return {
    remote: { host: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 },
    onData: (listener) => void socket.on('data', listener),
    onClose: (listener) => void socket.once('close', () => listener(broken)),
    write: (bytes) => (socket.writable ? socket.write(bytes) : false),
    onDrain: (listener) => void socket.on('drain', listener),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    end: () => void socket.end(),
    destroy: () => void socket.destroy(),
  };
}

/** Node otherwise asks its resolver, a tick later, for the address of each datagram that it sends. */
const addressAtOnce: NonNullable<SocketOptions['lookup']> = (host, options, callback) => {
  const family = isIP(host);
  if (family === 0) lookUp(host, options, callback);
  else callback(null, host, family);
};

function openUdp(address: Address, options: UdpOptions = {}): Promise<UdpSocket> {
  const { shared = false, broadcast = false } = options;
  const type = isIPv6(address.host) ? 'udp6' : 'udp4';
  const socket = createSocket({ type, lookup: addressAtOnce, reusePort: shared });
  return new Promise((resolve, reject) => {
    socket.once('error', (error) => reject(listenFailure(address, error)));
    socket.bind(address.port, address.host, () => {
      socket.removeAllListeners('error');
      socket.on('error', () => {}); // a later ICMP refusal concerns one datagram, not the socket
      if (broadcast && type === 'udp4') socket.setBroadcast(true);
      let open = true;
      resolve({
        address: { host: address.host, port: socket.address().port },
        onMessage: (listener) =>
          void socket.on('message', (bytes, from) =>
            listener(bytes, { host: from.address, port: from.port }),
          ),
        send(bytes, to) {
          // Node throws for a port that a forged datagram may well come from, and after the close.
          if (open && to.port > 0 && to.port <= 65_535) socket.send(bytes, to.port, to.host);
        },
        close() {
          open = false;
          return new Promise((closed) => socket.close(() => closed()));
        },
      });
    });
  });
}
