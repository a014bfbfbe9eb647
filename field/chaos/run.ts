// The chaos run: every fault in an order that follows from the seed, then everything is healed, the outboxes run empty, and
// what is in the store is compared with what the machines know and with the gap report.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../server/src/testing/until.ts';
import { audit, type Audit, type GapStream, type Told } from './audit.ts';
import { faults as allFaults, pause, type Fault } from './faults.ts';
import { enterprise, setStage, type Stage } from './stage.ts';
import { readStored } from './stored.ts';
import { canStepClocks, type Tier } from './tier.ts';

export type ChaosOptions = {
  readonly folder: string;
  readonly seconds: number;
  readonly rate: number;
  readonly seed: number;
  /** A loss on purpose, so that it can be seen that the count sees one. */
  readonly isSabotaged?: boolean;
  /** All of them unless given. */
  readonly faults?: readonly Fault[];
  readonly say?: (line: string) => void;
  /** How to end everything early. */
  readonly onSet?: (close: () => Promise<void>) => void;
};

export type ChaosReport = {
  readonly seed: number;
  readonly seconds: number;
  readonly rate: number;
  /** Told by all machines, a second. */
  readonly told: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly link: Readonly<Record<string, number>>;
  /** What this machine could not do. */
  readonly without: readonly string[];
  readonly drainedAfterSeconds: number;
  readonly startFailures: number;
  /** What was compared, so that it can be compared again with something missing. */
  readonly compared: readonly Told[];
  readonly audits: readonly Audit[];
  readonly wrong: readonly string[];
};

const cycleMs = 120_000;
const warmUpMs = 3_000;
const drainWithinMs = 300_000;
const pageReadings = 20_000;
const notesOfPage = 500;
/** The clocks of gateways were stepped by less. */
const aroundMs = 2 * 3_600_000;

export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seconds, seed, rate, say = () => {} } = options;
  const stage = await setStage(options);
  options.onSet?.(() => stage.close());
  try {
    const played = await play(stage, options);
    say('healing');
    const healedAt = performance.now();
    await heal(stage);
    await drain(stage);
    const drainedAfterSeconds = (performance.now() - healedAt) / 1_000;
    say(`the outboxes are empty after ${drainedAfterSeconds.toFixed(1)} s, counting`);
    const compared = await toldAll(stage);
    const audits = compared.map(audit);
    const tiers = [stage.platform, stage.holder, stage.dropper];
    const told = audits.reduce((sum, { row }) => sum + row.told, 0) / seconds;
    return {
      ...{ seed, seconds, rate, told, faults: played.counts, link: stage.link.done },
      without: [
        ...(canStepClocks ? [] : ['faketime is not installed: no clock was stepped']),
        ...(stage.holder.hasSmallDisk
          ? []
          : ['no file system can be mounted: no disk was really full']),
      ],
      ...{ drainedAfterSeconds, compared, audits },
      startFailures: tiers.reduce((sum, tier) => sum + tier.startFailures, 0),
      wrong: [
        ...tiers.flatMap((tier) => tier.troubles),
        ...played.wrong,
        ...(await refusals(stage)),
        ...audits.flatMap((one) => one.wrong),
      ],
    };
  } finally {
    await stage.close();
  }
}

type Played = { readonly counts: Record<string, number>; readonly wrong: string[] };

async function play(stage: Stage, options: ChaosOptions): Promise<Played> {
  const { seconds, faults = allFaults, say = () => {} } = options;
  const played: Played = { counts: {}, wrong: [] };
  const order = stage.random.fork('order');
  const begun = performance.now();
  const endMs = seconds * 1_000;
  const cycle = Math.min(cycleMs, endMs - warmUpMs);
  const slot = cycle / Math.max(1, faults.length);
  const running = new Set<Promise<void>>();
  if (options.isSabotaged) running.add(sabotage(stage));
  for (let at = warmUpMs; at + cycle <= endMs + slot; at += cycle) {
    const shuffled = faults
      .map((fault) => ({ fault, by: order.number() }))
      .toSorted((a, b) => a.by - b.by);
    for (const [n, { fault }] of shuffled.entries()) {
      await pause(Math.max(0, begun + at + n * slot - performance.now()));
      say(`${Math.round((performance.now() - begun) / 1_000)} s: ${fault.name}`);
      played.counts[fault.name] = (played.counts[fault.name] ?? 0) + 1;
      running.add(runFault(fault, stage, played));
    }
  }
  await pause(Math.max(0, begun + endMs - performance.now()));
  await Promise.all(running);
  return played;
}

async function runFault(fault: Fault, stage: Stage, { wrong }: Played): Promise<void> {
  try {
    await fault.run(stage);
  } catch (error) {
    wrong.push(`${fault.name}: ${String(error)}`);
  }
}

/** What was acknowledged and not sent is deleted while its gateway is away. */
async function sabotage({ link, holder, random }: Stage): Promise<void> {
  await pause(warmUpMs);
  const heal = link.worsen({ cut: 1 });
  await pause(random.between(2_000, 3_000));
  await holder.killAndStart(0, () => {
    const segments = join(holder.dataFolder, 'outbox', 'segments');
    for (const name of readdirSync(segments))
      if (name.startsWith('1-')) rmSync(join(segments, name));
  });
  heal();
}

async function heal({ platform, holder, dropper, webhook, bulk }: Stage): Promise<void> {
  webhook.isVerbose = bulk.isVerbose = false;
  for (const tier of [platform, holder, dropper]) {
    await tier.settled();
    tier.emptyDisk();
    tier.setClock(0);
  }
}

type Outbox = {
  readonly waiting: { readonly bytes: number };
  readonly trouble?: { readonly en: string };
  readonly streams: readonly { readonly stream: string; readonly highest: number }[];
};
type Sources = {
  readonly sources: readonly {
    readonly name: string;
    readonly readings: number;
    readonly machines: readonly string[];
    readonly state: string;
    readonly figures: readonly { readonly name: string; readonly value: number }[];
  }[];
};

/** The machines fall silent, and what they told arrives. */
async function drain({ shdr, mqtt, webhook, bulk, holder, dropper }: Stage): Promise<void> {
  await pause(3_000); // sources that were away come back to machines that still tell
  for (const machine of shdr) machine.silence();
  await Promise.all([mqtt.silence(), webhook.silence(), bulk.silence()]);
  let before = '';
  let steady = 0;
  await until(
    'everything is sent',
    async () => {
      await pause(1_000);
      const [now, isEmpty] = await stateOf([holder, dropper]);
      steady = isEmpty && now === before ? steady + 1 : 0;
      before = now;
      return steady >= 6; // the ledger is written every five seconds
    },
    drainWithinMs,
  );
}

async function stateOf(tiers: readonly Tier[]): Promise<[string, boolean]> {
  let [state, isEmpty] = ['', true];
  for (const tier of tiers) {
    const { waiting } = await tier.call<Outbox>('GET', '/api/outbox');
    const { sources } = await tier.call<Sources>('GET', '/api/sources');
    state += sources.map(({ name, readings }) => `${name} ${readings}`).join();
    const unacknowledged = sources.flatMap(({ figures }) =>
      figures.flatMap(({ name, value }) => (name === 'unacknowledged' ? [value] : [])),
    );
    if (waiting.bytes > 0 || unacknowledged.some((count) => count > 0)) isEmpty = false;
  }
  return [state, isEmpty];
}

async function toldAll(stage: Stage): Promise<Told[]> {
  const { holder, dropper, shdr, mqtt, webhook, bulk } = stage;
  const all: Told[] = [];
  for (const [tier, machines] of [
    [holder, [...shdr, mqtt, webhook]],
    [dropper, [bulk]],
  ] as const) {
    const { sources } = await tier.call<Sources>('GET', '/api/sources');
    const { streams } = await tier.call<Outbox>('GET', '/api/outbox');
    for (const machine of machines) {
      const { name } = machine;
      const identifier = sources.find((one) => one.name === name)?.machines[0] ?? '';
      const stream = `readings/${enterprise}/${name}`;
      all.push({
        source: name,
        acknowledged: 'acknowledged' in machine ? machine.acknowledged(identifier) : [],
        ...('unacknowledged' in machine
          ? { unacknowledged: machine.unacknowledged(identifier) }
          : {}),
        stored: await storedOf(
          stage,
          machine.signals.map((id) => `${identifier}/${id}`),
        ),
        gaps: await gapsOf(stage, name),
        highest: streams.find((one) => one.stream === stream)?.highest ?? 0,
        mayGiveUp: tier === dropper,
      });
    }
  }
  return all;
}

/** Large texts in small pages. */
async function storedOf({ platform, startedMs }: Stage, signals: readonly string[]) {
  const span = {
    fromMs: startedMs - aroundMs,
    toMs: startedMs + 2 * aroundMs + (Date.now() - startedMs),
  };
  const notes = signals.filter((signal) => signal.endsWith('/note'));
  const numbers = signals.filter((signal) => !notes.includes(signal));
  const stored = await readStored(platform, { ...span, signals: numbers, limit: pageReadings });
  if (notes.length === 0) return stored;
  const large = await readStored(platform, { ...span, signals: notes, limit: notesOfPage });
  return new Map([...stored, ...large]);
}

async function gapsOf(
  { platform, startedMs }: Stage,
  source: string,
): Promise<readonly GapStream[]> {
  const [from, to] = [startedMs - aroundMs, Date.now() + aroundMs].map((ms) =>
    new Date(ms).toISOString(),
  );
  const query = new URLSearchParams({
    source: `${enterprise}/${source}`,
    from: from ?? '',
    to: to ?? '',
  });
  const path = `/api/gap-report?${query.toString()}`;
  const { sources } = await platform.call<{ sources: { streams: GapStream[] }[] }>('GET', path);
  return sources.flatMap(({ streams }) => streams);
}

/** Nothing that we send is refused. */
async function refusals({ platform }: Stage): Promise<string[]> {
  const wrong: string[] = [];
  for (const gateway of ['holder', 'dropper']) {
    const path = `/api/gateways/${gateway}/refusals`;
    const { refusals: found } = await platform.call<{
      refusals: { stream: string; code: string; numbers: number }[];
    }>('GET', path);
    for (const { stream, code, numbers } of found)
      wrong.push(`the platform refused ${numbers} of ${stream} of ${gateway}: ${code}`);
  }
  return wrong;
}
