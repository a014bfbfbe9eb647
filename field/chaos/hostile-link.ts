// The network between gateways and their platform, as bad as asked for: it cuts, delays, sends whole parcels twice, lets
// later ones overtake, brings old ones again, loses answers after the platform has given them, and damages bytes.
import { once } from 'node:events';
import {
  createServer,
  request as sendRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import type { SeededRandom } from '../../server/src/kernel/world/simulated/random.ts';

/** How bad it is: a cut link is 1, the others are chances from 0 to 1, but for the longest delay. */
const ways = ['cut', 'delayMs', 'twice', 'late', 'old', 'lostAnswers', 'damage'] as const;
export type Badness = Readonly<Record<(typeof ways)[number], number>>;

type Asked = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};
type Answer = { readonly status: number; readonly type: string; readonly body: Buffer };

const keptMax = 30;
const lateMs = 1_500;

export class HostileLink {
  /** Of faults that are at work at the same time, the worst holds. */
  readonly #faults = new Set<Partial<Badness>>();
  readonly done = {
    parcels: 0,
    cut: 0,
    delayed: 0,
    twice: 0,
    late: 0,
    old: 0,
    lost: 0,
    damaged: 0,
  };
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #platformPort: number;
  readonly #random: SeededRandom;
  readonly #kept: Asked[] = [];
  #arrivals: (() => void)[] = [];

  static async start(platformPort: number, random: SeededRandom): Promise<HostileLink> {
    const link = new HostileLink(platformPort, random);
    link.#server.listen(0, '127.0.0.1');
    await once(link.#server, 'listening');
    return link;
  }

  private constructor(platformPort: number, random: SeededRandom) {
    this.#platformPort = platformPort;
    this.#random = random;
    this.#server = createServer((asked, answer) => {
      this.#handle(asked, answer).catch(() => asked.socket.destroy());
    });
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      if (!this.#isCut) return;
      this.done.cut += 1;
      socket.destroy();
    });
  }

  get url(): string {
    const { port } = this.#server.address() as { port: number };
    return `http://127.0.0.1:${port}`;
  }

  /** Until the function that it returns is called. */
  worsen(fault: Partial<Badness>): () => void {
    this.#faults.add(fault);
    if (this.#isCut) for (const socket of this.#sockets) socket.destroy();
    return () => void this.#faults.delete(fault);
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  get #isCut(): boolean {
    return this.#worst('cut') > 0;
  }

  #worst(way: (typeof ways)[number]): number {
    return Math.max(0, ...[...this.#faults].map((fault) => fault[way] ?? 0));
  }

  async #handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const asked = await askedOf(incoming);
    const isParcel = asked.path.startsWith('/api/intake/parcels');
    const delayMs = this.#worst('delayMs');
    if (delayMs > 0) {
      this.done.delayed += 1;
      await pause(this.#random.between(0, delayMs));
    }
    if (this.#isCut) return this.#lose(incoming);
    const answer = isParcel ? await this.#carry(asked) : await this.#forward(asked);
    if (this.#isCut) return this.#lose(incoming);
    if (isParcel && this.#random.chance(this.#worst('lostAnswers'))) {
      this.done.lost += 1;
      incoming.socket.destroy();
      return;
    }
    outgoing.writeHead(answer.status, { 'content-type': answer.type });
    outgoing.end(isParcel ? this.#damaged(answer.body) : answer.body);
  }

  async #carry(asked: Asked): Promise<Answer> {
    const { done } = this;
    done.parcels += 1;
    for (const arrived of this.#arrivals.splice(0)) arrived();
    if (this.#random.chance(this.#worst('late'))) {
      done.late += 1;
      await this.#overtaken();
    }
    const old = this.#kept[Math.floor(this.#random.number() * this.#kept.length)];
    if (old && this.#random.chance(this.#worst('old'))) {
      done.old += 1;
      await this.#forward(old).catch(() => undefined); // nobody waits for this answer
    }
    this.#kept.push(asked);
    if (this.#kept.length > keptMax) this.#kept.shift();
    const sent = { ...asked, body: this.#damaged(asked.body) };
    if (!this.#random.chance(this.#worst('twice'))) return this.#forward(sent);
    done.twice += 1;
    const [, second] = await Promise.all([this.#forward(sent), this.#forward(sent)]);
    return second;
  }

  /** Until another parcel came by, if one comes. */
  #overtaken(): Promise<void> {
    const other = new Promise<void>((resolve) => this.#arrivals.push(resolve));
    return Promise.race([other.then(() => pause(50)), pause(lateMs)]);
  }

  #damaged(body: Buffer): Buffer {
    if (body.length === 0 || !this.#random.chance(this.#worst('damage'))) return body;
    this.done.damaged += 1;
    const copy = Buffer.from(body);
    const at = Math.floor(this.#random.number() * copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(this.#random.number() * 8));
    return copy;
  }

  #lose(incoming: IncomingMessage): void {
    this.done.cut += 1;
    incoming.socket.destroy();
  }

  #forward({ method, path, headers, body }: Asked): Promise<Answer> {
    const { host: _host, connection: _connection, ...rest } = headers;
    return new Promise((resolve, reject) => {
      const place = { host: '127.0.0.1', port: this.#platformPort, agent: false };
      const sent = sendRequest({ ...place, method, path, headers: rest }, (response) => {
        response.on('error', reject);
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            type: response.headers['content-type'] ?? '',
            body: Buffer.concat(parts),
          }),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

async function askedOf(incoming: IncomingMessage): Promise<Asked> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  const { method = 'GET', url = '/', headers } = incoming;
  return { method, path: url, headers, body: Buffer.concat(parts) };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
