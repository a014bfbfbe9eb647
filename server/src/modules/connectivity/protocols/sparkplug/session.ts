// A connection to a broker as a Sparkplug host application: STATE certificates, edge nodes by group and name, their
// messages in order, rebirth requests and commands.
import { fill, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import type { Timer } from '../../../../kernel/world/clock.ts';
import { decodePayload } from '../../../../wire/sparkplug/decode.ts';
import type { Metric } from '../../../../wire/sparkplug/payload.ts';
import { parseTopic } from '../../../../wire/sparkplug/topic.ts';
import type { Figure } from '../../api.ts';
import { connectMqtt, type MqttConnection } from '../../mqtt/client.ts';
import type { MqttMessage } from '../../mqtt/message.ts';
import { troubleOf } from '../../source.ts';
import type { Link, Session, SignalWrite, WriteOutcome } from '../protocol.ts';
import { BirthBudget } from './birth-budget.ts';
import type { Definition } from './birth.ts';
import { rebirthCommand, writeCommand, writtenMetric, type Command } from './commands.ts';
import { HostSession } from './host-state.ts';
import { HostedNode, type NodeMessage } from './hosted-node.ts';
import { LearnedNode, type LearnedNodeOptions } from './learned-node.ts';
import type { LearnedMachine, Place } from './machine-model.ts';
import { remedies } from './remedies.ts';
import type { SparkplugConnection } from './settings.ts';

export type HostOptions = {
  readonly enterprise: string;
  readonly location?: readonly string[];
  readonly connection: SparkplugConnection;
  /** Absent: listens only, and is no host application for others. */
  readonly host?: string;
};

const nodesMax = 10_000;
/** Machines named in one connection, and metrics of what is born now. */
const machinesMax = 50_000;
const metricsMax = 400_000;
/** Between two rebirth requests, so that thousands of nodes do not answer in one moment. */
const rebirthSpacingMs = 20;
/** Parts of messages that wait for machines to be known, beyond which the broker is held back. */
const waitingMax = 1_000;
const deviceBirthMs = 30_000;

const refusals = {
  dead: {
    en: '{place} is not alive; nothing was sent. Write again when it is born.',
    zh: '{place} 当前离线，未发送。请在其上线后重试。',
  },
  unfit: {
    en: 'The metric {path} cannot have the value {value}; nothing was sent.',
    zh: '指标 {path} 不能取值 {value}，未发送。',
  },
  unknown: {
    en: 'No edge node told of this signal since the connection was made; nothing was sent.',
    zh: '自连接以来没有边缘节点上报过该测点，未发送。',
  },
} satisfies Record<string, Bilingual>;

export async function openHost(link: Link, options: HostOptions): Promise<Session> {
  const host = new SparkplugHost(link, options);
  await host.open();
  return host;
}

class SparkplugHost implements Session {
  closed: Promise<Bilingual> = Promise.resolve({ en: '', zh: '' });
  readonly #link: Link;
  readonly #options: HostOptions;
  readonly #state: HostSession | undefined;
  readonly #nodes = new Map<string, LearnedNode>();
  readonly #claims = new Map<string, string>();
  readonly #targets = new Map<number, { place: Place; definition: Definition }>();
  #mqtt: MqttConnection | undefined;
  #timer: { readonly atMs: number; readonly timer: Timer } | undefined;
  #rebirthAtMs = 0;
  /** Nodes whose request waits for its turn. */
  readonly #asking = new Set<string>();
  readonly #budget = new BirthBudget(metricsMax);
  /** Nodes whose machines are being made known. */
  #learning = 0;
  #rebirths = 0;
  #isHeld = false;
  #isPaused = false;
  #isOver = false;

  constructor(link: Link, options: HostOptions) {
    this.#link = link;
    this.#options = options;
    const { host } = options;
    this.#state = host === undefined ? undefined : new HostSession(host, link.world.clock.now());
  }

  async open(): Promise<void> {
    const { connectTimeoutMs } = this.#link;
    const { connection: place } = this.#options;
    const { groups } = place;
    const will = this.#state?.will();
    const mqtt = await connectMqtt({
      place,
      timeoutMs: connectTimeoutMs,
      ...(place.clientId === undefined ? {} : { clientId: place.clientId }),
      ...(will === undefined ? {} : { will }),
      hear: (message) => this.#hear(message),
    });
    this.#mqtt = mqtt;
    this.closed = mqtt.closed.then((reason) => {
      this.#isOver = true;
      this.#timer?.timer.cancel();
      return reason;
    });
    const filters = groups?.map((group) => `spBv1.0/${group}/#`) ?? ['spBv1.0/#'];
    const all = this.#state ? [this.#state.topic, ...filters] : filters;
    try {
      await mqtt.subscribe(all.map((filter) => ({ filter, qos: 1 })));
      if (this.#state) await mqtt.inTime(this.#publishState(mqtt, this.#state.birth()));
    } catch (error) {
      // Nobody knows this session: left open, it would hear on, and the next attempt would open another.
      this.close();
      throw error;
    }
  }

  pause(): void {
    this.#isPaused = true;
    this.#mqtt?.pause();
  }

  resume(): void {
    this.#isPaused = false;
    if (!this.#isHeld) this.#mqtt?.resume();
  }

  close(): void {
    const mqtt = this.#mqtt;
    if (!mqtt || this.#isOver) return;
    this.#isOver = true;
    const death = this.#state?.death(this.#link.world.clock.now());
    const told = death ? mqtt.inTime(this.#publishState(mqtt, death)) : Promise.resolve();
    void told.catch(() => {}).then(() => mqtt.close());
  }

  figures(): readonly Figure[] {
    const nodes = [...this.#nodes.values()];
    const alive = nodes.filter(({ hosted }) => hosted.isAlive).length;
    const lost = nodes.reduce((sum, { hosted }) => sum + hosted.lost, 0);
    return [
      { name: 'nodes', title: { en: 'Edge nodes', zh: '边缘节点' }, value: nodes.length },
      { name: 'alive', title: { en: 'Edge nodes alive', zh: '在线边缘节点' }, value: alive },
      {
        name: 'rebirths',
        title: { en: 'Births asked for', zh: '要求重新出生次数' },
        value: this.#rebirths,
      },
      { name: 'gaps', title: { en: 'Messages after a gap', zh: '缺口之后的消息数' }, value: lost },
    ];
  }

  async write(writes: readonly SignalWrite[]): Promise<readonly WriteOutcome[]> {
    const nowMs = this.#link.world.clock.now();
    const groups = new Map<string, { place: Place; metrics: Metric[] }>();
    const outcomes = writes.map(({ signal, value }): WriteOutcome => {
      const target = this.#targets.get(signal);
      if (!target) return { taken: false, why: refusals.unknown };
      const { place, definition } = target;
      const shown = [place.group, place.node, place.device].filter(Boolean).join('/');
      const node = this.#nodes.get(keyOf(place));
      if (node?.hosted.isDeviceAlive(place.device) !== true)
        return { taken: false, why: fill(refusals.dead, { place: shown }) };
      const metric = writtenMetric(definition, value, nowMs);
      if (!metric) {
        const { path } = definition;
        return { taken: false, why: fill(refusals.unfit, { path, value }) };
      }
      const group = groups.get(shown);
      if (group) group.metrics.push(metric);
      else groups.set(shown, { place, metrics: [metric] });
      return { taken: true };
    });
    for (const { place, metrics } of groups.values())
      await this.#send(writeCommand(place, metrics, nowMs));
    return outcomes;
  }

  #hear(message: MqttMessage): Promise<void> | undefined {
    const topic = parseTopic(message.topic);
    if (!topic) this.#refuse('not-sparkplug', message.topic, '');
    else if (topic.kind === 'state') this.#hearState(message);
    else if (topic.type !== 'NCMD' && topic.type !== 'DCMD') {
      const decoded = decodePayload(message.payload);
      if (decoded.ok) this.#take(topic, { ...topic, payload: decoded.payload });
      else {
        const excerpt = Buffer.from(message.payload.subarray(0, 40)).toString('hex');
        this.#refuse(decoded.trouble, message.topic, excerpt);
      }
    }
    return message.qos === 0 ? undefined : this.#link.listener.durable();
  }

  #hearState({ topic, payload }: MqttMessage): void {
    if (topic !== this.#state?.topic || this.#isOver) return;
    const again = this.#state.heard(payload);
    // When it fails, the connection is over, and the next one begins with a birth.
    if (again && this.#mqtt) void this.#publishState(this.#mqtt, again).catch(() => {});
  }

  #take({ group, node }: Place, message: NodeMessage): void {
    const key = keyOf({ group, node });
    let known = this.#nodes.get(key);
    if (!known) {
      if (this.#nodes.size >= nodesMax) return this.#refuse('too-many-nodes', key, '');
      this.#nodes.set(key, (known = this.#newNode({ group, node })));
    }
    const isBirth = message.type === 'NBIRTH' || message.type === 'DBIRTH';
    const { metrics } = message.payload;
    if (isBirth && !this.#budget.hasRoom(key, known.hosted, metrics.length))
      return this.#refuse('too-many-metrics', key, '');
    this.#follow(known.take(message));
    if (isBirth) this.#budget.count(key, known.hosted);
    if (known.hosted.dueMs !== undefined) this.#arm(known.hosted.dueMs);
  }

  #newNode(place: { group: string; node: string }): LearnedNode {
    const { clock } = this.#link.world;
    const { connection, enterprise, location } = this.#options;
    const reorderMs = connection.reorderMs ?? 2_000;
    return new LearnedNode({
      place,
      hosted: new HostedNode({ reorderMs, rebirthEveryMs: 10_000, deviceBirthMs }),
      listener: this.#link.listener,
      machine: { enterprise, ...(location === undefined ? {} : { location }) },
      nowMs: () => clock.monotonicMs(),
      rebirth: () => this.#askRebirth(place),
      claim: (identifier, owner) => this.#claim(identifier, owner),
      learned: (owner, learned) => this.#learned(owner, learned),
    });
  }

  #claim(identifier: string, place: Place): ReturnType<LearnedNodeOptions['claim']> {
    const key = identifier.toLowerCase();
    const owner = JSON.stringify(place);
    const known = this.#claims.get(key);
    if (known !== undefined) return known === owner ? undefined : 'same-machine';
    if (this.#claims.size >= machinesMax) return 'too-many-nodes';
    this.#claims.set(key, owner);
    return undefined;
  }

  #learned(place: Place, { definitions }: LearnedMachine): void {
    for (const definition of definitions)
      if (definition.signal >= 0) this.#targets.set(definition.signal, { place, definition });
  }

  /** Holds the broker back while machines are being made known and much is waiting for it. */
  #follow(learning: Promise<void> | undefined): void {
    if (learning) {
      this.#learning += 1;
      void learning
        .finally(() => (this.#learning -= 1))
        .then(
          () => this.#relieve(),
          (error: unknown) => this.#mqtt?.drop(troubleOf(error)),
        );
    }
    if (this.#learning > 0 && !this.#isHeld && this.#waiting() > waitingMax) {
      this.#isHeld = true;
      this.#mqtt?.pause();
    }
  }

  #relieve(): void {
    if (!this.#isHeld || this.#waiting() > waitingMax) return;
    this.#isHeld = false;
    if (!this.#isPaused) this.#mqtt?.resume();
  }

  #waiting(): number {
    let count = 0;
    for (const node of this.#nodes.values()) count += node.waiting;
    return count;
  }

  #arm(atMs: number): void {
    if (this.#isOver || (this.#timer && this.#timer.atMs <= atMs)) return;
    this.#timer?.timer.cancel();
    const { clock } = this.#link.world;
    const delayMs = Math.max(1, atMs - clock.monotonicMs());
    this.#timer = { atMs, timer: clock.after(delayMs, () => this.#tick()) };
  }

  #tick(): void {
    this.#timer = undefined;
    const now = this.#link.world.clock.monotonicMs();
    for (const node of this.#nodes.values()) {
      const { dueMs } = node.hosted;
      if (dueMs !== undefined && dueMs <= now) this.#follow(node.tick());
      if (node.hosted.dueMs !== undefined) this.#arm(node.hosted.dueMs);
    }
  }

  #askRebirth(place: Place): void {
    const key = keyOf(place);
    if (this.#asking.has(key)) return;
    this.#asking.add(key);
    const { clock } = this.#link.world;
    const now = clock.monotonicMs();
    const atMs = Math.max(now, this.#rebirthAtMs);
    this.#rebirthAtMs = atMs + rebirthSpacingMs;
    this.#rebirths += 1;
    const ask = () => {
      this.#asking.delete(key);
      void this.#send(rebirthCommand(place, clock.now())).catch(() => {});
    };
    if (atMs <= now) ask();
    else clock.after(atMs - now, ask);
  }

  async #send({ topic, payload }: Command): Promise<void> {
    if (!this.#isOver) await this.#mqtt?.publish(topic, payload);
  }

  async #publishState(
    mqtt: MqttConnection,
    state: ReturnType<HostSession['birth']>,
  ): Promise<void> {
    const { topic, payload, qos, retain } = state;
    await mqtt.publish(topic, payload, { qos, retain });
  }

  #refuse(reason: keyof typeof remedies, key: string, excerpt: string): void {
    this.#link.listener.refused({ what: 'line', key, excerpt, remedy: remedies[reason] });
  }
}

function keyOf({ group, node }: Place): string {
  return `${group}/${node}`;
}
