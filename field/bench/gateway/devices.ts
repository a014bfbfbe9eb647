// Machines that are asked, or that notify: our Modbus device, and an OPC UA server of asyncua whose 10,000 variables all
// change at once, over and over.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startAsyncua, type OpcUaServer } from '../../interop/opc-ua-server.ts';
import { cpuSecondsOf } from '../processor-time.ts';
import type { Figure } from '../report.ts';
import { MeasuredProgram } from './measured-program.ts';
import { allRoles } from './throughput.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What becomes durable in the span, and what it costs. */
async function watched(
  measured: MeasuredProgram,
  device: { readonly pid?: number | undefined },
  seconds: number,
) {
  const [before, cpuBefore, begun] = [
    await measured.stored(),
    measured.cpuSeconds,
    performance.now(),
  ];
  const deviceBefore = cpuSecondsOf(device.pid);
  await pause(seconds * 1_000);
  const stored = (await measured.stored()) - before;
  const tookS = (performance.now() - begun) / 1_000;
  const cpuS = measured.cpuSeconds - cpuBefore;
  const deviceCores = (cpuSecondsOf(device.pid) - deviceBefore) / tookS;
  const note = `the device ${deviceCores.toFixed(2)}`;
  const figures: Record<string, Figure> = {
    'processor time': { value: (cpuS / Math.max(1, stored)) * 1e6, unit: 'µs CPU a reading' },
    cores: { value: cpuS / tookS, unit: 'cores', note },
  };
  return { perSecond: stored / tookS, deviceCores, figures };
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

/** Changes the variables as often as the server can. `changed` counts whole rounds. */
class Ticking {
  readonly #server: OpcUaServer;
  readonly #over: Promise<void>;
  #stopped = false;
  rounds = 0;

  constructor(server: OpcUaServer) {
    this.#server = server;
    this.#over = this.#tick();
    this.#over.catch(() => undefined); // told by `stop`, where that is reached
  }

  stop(): Promise<void> {
    this.#stopped = true;
    return this.#over;
  }

  async #tick(): Promise<void> {
    while (!this.#stopped) {
      await this.#server.tell('tick');
      this.rounds += 1;
    }
  }
}

const variables = 10_000;

/** What the server needs to get ready is not measured, and bounded: an answer that does not come ends the part. */
export async function opcUa(seconds: number): Promise<Record<string, Figure>> {
  const stops: (() => unknown)[] = [];
  const context = { after: (stop?: unknown) => void stops.push(stop as () => unknown) };
  try {
    const server = await startAsyncua(context, ['--many', String(variables)]);
    const measured = await MeasuredProgram.start(allRoles);
    const connection = {
      ...{ host: '127.0.0.1', port: server.port, securityMode: 'none' },
      ...{ publishMs: 100, samplingMs: 0, below: 'nsu=http://example.org/line;s=Line' },
    };
    const begunMs = performance.now();
    await measured.connect({ name: 'load', protocol: 'opc-ua', connection });
    await measured.untilStored(variables);
    const firstMs = performance.now() - begunMs;
    const ticking = new Ticking(server);
    await pause(5_000);
    const before = ticking.rounds;
    const watch = await watched(measured, server, seconds);
    const changed = ((ticking.rounds - before) * variables) / seconds;
    await ticking.stop();
    await measured.stopAndCount();
    const note = `the server, which is the limit, changed ${Math.round(changed)} variables a second`;
    return {
      stored: { value: watch.perSecond, unit: 'notifications/s', note },
      ...watch.figures,
      'processor time of the server': {
        value: (watch.deviceCores / watch.perSecond) * 1e6,
        unit: 'µs CPU a notification',
      },
      'first values of 10,000 variables after': { value: firstMs / 1_000, unit: 's' },
    };
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}
