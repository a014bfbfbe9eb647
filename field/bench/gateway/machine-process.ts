// The process of a machine: takes its order as its argument, says where it is, and then tells for as long as each line on
// its input says, either at a rate, or as fast as the store takes it: never more ahead than a window of readings.
import { createInterface } from 'node:readline';
import { startMachine, type MachineOrder } from './machines.ts';

export type Run = {
  readonly seconds: number;
  /** Readings a second; as fast as they are stored where absent. */
  readonly perSecond?: number;
  /** The program whose store is asked how far it is. */
  readonly origin: string;
  readonly window: number;
  /** When each message was sent, for latencies. */
  readonly stamps: boolean;
};
export type Ran = {
  readonly sent: number;
  readonly messages: number;
  /** Processor time of the machine itself. */
  readonly cpuS?: number;
  /** Value of the first signal in a message, and when it went out (ms since 1970). */
  readonly stamps: readonly (readonly [number, number])[];
};

const order = JSON.parse(process.argv[2] ?? '{}') as MachineOrder;
const machine = await startMachine(order);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const nowMs = () => performance.timeOrigin + performance.now();
const askEveryMs = 40;
let value = 0;
console.log(JSON.stringify({ port: machine.found.port, devices: machine.found.devices }));

async function stored(origin: string): Promise<number> {
  const text = await (await fetch(`${origin}/metrics`)).text();
  return Number(/^jingwei_telemetry_readings_total (\d+)/m.exec(text)?.[1] ?? 0);
}

async function paced({ perSecond = 1, seconds, stamps }: Run): Promise<Ran> {
  const begun = nowMs();
  const kept: [number, number][] = [];
  let sent = 0;
  let messages = 0;
  for (;;) {
    const passedMs = nowMs() - begun;
    if (passedMs >= seconds * 1_000) break;
    while (sent < (passedMs / 1_000) * perSecond) {
      value += 1;
      if (stamps) kept.push([value, nowMs()]);
      await machine.tell(value);
      sent += order.perMessage;
      messages += 1;
    }
    await pause(1);
  }
  return { sent, messages, stamps: kept };
}

async function flatOut({ seconds, origin, window }: Run): Promise<Ran> {
  const before = await stored(origin);
  const until = nowMs() + seconds * 1_000;
  let sent = 0;
  let messages = 0;
  let taken = 0;
  const over = new AbortController();
  const asking = (async () => {
    while (!over.signal.aborted) {
      taken = (await stored(origin)) - before;
      await pause(askEveryMs);
    }
  })();
  while (nowMs() < until) {
    if (sent - taken >= window) await pause(2);
    else {
      value += 1;
      await machine.tell(value);
      sent += order.perMessage;
      messages += 1;
      if (messages % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  }
  over.abort();
  await asking;
  return { sent, messages, stamps: [] };
}

async function go(run: Run): Promise<Ran> {
  const before = process.cpuUsage();
  const ran = await (run.perSecond === undefined ? flatOut(run) : paced(run));
  const { user, system } = process.cpuUsage(before);
  return { ...ran, cpuS: (user + system) / 1e6 };
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'ready') await machine.ready();
  const ran =
    line === 'ready' ? { sent: 0, messages: 0, stamps: [] } : await go(JSON.parse(line) as Run);
  console.log(JSON.stringify(ran));
}
machine.close();
process.exit();
