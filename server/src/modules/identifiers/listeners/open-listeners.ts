// A node's two listeners, TCP and UDP on the same port number.
import { Failure, isFailure } from '../../../kernel/failure/failure.ts';
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Address, Network } from '../../../kernel/world/network.ts';
import type { ListenerBounds, MessageHandler } from './message-handler.ts';
import { listenTcp } from './tcp-listener.ts';
import { listenUdp, type UdpListener } from './udp-listener.ts';

export type ListenOptions = {
  readonly network: Network;
  readonly clock: Clock;
  readonly handler: MessageHandler;
  readonly bounds: ListenerBounds;
  /** Other threads take datagrams from the port too. */
  readonly shared?: boolean;
  /** Who listens, for the failure. */
  readonly title: Bilingual;
};

export type OpenListeners = {
  readonly address: Address;
  readonly datagrams: Pick<UdpListener, 'take'>;
  close(): Promise<void>;
};

const triesForFreePort = 8;

/** Port 0 picks one that is free for both. Fails with the world's failure, the node named in front. */
export async function openListeners(
  address: Address,
  options: ListenOptions,
): Promise<OpenListeners> {
  for (let tries = 1; ; tries++) {
    try {
      return await openBoth(address, options);
    } catch (error) {
      const again = address.port === 0 && tries < triesForFreePort;
      if (!again || !isFailure(error, 'world.port-taken')) throw named(error, options.title);
    }
  }
}

async function openBoth(address: Address, options: ListenOptions): Promise<OpenListeners> {
  const tcp = await listenTcp(address, options);
  try {
    const udp = await listenUdp(tcp.address, options);
    return {
      address: tcp.address,
      datagrams: udp,
      async close() {
        await udp.close();
        await tcp.close();
      },
    };
  } catch (error) {
    await tcp.close();
    throw error;
  }
}

function named(error: unknown, title: Bilingual): unknown {
  if (!(error instanceof Failure)) return error;
  return new Failure({
    code: error.code,
    kind: error.kind,
    message: {
      en: `The ${title.en} cannot start. ${error.publicMessage.en}`,
      zh: `${title.zh}无法启动。${error.publicMessage.zh}`,
    },
    detail: error.detail,
    cause: error,
  });
}
