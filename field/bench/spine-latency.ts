// Time from a reading on the machine's socket to a reader of the live stream: a plain one, and a page in Chromium.
import { launchBrowser, withoutBrowser } from '../testing/chromium.ts';
import type { StartedProgram } from '../testing/program.ts';
import type { LoadMachine } from './load-machine.ts';

type Given = { program: StartedProgram; cookie: string; machine: LoadMachine };

const identifier = '88.118.8/M-STAMP';
const count = 100;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Sends numbered readings, each with when it was sent, and gives the times that `seen` reports. */
async function stamped(machine: LoadMachine, from: number): Promise<Map<number, number>> {
  const sent = new Map<number, number>();
  for (let n = from; n < from + count; n++) {
    sent.set(n, Date.now());
    await machine.send([n]);
    await pause(30 + (n % 7) * 10);
  }
  await pause(1_000);
  return sent;
}

export async function streamLatencies({ program, cookie, machine }: Given): Promise<number[]> {
  const abort = new AbortController();
  const url = `${program.ready.origin}/api/readings/live?machine=${encodeURIComponent(identifier)}`;
  const answer = await fetch(url, { headers: { cookie }, signal: abort.signal });
  const seen = new Map<number, number>();
  const reading = (async () => {
    let text = '';
    for await (const chunk of answer.body ?? []) {
      text += new TextDecoder().decode(chunk);
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1];
        text = text.slice(end + 2);
        if (!data) continue;
        for (const { value } of (JSON.parse(data) as { readings: { value: number }[] }).readings) {
          if (!seen.has(value)) seen.set(value, Date.now());
        }
      }
    }
  })().catch(() => {});
  const sent = await stamped(machine, 1_000);
  abort.abort();
  await reading;
  return latencies(sent, seen);
}

/** Undefined where Chromium is not installed. */
export async function browserLatencies({
  program,
  cookie,
  machine,
}: Given): Promise<number[] | undefined> {
  if (withoutBrowser) return undefined;
  const browser = await launchBrowser();
  const context = await browser.newContext();
  const [name = '', value = ''] = cookie.split('=');
  await context.addCookies([{ name, value, url: program.ready.origin }]);
  const page = await context.newPage();
  await page.goto(`${program.ready.origin}/resolve`);
  await page.evaluate((machineIdentifier) => {
    const seen: [number, number][] = [];
    Object.assign(globalThis, { seen });
    const stream = new EventSource(
      `/api/readings/live?machine=${encodeURIComponent(machineIdentifier)}`,
    );
    stream.addEventListener('readings', (event) => {
      const { readings } = JSON.parse((event as MessageEvent).data as string) as {
        readings: { value: number }[];
      };
      for (const reading of readings) seen.push([reading.value, Date.now()]);
    });
  }, identifier);
  await pause(500);
  const sent = await stamped(machine, 2_000);
  const seen = await page.evaluate(
    () => (globalThis as unknown as { seen: [number, number][] }).seen,
  );
  await browser.close();
  const first = new Map<number, number>();
  for (const [n, at] of seen) if (!first.has(n)) first.set(n, at);
  return latencies(sent, first);
}

function latencies(sent: ReadonlyMap<number, number>, seen: ReadonlyMap<number, number>): number[] {
  const took = [...sent].flatMap(([n, at]) => (seen.has(n) ? [(seen.get(n) ?? 0) - at] : []));
  if (took.length < count) throw new Error(`only ${took.length} of ${count} readings arrived`);
  return took;
}
