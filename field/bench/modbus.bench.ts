// Modbus registers a second through a session of the gateway, each register a signal, against devices in a process
// of their own: ours with 20 units behind one connection, the same with one of them dead, and pymodbus.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { modbusTcp } from '../../server/src/modules/connectivity/protocols/modbus/modbus-tcp.ts';
import { reachUnderTest } from '../../server/src/modules/connectivity/testing/source-under-test.ts';
import { quality } from '../../server/src/stores/series/series.ts';
import { pythonWith } from '../interop/python-packages.ts';
import { startPythonServer } from '../interop/python-server.ts';
import { quantile, report, type Figures } from './report.ts';

const measureMs = 2_000;
/** With and without a dead unit in turn, so that other load on the machine falls on both alike. */
const pairs = 5;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function ownDevice(silentUnit: number): Promise<{ child: ChildProcess; port: number }> {
  const script = fileURLToPath(new URL('modbus-device.ts', import.meta.url));
  const child = spawn(process.execPath, [script, String(silentUnit)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, port: Number(line) };
}

type Load = {
  readonly port: number;
  readonly units: readonly number[];
  readonly blocks: number;
  readonly intervalMs: number;
  readonly requestsAtOnce: number;
};

async function measured({ port, units, blocks, intervalMs, requestsAtOnce }: Load) {
  const { reach, remove } = reachUnderTest();
  const signals = units.flatMap((unit) =>
    Array.from({ length: blocks * 125 }, (_, i) => ({
      id: `u${unit}-${i}`,
      address: `unit ${unit} holding ${i}`,
    })),
  );
  const connection = { host: '127.0.0.1', port, intervalMs, timeoutMs: 1_000, requestsAtOnce };
  const settings = { name: 'bench', protocol: 'modbus-tcp', connection, signals };
  let good = 0;
  const session = await modbusTcp.describe('88.118.8', settings).connect({
    ...reach,
    silenceMs: 60_000,
    plant: {
      follow: () => ({ cancel() {} }),
      signal: async () => undefined,
      isOwnTopic: () => false,
    },
    keys: () => [],
    memory: { read: async () => undefined, write: async () => {} },
    listener: {
      observed(_time, readings) {
        for (const reading of readings) if (reading.quality === quality.good) good += 1;
      },
      refused: () => {},
      together: (_key, tell) => tell(),
      durable: async () => {},
      learned: async () => [],
    },
  });
  await pause(1_000);
  const [before, begun, cpu] = [good, performance.now(), process.cpuUsage()];
  await pause(measureMs);
  const tookS = (performance.now() - begun) / 1_000;
  const used = process.cpuUsage(cpu);
  session.close();
  await session.closed;
  remove();
  const cpuShare = (used.user + used.system) / 1e6 / tookS;
  return { perSecond: (good - before) / tookS, cpuShare };
}

const units = Array.from({ length: 20 }, (_, i) => i + 1);
const figures: Record<string, { value: number; unit: string; note?: string }> = {};
const ratios: Record<string, number> = {};

async function onceWith(silent: number, intervalMs: number) {
  const { child, port } = await ownDevice(silent);
  const found = await measured({ port, units, blocks: 4, intervalMs, requestsAtOnce: 20 });
  child.stdin?.end();
  await once(child, 'exit');
  const living = units.length - (silent === 0 ? 0 : 1);
  return { ...found, perLivingUnit: found.perSecond / living };
}

for (const intervalMs of [10, 100]) {
  const alive: Awaited<ReturnType<typeof onceWith>>[] = [];
  const dead: typeof alive = [];
  for (let n = 0; n < pairs; n += 1) {
    for (const silent of n % 2 === 0 ? [0, 7] : [7, 0]) {
      (silent === 0 ? alive : dead).push(await onceWith(silent, intervalMs));
    }
  }
  const most = (units.length * 500 * 1_000) / intervalMs;
  for (const [name, runs] of [
    ['all alive', alive],
    ['one dead', dead],
  ] as const) {
    const all = runs.map(({ perSecond }) => perSecond);
    const cores = quantile(
      runs.map(({ cpuShare }) => cpuShare),
      0.5,
    );
    figures[`20 units each ${intervalMs} ms, ${name}`] = {
      value: quantile(all, 0.5),
      unit: 'registers/s',
      note: `median of ${pairs}, ${Math.round(Math.min(...all))} … ${Math.round(Math.max(...all))}, ${cores.toFixed(2)} cores; the interval allows ${most}`,
    };
  }
  const middle = (runs: typeof alive) =>
    quantile(
      runs.map(({ perLivingUnit }) => perLivingUnit),
      0.5,
    );
  ratios[`a living unit beside a dead one, each ${intervalMs} ms`] = middle(dead) / middle(alive);
}

const peers: Record<string, Figures> = {};
const python = await pythonWith('pymodbus');
if ('program' in python) {
  const peer = await startPythonServer(python, 'modbus_server.py', ['127.0.0.1', 'socket']);
  const found = await measured({
    port: peer.port,
    units: [1, 3],
    blocks: 1,
    intervalMs: 10,
    requestsAtOnce: 1,
  });
  await peer.stop();
  const value = found.perSecond;
  peers['pymodbus 3.11.4 as the device'] = {
    'two units of 125 registers each 10 ms, one request at a time': { value, unit: 'registers/s' },
  };
}
report({ name: 'modbus', figures, peers, ratios });
process.exit();
