// A connection to an MQTT broker, 3.1.1 or 5, that acknowledges what is durable: PUBACK and PUBREC leave after
// the promise of the one who heard, many under way at once. The package acknowledges one message after the other
// and would wait a batch's time for each, so its acknowledgements are held back and ours sent instead.
import { connect, type IConnackPacket, type IPublishPacket, type MqttClient } from 'mqtt';
import { writeToStream, type IPubrelPacket } from 'mqtt-packet';
import { fill, type Bilingual } from '../../../kernel/schema/bilingual.ts';
import { hostPortText } from '../../../kernel/world/host-port.ts';
import { LengthGuard } from '../../../wire/mqtt/length-guard.ts';
import { Acknowledgements } from '../../../wire/mqtt/acknowledgements.ts';
import type { StepKey } from '../../../wire/tier/facts.ts';
import { mqttFailures } from './failures.ts';
import { Inbound } from './inbound.ts';
import {
  isFive,
  libraryOptions,
  libraryProperties,
  messageOf,
  subscribeOptions,
} from './library.ts';
import type { MqttFilter, MqttPublish, MqttQos } from './message.ts';
import type { MqttOptions } from './options.ts';
import { endings, reasonOf, reasonOfCode } from './reasons.ts';
import { SendWindow } from './send-window.ts';

/** Fails with `mqtt.cannot-connect` or `mqtt.refused`. */
export async function connectMqtt(options: MqttOptions): Promise<MqttConnection> {
  const connection = new MqttConnection(options);
  await connection.opened;
  return connection;
}

const usualBytesMax = 16 * 1024 * 1024;
/** A broker that does not close its side of the connection within this has it closed. */
const farewellMs = 2_000;

export class MqttConnection {
  /** Resolves with the reason when the connection is over; nothing is heard afterwards. */
  readonly closed: Promise<Bilingual>;
  /** Of `connectMqtt`. */
  readonly opened: Promise<void>;
  readonly #options: MqttOptions;
  readonly #broker: string;
  readonly #client: MqttClient;
  readonly #acknowledgements = new Acknowledgements();
  /** PUBCOMP: no message that is not durable yet holds them up. */
  readonly #completions = new Acknowledgements();
  readonly #inbound: Inbound;
  readonly #window = new SendWindow();
  readonly #held: (() => void)[] = [];
  #reason: Bilingual | undefined;
  #connack: IConnackPacket | undefined;
  #paused = false;
  #leaving = false;
  #refused = false;

  constructor(options: MqttOptions) {
    this.#options = options;
    this.#broker = hostPortText(options.place);
    this.#inbound = options.inbound ?? new Inbound();
    const bytesMax = options.bytesMax ?? usualBytesMax;
    this.#client = connect(libraryOptions(options, bytesMax));
    this.closed = new Promise((resolve) => {
      this.#client.once('close', () => {
        this.#client.end(true);
        this.#window.close(mqttFailures['not-connected']({ broker: this.#broker }));
        resolve(this.#reason ?? endings.broker);
      });
    });
    this.opened = this.#open();
    this.#guard(bytesMax);
    this.#listen();
  }

  /** The broker kept a session of ours. */
  get sessionPresent(): boolean {
    return this.#connack?.sessionPresent === true;
  }

  /** Ours, or the one that the broker assigned. */
  get clientId(): string {
    const { properties } = this.#connack ?? {};
    return properties?.assignedClientIdentifier ?? this.#client.options.clientId ?? '';
  }

  /** Heard and not acknowledged. */
  get unacknowledged(): number {
    return this.#acknowledgements.waiting;
  }

  /** Published with QoS 1 or 2 and not acknowledged by the broker, or waiting for room. */
  get unconfirmed(): number {
    return this.#window.size;
  }

  /** Fails with `mqtt.not-subscribed` for the first filter that the broker refuses. Returns the QoS granted. */
  async subscribe(filters: readonly MqttFilter[]): Promise<MqttQos[]> {
    const asked = Object.fromEntries(filters.map((one) => [one.filter, subscribeOptions(one)]));
    const answer = new Promise<number[]>((resolve, reject) => {
      this.#client.subscribe(asked, (error, _, packet) => {
        if (packet?.granted) resolve(packet.granted.map(Number));
        else reject(this.#failed(error));
      });
    });
    const granted = await this.inTime(answer);
    return granted.map((code, i) => {
      if (code === 0 || code === 1 || code === 2) return code;
      const filter = filters[i]?.filter ?? '';
      const reason = reasonOfCode(code);
      throw mqttFailures['not-subscribed']({ broker: this.#broker, filter, reason });
    });
  }

  async unsubscribe(filters: readonly string[]): Promise<void> {
    const answer = this.#client.unsubscribeAsync([...filters]).catch((error: unknown) => {
      throw this.#failed(error);
    });
    await this.inTime(answer);
  }

  /**
   * What the broker has to answer at once. One that takes connections and says nothing more is given up; then it fails
   * with `mqtt.cannot-connect`.
   */
  async inTime<T>(answer: Promise<T>): Promise<T> {
    let isWaiting = true;
    const arm = () => {
      AbortSignal.timeout(this.#options.timeoutMs).addEventListener('abort', () => {
        if (!isWaiting) return;
        // Held back, we do not read its answers.
        if (this.#held.length > 0) arm();
        else this.drop(endings.noAnswer);
      });
    };
    arm();
    const over = this.closed.then((reason) => {
      throw mqttFailures['cannot-connect']({ broker: this.#broker, reason });
    });
    try {
      return await Promise.race([answer, over]);
    } finally {
      isWaiting = false;
      answer.catch(() => {}); // it may fail later, when nobody waits any more
    }
  }

  /**
   * Resolves when the broker has it (QoS 1: PUBACK, 2: PUBCOMP), or with QoS 0 when it is written. Fails with
   * `mqtt.not-published` or `mqtt.not-connected`.
   */
  async publish(
    topic: string,
    payload: Uint8Array | string,
    { qos = 0, retain = false, properties }: MqttPublish = {},
  ): Promise<void> {
    const bytes = typeof payload === 'string' ? payload : Buffer.from(payload);
    const five = isFive(this.#options) && properties !== undefined;
    const options = {
      ...{ qos, retain },
      ...(five ? { properties: libraryProperties(properties) } : {}),
    };
    if (qos > 0) await this.#window.enter();
    try {
      await new Promise<void>((resolve, reject) => {
        this.#client.publish(topic, bytes, options, (error) => {
          if (error) reject(this.#notPublished(topic, error));
          else resolve();
        });
      });
    } finally {
      if (qos > 0) this.#window.leave();
    }
  }

  /** Hears nothing until `resume`; the broker is held back. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    for (const next of this.#held.splice(0)) next();
  }

  /** Takes nothing more with QoS 1 or 2; resolves when all that was taken is acknowledged. `close` follows. */
  async finish(): Promise<void> {
    this.#leaving = true;
    this.resume();
    await this.#acknowledgements.empty();
    await this.#completions.empty();
  }

  /** Says goodbye, so that the broker does not publish our will. */
  async close(): Promise<void> {
    this.#reason ??= endings.gateway;
    this.#leaving = true;
    this.resume();
    AbortSignal.timeout(farewellMs).addEventListener('abort', () => this.drop());
    if (!this.#client.connected) this.#client.stream.destroy();
    else if (this.#options.place.version === '3.1.1') this.#client.end(false);
    else this.#client.end(false, { reasonCode: 0 });
    await this.closed;
  }

  /** Breaks the connection off at once; the broker publishes our will. */
  drop(reason: Bilingual = endings.gateway): void {
    this.#reason ??= reason;
    this.#client.stream.destroy();
  }

  #open(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#client.once('connect', (connack) => {
        this.#connack = connack;
        this.#window.open(connack.properties?.receiveMaximum);
        if (connack.sessionPresent) resolve();
        else this.#inbound.clear().then(resolve, () => this.drop(endings.notDurable));
      });
      this.closed.then((reason) => {
        const refused = this.#refused;
        const failure = mqttFailures[refused ? 'refused' : 'cannot-connect'];
        reject(failure({ broker: this.#broker, reason }));
      }, reject);
    });
  }

  #guard(bytesMax: number): void {
    const guard = new LengthGuard(bytesMax);
    this.#client.stream.on('data', (chunk: Uint8Array) => {
      const verdict = guard.push(chunk);
      if (verdict === 'malformed') this.drop(endings.malformed);
      if (verdict === 'too-long') this.drop(fill(endings.tooLong, { bytesMax }));
    });
  }

  #listen(): void {
    const client = this.#client;
    client.on('error', (error) => {
      if (error === held) return;
      if (this.#connack === undefined && typeof (error as { code?: unknown }).code === 'number')
        this.#refused = true;
      this.drop(reasonOf(error));
    });
    client.on('disconnect', ({ reasonCode = 0, properties }) => {
      this.drop(reasonOfCode(reasonCode, properties?.reasonString));
    });
    client.options.customHandleAcks = (topic, _, packet: IPublishPacket, answer) => {
      if (packet.qos !== 2) answer(0);
      else this.#take(packet, topic, () => answer(held));
    };
    client.handleMessage = (packet: IPublishPacket | IPubrelPacket, next) => {
      if (packet.cmd === 'pubrel') {
        this.#complete(packet.messageId ?? 0);
        next(held);
      } else this.#take(packet, packet.topic, () => next(packet.qos === 0 ? undefined : held));
    };
    const giveUp = client.onKeepaliveTimeout.bind(client);
    // While held back we do not read the broker's answers; it still hears our pings.
    client.onKeepaliveTimeout = () => {
      if (this.#held.length > 0) client.reschedulePing(true);
      else giveUp();
    };
  }

  /** `next`: goes on with the packet after it. */
  #take(packet: IPublishPacket, topic: string, next: () => void): void {
    if (this.#paused) {
      this.#held.push(() => this.#take(packet, topic, next));
      return;
    }
    const { qos, messageId = 0 } = packet;
    // What could not be acknowledged any more is left to the broker.
    if (this.#leaving && qos > 0) return next();
    if (qos === 0) this.#hear(packet, topic).catch(() => this.drop(endings.notDurable));
    else {
      const heard = this.#inbound.take(packet, topic, (key) => this.#hear(packet, topic, key));
      const cmd = qos === 1 ? 'puback' : 'pubrec';
      this.#acknowledgements.after(
        heard,
        () => {
          // One that did not leave comes again under its packet id; with QoS 2 it does until PUBREL.
          if (this.#send({ cmd, messageId }) && qos === 1) this.#inbound.release(messageId, heard);
        },
        () => {
          this.#inbound.release(messageId, heard);
          this.drop(endings.notDurable);
        },
      );
    }
    next();
  }

  async #hear(packet: IPublishPacket, topic: string, key?: StepKey): Promise<void> {
    const message = messageOf(packet, topic);
    await this.#options.hear(key === undefined ? message : { ...message, key });
  }

  #complete(messageId: number): void {
    this.#completions.after(
      this.#inbound.complete(messageId),
      () => this.#send({ cmd: 'pubcomp', messageId }),
      () => this.drop(endings.notDurable),
    );
  }

  /** False where the connection is over. */
  #send(packet: { cmd: 'puback' | 'pubrec' | 'pubcomp'; messageId: number }): boolean {
    const { stream, connected, options } = this.#client;
    if (!connected || stream.destroyed) return false;
    writeToStream(packet, stream, { protocolVersion: options.protocolVersion });
    return true;
  }

  #failed(error: unknown): unknown {
    if (!this.#client.connected) return mqttFailures['not-connected']({ broker: this.#broker });
    return error;
  }

  #notPublished(topic: string, error: unknown): Error {
    if (!this.#client.connected) return mqttFailures['not-connected']({ broker: this.#broker });
    const reason = reasonOf(error);
    return mqttFailures['not-published']({ broker: this.#broker, topic, reason });
  }
}

/** Tells the package to go on without its acknowledgement; ours follows. */
const held = new Error('acknowledged later');
