// The broker's door: TCP, TLS and WebSocket on one port. From other machines only over TLS, unless the settings say otherwise.
import type { Address, TcpConnection, TlsCredentials } from '../../kernel/world/network.ts';
import { reason } from '../../wire/mqtt/packet.ts';
import type { BrokerCore } from './broker.ts';
import { EitherSocket } from './either-socket.ts';
import { ClientConnection } from './client-connection.ts';
import { isLoopback } from '../../kernel/http/admit.ts';

export type BrokerListener = {
  readonly address: Address;
  readonly count: number;
  /** To be called twice a second. */
  sweep(): void;
  close(): Promise<void>;
};

/** Fails with `world.port-taken` or `world.cannot-listen`. */
export async function listen(core: BrokerCore, tls: TlsCredentials): Promise<BrokerListener> {
  const { config, world } = core.options;
  const open = new Set<ClientConnection>();
  const accept = (arrived: TcpConnection): void => {
    const socket = new EitherSocket(arrived);
    const mayEnter = socket.isEncrypted || config.plainBeyond || isLoopback(socket.remote.host);
    if (!mayEnter) core.once('plain-refused', { host: socket.remote.host });
    if (!mayEnter || open.size >= config.connectionsMax) {
      core.options.meters.refused += 1;
      socket.destroy();
      return;
    }
    const onClose = (connection: ClientConnection) => void open.delete(connection);
    open.add(new ClientConnection({ core, socket, onClose }));
  };
  const { host, port } = config;
  const listener = await world.network.listenTcp({ host, port }, accept, { tls });
  return {
    address: listener.address,
    get count() {
      return open.size;
    },
    sweep() {
      const nowMs = world.clock.monotonicMs();
      for (const connection of open) connection.sweep(nowMs);
    },
    close() {
      for (const connection of open) connection.drop(reason.shuttingDown);
      return listener.close();
    },
  };
}
