// The OPC UA client against foreign servers: notifications of 10,000 variables a second (Eclipse Milo, in Java),
// memory for them, and how long 100,000 nodes take to browse (Milo; of asyncua in Python 5,000, since it takes minutes to make more). The servers run on the same cores.
import { opcUa } from '../../server/src/modules/connectivity/protocols/opc-ua/opc-ua.ts';
import {
  reachUnderTest,
  sourceUnderTest,
} from '../../server/src/modules/connectivity/testing/source-under-test.ts';
import type { BrowsePage } from '../../server/src/modules/connectivity/protocols/protocol.ts';
import { until } from '../../server/src/testing/until.ts';
import { startAsyncua, startMilo, withoutAsyncua, withoutMilo } from '../interop/opc-ua-server.ts';
import { cpuSecondsOf } from './processor-time.ts';
import { report, type Figures } from './report.ts';

const mebibyte = 2 ** 20;
const variables = 10_000;
const measuredMs = 10_000;
const stops: (() => unknown)[] = [];
const context = { after: (stop?: unknown) => void stops.push(stop as () => unknown) };

function memoryMiB(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss / mebibyte;
}

async function subscribed(ticksPerSecond: number): Promise<Figures> {
  const server = await startMilo(context, [String(variables), '100000']);
  const address = (i: number) => `nsu=http://example.org/numbers;s=N${i}`;
  const signals = Array.from({ length: variables }, (_, i) => ({
    id: `N${i}`,
    address: address(i),
  }));
  const before = memoryMiB();
  const connection = {
    ...{ host: '127.0.0.1', port: server.port, path: '/milo', securityMode: 'none' },
    ...{ publishMs: 100, samplingMs: 10, queueSize: 100 },
  };
  let stored = 0;
  const tested = sourceUnderTest(
    opcUa,
    { name: 'bench', connection, signals },
    {
      config: { batchReadingsMax: 20_000, waitingReadingsMax: 500_000, batchWaitMs: 50 },
      append: async (batch) => {
        stored += batch.values.length;
        tested.readings.length = 0;
      },
    },
  );
  stops.push(() => tested.stop());
  const begunMs = performance.now();
  tested.source.start();
  await until('all signals have a value', () => stored >= variables, 120_000);
  const startMs = performance.now() - begunMs;
  const held = memoryMiB() - before;
  await server.tell(`flow ${ticksPerSecond}`);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const serverBefore = cpuSecondsOf(server.pid);
  const [from, cpu, fromMs] = [stored, process.cpuUsage(), performance.now()];
  await new Promise((resolve) => setTimeout(resolve, measuredMs));
  const seconds = (performance.now() - fromMs) / 1_000;
  const used = process.cpuUsage(cpu);
  const told = stored - from;
  const serverS = cpuSecondsOf(server.pid) - serverBefore;
  const each = 'µs CPU a notification';
  return {
    'notifications into the gateway': { value: told / seconds, unit: '/s' },
    'processor time of the gateway': { value: (used.user + used.system) / told, unit: each },
    'processor time of the server': { value: (serverS / told) * 1e6, unit: each },
    'processor of the gateway': {
      value: (used.user + used.system) / 10_000 / seconds,
      unit: '%',
      note: 'of one core, with the gathering of readings',
    },
    'first values of 10,000 signals after': { value: startMs, unit: 'ms' },
    'memory for the library and 10,000 signals': { value: held, unit: 'MiB' },
  };
}

async function browsed(connection: Record<string, unknown>, at: string): Promise<[number, number]> {
  const { reach, remove } = reachUnderTest();
  stops.push(remove);
  const begunMs = performance.now();
  let [count, after]: [number, string | undefined] = [0, undefined];
  do {
    const page: BrowsePage | undefined = await opcUa.browse?.(
      reach,
      { securityMode: 'none', ...connection },
      {
        ...{ at, limit: 1_000 },
        ...(after === undefined ? {} : { after }),
      },
    );
    count += page?.things.length ?? 0;
    after = page?.next;
  } while (after !== undefined);
  return [count, performance.now() - begunMs];
}

async function stopAll(): Promise<void> {
  for (const stop of stops.splice(0).toReversed()) await stop();
}

async function browseOfMilo(): Promise<Figures> {
  const { port } = await startMilo(context, ['100000', '100000']);
  const at = 'nsu=http://example.org/numbers;s=Numbers';
  const before = memoryMiB();
  const [count, tookMs] = await browsed({ host: '127.0.0.1', port, path: '/milo' }, at);
  const note = 'with types, rights and units, 1,000 a page';
  return {
    [`browse of ${count.toLocaleString('en')} nodes, Milo`]: {
      value: tookMs / 1_000,
      unit: 's',
      note,
    },
    'memory while browsing': { value: memoryMiB() - before, unit: 'MiB' },
  };
}

async function browseOfAsyncua(): Promise<Figures> {
  const { port } = await startAsyncua(context, ['--many', '5000']);
  const at = 'nsu=http://example.org/line;s=Line';
  const [count, tookMs] = await browsed({ host: '127.0.0.1', port }, at);
  const note = 'the server gives all at once, and is the limit';
  return {
    [`browse of ${count.toLocaleString('en')} nodes, asyncua`]: {
      value: tookMs / 1_000,
      unit: 's',
      note,
    },
  };
}

if (withoutMilo !== false) console.error(`not measured: ${withoutMilo}`);
const figures: Record<string, Figures[string]> = {};
const works = [
  ...(withoutMilo === false ? [() => subscribed(10), browseOfMilo] : []),
  ...(withoutAsyncua === false ? [browseOfAsyncua] : []),
];
for (const work of works) {
  try {
    Object.assign(figures, await work());
  } finally {
    await stopAll();
  }
}
report({ name: 'opc-ua', figures });
process.exit(0);
