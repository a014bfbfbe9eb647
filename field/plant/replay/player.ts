// Serves a recording over TCP, to each client from its beginning and at its pace.
import { sleep, type Clock } from '../../../server/src/kernel/world/clock.ts';
import type { Address, Listener, TcpConnection } from '../../../server/src/kernel/world/network.ts';
import type { World } from '../../../server/src/kernel/world/world.ts';
import { answerPings } from '../adapter.ts';
import type { Recording } from './recording.ts';

export type PlayerOptions = {
  readonly world: World;
  readonly address: Address;
  readonly recording: Recording;
  /** 1 is the machine's own speed. */
  readonly speed: number;
  readonly loop: boolean;
  readonly progress: (event: PlayerEvent) => void;
};

export type PlayerEvent =
  | { readonly kind: 'connected'; readonly client: string }
  | { readonly kind: 'lost'; readonly client: string }
  | { readonly kind: 'told'; readonly client: string; readonly percent: number }
  | { readonly kind: 'ended'; readonly client: string };

const heartbeatMs = 10_000;
const writeBytesMax = 64 * 1024;
const waitMsMax = 1_000;
const flushMsMax = 10_000;

export class Player {
  readonly #options: PlayerOptions;
  readonly #stopping = new AbortController();
  readonly #finished = Promise.withResolvers<void>();
  readonly #alone = Promise.withResolvers<void>();
  readonly #connections = new Set<TcpConnection>();
  #listener: Listener | undefined;
  #playing = 0;
  #ended = 0;

  constructor(options: PlayerOptions) {
    this.#options = options;
  }

  /** The address that it listens on. */
  async open(): Promise<Address> {
    const { world, address } = this.#options;
    this.#listener = await world.network.listenTcp(address, (connection) =>
      this.#serve(connection),
    );
    return this.#listener.address;
  }

  /** Resolves when every client that came has been told everything; never with `loop`. */
  get finished(): Promise<void> {
    return this.#finished.promise;
  }

  /** Lets clients take what was told, for a while, and closes. */
  async end(): Promise<void> {
    for (const connection of this.#connections) connection.end();
    this.#closeIfAlone();
    await Promise.race([
      this.#alone.promise,
      sleep(this.#options.world.clock, flushMsMax, this.#stopping.signal),
    ]);
    await this.close();
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    this.#finished.resolve();
    await this.#listener?.close();
  }

  #serve(connection: TcpConnection): void {
    const { host, port } = connection.remote;
    const client = `${host}:${port}`;
    const { progress, loop } = this.#options;
    const room = new Room(connection);
    this.#connections.add(connection);
    connection.onClose(() => {
      this.#connections.delete(connection);
      room.leave();
      this.#closeIfAlone();
    });
    answerPings(connection, heartbeatMs);
    progress({ kind: 'connected', client });
    this.#playing += 1;
    const play = async () => {
      const roundsMax = loop ? Number.POSITIVE_INFINITY : 1;
      for (let round = 0; round < roundsMax && !room.gone.aborted; round += 1) {
        await this.#once(room, client);
      }
    };
    // A client that has heard everything stays connected: one that comes back would hear it again.
    void play().then(() => {
      const ended = !room.gone.aborted;
      progress({ kind: ended ? 'ended' : 'lost', client });
      this.#playing -= 1;
      if (ended) this.#ended += 1;
      if (this.#ended > 0 && this.#playing === 0) this.#finished.resolve();
    });
  }

  #closeIfAlone(): void {
    if (this.#connections.size === 0) this.#alone.resolve();
  }

  async #once(room: Room, client: string): Promise<void> {
    const { world, recording, speed, progress } = this.#options;
    const { pieces } = recording;
    const due = dueBy(world.clock, speed);
    let told = 0;
    let percent = 0;
    for (let at = 0; at < pieces.length && !room.gone.aborted;) {
      const waitMs = due.waitMs(pieces[at]?.atUs ?? 0);
      if (waitMs > 0) await sleep(world.clock, Math.min(waitMs, waitMsMax), room.gone);
      const chunk: Uint8Array[] = [];
      let bytes = 0;
      for (let piece = pieces[at]; piece && bytes < writeBytesMax; piece = pieces[at]) {
        if (due.waitMs(piece.atUs) > 0) break;
        chunk.push(piece.bytes);
        bytes += piece.bytes.length;
        at += 1;
      }
      if (chunk.length > 0) await room.write(Buffer.concat(chunk));
      told += chunk.length;
      const now = Math.floor((10 * told) / pieces.length) * 10;
      if (now > percent) progress({ kind: 'told', client, percent: (percent = now) });
    }
  }
}

function dueBy(clock: Clock, speed: number) {
  const begun = clock.monotonicMs();
  return { waitMs: (atUs: number) => atUs / 1_000 / speed - (clock.monotonicMs() - begun) };
}

/** Writes no faster than the client reads. */
class Room {
  readonly #connection: TcpConnection;
  readonly #left = new AbortController();
  #drained: (() => void) | undefined;

  constructor(connection: TcpConnection) {
    this.#connection = connection;
    connection.onDrain(() => this.#drained?.());
  }

  /** Aborts when the client has gone. */
  get gone(): AbortSignal {
    return this.#left.signal;
  }

  leave(): void {
    this.#left.abort();
    this.#drained?.();
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.gone.aborted || this.#connection.write(bytes)) return;
    await new Promise<void>((resolve) => (this.#drained = resolve));
  }
}
