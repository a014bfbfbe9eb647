// How an operator would set up the press for its figures: a calendar of three shifts, the published mapping of
// MTConnect, parts as the press tells them, its ideal cycle, and reasons to choose from.
import type { World } from '../../server/src/kernel/world/world.ts';
import type { Log } from '../../server/src/kernel/log/log.ts';
import type { Registrar } from '../../server/src/kernel/module/module.ts';
import { sleep } from '../../server/src/kernel/world/clock.ts';
import type { Assets } from '../../server/src/modules/assets/api.ts';
import {
  fitted,
  templates,
  type MachineSettings,
  type OeeSetup,
  type Reason,
} from '../../server/src/modules/oee/api.ts';
import type { CalendarSetup, Pattern } from '../../server/src/modules/calendar/api.ts';

type PressFigures = {
  readonly world: World;
  readonly enterprise: string;
  readonly cycleSeconds: number;
  readonly assets: Assets;
  readonly setup: OeeSetup;
  readonly calendars: CalendarSetup;
  readonly signal: AbortSignal;
};

const pauseMs = 500;

type Given = {
  readonly config: { readonly enterprise: string; readonly cycleSeconds: number };
  readonly world: World;
  readonly log: Log;
  readonly assets: Assets | undefined;
  readonly setup: OeeSetup | undefined;
  readonly calendars: CalendarSetup | undefined;
};

/** Nothing where this program is not the platform. */
export function startPressFigures(given: Given, register: Registrar): void {
  const { config, world, log, assets, setup, calendars } = given;
  if (!assets || !setup || !calendars) return;
  const { enterprise, cycleSeconds } = config;
  const abort = new AbortController();
  const { signal } = abort;
  const figures = { world, enterprise, cycleSeconds, assets, setup, calendars, signal };
  let done: Promise<void> = Promise.resolve();
  register.onReady(() => {
    done = setUpPress(figures).catch((error: unknown) => log.error('press-figures', { error }));
  });
  register.onStop(async () => {
    abort.abort();
    await done;
  });
}

/** Waits until the press has described itself. */
async function setUpPress(given: PressFigures): Promise<void> {
  const { world, enterprise, assets, setup, calendars, signal } = given;
  await calendars.ensure(enterprise, threeShifts(calendars.zone));
  const articles = [
    {
      id: 'road-lamp lens',
      cycles: [{ from: '2000-01-01T00:00:00Z', seconds: given.cycleSeconds }],
    },
  ];
  await setup.ensureCatalogues(enterprise, { reasons, articles });
  const machine = `${enterprise}/M-press-01`;
  while (!signal.aborted) {
    const model = await assets.machine(machine);
    const template = templates.find(({ id }) => id === 'mtconnect');
    const mapping = model && template && fitted(template, model.signals);
    if (mapping) {
      await setup.ensureMachine(machine, pressSettings(machine, mapping));
      return;
    }
    await sleep(world.clock, pauseMs, signal);
  }
}

function pressSettings(machine: string, mapping: MachineSettings['mapping']): MachineSettings {
  return {
    mapping,
    // Its temperatures move all the time: when they are silent, nobody hears the press.
    ...{ silenceMs: 60_000, alive: [`${machine}/oil_temperature`, `${machine}/screw_actual`] },
    microStopMs: 60_000,
    counts: [{ from: 'part-finished', scrapWhen: 'quality == "1"' }],
    article: { fixed: 'road-lamp lens' },
  };
}

function threeShifts(zone: string): Pattern {
  const shift = (id: string, name: { en: string; zh: string }, from: string, to: string) => ({
    ...{ id, name, from, to, breaks: [] },
  });
  return {
    ...{ zone, dayStart: '06:00', weekOne: '2026-01-05', exceptions: [] },
    shifts: [
      shift('early', { en: 'Early', zh: '早班' }, '06:00', '14:00'),
      shift('late', { en: 'Late', zh: '中班' }, '14:00', '22:00'),
      shift('night', { en: 'Night', zh: '夜班' }, '22:00', '06:00'),
    ],
    weeks: [Array.from({ length: 7 }, () => ['early', 'late', 'night'])],
  };
}

const reasons: readonly Reason[] = [
  { id: 'technical', name: { en: 'Technical', zh: '技术原因' } },
  {
    ...{ id: 'mould', parent: 'technical', failure: true },
    name: { en: 'Mould', zh: '模具故障' },
  },
  {
    ...{ id: 'hydraulics', parent: 'technical', failure: true },
    name: { en: 'Hydraulics', zh: '液压故障' },
  },
  { id: 'organisation', name: { en: 'Organisation', zh: '组织原因' } },
  {
    ...{ id: 'material', parent: 'organisation' },
    name: { en: 'No material', zh: '缺料' },
  },
  { ...{ id: 'setup', is: 'AUST' as const }, name: { en: 'Setup', zh: '换型准备' } },
  {
    ...{ id: 'service', is: 'PDOT' as const },
    name: { en: 'Planned maintenance', zh: '计划保养' },
  },
];
