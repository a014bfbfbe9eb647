// A client that is connected, as those see it who let it in and who act on its packets.
import type { Acknowledgements } from '../../wire/mqtt/acknowledgements.ts';
import type { Connect, Packet, Properties, Version } from '../../wire/mqtt/packet.ts';
import type { BrokerCore } from './broker.ts';
import type { EitherSocket } from './either-socket.ts';
import type { Link, Session } from './session.ts';
import type { Counted } from './traffic.ts';

export interface Client extends Link, Counted {
  readonly core: BrokerCore;
  readonly socket: EitherSocket;
  readonly acknowledgements: Acknowledgements;
  /** Topics by the alias that the client gave them. */
  readonly aliases: Map<number, string>;
  /** Packets with QoS 1 and 2 of the client that are not answered to the end. */
  readonly inFlight: Set<number>;
  readonly version: Version;
  tenant: string | undefined;
  session: Session | undefined;
  /** Once it is accepted. */
  connect: Connect | undefined;
  window: number;
  keepAliveMs: number;
  send(packet: Packet): void;
  /** Sends what is written, then closes. */
  finish(): void;
  /** Reads nothing more while too much waits: of acknowledgements, or for the client to read. */
  hold(): void;
  /** A CONNACK that says no, and the end. */
  refuse(version: Version, code: number, properties?: Properties): void;
}
