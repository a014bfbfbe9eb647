// Handle messages over UDP: questions and answers of any length in packets of 512 bytes, put together
// by length within bounds (reference §1.1).
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Address, Network } from '../../../kernel/world/network.ts';
import { isWholeMessage, limits, Reassembly, splitDatagrams } from '../../../wire/handle/handle.ts';
import { AnswerBuffer } from './answer-buffer.ts';
import type { ListenerBounds, MessageHandler } from './message-handler.ts';
import { messagesOf } from './messages-of.ts';

export type UdpListenerOptions = {
  readonly network: Network;
  readonly clock: Clock;
  readonly handler: MessageHandler;
  readonly bounds: ListenerBounds;
  /** Other threads listen on the port too. */
  readonly shared?: boolean;
};

export type UdpListener = {
  readonly address: Address;
  /** A packet that somebody else received on this port; it is answered from here. */
  take(packet: Uint8Array, from: Address): void;
  close(): Promise<void>;
};

/** What is no message, or no answerable one, is dropped: an answer to it would serve only forgers of addresses. */
export async function listenUdp(
  address: Address,
  options: UdpListenerOptions,
): Promise<UdpListener> {
  const { network, clock, handler, bounds, shared = false } = options;
  const socket = await network.openUdp(address, { shared });
  const reassembly = new Reassembly();
  let inFlight = 0;
  const joined = (packet: Uint8Array, { host, port }: Address): Uint8Array | undefined => {
    const arrived = reassembly.push(`${host} ${port}`, packet, clock.monotonicMs());
    return arrived.ok ? arrived.message : undefined;
  };
  const send = (answer: Uint8Array, to: Address): void => {
    sendMessages(answer, (packet) => socket.send(packet, to));
  };
  const take = (packet: Uint8Array, from: Address): void => {
    const message = isWholeMessage(packet) ? packet : joined(packet, from);
    if (message === undefined || inFlight >= bounds.inFlightMax) return;
    const out = new AnswerBuffer();
    const { host, port } = from;
    const later = handler.handle(message, out, { transport: 'udp', host, port });
    if (out.length > 0) send(out.take(), from);
    if (later === undefined) return;
    inFlight += 1;
    void later.then((answer) => {
      inFlight -= 1;
      if (answer !== undefined) send(answer, from);
    });
  };
  socket.onMessage(take);
  return { address: socket.address, take, close: () => socket.close() };
}

/** Sends messages that stand one behind the other, in packets. */
export function sendMessages(answer: Uint8Array, send: (packet: Uint8Array) => void): void {
  if (answer.length <= limits.datagramBytesMax && isWholeMessage(answer)) return send(answer);
  for (const message of messagesOf(answer)) {
    for (const packet of splitDatagrams(message)) send(packet);
  }
}
