// The faults, each with its name: what it does, until it is healed again.
import { canStepClocks, type Tier } from './tier.ts';
import type { Badness, HostileLink } from './hostile-link.ts';
import type { Stage } from './stage.ts';

export type Fault = { readonly name: string; run(stage: Stage): Promise<void> };

/** How long a disk is watched until it is full. */
const fullWithinMs = 20_000;
const metWithinMs = 20_000;
const stepsSeconds = [-3_600, -95, -2, 3, 90, 3_700];

export const faults: readonly Fault[] = [
  ...(['platform', 'holder', 'dropper'] as const).map((name) => ({
    name: `${name} killed`,
    run: ({ random, [name]: tier }: Stage) => tier.killAndStart(random.between(0, 2_000)),
  })),
  ...(['platform', 'holder'] as const).map((name) => ({
    name: `${name} restarted`,
    run: ({ random, [name]: tier }: Stage) => tier.stopAndStart(random.between(0, 500)),
  })),
  linkFault('link cut', { bad: { cut: 1 }, counts: 'cut', forMs: [1_000, 12_000] }),
  linkFault('link slow', { bad: { delayMs: 3_000 }, counts: 'delayed', forMs: [3_000, 6_000] }),
  linkFault('parcels twice', { bad: { twice: 0.7 }, counts: 'twice', forMs: [4_000, 8_000] }),
  linkFault('parcels late', { bad: { late: 0.6 }, counts: 'late', forMs: [4_000, 8_000] }),
  linkFault('old parcels again', { bad: { old: 0.7 }, counts: 'old', forMs: [4_000, 8_000] }),
  linkFault('receipts lost', { bad: { lostAnswers: 0.6 }, counts: 'lost', forMs: [4_000, 8_000] }),
  linkFault('bytes damaged', { bad: { damage: 0.5 }, counts: 'damaged', forMs: [4_000, 8_000] }),
  { name: 'link cut again and again', run: cutAgain },
  { name: 'machines hang up', run: hangUp },
  { name: 'holder full by its settings', run: fullBySettings('holder') },
  { name: 'dropper full by its settings', run: fullBySettings('dropper') },
  { name: 'holder without disk', run: withoutDisk('holder') },
  { name: 'dropper without disk', run: withoutDisk('dropper') },
  { name: 'gateway killed without link', run: killedWithoutLink },
  { name: 'all killed at once', run: allKilled },
  ...(canStepClocks ? [{ name: 'clocks stepped', run: stepClocks }] : []),
];

type LinkFault = {
  readonly bad: Partial<Badness>;
  readonly counts: keyof HostileLink['done'];
  readonly forMs: readonly [number, number];
};

/** At least until it has met somebody: another fault may keep everybody away. */
function linkFault(name: string, { bad, counts, forMs: [from, to] }: LinkFault): Fault {
  return {
    name,
    async run({ link, random }) {
      const before = link.done[counts];
      const heal = link.worsen(bad);
      await pause(random.between(from, to));
      const deadline = performance.now() + metWithinMs;
      while (link.done[counts] === before && performance.now() < deadline) await pause(100);
      heal();
    },
  };
}

async function cutAgain({ link, random }: Stage): Promise<void> {
  for (let n = 0; n < 5; n += 1) {
    const heal = link.worsen({ cut: 1 });
    await pause(random.between(100, 900));
    heal();
    await pause(random.between(100, 900));
  }
}

async function hangUp({ shdr, random }: Stage): Promise<void> {
  for (const machine of shdr) {
    machine.hangUp();
    await pause(random.between(0, 1_000));
  }
}

type Outbox = { readonly held: boolean; readonly totals: { readonly givenUp: number } };

/** No link, and large texts, until it holds or gives up. */
function fullBySettings(name: 'holder' | 'dropper') {
  return async ({ link, webhook, bulk, [name]: tier }: Stage): Promise<void> => {
    const machine = name === 'holder' ? webhook : bulk;
    const before = await outboxOf(tier);
    const heal = link.worsen({ cut: 1 });
    machine.isVerbose = true;
    const deadline = performance.now() + fullWithinMs;
    while (performance.now() < deadline) {
      const now = await outboxOf(tier);
      const gaveUp = (now?.totals.givenUp ?? 0) > (before?.totals.givenUp ?? 0);
      if (name === 'holder' ? now?.held === true : gaveUp) break;
      await pause(200);
    }
    machine.isVerbose = false;
    await pause(1_000);
    heal();
  };
}

/** The file system itself has no room; sometimes the program is killed meanwhile. */
function withoutDisk(name: 'holder' | 'dropper') {
  return async ({ link, random, [name]: tier }: Stage): Promise<void> => {
    const heal = link.worsen({ cut: random.chance(0.5) ? 1 : 0 });
    tier.fillDisk(random.chance(0.5) ? 0 : random.between(0, 300_000));
    await pause(random.between(1_000, 4_000));
    const killed = random.chance(0.3) ? tier.killAndStart(0) : undefined;
    if (killed) await pause(random.between(500, 1_500));
    heal();
    await pause(random.between(0, 2_000));
    tier.emptyDisk();
    await killed;
  };
}

async function killedWithoutLink({ link, holder, dropper, random }: Stage): Promise<void> {
  const heal = link.worsen({ cut: 1 });
  await pause(random.between(500, 2_500));
  await Promise.all([holder.killAndStart(0), dropper.killAndStart(random.between(0, 1_000))]);
  await pause(random.between(0, 2_000));
  heal();
}

async function allKilled({ platform, holder, dropper }: Stage): Promise<void> {
  await Promise.all([platform, holder, dropper].map((tier) => tier.killAndStart(100)));
}

async function stepClocks({ platform, holder, dropper, random }: Stage): Promise<void> {
  for (const tier of [platform, holder, dropper]) {
    const step = stepsSeconds[Math.floor(random.number() * stepsSeconds.length)] ?? 0;
    tier.setClock(step);
    await pause(random.between(500, 2_500));
  }
  if (random.chance(0.5)) holder.setClock(0);
}

async function outboxOf(tier: Tier): Promise<Outbox | undefined> {
  try {
    return await tier.call<Outbox>('GET', '/api/outbox');
  } catch {
    return undefined; // it is away: another fault is at work
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
