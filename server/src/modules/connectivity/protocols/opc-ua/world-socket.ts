// A TCP connection of the world as the library wants its sockets. The library's own cannot reach IPv6 addresses, and a
// test or a simulation could not stand between. It is handed over by the door for connections that a server opens.
import { EventEmitter } from 'node:events';
import type { ClientReverseConnect } from 'node-opcua-client';
import type { Clock } from '../../../../kernel/world/clock.ts';
import type { Address, Network, TcpConnection } from '../../../../kernel/world/network.ts';

class WorldSocket extends EventEmitter {
  readonly #connection: TcpConnection;
  destroyed = false;

  /** A peer that takes the connection and says nothing at all is given up after `silenceMs`. */
  constructor(connection: TcpConnection, clock: Clock, silenceMs: number) {
    super();
    this.#connection = connection;
    const silent = clock.after(silenceMs, () => this.destroy(new Error('BadTimeout')));
    connection.onData((chunk) => {
      silent.cancel();
      this.emit('data', Buffer.from(chunk));
    });
    connection.onClose((error) => {
      silent.cancel();
      this.destroyed = true;
      if (error) this.#tell(error);
      this.emit('end');
      this.emit('close', error !== undefined);
    });
  }

  get remoteAddress(): string {
    return this.#connection.remote.host;
  }

  get remotePort(): number {
    return this.#connection.remote.port;
  }

  write(bytes: string | Uint8Array, done?: (error?: Error | null) => void): void {
    if (this.destroyed) return done?.(new Error('ECONNRESET'));
    this.#connection.write(bytes);
    done?.();
  }

  end(): void {
    this.#connection.end();
  }

  destroy(error?: Error): void {
    if (this.destroyed) return;
    this.destroyed = true;
    if (error) this.#tell(error);
    this.#connection.destroy();
  }

  pause(): this {
    this.#connection.pause();
    return this;
  }

  resume(): this {
    this.#connection.resume();
    return this;
  }

  /** The world's sockets send at once; silence is noticed by the heartbeat of the session. */
  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  readonly setTimeout = (): this => this;

  #tell(error: Error): void {
    if (this.listenerCount('error') > 0) this.emit('error', error);
  }
}

export type Dialling = {
  readonly network: Network;
  readonly clock: Clock;
  readonly address: Address;
  readonly url: string;
  readonly timeoutMs: number;
  /** Hears why there is no connection. */
  readonly failed: (error: Error) => void;
};

/** For `connectReverse`: instead of waiting for a server to call, it is called. */
export function worldConnections(dialling: Dialling): ClientReverseConnect {
  const { network, clock, address, url, timeoutMs, failed } = dialling;
  const waiter = {
    connectionUrl: url,
    waitForConnection(
      _expected: unknown,
      hear: (error: Error | null, accepted?: unknown) => void,
    ): { cancel(): void } {
      let isWanted = true;
      network.connectTcp(address, timeoutMs).then(
        (connection) => {
          if (!isWanted) return connection.destroy();
          hear(null, {
            socket: new WorldSocket(connection, clock, timeoutMs),
            serverUri: '',
            endpointUrl: url,
          });
        },
        (error: Error) => {
          failed(error);
          if (isWanted) hear(error);
        },
      );
      return { cancel: () => void (isWanted = false) };
    },
  };
  return waiter as unknown as ClientReverseConnect;
}
