// One port for TLS and plain connections: the first byte tells (RFC 8446, 5.1: a handshake record is 22), as at the
// HTTP door.
import type { Socket } from 'node:net';
import { createServer } from 'node:tls';
import type { TlsCredentials } from '../network.ts';

const handshakeRecord = 0x16;
/** How long a connection may take for its first byte, and for its handshake. */
const firstByteMs = 10_000;

export function tlsOrPlain(
  credentials: TlsCredentials,
  accept: (socket: Socket, isEncrypted: boolean) => void,
): { enter(socket: Socket): void; close(): void } {
  const tls = createServer({
    ...credentials.current(),
    minVersion: 'TLSv1.2',
    handshakeTimeout: firstByteMs,
  });
  tls.on('secureConnection', (socket) => accept(socket, true));
  tls.on('tlsClientError', (_, socket) => socket.destroy());
  const forget = credentials.onChange(() => tls.setSecureContext(credentials.current()));
  return {
    enter(socket) {
      const timer = setTimeout(() => socket.destroy(), firstByteMs);
      timer.unref();
      const closed = () => clearTimeout(timer);
      socket.on('error', () => {}); // closed, and nobody is left to be told
      socket.on('close', closed);
      socket.once('data', (first: Buffer) => {
        socket.pause();
        closed();
        socket.off('close', closed);
        socket.unshift(first);
        if (first[0] === handshakeRecord) tls.emit('connection', socket);
        else {
          accept(socket, false);
          socket.resume();
        }
      });
    },
    close: forget,
  };
}
