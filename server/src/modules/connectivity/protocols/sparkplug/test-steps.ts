// Tries a broker for Sparkplug without being a host application: connects, subscribes, and tells which edge nodes speak.
import { fill, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { sleep } from '../../../../kernel/world/clock.ts';
import { decodePayload } from '../../../../wire/sparkplug/decode.ts';
import { parseTopic } from '../../../../wire/sparkplug/topic.ts';
import { connectMqtt } from '../../mqtt/client.ts';
import type { MqttMessage } from '../../mqtt/message.ts';
import { troubleOf } from '../../source.ts';
import type { ProtocolSettings, Reach, TestStep } from '../protocol.ts';
import type { SparkplugConnection } from './settings.ts';

const listenMs = 5_000;
const shownMax = 10;

const words = {
  connect: { en: 'Connect to the broker', zh: '连接 MQTT 服务器' },
  connected: { en: 'The broker accepted the connection.', zh: '服务器已接受连接。' },
  subscribe: { en: 'Subscribe', zh: '订阅' },
  subscribed: { en: 'The broker lets us hear {filters}.', zh: '服务器允许订阅 {filters}。' },
  listen: { en: 'Hear edge nodes', zh: '接收边缘节点数据' },
  heard: {
    en: '{messages} messages within {seconds} s, from {nodes}.',
    zh: '{seconds} 秒内收到 {messages} 条消息，来自 {nodes}。',
  },
  silent: {
    en: 'No edge node said anything within {seconds} s. They may have nothing new to tell; check their groups and that they use this broker.',
    zh: '{seconds} 秒内没有边缘节点发送数据。可能暂无变化，请检查组名以及它们是否使用此服务器。',
  },
  foreign: {
    en: 'What is published to {topic} is no Sparkplug B payload. Check which program publishes there.',
    zh: '发布到 {topic} 的内容不是 Sparkplug B 载荷。请检查是哪个程序在发布。',
  },
} satisfies Record<string, Bilingual>;

export async function tryBroker(
  { world, connectTimeoutMs }: Reach,
  settings: ProtocolSettings<SparkplugConnection>,
): Promise<readonly TestStep[]> {
  const { connection: place } = settings;
  const { groups } = place;
  const begunMs = world.clock.monotonicMs();
  const took = () => Math.round(world.clock.monotonicMs() - begunMs);
  const steps: TestStep[] = [];
  let name: Bilingual = words.connect;
  const passed = (says: Bilingual) => void steps.push({ name, ok: true, tookMs: took(), says });
  const ear = new Ear();
  try {
    const mqtt = await connectMqtt({
      ...{ place, timeoutMs: connectTimeoutMs },
      hear: (message) => ear.hear(message),
    });
    try {
      passed(words.connected);
      name = words.subscribe;
      const filters = groups?.map((group) => `spBv1.0/${group}/#`) ?? ['spBv1.0/#'];
      await mqtt.subscribe(filters.map((filter) => ({ filter, qos: 0 })));
      passed(fill(words.subscribed, { filters: filters.join(', ') }));
      name = words.listen;
      await sleep(world.clock, listenMs);
      steps.push({ name, tookMs: took(), ...ear.outcome() });
    } finally {
      await mqtt.close();
    }
  } catch (error) {
    steps.push({ name, ok: false, tookMs: took(), says: troubleOf(error) });
  }
  return steps;
}

/** Who spoke, and what was no Sparkplug. */
class Ear {
  readonly #nodes = new Set<string>();
  #messages = 0;
  #foreign: string | undefined;

  hear({ topic, payload }: MqttMessage): void {
    const parsed = parseTopic(topic);
    if (parsed?.kind !== 'message' || parsed.type.endsWith('CMD')) return;
    if (!decodePayload(payload).ok) this.#foreign ??= topic;
    this.#messages += 1;
    if (this.#nodes.size < shownMax) this.#nodes.add(`${parsed.group}/${parsed.node}`);
  }

  outcome(): Pick<TestStep, 'ok' | 'says'> {
    const seconds = listenMs / 1_000;
    if (this.#foreign !== undefined)
      return { ok: false, says: fill(words.foreign, { topic: this.#foreign }) };
    if (this.#messages === 0) return { ok: true, says: fill(words.silent, { seconds }) };
    const nodes = [...this.#nodes].join(', ');
    return { ok: true, says: fill(words.heard, { messages: this.#messages, seconds, nodes }) };
  }
}
