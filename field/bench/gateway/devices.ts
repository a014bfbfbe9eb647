// Machines that are asked, or that notify: our Modbus device, and an OPC UA server of asyncua whose 10,000 variables all
// change at once, over and over.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { pythonWith } from '../../interop/python-packages.ts';
import { freePort } from '../../testing/free-port.ts';
import type { Figure } from '../report.ts';
import { MeasuredProgram } from './measured-program.ts';
import { allRoles } from './throughput.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** What becomes durable in the span, and what it costs. */
async function watched(measured: MeasuredProgram, device: ChildProcess, seconds: number) {
  const [before, cpuBefore, begun] = [
    await measured.stored(),
    measured.cpuSeconds,
    performance.now(),
  ];
  const deviceBefore = cpuSecondsOf(device.pid ?? 0);
  await pause(seconds * 1_000);
  const stored = (await measured.stored()) - before;
  const tookS = (performance.now() - begun) / 1_000;
  const cpuS = measured.cpuSeconds - cpuBefore;
  const deviceCores = (cpuSecondsOf(device.pid ?? 0) - deviceBefore) / tookS;
  const note = `the device ${deviceCores.toFixed(2)}`;
  const figures: Record<string, Figure> = {
    'processor time': { value: (cpuS / Math.max(1, stored)) * 1e6, unit: 'µs CPU a reading' },
    cores: { value: cpuS / tookS, unit: 'cores', note },
  };
  return { perSecond: stored / tookS, figures };
}

/** 20 units behind one connection, 500 registers each, every register a signal. */
export async function modbus(seconds: number): Promise<Record<string, Figure>> {
  const script = fileURLToPath(new URL('../modbus-device.ts', import.meta.url));
  const device = spawn(process.execPath, [script, '0'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: device.stdout }), 'line')) as [string];
  const measured = await MeasuredProgram.start(allRoles);
  const signals = Array.from({ length: 10_000 }, (_, i) => {
    const [unit, register] = [Math.floor(i / 500) + 1, i % 500];
    return { id: `u${unit}-${register}`, address: `unit ${unit} holding ${register}` };
  });
  const host = { host: '127.0.0.1', port: Number(line) };
  const connection = { ...host, intervalMs: 50, requestsAtOnce: 20 };
  await measured.connect({ name: 'load', protocol: 'modbus-tcp', connection, signals });
  await pause(3_000);
  const { perSecond, figures } = await watched(measured, device, seconds);
  await measured.stopAndCount();
  device.stdin.end();
  const note = '10,000 registers each 50 ms, which allows 200,000';
  return { stored: { value: perSecond, unit: 'registers/s', note }, ...figures };
}

export async function opcUa(seconds: number): Promise<Record<string, Figure>> {
  const python = await pythonWith('asyncua');
  if ('missing' in python) throw new Error(python.missing);
  const port = await freePort();
  const script = join(python.scripts, 'opcua_server.py');
  const words = [script, '--port', String(port), '--many', '10000'];
  const server = spawn(python.program, words, { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  await lines.next();
  const measured = await MeasuredProgram.start(allRoles);
  const connection = {
    ...{ host: '127.0.0.1', port, securityMode: 'none', publishMs: 100, samplingMs: 0 },
    below: 'nsu=http://example.org/line;s=Line',
  };
  await measured.connect({ name: 'load', protocol: 'opc-ua', connection });
  const over = new AbortController();
  let ticks = 0;
  const ticking = (async () => {
    while (!over.signal.aborted) {
      server.stdin.write('tick\n');
      await lines.next();
      ticks += 1;
    }
  })();
  await pause(5_000);
  const before = ticks;
  const { perSecond, figures } = await watched(measured, server, seconds);
  const changed = ((ticks - before) * 10_000) / seconds;
  over.abort();
  await ticking;
  await measured.stopAndCount();
  server.kill('SIGKILL');
  const note = `the server changed ${Math.round(changed)} variables a second`;
  return { stored: { value: perSecond, unit: 'notifications/s', note }, ...figures };
}
