// The main job in figures, on the real program: readings stored a second from a socket, time from a reading on the
// socket to a browser, resolution cold and cached, memory. `--minutes 10` watches the demonstration plant that long.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { startRealProgram, type StartedProgram } from '../testing/program.ts';
import { signIn } from '../testing/sign-in.ts';
import { until } from '../../server/src/testing/until.ts';
import { bareUdpRoundTripMs } from './bare-udp.ts';
import { startLoadMachine } from './load-machine.ts';
import { quantile, report, type Figure } from './report.ts';
import { browserLatencies, streamLatencies } from './spine-latency.ts';

const { values: options } = parseArgs({
  options: { json: { type: 'boolean' }, minutes: { type: 'string', default: '1' } },
});
const signalsPerMachine = 200;
const loadSeconds = 10;

const folder = temporaryFolder();
const program = await startRealProgram(folder.path, ['--free-ports']);
const cookie = await signIn(program.ready);
const figures: Record<string, Figure> = {};

function memoryMiB(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function counter(name: string): Promise<number> {
  const text = await (await fetch(`${program.ready.origin}/metrics`)).text();
  return Number(new RegExp(`^${name}(?:_total)? (\\d+)`, 'm').exec(text)?.[1] ?? 0);
}

async function addSource(name: string, machine: { port: number; devices: string }): Promise<void> {
  const { port, devices } = machine;
  const answer = await fetch(`${program.ready.origin}/api/sources`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify({
      name,
      protocol: 'mtconnect-shdr',
      connection: { host: '127.0.0.1', port, devices },
    }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

await plantForMinutes(Number(options.minutes));
await resolutions(program);
const stamp = await startLoadMachine('STAMP', 1);
await addSource('stamp', stamp);
await stamp.connected();
const given = { program, cookie, machine: stamp };
const stream = await streamLatencies(given);
figures['socket to event stream, p50'] = { value: quantile(stream, 0.5), unit: 'ms' };
figures['socket to event stream, p99'] = { value: quantile(stream, 0.99), unit: 'ms' };
const browser = await browserLatencies(given);
if (browser) {
  figures['socket to Chromium, p50'] = { value: quantile(browser, 0.5), unit: 'ms' };
  figures['socket to Chromium, p99'] = { value: quantile(browser, 0.99), unit: 'ms' };
}
stamp.close();
await load();
const threeRoundTripsMs = 3 * (await bareUdpRoundTripMs());
report({
  name: 'spine',
  figures,
  peers: {
    'bare datagrams': { 'three round trips, p50': { value: threeRoundTripsMs, unit: 'ms' } },
  },
  ratios: {
    'cold resolution to three bare round trips':
      (figures['resolve cold (3 nodes, UDP), p50']?.value ?? NaN) / threeRoundTripsMs,
  },
});
await program.stop();
folder.remove();

async function plantForMinutes(minutes: number): Promise<void> {
  const cpuBefore = cpuSeconds(program.ready.pid);
  const readingsBefore = await counter('jingwei_telemetry_readings');
  await new Promise((resolve) => setTimeout(resolve, minutes * 60_000));
  const seconds = minutes * 60;
  figures[`memory after ${minutes} min of the plant (RSS)`] = {
    value: memoryMiB(program.ready.pid),
    unit: 'MiB',
  };
  figures['processor while the plant runs'] = {
    value: ((cpuSeconds(program.ready.pid) - cpuBefore) / seconds) * 100,
    unit: '% of a core',
  };
  figures['readings of the plant'] = {
    value: ((await counter('jingwei_telemetry_readings')) - readingsBefore) / seconds,
    unit: '/s',
  };
}

async function resolutions({ ready }: StartedProgram): Promise<void> {
  const handle = '88.118.8/L-100001';
  await until(
    'the first lens',
    async () => (await fetch(`${ready.origin}/api/handles/${handle}`)).ok,
    60_000,
  );
  const times = async (query: string, count: number) => {
    const took: number[] = [];
    for (let i = 0; i < count; i++) {
      const answer = await fetch(`${ready.origin}/api/resolutions/${handle}${query}`);
      took.push(((await answer.json()) as { tookMs: number }).tookMs);
    }
    return took;
  };
  const first = await times('?fresh=true', 500);
  await times('?fresh=true', 3_000); // until the code on the way is compiled, as on a node that runs for long
  const cold = await times('?fresh=true', 500);
  const cached = await times('', 500);
  figures['resolve cold (3 nodes, UDP), p50 of the first 500 after the start'] = {
    value: quantile(first, 0.5),
    unit: 'ms',
  };
  figures['resolve cold (3 nodes, UDP), p50'] = { value: quantile(cold, 0.5), unit: 'ms' };
  figures['resolve cold (3 nodes, UDP), p99'] = { value: quantile(cold, 0.99), unit: 'ms' };
  figures['resolve cached, p50'] = { value: quantile(cached, 0.5), unit: 'ms' };
  figures['resolve cached, p99'] = { value: quantile(cached, 0.99), unit: 'ms' };
}

async function load(): Promise<void> {
  const machine = await startLoadMachine('LOAD', signalsPerMachine);
  await addSource('load', machine);
  await machine.connected();
  const before = await counter('jingwei_telemetry_readings');
  const cpuBefore = cpuSeconds(program.ready.pid);
  const startedMs = performance.now();
  let sent = 0;
  for (let n = 0; performance.now() - startedMs < loadSeconds * 1000; n++) {
    const values = Array.from(
      { length: signalsPerMachine },
      (_, i) => ((n * 7 + i * 13) % 100_000) / 100,
    );
    await machine.send(values);
    sent += signalsPerMachine;
  }
  await until(
    'all readings stored',
    async () => (await counter('jingwei_telemetry_readings')) - before >= sent,
    60_000,
  );
  const seconds = (performance.now() - startedMs) / 1000;
  figures['readings from one socket, durable'] = { value: sent / seconds, unit: '/s' };
  figures['readings per processor second'] = {
    value: sent / (cpuSeconds(program.ready.pid) - cpuBefore),
    unit: '/CPU-s',
  };
  figures['memory after the load (RSS)'] = { value: memoryMiB(program.ready.pid), unit: 'MiB' };
  machine.close();
}
