// What a broker has to hear: topics seen in a few seconds, and a connection tried step by step.
import { fill, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { Failure } from '../../../../kernel/failure/failure.ts';
import { sleep } from '../../../../kernel/world/clock.ts';
import { connectMqtt } from '../../mqtt/client.ts';
import type {
  BrowsedThing,
  BrowsePage,
  BrowseQuery,
  ProtocolSettings,
  Reach,
  TestStep,
} from '../protocol.ts';
import { isScalar, leavesOf, readPayload } from './payload.ts';
import type { MqttSource } from './settings.ts';
import { learnedSignal, parseAddress, pathText } from './topic-map.ts';

const hearMs = 2_000;
const topicsMax = 20_000;
const leavesMax = 1_000;
const bytesMax = 1_048_576;

/** The last payload of each topic. */
async function hearFor(
  reach: Reach,
  place: MqttSource,
  filters: readonly string[],
): Promise<Map<string, Uint8Array>> {
  const topics = new Map<string, Uint8Array>();
  const { clientId: _, ...guest } = place;
  const connection = await connectMqtt({
    place: guest,
    timeoutMs: reach.connectTimeoutMs,
    bytesMax,
    hear({ topic, payload }) {
      if (topics.size < topicsMax || topics.has(topic)) topics.set(topic, payload);
    },
  });
  try {
    await connection.subscribe(filters.map((filter) => ({ filter, qos: 0 })));
    await sleep(reach.world.clock, hearMs);
    return topics;
  } finally {
    await connection.close();
  }
}

export async function browseTopics(
  reach: Reach,
  place: MqttSource,
  query: BrowseQuery,
): Promise<BrowsePage> {
  const { at, after, limit } = query;
  const filters = at === undefined ? (place.filters ?? ['#']) : [at];
  const heard = await hearFor(reach, place, filters);
  const things =
    at === undefined
      ? [...heard].map(([topic, payload]) => topicThing(place, topic, payload))
      : [...heard].flatMap(([topic, payload]) => leafThings(place, topic, payload));
  const sorted = things.toSorted((a, b) => (a.place < b.place ? -1 : 1));
  const rest = after === undefined ? sorted : sorted.filter((thing) => thing.place > after);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return { things: page, ...(rest.length > limit && last ? { next: last.place } : {}) };
}

const detailCharacters = 120;

function topicThing(place: MqttSource, topic: string, payload: Uint8Array): BrowsedThing {
  const read = readPayload(payload, 'auto', bytesMax);
  const detail = Buffer.from(payload.subarray(0, detailCharacters)).toString();
  const common = { place: topic, name: topic, detail };
  if (!read.ok || !isScalar(read.json)) return { ...common, kind: 'folder', hasMore: read.ok };
  const signal = learnedSignal(topic, place.filters ?? [], { path: [], value: read.json });
  return { ...common, kind: 'signal', hasMore: false, signal };
}

function leafThings(place: MqttSource, topic: string, payload: Uint8Array): BrowsedThing[] {
  const read = readPayload(payload, 'auto', bytesMax);
  if (!read.ok) return [];
  return leavesOf(read.json, leavesMax).map((leaf) => {
    const signal = learnedSignal(topic, place.filters ?? [], leaf);
    const detail = String(leaf.value).slice(0, detailCharacters);
    return {
      ...{ place: signal.address, name: pathText(leaf.path), kind: 'signal' as const },
      ...{ hasMore: false, signal, detail },
    };
  });
}

const names = {
  connect: { en: 'Connect and sign in', zh: '连接并登录' },
  hear: { en: 'Hear the topics', zh: '订阅主题' },
} satisfies Record<string, Bilingual>;
const says = {
  connected: { en: 'the broker accepted us', zh: '服务器已接受连接' },
  heard: {
    en: '{count} topics told something within {seconds} s',
    zh: '{seconds} 秒内有 {count} 个主题有消息',
  },
} satisfies Record<string, Bilingual>;

export async function tryOut(
  reach: Reach,
  settings: ProtocolSettings<MqttSource>,
): Promise<TestStep[]> {
  const { connection: place, signals = [] } = settings;
  const { clock } = reach.world;
  const steps: TestStep[] = [];
  const attempt = async (name: Bilingual, work: () => Promise<Bilingual>): Promise<boolean> => {
    const startMs = clock.monotonicMs();
    const step = (ok: boolean, words: Bilingual) =>
      void steps.push({ name, ok, tookMs: clock.monotonicMs() - startMs, says: words });
    try {
      step(true, await work());
      return true;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      step(false, error.publicMessage);
      return false;
    }
  };
  const { clientId: _, ...guest } = place;
  const timeoutMs = reach.connectTimeoutMs;
  const connected = await attempt(names.connect, async () => {
    const connection = await connectMqtt({ place: guest, timeoutMs, hear: () => {} });
    await connection.close();
    return says.connected;
  });
  if (!connected) return steps;
  await attempt(names.hear, async () => {
    const topics = signals.flatMap(({ address }) => parseAddress(address)?.topic ?? []);
    const filters = [...new Set([...(place.filters ?? []), ...topics])];
    const heard = await hearFor(reach, place, filters);
    return fill(says.heard, { count: heard.size, seconds: hearMs / 1_000 });
  });
  return steps;
}
