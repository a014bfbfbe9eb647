// Drives the Sparkplug 3.0 TCK over its MQTT control topics against our edge node and our host application, headless: asks
// for each test, plays what the test expects of the product, answers its prompts from what our program really did, and
// collects the results. The TCK must be running as an extension of its broker; this program neither fetches nor builds it.
import { silentLog } from '../../server/src/kernel/log/log.ts';
import { realWorld } from '../../server/src/kernel/world/real/world.ts';
import {
  connectMqtt,
  type MqttConnection,
} from '../../server/src/modules/connectivity/mqtt/client.ts';
import { sparkplug } from '../../server/src/modules/connectivity/protocols/sparkplug/sparkplug.ts';
import {
  sourceUnderTest,
  type SourceUnderTest,
} from '../../server/src/modules/connectivity/testing/source-under-test.ts';
import { EdgePublisher } from '../../server/src/modules/namespace/edge/edge-publisher.ts';
import { mqttLink } from '../../server/src/modules/namespace/mqtt-link.ts';
import { until } from '../../server/src/testing/until.ts';

export type TckResult = {
  readonly profile: string;
  readonly test: string;
  readonly overall: string;
  /** Assertion and what the TCK says of it. */
  readonly assertions: readonly (readonly [id: string, verdict: string])[];
};

type Broker = { readonly host: string; readonly port: number };
const names = { host: 'jingwei', group: 'G1', node: 'N1', device: 'D1' };
const control = 'SPARKPLUG_TCK/TEST_CONTROL';

export class Tck {
  readonly #broker: Broker;
  readonly results: TckResult[] = [];
  readonly #texts: string[] = [];
  #prompt: (text: string) => void = () => {};
  #client: MqttConnection | undefined;

  constructor(broker: Broker) {
    this.#broker = broker;
  }

  async open(): Promise<void> {
    this.#client = await connectMqtt({
      place: { ...this.#broker, version: '3.1.1' },
      clientId: 'tck-driver',
      timeoutMs: 5_000,
      hear: ({ topic, payload }) => {
        const text = Buffer.from(payload).toString();
        if (topic === 'SPARKPLUG_TCK/RESULT') this.#texts.push(text);
        if (topic === 'SPARKPLUG_TCK/CONSOLE_PROMPT') this.#prompt(text);
      },
    });
    await this.#client.subscribe([{ filter: 'SPARKPLUG_TCK/#', qos: 1 }]);
  }

  close(): Promise<void> {
    return this.#client?.close() ?? Promise.resolve();
  }

  say(topic: string, text: string): Promise<void> {
    return this.#client?.publish(topic, text, { qos: 1 }) ?? Promise.resolve();
  }

  async run(
    profile: 'edge' | 'host',
    test: string,
    play: {
      params: readonly string[];
      during: () => Promise<void>;
      prompt?: (text: string) => void;
    },
  ): Promise<void> {
    this.#texts.length = 0;
    this.#prompt = play.prompt ?? (() => {});
    await this.say(control, `NEW_TEST ${profile} ${test} ${play.params.join(' ')}`);
    await play.during();
    const isOver = () => this.#texts.some((text) => text.includes('OVERALL'));
    await until('the result', isOver, 15_000).catch(() => this.say(control, 'END_TEST'));
    await until('the result after the end', isOver, 5_000).catch(() => {});
    this.results.push({ profile, test, ...read(this.#texts.join('\n')) });
  }
}

function read(text: string): Pick<TckResult, 'overall' | 'assertions'> {
  const assertions: [string, string][] = [];
  let overall = 'no result';
  for (const line of text.split('\n')) {
    const found = /^\s*(?:\S.*INFO\s+- )?((?:Monitor:)?[\w-]+):\s*(.+?);?\s*$/.exec(line);
    if (found?.[1] === 'OVERALL') overall = found[2] ?? overall;
    else if (found?.[1] && found[2]) assertions.push([found[1], found[2]]);
  }
  return { overall, assertions };
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Of the last CONNECT; it goes on from test to test, as our program keeps it from start to start. */
let bdSeq = -1;

function edgeAt(broker: Broker): EdgePublisher {
  const edge = new EdgePublisher({
    open: mqttLink({
      dial: { connect: connectMqtt },
      place: broker,
      clientId: 'jingwei-edge',
      timeoutMs: 5_000,
    }),
    ...{ clock: realWorld.clock, log: silentLog, queueMax: 10_000, historyMax: 1_000 },
    ...{ group: names.group, node: names.node, metricsPerMessage: 500, primaryHost: names.host },
    nextBdSeq: async () => (bdSeq = (bdSeq + 1) & 255),
  });
  edge.defineNode([{ name: 'Node Info/Machines', value: 'number' }]);
  edge.define(names.device, [{ name: 'temp', value: 'number', unit: 'Cel' }], []);
  return edge;
}

async function tellAll(edge: EdgePublisher): Promise<void> {
  for (let i = 1; i <= 3; i += 1) {
    const more = { value: i, quality: 2 as const, timeUs: realWorld.clock.now() * 1_000 };
    edge.tell(names.device, [{ name: 'temp', ...more }]);
    edge.tellNode([{ name: 'Node Info/Machines', ...more }]);
    await pause(200);
  }
}

export async function runEdgeTests(tck: Tck, broker: Broker): Promise<void> {
  const params = [names.host, names.group, names.node, names.device];
  const withEdge = async (test: string, act: (edge: EdgePublisher) => Promise<void>) => {
    const edge = edgeAt(broker);
    await tck.run('edge', test, {
      params,
      during: async () => {
        await pause(1_500);
        edge.start();
        await until('the edge node is born', () => edge.isBorn, 10_000).catch(() => {});
        await act(edge);
      },
    });
    await edge.stop();
    await pause(1_000);
  };
  await withEdge('SessionEstablishmentTest', tellAll);
  await withEdge('SendDataTest', tellAll);
  await withEdge('SendComplexDataTest', tellAll);
  await withEdge('ReceiveCommandTest', () => pause(3_000));
  await withEdge('SessionTerminationTest', async (edge) => {
    await tellAll(edge);
    edge.remove(names.device);
    await pause(500);
    await edge.stop();
  });
  const edge = edgeAt(broker);
  await tck.run('edge', 'PrimaryHostTest', {
    params,
    during: async () => {
      edge.start();
      await pause(22_000);
    },
  });
  await edge.stop();
  await pause(1_000);
}

type Version = '3.1.1' | '5';

function hostAt({ host, port }: Broker, version: Version): SourceUnderTest {
  const place = { host, port, version, clientId: 'jingwei-host' };
  const connection = { ...place, hostId: names.host, reorderMs: 2_000 };
  const source = sourceUnderTest(sparkplug, { name: 'tck', connection });
  source.source.start();
  return source;
}

async function runHostSessions(tck: Tck, broker: Broker, version: Version): Promise<void> {
  let host: SourceUnderTest | undefined;
  await tck.run('host', 'SessionEstablishmentTest', {
    params: [names.host],
    during: async () => {
      await pause(500);
      host = hostAt(broker, version);
      await pause(2_000);
    },
  });
  await tck.run('host', 'SessionTerminationTest', {
    params: [names.host, 'jingwei-host'],
    during: async () => {
      await pause(500);
      await host?.stop();
    },
  });
  await pause(1_000);
}

export async function runHostTests(tck: Tck, broker: Broker): Promise<void> {
  // The edge node of the TCK: another than ours, since it counts its connections from 0.
  const params = [names.host, 'G2', 'N2', 'D2'];
  await runHostSessions(tck, broker, '3.1.1');
  await runHostSessions(tck, broker, '5');
  const online = hostAt(broker, '5');
  await until('the host is connected', () => online.source.status().state === 'connected');
  await pause(1_000);
  const write = async (signal: RegExp, value: number | string | boolean) => {
    const { signals } = online.source.observer;
    const at = signals.findIndex(({ identifier }) => signal.test(identifier));
    await online.source.session?.write?.([{ signal: at, value }]);
  };
  await tck.run('host', 'SendCommandTest', {
    params,
    during: () => pause(12_000),
    prompt: (text) => void answerCommand(text, online, write),
  });
  await pause(1_000);
  await tck.run('host', 'EdgeSessionTerminationTest', {
    params,
    during: () => pause(12_000),
    prompt: (text) => {
      // From what really is stored: the last reading of every signal of the device, or of the node and its device, is bad.
      const machine = text.includes('DDEATH') ? 'M-G2.N2.D2/' : 'M-G2.N2';
      setTimeout(() => {
        const last = new Map(online.readings.map((one) => [one.series, one.quality]));
        const ofMachine = [...last].filter(([series]) => series.includes(machine));
        const stale = ofMachine.length > 0 && ofMachine.every(([, how]) => how === 0);
        void tck.say('SPARKPLUG_TCK/CONSOLE_REPLY', stale ? 'PASS' : 'FAIL');
      }, 500);
    },
  });
  await pause(1_000);
  await tck.run('host', 'MessageOrderingTest', {
    params: [...params, '2000'],
    during: () => pause(20_000),
  });
  await online.stop();
}

/** A person at a console would do it with the same write. */
async function answerCommand(
  text: string,
  { source }: SourceUnderTest,
  write: (signal: RegExp, value: number | string | boolean) => Promise<void>,
): Promise<void> {
  await pause(500);
  const ofDevice = text.includes('device');
  const machine = ofDevice ? 'M-G2\\.N2\\.D2/' : 'M-G2\\.N2/';
  if (text.includes('rebirth')) {
    await write(new RegExp(`${machine}.*Rebirth$`), true);
    return;
  }
  const free = source.observer.signals.find(
    ({ identifier, writable }) =>
      new RegExp(machine).test(identifier) &&
      writable === true &&
      !/Rebirth|bdSeq/.test(identifier),
  );
  const values = { number: 1, text: 'x', boolean: true, 'three-space': '' };
  if (free)
    await write(
      new RegExp(`^${free.identifier.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`),
      values[free.value],
    );
}

export function asMarkdown(results: readonly TckResult[]): string {
  const lines: string[] = [
    '| profile | test | passed | failed | not executed | overall |',
    '|---|---|---|---|---|---|',
  ];
  const count = ({ assertions }: TckResult, begin: RegExp) =>
    assertions.filter(([, verdict]) => begin.test(verdict)).length;
  for (const result of results) {
    const { profile, test, overall } = result;
    const cells = [profile, test, count(result, /^PASS/), count(result, /^FAIL/)];
    lines.push(`| ${[...cells, count(result, /^(NOT|EMPTY)/), overall].join(' | ')} |`);
  }
  for (const { profile, test, assertions } of results)
    for (const [id, verdict] of assertions)
      if (!verdict.startsWith('PASS')) lines.push(`- ${profile} ${test}: \`${id}\`: ${verdict}`);
  return lines.join('\n');
}
