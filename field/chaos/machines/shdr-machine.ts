// A machine that tells lines over SHDR on a real socket and repeats nothing: line n says n for each of its signals. It
// remembers which lines went into which connection, in which life of the gateway.
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { isoTime } from '../../../server/src/wire/iso-time.ts';
import type { Life, Told, Unacknowledged } from '../told.ts';

const tickMs = 50;
/** A machine that could not tell does not tell all of it at once. */
const lateMsMax = 500;

export class ShdrMachine {
  readonly name: string;
  readonly signals: readonly string[];
  readonly lives: Life[] = [{ connections: [], ended: false }];
  readonly #server: Server;
  readonly #linesPerSecond: number;
  #socket: Socket | undefined;
  #told: Told | undefined;
  #line = 0;
  #due = 0;
  #tickedAt = 0;
  #ticking: NodeJS.Timeout | undefined;

  static async start(given: {
    name: string;
    signals: number;
    readingsPerSecond: number;
  }): Promise<ShdrMachine> {
    const machine = new ShdrMachine(given);
    machine.#server.listen(0, '127.0.0.1');
    await once(machine.#server, 'listening');
    return machine;
  }

  private constructor(given: { name: string; signals: number; readingsPerSecond: number }) {
    this.name = given.name;
    this.signals = Array.from({ length: given.signals }, (_, i) => `s${i}`);
    this.#linesPerSecond = given.readingsPerSecond / given.signals;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  get source(): Record<string, unknown> {
    const { port } = this.#server.address() as { port: number };
    const connection = { host: '127.0.0.1', port, devices: this.#devices() };
    return { name: this.name, protocol: 'mtconnect-shdr', connection };
  }

  get lines(): number {
    return this.#line;
  }

  begin(): void {
    this.#ticking = setInterval(() => this.#tick(), tickMs);
  }

  /** Says no more; what is on its way arrives. */
  silence(): void {
    clearInterval(this.#ticking);
  }

  /** The gateway ends, in whatever way. */
  gatewayEnds(): void {
    const life = this.lives.at(-1);
    if (life) life.ended = true;
    this.lives.push({ connections: [], ended: false });
    this.#socket = undefined;
    this.#told = undefined;
  }

  /** Closes the connection after its last line, as a machine that is switched off and on. */
  hangUp(): void {
    if (this.#told) this.#told.byMachine = true;
    this.#socket?.end();
    this.#socket = undefined;
    this.#told = undefined;
  }

  close(): void {
    this.silence();
    this.#socket?.destroy();
    this.#server.close();
  }

  unacknowledged(identifier: string): Unacknowledged {
    return { signals: this.signals.map((id) => `${identifier}/${id}`), lives: this.lives };
  }

  #accept(socket: Socket): void {
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      if (chunk.toString().includes('* PING')) socket.write('* PONG 10000\n');
    });
    socket.on('close', () => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#told = undefined;
    });
    this.#socket = socket;
    this.#told = { first: this.#line + 1, last: this.#line, byMachine: false };
    this.lives.at(-1)?.connections.push(this.#told);
  }

  #tick(): void {
    const now = performance.now();
    this.#due += (this.#linesPerSecond * Math.min(now - this.#tickedAt, lateMsMax)) / 1_000;
    this.#tickedAt = now;
    const count = Math.floor(this.#due);
    this.#due -= count;
    const socket = this.#socket;
    if (!socket || !this.#told || socket.writableNeedDrain || socket.readyState !== 'open') return;
    const nowUs = Date.now() * 1_000;
    let text = '';
    for (let n = 0; n < count; n += 1) {
      const line = ++this.#line;
      const pairs = this.signals.map((id) => `${id}|${line}`).join('|');
      text += `${isoTime(nowUs + n)}|${pairs}\n`;
    }
    this.#told.last = this.#line;
    if (text !== '') socket.write(text);
  }

  #devices(): string {
    const items = this.signals.map(
      (id) =>
        `<DataItem id="${id}" name="${id}" category="SAMPLE" type="POSITION" units="MILLIMETER"/>`,
    );
    return `<?xml version="1.0"?><MTConnectDevices xmlns="urn:mtconnect.org:MTConnectDevices:2.0">
<Header creationTime="2026-01-01T00:00:00Z" sender="chaos" instanceId="1" version="2.0" bufferSize="1"/>
<Devices><Device id="d" name="${this.name}" uuid="${this.name}"><DataItems>${items.join('')}</DataItems></Device></Devices>
</MTConnectDevices>`;
  }
}
