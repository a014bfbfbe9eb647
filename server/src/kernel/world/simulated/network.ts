// A network in memory between machines named by their addresses: datagrams are lost, doubled, delayed
// and overtake each other; connections are slow and break; machines are cut off, crash and come back.
import { worldFailures } from '../failures.ts';
import type {
  Address,
  Listener,
  Network,
  TcpConnection,
  UdpOptions,
  UdpSocket,
} from '../network.ts';
import type { SeededRandom } from './random.ts';
import { SimulatedConnection, type Path } from './tcp.ts';
import type { VirtualTime } from './time.ts';

export type LinkQuality = {
  /** One way, at best and at worst; the spread is what lets datagrams overtake each other. */
  readonly latencyMs: readonly [number, number];
  /** Part of the datagrams that never arrive, and of the segments that must be sent again. */
  readonly loss: number;
  /** Part of the datagrams that arrive twice. */
  readonly duplication: number;
};

export const goodLink: LinkQuality = { latencyMs: [0.2, 1], loss: 0, duplication: 0 };

type Host = {
  readonly listeners: Map<number, (connection: TcpConnection) => void>;
  readonly sockets: Map<number, (bytes: Uint8Array, from: Address) => void>;
  readonly connections: Set<SimulatedConnection>;
};

const firstEphemeralPort = 49_152;
const retransmitMs = 200;
const broadcastHost = '255.255.255.255';

export class SimulatedNetwork {
  readonly #time: VirtualTime;
  readonly #random: SeededRandom;
  readonly #quality: LinkQuality;
  readonly #links = new Map<string, LinkQuality>();
  readonly #cut = new Set<string>();
  /** Only machines that are on. */
  readonly #hosts = new Map<string, Host>();
  #nextPort = firstEphemeralPort;

  constructor(time: VirtualTime, random: SeededRandom, quality: LinkQuality = goodLink) {
    this.#time = time;
    this.#random = random;
    this.#quality = quality;
  }

  /** The network as one machine sees it until its `crash`; the machine is on from now. */
  boot(name: string): Network {
    const host: Host = { listeners: new Map(), sockets: new Map(), connections: new Set() };
    this.#hosts.set(name, host);
    return {
      listenTcp: (address, accept) => this.#listen(host, address, accept),
      addressesOf: async (name) => [name],
      connectTcp: (address, timeoutMs) => this.#connect(name, host, { address, timeoutMs }),
      openUdp: (address, options) => this.#openUdp(name, host, { address, options }),
    };
  }

  /** The machine is off at once: peers see their connections break, datagrams to it vanish. */
  crash(name: string): void {
    const host = this.#hosts.get(name);
    this.#hosts.delete(name);
    for (const connection of host?.connections ?? []) connection.crash();
  }

  setLink(one: string, other: string, quality: LinkQuality): void {
    this.#links.set(linkOf(one, other), quality);
  }

  /** Nothing passes between the two until `heal`; what connections carry waits. */
  cut(one: string, other: string): void {
    this.#cut.add(linkOf(one, other));
  }

  heal(one: string, other: string): void {
    this.#cut.delete(linkOf(one, other));
  }

  #qualityOf(one: string, other: string): LinkQuality {
    return this.#links.get(linkOf(one, other)) ?? this.#quality;
  }

  #delayMs(one: string, other: string): number {
    return this.#random.between(...this.#qualityOf(one, other).latencyMs);
  }

  #freePort(taken: ReadonlyMap<number, unknown>, address: Address): number {
    if (address.port !== 0 && taken.has(address.port))
      throw worldFailures['port-taken']({ ...address });
    return address.port === 0 ? this.#nextPort++ : address.port;
  }

  async #listen(
    host: Host,
    address: Address,
    accept: (connection: TcpConnection) => void,
  ): Promise<Listener> {
    const port = this.#freePort(host.listeners, address);
    host.listeners.set(port, accept);
    return {
      address: { host: address.host, port },
      close: async () => {
        host.listeners.delete(port);
        for (const connection of host.connections)
          if (connection.local.port === port) connection.destroy();
      },
    };
  }

  #connect(
    name: string,
    host: Host,
    to: { address: Address; timeoutMs: number },
  ): Promise<TcpConnection> {
    return new Promise((resolve, reject) => {
      let waiting = true;
      const refuse = (reason: string): void => {
        waiting = false;
        reject(worldFailures['cannot-connect']({ ...to.address, reason }));
      };
      const timer = this.#time.schedule(to.timeoutMs, () =>
        refuse(`no answer within ${to.timeoutMs} ms`),
      );
      const arrive = (): void => {
        if (!waiting || this.#hosts.get(name) !== host) return; // given up, or off
        const target = this.#hosts.get(to.address.host);
        if (target === undefined || this.#cut.has(linkOf(name, to.address.host))) return;
        const accept = target.listeners.get(to.address.port);
        timer.cancel();
        if (accept === undefined) return refuse('ECONNREFUSED');
        resolve(this.#join(name, to.address, { host, target, accept }));
      };
      this.#time.schedule(this.#segmentDelayMs(name, to.address.host) * 2, arrive);
    });
  }

  #join(
    name: string,
    address: Address,
    ends: { host: Host; target: Host; accept: (connection: TcpConnection) => void },
  ): TcpConnection {
    const local = { host: name, port: this.#nextPort++ };
    const path = this.#path(name, address.host);
    const ours = new SimulatedConnection(local, address, path);
    const theirs = new SimulatedConnection(address, local, path);
    ours.join(theirs);
    theirs.join(ours);
    ends.host.connections.add(ours);
    ends.target.connections.add(theirs);
    ours.onClose(() => ends.host.connections.delete(ours));
    theirs.onClose(() => ends.target.connections.delete(theirs));
    ends.accept(theirs);
    return ours;
  }

  #segmentDelayMs(one: string, other: string): number {
    const again = this.#random.chance(this.#qualityOf(one, other).loss) ? retransmitMs : 0;
    return this.#delayMs(one, other) + again;
  }

  #path(one: string, other: string): Path {
    return {
      delayMs: () => this.#segmentDelayMs(one, other),
      segmentBytes: () => 1 + Math.floor(this.#random.between(0, 1_460)),
      schedule: (delayMs, work) => void this.#time.schedule(delayMs, work),
      elapsedMs: () => this.#time.elapsedMs,
      open: () => !this.#cut.has(linkOf(one, other)),
    };
  }

  async #openUdp(
    name: string,
    host: Host,
    { address, options }: { address: Address; options: UdpOptions | undefined },
  ): Promise<UdpSocket> {
    const port = this.#freePort(host.sockets, address);
    const from = { host: name, port };
    host.sockets.set(port, () => {});
    return {
      address: { host: address.host, port },
      onMessage: (listener) => void host.sockets.set(port, listener),
      send: (bytes, to) => {
        if (this.#hosts.get(name) !== host) return;
        const everybody = to.host === broadcastHost && options?.broadcast === true;
        for (const other of everybody ? this.#hosts.keys() : [to.host])
          this.#sendDatagram(bytes.slice(), from, { host: other, port: to.port });
      },
      close: async () => void host.sockets.delete(port),
    };
  }

  #sendDatagram(bytes: Uint8Array, from: Address, to: Address): void {
    const quality = this.#qualityOf(from.host, to.host);
    const copies = this.#random.chance(quality.duplication) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      if (this.#random.chance(quality.loss)) continue;
      this.#time.schedule(this.#delayMs(from.host, to.host), () => {
        if (this.#cut.has(linkOf(from.host, to.host))) return;
        this.#hosts.get(to.host)?.sockets.get(to.port)?.(bytes.slice(), from);
      });
    }
  }
}

function linkOf(one: string, other: string): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}
