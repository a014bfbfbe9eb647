// A connection to a broker that brings readings: each message is read, observed, and acknowledged when it is durable.
import type { Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { isFailure } from '../../../../kernel/failure/failure.ts';
import { sleep } from '../../../../kernel/world/clock.ts';
import { quality } from '../../../../stores/series/series.ts';
import { fits } from '../../../../wire/mqtt/topics.ts';
import type { StepKey } from '../../../../wire/tier/facts.ts';
import type { Figure } from '../../api.ts';
import { connectMqtt, type MqttConnection } from '../../mqtt/client.ts';
import type { MqttMessage, MqttQos } from '../../mqtt/message.ts';
import type { Link, ObservedReading, Session, SignalWrite, WriteOutcome } from '../protocol.ts';
import type { SessionGiven } from './given.ts';
import { Learning } from './learning.ts';
import {
  isScalar,
  parsePath,
  readPayload,
  readTime,
  valueAt,
  type Path,
  type Scalar,
} from './payload.ts';
import { remedies } from './remedies.ts';
import { parseAddress, type Mapped } from './topic-map.ts';

const excerptCharacters = 120;
/** A broker keeps a session for us so long. */
const sessionExpiryS = 86_400;
/** At the end; a full outbox may keep it longer than anybody waits. */
const leaveWithinMs = 1_000;

export async function openSession(link: Link, given: SessionGiven): Promise<Session> {
  const session = new MqttSession(link, given);
  await session.open();
  return session;
}

class MqttSession implements Session {
  closed: Promise<Bilingual> = Promise.resolve({ en: '', zh: '' });
  readonly #link: Link;
  readonly #given: SessionGiven;
  readonly #learning: Learning;
  readonly #timePath: Path | undefined;
  #connection: MqttConnection | undefined;
  /** While it is learned what a message is, those behind it wait. */
  #turn: Promise<void> | undefined;
  #messages = 0;
  /** Messages of this gateway that came back. */
  #own = 0;
  #held = false;
  #isLeaving = false;

  constructor(link: Link, given: SessionGiven) {
    this.#link = link;
    this.#given = given;
    this.#learning = new Learning(link.listener, given);
    const { timePath, payload } = given.settings.connection;
    if (timePath !== undefined) this.#timePath = parsePath(timePath);
    else this.#timePath = payload === 'umh' ? ['timestamp_ms'] : undefined;
  }

  async open(): Promise<void> {
    const { settings, enterprise, inbound } = this.#given;
    const { connection: place, name } = settings;
    const qos = this.#qos;
    const keeps = qos > 0 && place.keepSession !== false;
    const { listener, keys } = this.#link;
    inbound.keepWith({
      before: keys(),
      forget: (gone) => {
        const keysGone = gone.map((key): StepKey => [key, '']);
        listener.together(keysGone, () => {});
        return listener.durable();
      },
    });
    const connection = await connectMqtt({
      place,
      clientId: place.clientId ?? `jingwei-${enterprise}-${name}`,
      clean: !keeps,
      sessionExpiryS: keeps ? sessionExpiryS : 0,
      timeoutMs: this.#link.connectTimeoutMs,
      bytesMax: Math.max(65_536, (place.payloadBytesMax ?? 262_144) * 4),
      inbound,
      hear: (message) => this.#hear(message),
    });
    this.#connection = connection;
    this.closed = connection.closed;
    try {
      const filters = this.#filters();
      await this.#forget(filters);
      const retainHandling = place.retained === 'ignore' ? 2 : 0;
      await connection.subscribe(filters.map((filter) => ({ filter, qos, retainHandling })));
    } catch (error) {
      // Nobody knows this session: left open, it would hear on, and the next attempt would open another.
      await connection.close();
      throw error;
    }
  }

  pause(): void {
    this.#held = true;
    this.#connection?.pause();
  }

  resume(): void {
    this.#held = false;
    if (this.#turn === undefined) this.#connection?.resume();
  }

  close(): void {
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    void this.#leave();
  }

  /** What is on its way to the disk is acknowledged first, so that the broker need not send it again. */
  async #leave(): Promise<void> {
    const connection = this.#connection;
    if (connection === undefined) return;
    const over = new AbortController();
    await Promise.race([
      connection.finish(),
      connection.closed,
      sleep(this.#link.world.clock, leaveWithinMs, over.signal),
    ]);
    over.abort();
    await connection.close();
  }

  figures(): Figure[] {
    const { unacknowledged = 0 } = this.#connection ?? {};
    return [
      {
        name: 'messages',
        title: { en: 'Messages heard', zh: '收到的消息' },
        value: this.#messages,
      },
      {
        name: 'unacknowledged',
        title: { en: 'Messages not yet acknowledged', zh: '尚未确认的消息' },
        value: unacknowledged,
      },
      {
        name: 'own',
        title: { en: 'Own publications left alone', zh: '已忽略的自身发布消息' },
        value: this.#own,
      },
      {
        name: 'learned',
        title: { en: 'Signals learned', zh: '学习到的测点' },
        value: this.#learning.count,
      },
    ];
  }

  async write(writes: readonly SignalWrite[]): Promise<WriteOutcome[]> {
    return Promise.all(writes.map((one) => this.#write(one)));
  }

  get #qos(): MqttQos {
    const { qos } = this.#given.settings.connection;
    return qos === 0 || qos === 2 ? qos : 1;
  }

  /** Topics of signals that no filter brings anyway. */
  #filters(): string[] {
    const { filters = [] } = this.#given.settings.connection;
    const own = [...this.#given.topics.keys()].filter(
      (topic) => !filters.some((filter) => fits(filter, topic)),
    );
    return [...filters, ...own];
  }

  /** A session that the broker kept still hears what was asked for before the settings changed. */
  async #forget(filters: readonly string[]): Promise<void> {
    const { memory } = this.#link;
    const before = await memory.read();
    const known: unknown[] = Array.isArray(before) ? before : [];
    const old = known.filter((one): one is string => typeof one === 'string');
    const gone = old.filter((one) => !filters.includes(one));
    if (this.#connection?.sessionPresent === true && gone.length > 0)
      await this.#connection.unsubscribe(gone);
    // So many that they are not remembered are not forgotten either; their messages are refused and counted.
    const text = JSON.stringify(filters);
    if (text !== JSON.stringify(old)) await memory.write(text.length < 60_000 ? filters : []);
  }

  async #hear(message: MqttMessage): Promise<void> {
    this.#messages += 1;
    const { topic, qos } = message;
    if (this.#link.plant.isOwnTopic(topic)) return this.#leaveAlone(message);
    const mapped = this.#given.topics.get(topic);
    if (this.#turn === undefined) {
      if (mapped !== undefined) this.#observe(message, mapped);
      else {
        const wait = this.#learn(message);
        if (wait !== undefined) this.#hold(wait);
      }
    } else
      this.#hold(
        this.#turn.then(() => (mapped ? this.#observe(message, mapped) : this.#learn(message))),
      );
    if (this.#turn !== undefined) await this.#turn;
    if (qos > 0) await this.#link.listener.durable();
  }

  /** Told once with the remedy; what else comes of it is only counted. */
  #leaveAlone(message: MqttMessage): void {
    if (this.#own === 0) this.#refuse('own-topic', message);
    this.#own += 1;
  }

  /** Nothing more is read while something is learned, so what waits is bounded. */
  #hold(wait: Promise<void>): void {
    const turn = wait.finally(() => {
      if (this.#turn !== turn) return;
      this.#turn = undefined;
      if (!this.#held) this.#connection?.resume();
    });
    this.#turn = turn;
    turn.catch(() => {}); // whoever waits for the message has it
    this.#connection?.pause();
  }

  #observe(message: MqttMessage, mapped: readonly Mapped[]): void {
    const json = this.#read(message);
    if (json === undefined) return;
    const readings: ObservedReading[] = [];
    let missing = 0;
    for (const { signal, path } of mapped) {
      const value = valueAt(json.value, path);
      if (value === undefined) missing += 1;
      else if (isScalar(value)) readings.push(this.#rated(signal, value, json.trusted));
      else this.#refuse('not-scalar', message);
    }
    // A message may tell of some of its signals only; one that tells of none is not what was configured.
    if (missing === mapped.length) this.#refuse('no-value', message);
    this.#tell(message, json.timeUs, readings);
  }

  #tell({ key }: MqttMessage, timeUs: number | undefined, readings: ObservedReading[]): void {
    const { listener } = this.#link;
    if (readings.length === 0) return;
    if (key === undefined) listener.observed(timeUs, readings);
    else listener.together([key], () => listener.observed(timeUs, readings));
  }

  /** A promise while new signals are made known. */
  #learn(message: MqttMessage): Promise<void> | undefined {
    const { filters = [] } = this.#given.settings.connection;
    const { topic } = message;
    if (!this.#learning.knows(topic) && !filters.some((filter) => fits(filter, topic)))
      return this.#refuse('unknown-topic', message);
    const json = this.#read(message);
    if (json === undefined) return undefined;
    const known = this.#learning.known(topic, json.value, this.#timePath);
    if (known !== undefined) {
      const readings = known.map(({ signal, value }) => this.#rated(signal, value, json.trusted));
      this.#tell(message, json.timeUs, readings);
      return undefined;
    }
    const found = this.#learning.find(topic, json.value, this.#timePath);
    const observe = (): undefined => {
      const readings: ObservedReading[] = [];
      for (const { key, value } of found.leaves) {
        const signal = this.#learning.position(key);
        if (signal !== undefined) readings.push(this.#rated(signal, value, json.trusted));
      }
      this.#tell(message, json.timeUs, readings);
    };
    if (found.tooMany) this.#refuse('too-many', message);
    if (found.fresh.length === 0) return observe();
    return this.#learning.learn(found.fresh).then(observe);
  }

  #rated(signal: number, value: Scalar, trusted: boolean): ObservedReading {
    if (value === null) return { signal, value, quality: quality.bad };
    return { signal, value, quality: trusted ? quality.good : quality.uncertain };
  }

  #read(
    message: MqttMessage,
  ): { value: unknown; timeUs: number | undefined; trusted: boolean } | undefined {
    const {
      payload = 'auto',
      payloadBytesMax = 262_144,
      timeUnit,
      timePath,
    } = this.#given.settings.connection;
    const form = payload === 'umh' ? 'json' : payload;
    const read = readPayload(message.payload, form, payloadBytesMax);
    if (!read.ok) return this.#refuse(read.why, message);
    const path = this.#timePath;
    const unit = timeUnit ?? (payload === 'umh' && timePath === undefined ? 'ms' : 'auto');
    const told = path === undefined ? undefined : valueAt(read.json, path);
    const timeUs = told === undefined ? undefined : readTime(told, unit);
    if (told !== undefined && timeUs === undefined) this.#refuse('no-time', message);
    // A retained message without a time of its own may be of any age.
    return { value: read.json, timeUs, trusted: !message.retained || timeUs !== undefined };
  }

  #refuse(reason: keyof typeof remedies, { topic, payload }: MqttMessage): undefined {
    const excerpt = Buffer.from(payload.subarray(0, excerptCharacters)).toString();
    const key = `${reason} ${topic}`.slice(0, 200);
    const what = reason === 'unknown-topic' || reason === 'too-many' ? 'key' : 'value';
    this.#link.listener.refused({ what, key, excerpt, remedy: remedies[reason] });
  }

  async #write({ signal, value }: SignalWrite): Promise<WriteOutcome> {
    const { signals = [], connection } = this.#given.settings;
    const address = signals[signal]?.address ?? this.#learning.addressOf(signal);
    const parsed = parseAddress(address ?? '');
    if (parsed === undefined || this.#connection === undefined)
      return { taken: false, why: unknownSignal };
    const text = JSON.stringify(value);
    const { writeTemplate } = connection;
    const plain = typeof value === 'string' ? value : text;
    const payload =
      writeTemplate === undefined
        ? plain
        : writeTemplate.replace(/\{(value|time)\}/g, (_, hole: string) =>
            hole === 'value' ? text : String(this.#link.world.clock.now()),
          );
    try {
      await this.#connection.publish(parsed.topic, payload, {
        qos: Math.max(1, this.#qos) as 1 | 2,
      });
      return { taken: true };
    } catch (error) {
      if (isFailure(error)) return { taken: false, why: error.publicMessage };
      throw error;
    }
  }
}

const unknownSignal: Bilingual = { en: 'the signal has no topic', zh: '该测点没有主题' };
