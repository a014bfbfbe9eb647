// Requests to the processor of a controller: a session, if possible a connection with room for large packets, and otherwise
// unconnected messages along the route.
import { integer } from '../../../../kernel/world/random.ts';
import type { World } from '../../../../kernel/world/world.ts';
import { fill, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import {
  forwardClose,
  forwardOpen,
  openedConnection,
  type ConnectionNames,
} from '../../../../wire/cip/connection.ts';
import {
  cpfItem,
  decodeItems,
  eipCommand,
  encodeItems,
  type EipMessage,
} from '../../../../wire/cip/encapsulation.ts';
import { decodeIdentityAnswer, type Identity } from '../../../../wire/cip/identity.ts';
import {
  cipStatus,
  decodeReply,
  encodeRequest,
  unconnectedSend,
  type CipReply,
  type CipRequest,
} from '../../../../wire/cip/message.ts';
import { encodeRoute } from '../../../../wire/cip/path.ts';
import { EipLink } from './eip-link.ts';
import { ethernetIpFailures } from './failures.ts';
import { endings } from './remedies.ts';
import type { ControllerSettings } from './settings.ts';
import { statusText } from './status-text.ts';

type Connected = { readonly targetId: number; readonly names: ConnectionNames; count: number };

const sizes = [
  { octets: 4_000, large: true },
  { octets: 500, large: false },
] as const;
/** What every device takes in an unconnected message, less what routing adds. */
const unconnectedOctets = 480;
const empty = new Uint8Array(0);
const ourVendor = 0xff_ff;
/** Of the encapsulation: the session handle is not valid. */
const sessionGone = 0x64;
const vendorStatus = 0xff;

export type ClientReach = { readonly world: World; readonly connectTimeoutMs: number };

export class CipClient {
  readonly link: EipLink;
  readonly #route: Uint8Array;
  readonly #world: World;
  readonly #settings: ControllerSettings;
  #connected: Connected | undefined;
  /** Octets that a request or an answer may have. */
  capacity = unconnectedOctets;

  private constructor(link: EipLink, world: World, settings: ControllerSettings) {
    this.link = link;
    this.#world = world;
    this.#settings = settings;
    this.#route = encodeRoute(settings.route) ?? empty;
  }

  /** Fails with `world.cannot-connect`. */
  static async reach(reach: ClientReach, settings: ControllerSettings): Promise<CipClient> {
    const { world, connectTimeoutMs } = reach;
    const { host, port, answerMs } = settings;
    const connection = await world.network.connectTcp({ host, port }, connectTimeoutMs);
    return new CipClient(new EipLink(connection, world.clock, answerMs), world, settings);
  }

  get isConnected(): boolean {
    return this.#connected !== undefined;
  }

  /** Fails with `ethernet-ip.no-session`. */
  async register(): Promise<void> {
    const { host, port } = this.#settings;
    let reason: Bilingual;
    try {
      const version = Uint8Array.of(1, 0, 0, 0);
      const answer = await this.link.exchangeByContext(eipCommand.registerSession, version);
      this.link.session = answer.session;
      if (answer.status === 0 && answer.session !== 0) return;
      reason = fill(endings.refused, { status: answer.status });
      this.link.close(reason);
    } catch {
      reason = await this.link.closed;
    }
    throw ethernetIpFailures['no-session']({ host, port, reason });
  }

  /** Of what listens there, not of the processor behind it. */
  async identity(): Promise<Identity | undefined> {
    const { data } = await this.link.exchangeByContext(eipCommand.listIdentity, empty);
    return decodeIdentityAnswer(data);
  }

  /** Opens a connection as large as the device takes; undefined when it has one or needs none. */
  async open(): Promise<Bilingual | undefined> {
    const { messaging } = this.#settings;
    if (messaging === 'unconnected') return undefined;
    let why: Bilingual | undefined;
    for (const size of sizes) {
      const names = {
        ourId: integer(this.#world.random, 0xff_ff_ff_fe) + 1,
        serial: integer(this.#world.random, 0xff_ff),
        vendor: ourVendor,
        originatorSerial: integer(this.#world.random, 0xff_ff_ff_ff),
      };
      const reply = await this.#direct(forwardOpen(names, this.#route, size));
      const targetId = openedConnection(reply.data);
      if (reply.status === cipStatus.success && targetId !== undefined) {
        this.#connected = { targetId, names, count: 0 };
        this.capacity = size.octets;
        return undefined;
      }
      why = statusText(reply);
    }
    return messaging === 'connected' ? why : undefined;
  }

  /** Rejects when the connection ends before the answer. */
  send(request: CipRequest): Promise<CipReply> {
    if (this.#connected) return this.#overConnection(this.#connected, request);
    if (this.#route.length === 0) return this.#direct(request);
    return this.#direct(unconnectedSend(encodeRequest(request), this.#route));
  }

  close(reason: Bilingual): void {
    if (this.#connected) {
      const close = forwardClose(this.#connected.names, this.#route);
      const data = encodeRequest(close);
      this.link.tell(eipCommand.sendRrData, unconnectedItems(data));
    }
    this.link.tell(eipCommand.unregisterSession, empty);
    this.link.close(reason);
  }

  async #direct(request: CipRequest): Promise<CipReply> {
    const data = unconnectedItems(encodeRequest(request));
    const answer = await this.link.exchangeByContext(eipCommand.sendRrData, data);
    return this.#replyIn(answer, cpfItem.unconnectedData, 0);
  }

  async #overConnection(connected: Connected, request: CipRequest): Promise<CipReply> {
    // Others may be queued before this one is answered, so its number is its own.
    const number = (connected.count = (connected.count + 1) % 0x1_00_00);
    const count = Uint8Array.of(number & 0xff, number >> 8);
    const address = new Uint8Array(4);
    new DataView(address.buffer).setUint32(0, connected.targetId, true);
    const data = encodeItems([
      { type: cpfItem.connectedAddress, data: address },
      { type: cpfItem.connectedData, data: concat(count, encodeRequest(request)) },
    ]);
    const answer = await this.link.exchange({
      command: eipCommand.sendUnitData,
      data,
      answers: (message) => countOf(message) === number || message.status !== 0,
    });
    return this.#replyIn(answer, cpfItem.connectedData, 2);
  }

  /**
   * Some devices refuse a single request with a status of the encapsulation; that concerns the request alone, unless it says
   * that the session is gone. What cannot be read ends the connection: the device does not speak as it should.
   */
  #replyIn(answer: EipMessage, type: number, from: number): CipReply {
    if (answer.status !== 0 && answer.status !== sessionGone)
      return { service: 0, status: vendorStatus, extended: answer.status, data: empty };
    const items = decodeItems(answer.data);
    const item = items.ok ? items.value.find((one) => one.type === type) : undefined;
    const reply = item && answer.status === 0 ? decodeReply(item.data.subarray(from)) : undefined;
    if (reply?.ok === true) return reply.value;
    const refused = fill(endings.refused, { status: answer.status });
    const reason = answer.status === 0 ? endings.nonsense : refused;
    this.link.close(reason);
    throw new Error(reason.en);
  }
}

function unconnectedItems(data: Uint8Array): Uint8Array {
  return encodeItems(
    [
      { type: cpfItem.nullAddress, data: empty },
      { type: cpfItem.unconnectedData, data },
    ],
    10,
  );
}

function countOf(message: EipMessage): number | undefined {
  if (message.command !== eipCommand.sendUnitData) return undefined;
  const items = decodeItems(message.data);
  const data = items.ok
    ? items.value.find(({ type }) => type === cpfItem.connectedData)?.data
    : undefined;
  return data && data.length >= 2 ? (data[0] ?? 0) | ((data[1] ?? 0) << 8) : undefined;
}

function concat(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
