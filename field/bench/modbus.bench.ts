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
import { report, type Figures } from './report.ts';

const measureMs = 5_000;
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
};

async function measured({ port, units, blocks, intervalMs }: Load) {
  const { reach, remove } = reachUnderTest();
  const signals = units.flatMap((unit) =>
    Array.from({ length: blocks * 125 }, (_, i) => ({
      id: `u${unit}-${i}`,
      address: `unit ${unit} holding ${i}`,
    })),
  );
  const connection = { host: '127.0.0.1', port, intervalMs, timeoutMs: 1_000, requestsAtOnce: 20 };
  const settings = { name: 'bench', protocol: 'modbus-tcp', connection, signals };
  const perUnit = new Map<number, number>();
  let good = 0;
  const session = await modbusTcp.describe('88.118.8', settings).connect({
    ...reach,
    silenceMs: 60_000,
    memory: { read: async () => undefined, write: async () => {} },
    listener: {
      observed(_time, readings) {
        for (const reading of readings) if (reading.quality === quality.good) good += 1;
        const unit = units[Math.floor((readings[0]?.signal ?? 0) / (blocks * 125))] ?? 0;
        perUnit.set(unit, (perUnit.get(unit) ?? 0) + 1);
      },
      refused: () => {},
      durable: async () => {},
      learned: async () => [],
    },
  });
  await pause(1_000);
  perUnit.clear();
  const [before, begun, cpu] = [good, performance.now(), process.cpuUsage()];
  await pause(measureMs);
  const tookS = (performance.now() - begun) / 1_000;
  const used = process.cpuUsage(cpu);
  session.close();
  await session.closed;
  remove();
  const rounds = units.map((unit) => (perUnit.get(unit) ?? 0) / blocks / tookS);
  const cpuShare = (used.user + used.system) / 1e6 / tookS;
  return { perSecond: (good - before) / tookS, rounds, cpuShare };
}

const units = Array.from({ length: 20 }, (_, i) => i + 1);
const figures: Record<string, { value: number; unit: string; note?: string }> = {};
for (const [name, silent, intervalMs] of [
  ['20 units, as fast as it goes', 0, 10],
  ['20 units, one of them dead, as fast as it goes', 7, 10],
  ['20 units each 100 ms', 0, 100],
  ['20 units each 100 ms, one of them dead', 7, 100],
] as const) {
  const { child, port } = await ownDevice(silent);
  const found = await measured({ port, units, blocks: 4, intervalMs });
  child.stdin?.end();
  await once(child, 'exit');
  const living = found.rounds.filter((_, i) => units[i] !== silent);
  figures[name] = {
    value: found.perSecond,
    unit: 'registers/s',
    note: `slowest living unit ${Math.min(...living).toFixed(1)} rounds/s, ${found.cpuShare.toFixed(2)} cores`,
  };
}

const peers: Record<string, Figures> = {};
const python = await pythonWith('pymodbus');
if ('program' in python) {
  const peer = await startPythonServer(python, 'modbus_server.py', ['127.0.0.1', 'socket']);
  const found = await measured({ port: peer.port, units: [1, 3], blocks: 1, intervalMs: 10 });
  await peer.stop();
  const value = found.perSecond;
  peers['pymodbus 3.11.4 as the device'] = { 'two units': { value, unit: 'registers/s' } };
}
report({ name: 'modbus', figures, peers });
process.exit();
