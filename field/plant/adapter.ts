// The machine's side of SHDR: listens, shows each new client everything, tells all of them what
// changes, and answers their heartbeat. A client that does not read is let go.
import type {
  Address,
  Listener,
  Network,
  TcpConnection,
} from '../../server/src/kernel/world/network.ts';
import { encodePong } from '../../server/src/wire/shdr/encode.ts';
import { ShdrReader } from '../../server/src/wire/shdr/reader.ts';

export type AdapterOptions = {
  readonly network: Network;
  readonly address: Address;
  /** Promised to clients in answer to `* PING`. */
  readonly heartbeatMs: number;
  /** All current values as lines, for a client that has just connected. */
  readonly current: () => string;
};

const clientsMax = 64;
const unreadBytesMax = 4 * 1024 * 1024;

type Client = { readonly connection: TcpConnection; unreadBytes: number; stalled: boolean };

export class Adapter {
  readonly #options: AdapterOptions;
  readonly #clients = new Set<Client>();
  #listener: Listener | undefined;

  constructor(options: AdapterOptions) {
    this.#options = options;
  }

  /** The address that it listens on. Fails with `world.port-taken`. */
  async open(): Promise<Address> {
    const { network, address } = this.#options;
    this.#listener = await network.listenTcp(address, (connection) => this.#accept(connection));
    return this.#listener.address;
  }

  get clients(): number {
    return this.#clients.size;
  }

  tell(lines: string): void {
    for (const client of this.#clients) this.#write(client, lines);
  }

  async close(): Promise<void> {
    await this.#listener?.close();
  }

  #accept(connection: TcpConnection): void {
    if (this.#clients.size >= clientsMax) {
      connection.destroy();
      return;
    }
    const client: Client = { connection, unreadBytes: 0, stalled: false };
    this.#clients.add(client);
    connection.onClose(() => void this.#clients.delete(client));
    connection.onDrain(() => {
      client.stalled = false;
      client.unreadBytes = 0;
    });
    answerPings(connection, this.#options.heartbeatMs);
    this.#write(client, this.#options.current());
  }

  #write(client: Client, lines: string): void {
    client.stalled = !client.connection.write(lines) || client.stalled;
    if (client.stalled) client.unreadBytes += lines.length;
    if (client.unreadBytes > unreadBytesMax) client.connection.destroy();
  }
}

/** Answers `* PING`; whatever else a client says is not for us. */
export function answerPings(connection: TcpConnection, heartbeatMs: number): void {
  const reader = new ShdrReader({ kindOf: () => undefined, lineBytesMax: 1_024 });
  connection.onData((chunk) => {
    for (const outcome of reader.push(chunk)) {
      if (outcome.ok && outcome.message.kind === 'ping') connection.write(encodePong(heartbeatMs));
    }
  });
}
