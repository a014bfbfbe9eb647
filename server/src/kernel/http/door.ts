// The one door for HTTP and HTTPS: the first byte of a connection tells which it is. Then the connection is
// asked for quick requests, and with the first other one Node's HTTP server, with Fastify behind it, gets it
// for the rest of its life.
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls';
import { every, type Clock, type Timer } from '../world/clock.ts';
import { ConnectionPlaces } from '../world/connection-places.ts';
import type { Address, Listener } from '../world/network.ts';
import { listenSockets } from '../world/real/listen.ts';
import type { QuickRoute } from './quick.ts';
import { QuickConversation, type QuickContext } from './quick-conversation.ts';
import { quickHead } from './quick-head.ts';
import { sendUnreadable } from './respond.ts';
import type { TlsIdentity } from './tls-identity.ts';

export type DoorOptions = {
  /** Not listening by itself; it answers what is not quick. */
  readonly server: Server;
  readonly quick: readonly QuickRoute[];
  readonly answered: QuickContext['answered'];
  /** HTTPS is spoken with it; without it only HTTP is. */
  readonly tls?: TlsIdentity | undefined;
  /** Whether a plain connection may be answered at once: others are only told to come over HTTPS. */
  readonly mayBePlain: (socket: Socket) => boolean;
  readonly clock: Clock;
  /** From the opening of a connection to the end of its first request. */
  readonly requestTimeoutMs: number;
};

const connectionsMax = 2_000;
/** What brought or took a byte so recently is closed for no newcomer, unless its host has very many. */
const quietMs = 5_000;
/** As long may a newcomer take for its first byte, which usually comes along with it. */
const freshMs = 300;
const handshakeRecord = 0x16;
const sweepMs = 1_000;
/** How long a request may be in pieces before Node's own limits count for it. */
const insideMs = 1_000;
/** Node closes a connection so long after what it announced. */
const keepAliveSlackMs = 1_000;

/** A port that is taken already, while nobody is answered yet. */
export interface ReservedDoor extends Listener {
  open(options: DoorOptions): void;
}

/** Fails as `Network.listenTcp` does. */
export async function reserveDoor(address: Address): Promise<ReservedDoor> {
  const early: Socket[] = [];
  let door: Door | undefined;
  const enter = (socket: Socket): void => {
    socket.on('error', ignored);
    if (door !== undefined) door.enter(socket);
    else if (early.length < connectionsMax) early.push(socket);
    else socket.destroy();
  };
  const listeners: Listener[] = [];
  const hosts = address.host === 'localhost' ? ['127.0.0.1', '::1'] : [address.host];
  for (const host of hosts) {
    const port = listeners[0]?.address.port ?? address.port;
    const opened = listenSockets({ host, port }, enter, { allowHalfOpen: true });
    // A machine without IPv6 has no second loopback.
    const listener = await (listeners.length === 0 ? opened : opened.catch(() => undefined));
    if (listener) listeners.push(listener);
  }
  return {
    address: { host: address.host, port: listeners[0]?.address.port ?? 0 },
    open(options) {
      door = new Door(options);
      for (const socket of early.splice(0)) if (!socket.destroyed) door.enter(socket);
    },
    async close() {
      door?.close();
      await Promise.all(listeners.map((listener) => listener.close()));
    },
  };
}

/** A connection that breaks is closed; nobody is left to be told. */
const ignored = (): void => {};

class Door {
  readonly #options: DoorOptions;
  readonly #tls: TlsServer | undefined;
  readonly #forgetIdentity: (() => void) | undefined;
  readonly #sweep: Timer;
  readonly #quick: QuickContext;
  readonly #conversations = new Set<QuickConversation>();
  readonly #places = new ConnectionPlaces<Socket>({ countMax: connectionsMax, quietMs, freshMs });
  /** Bytes that have gone over each connection, as of the last sweep. */
  readonly #traffic = new Map<Socket, number>();
  /** Connections that have not sent a byte, and since when. */
  readonly #silent = new Map<Socket, number>();

  constructor(options: DoorOptions) {
    this.#options = options;
    const { server, clock, tls } = options;
    this.#quick = {
      routes: options.quick,
      head: quickHead(clock, server.keepAliveTimeout),
      handOver: (socket) => this.#handOver(socket),
      monotonicMs: () => clock.monotonicMs(),
      answered: options.answered,
      refuse: (socket) => refuse(socket, 'HPE_INVALID_EOF_STATE'),
    };
    server.emit('listening'); // from here on it looks after the connections that it is given
    this.#sweep = every(clock, sweepMs, () => this.#sweepAll());
    if (tls) {
      this.#tls = this.#tlsServer(tls);
      this.#forgetIdentity = tls.onChange(() => this.#tls?.setSecureContext(tls.current()));
    }
  }

  enter(socket: Socket): void {
    if (!this.#takePlace(socket)) return void socket.destroy();
    this.#silent.set(socket, this.#options.clock.monotonicMs());
    const closed = (): void => void this.#silent.delete(socket);
    const ended = (): void => void socket.end();
    socket.on('close', closed).on('end', ended);
    socket.once('data', (first: Buffer) => {
      socket.pause();
      this.#places.used(socket, this.#options.clock.monotonicMs());
      closed();
      socket.off('close', closed).off('end', ended);
      socket.unshift(first);
      if (this.#tls !== undefined && first[0] === handshakeRecord) {
        this.#tls.emit('connection', socket);
        return;
      }
      if (this.#options.mayBePlain(socket)) this.#converse(socket);
      else this.#handOver(socket);
    });
  }

  #takePlace(socket: Socket): boolean {
    const nowMs = this.#options.clock.monotonicMs();
    const host = socket.remoteAddress ?? '';
    const room = this.#places.roomFor(host, nowMs);
    if (!room.ok) return false;
    if (room.instead !== undefined) {
      this.#leave(room.instead);
      room.instead.destroy();
    }
    this.#places.enter(socket, host, nowMs);
    this.#traffic.set(socket, 0);
    socket.on('close', () => this.#leave(socket));
    return true;
  }

  #leave(socket: Socket): void {
    this.#places.leave(socket);
    this.#traffic.delete(socket);
  }

  /** Looked at now and then: to listen to each byte would cost every request. */
  #seeTraffic(nowMs: number): void {
    for (const [socket, before] of this.#traffic) {
      const bytes = socket.bytesRead + socket.bytesWritten;
      if (bytes === before) continue;
      this.#traffic.set(socket, bytes);
      this.#places.used(socket, nowMs);
    }
  }

  /** Nobody keeps a connection by doing nothing, or by sending a request in drops. */
  #sweepAll(): void {
    const { clock, server, requestTimeoutMs } = this.#options;
    const nowMs = clock.monotonicMs();
    this.#seeTraffic(nowMs);
    for (const [socket, sinceMs] of this.#silent) {
      if (nowMs - sinceMs > requestTimeoutMs) refuse(socket, 'ERR_HTTP_REQUEST_TIMEOUT');
    }
    const idleMs = server.keepAliveTimeout + keepAliveSlackMs;
    for (const conversation of this.#conversations) {
      const { isInside, isFresh, sinceMs } = conversation;
      const limitMs = isInside ? insideMs : isFresh ? requestTimeoutMs : idleMs;
      if (nowMs - sinceMs > limitMs) conversation.expire();
    }
  }

  close(): void {
    this.#sweep.cancel();
    this.#forgetIdentity?.();
    this.#options.server.close(); // it ends its own timer
  }

  #tlsServer(identity: TlsIdentity): TlsServer {
    const tls = createTlsServer({
      ...identity.current(),
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['http/1.1'],
      handshakeTimeout: this.#options.requestTimeoutMs,
      // Asked for, not required, and proof of nothing but the key: what it is worth, a route decides.
      requestCert: identity.asksClients,
      rejectUnauthorized: false,
    });
    // Who shows a certificate may be told more than everybody.
    tls.on('secureConnection', (socket) =>
      socket.getPeerX509Certificate() === undefined
        ? this.#converse(socket)
        : this.#handOver(socket),
    );
    tls.on('tlsClientError', (_error, socket) => socket.destroy());
    return tls;
  }

  #converse(socket: Socket): void {
    if (this.#quick.routes.length === 0) return this.#handOver(socket);
    const conversation: QuickConversation = new QuickConversation(socket, this.#quick, () =>
      this.#conversations.delete(conversation),
    );
    this.#conversations.add(conversation);
    socket.resume();
  }

  #handOver(socket: Socket): void {
    this.#options.server.emit('connection', socket);
    socket.resume();
  }
}

function refuse(socket: Socket, code: string): void {
  sendUnreadable(Object.assign(new Error(code), { code }), socket);
}
