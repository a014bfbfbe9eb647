// A machine that publishes its readings with QoS 1 to the broker of the gateway, and publishes again what has no PUBACK when
// the connection breaks.
import {
  connectMqtt,
  type MqttConnection,
} from '../../../server/src/modules/connectivity/mqtt/client.ts';
import { Counts, type Acknowledged } from '../told.ts';

const tickMs = 50;
const againMs = 250;
const underWayMax = 400;
const connectWithinMs = 5_000;
/** Behind the broker: what waits for the gateway's source, and what that has not acknowledged yet. */
const behindMax = 12_000;

export class MqttMachine {
  readonly name: string;
  readonly signals = ['n'];
  readonly source: Record<string, unknown>;
  readonly #topic: string;
  readonly #port: number;
  readonly #perSecond: number;
  readonly #acknowledged = new Counts();
  readonly #unanswered = new Counts();
  readonly #redelivered: { first: number; last: number }[] = [];
  readonly #again: number[] = [];
  #highest = 0;
  #underWay = 0;
  #due = 0;
  #isOver = false;
  #running: Promise<void> = Promise.resolve();

  constructor(given: { name: string; enterprise: string; port: number; perSecond: number }) {
    this.name = given.name;
    this.#port = given.port;
    this.#perSecond = given.perSecond;
    this.#topic = `${given.enterprise}/${given.name}`;
    const signals = [{ id: 'n', address: `${this.#topic}#n` }];
    const place = { host: '127.0.0.1', port: given.port, timePath: 't', timeUnit: 'us', qos: 1 };
    this.source = { name: this.name, protocol: 'mqtt', connection: place, signals };
  }

  get count(): number {
    return this.#highest;
  }

  begin(): void {
    this.#running = this.#run();
  }

  /** Resolves when every number is acknowledged. */
  async silence(): Promise<void> {
    this.#isOver = true;
    await this.#running;
  }

  gatewayEnds(): void {
    this.#redelivered.push({ first: this.#highest - behindMax, last: this.#highest });
  }

  /** What was told to one that was stopping: taken by its broker, and perhaps by its source, which said goodbye first. */
  gatewayEnded(): void {
    const first = (this.#redelivered.at(-1)?.last ?? 0) + 1;
    if (first <= this.#highest) this.#redelivered.push({ first, last: this.#highest });
  }

  acknowledged(identifier: string): Acknowledged[] {
    return [
      {
        signal: `${identifier}/n`,
        acknowledged: this.#acknowledged,
        unanswered: this.#unanswered,
        redelivered: this.#redelivered,
      },
    ];
  }

  async #run(): Promise<void> {
    while (!this.#isDone) {
      try {
        const connection = await connectMqtt({
          place: { host: '127.0.0.1', port: this.#port },
          timeoutMs: connectWithinMs,
          hear: () => {},
        });
        await this.#tellOver(connection);
      } catch {
        // The gateway is away; the next attempt finds it again.
      }
      await pause(againMs);
    }
  }

  get #isDone(): boolean {
    return this.#isOver && this.#underWay === 0 && this.#again.length === 0;
  }

  async #tellOver(connection: MqttConnection): Promise<void> {
    const over = new AbortController();
    void connection.closed.then(() => over.abort());
    while (!over.signal.aborted && !this.#isDone) {
      this.#tick(connection);
      await pause(tickMs);
    }
    await connection.close();
  }

  #tick(connection: MqttConnection): void {
    while (this.#again.length > 0 && this.#underWay < underWayMax) {
      this.#publish(connection, this.#again.shift() ?? 0);
    }
    if (this.#isOver) return;
    this.#due += (this.#perSecond * tickMs) / 1_000;
    for (; this.#due >= 1 && this.#underWay < underWayMax; this.#due -= 1) {
      this.#publish(connection, ++this.#highest);
    }
    this.#due = Math.min(this.#due, this.#perSecond);
  }

  #publish(connection: MqttConnection, number: number): void {
    this.#underWay += 1;
    const payload = JSON.stringify({ t: Date.now() * 1_000 + (number % 1_000), n: number });
    connection
      .publish(this.#topic, payload, { qos: 1 })
      .then(
        () => this.#acknowledged.add(number),
        () => {
          this.#unanswered.add(number);
          this.#again.push(number);
        },
      )
      .finally(() => (this.#underWay -= 1));
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
