// From a reading on the machine's socket to its being durable in the store and readable by others, at a moderate rate:
// the newest reading is asked for over and over, and when it was first seen is compared with when it was sent.
import { quantile, type Figure } from '../report.ts';
import { MeasuredProgram, startMachineProcess } from './measured-program.ts';
import type { MachineKind } from './machines.ts';
import { allRoles, openBroker, sourceOf } from './throughput.ts';

type Last = { readonly readings: readonly { readonly signal: string; readonly value: unknown }[] };

const perSecond = 1_000;
const machines: Readonly<Record<MachineKind, readonly [machine: string, signal: string]>> = {
  shdr: ['M-LOAD', 's0'],
  mqtt: ['M-load', 'machine-0.s0'],
  sparkplug: ['M-bench.node-0', 's0'],
};

/** Ten signals, a hundred messages a second. */
export async function latency(kind: MachineKind, seconds: number): Promise<Record<string, Figure>> {
  const measured = await MeasuredProgram.start([...allRoles, ...openBroker]);
  const { port } = measured.program.listener('broker');
  const machine = await startMachineProcess({ kind, port, signals: 10, perMessage: 10 });
  await measured.connect(sourceOf(kind, machine.found));
  await machine.ready();
  const run = { perSecond, origin: measured.origin, window: 0, stamps: true };
  await machine.run({ ...run, seconds: 3 });
  const seen: [number, number][] = [];
  const [name, signal] = machines[kind];
  const asked = `/api/readings/last?machine=${encodeURIComponent(`88.118.8/${name}`)}`;
  const over = new AbortController();
  const looking = (async () => {
    for (let newest = 0; !over.signal.aborted;) {
      const { readings } = await measured.ask<Last>(asked);
      const value = Number(readings.find((one) => one.signal.endsWith(`/${signal}`))?.value ?? 0);
      if (value > newest) seen.push([value, performance.timeOrigin + performance.now()]);
      newest = Math.max(newest, value);
      await new Promise((resolve) => setTimeout(resolve, 2)); // asking must not be the load
    }
  })();
  const { stamps } = await machine.run({ ...run, seconds });
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  over.abort();
  await looking;
  machine.close();
  await measured.stopAndCount();
  let at = 0;
  const took = stamps.flatMap(([value, sentMs]) => {
    while (at < seen.length && (seen[at]?.[0] ?? 0) < value) at += 1;
    const seenMs = seen[at]?.[1];
    return seenMs === undefined ? [] : [seenMs - sentMs];
  });
  if (took.length < stamps.length) throw new Error(`${stamps.length - took.length} never arrived`);
  return {
    'socket to store, p50': { value: quantile(took, 0.5), unit: 'ms', note: `${perSecond}/s` },
    'socket to store, p99': { value: quantile(took, 0.99), unit: 'ms' },
  };
}
