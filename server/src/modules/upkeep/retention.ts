// Retention: each night of the plant, and when somebody asks, the policies of an enterprise are applied, one enterprise at a
// time and in small steps; and never by a clock that cannot be believed.
import type { Log } from '../../kernel/log/log.ts';
import type { World } from '../../kernel/world/world.ts';
import type { RecordsStore } from '../../stores/records/records.ts';
import type { SeriesStore } from '../../stores/series/series.ts';
import { Turn } from '../../stores/turn.ts';
import type { Assets } from '../assets/api.ts';
import type { Calendars } from '../calendar/api.ts';
import { upkeepFailures } from './failures.ts';
import { ClockGuard, type Belief } from './model/clock-guard.ts';
import { wallTime } from './model/wall-time.ts';
import type { Policies } from './policies.ts';
import { Progress } from './progress.ts';
import { preview, type PolicyPreview } from './preview.ts';
import { stepsOf, take } from './run-policies.ts';
import { selectSeries } from './select-series.ts';
import { collections, tenantOf, type PolicyDocument, type RunDocument } from './store.ts';

export type RetentionParts = {
  readonly world: World;
  readonly log: Log;
  readonly records: RecordsStore;
  readonly series: SeriesStore;
  readonly assets: Assets;
  readonly calendars: Calendars | undefined;
  readonly policies: Policies;
  /** Of the plant's day. */
  readonly nightHour: number;
};

type AskedRun = {
  readonly enterprise: string;
  readonly by: string;
  /** Of one that a person asked for: it has begun. */
  readonly begun?: (run: RunDocument) => void;
};

const clockPlace = [collections.clock.name, 'upkeep', 'clock'] as const;
const hourMs = 3_600_000;

export class Retention {
  readonly #parts: RetentionParts;
  readonly #guard: ClockGuard;
  /** One at a time of an enterprise: each reads for seconds. */
  readonly #previews = new Map<string, Turn>();
  #savedMs: number;
  #running: Promise<unknown> | undefined;
  #current: RunDocument | undefined;
  #stopped = false;
  #told = false;

  private constructor(parts: RetentionParts, believedMs: number | undefined) {
    this.#parts = parts;
    this.#guard = new ClockGuard(parts.world.clock, believedMs);
    this.#savedMs = believedMs ?? -Infinity;
  }

  static async open(parts: RetentionParts): Promise<Retention> {
    const row = await parts.records.get<{ believedMs: number }>(...clockPlace);
    return new Retention(parts, row?.document.believedMs);
  }

  /** Often: looks whether a night has come anywhere, or a run was cut short. */
  async look(): Promise<void> {
    const { policies, log } = this.#parts;
    const belief = await this.clock();
    if (!belief.believed) {
      if (!this.#told) log.warn('retention-stands-still', { aheadMs: belief.aheadMs });
      this.#told = true;
      return;
    }
    this.#told = false;
    for (const enterprise of await policies.enterprises()) {
      try {
        await this.#lookAt(enterprise);
      } catch (error) {
        log.error('retention-failed', { enterprise, error }); // the others have their turn
      }
    }
  }

  /** Waits for runs that somebody asked for: however many there are, the night's have their turn. */
  async #lookAt(enterprise: string): Promise<void> {
    await this.#alone();
    if (this.#stopped) return;
    const last = await this.last(enterprise);
    const zone = await this.#zone(enterprise);
    const { day, hour } = wallTime(this.#parts.world.clock.now(), zone);
    const isCutShort = last?.state === 'running';
    const isDue = last?.day !== day && hour >= this.#parts.nightHour;
    if (!isCutShort && !isDue) return;
    await this.#alone();
    if (!this.#stopped) await this.#start({ enterprise, by: last?.by ?? 'jingwei' });
  }

  async #alone(): Promise<void> {
    while (this.#running) await this.#running.catch(() => {});
  }

  /** Over all days, also those long done. Resolves when it has begun; `last` tells how far it is. Fails with `upkeep.clock-ahead` or `upkeep.busy`. */
  async run(enterprise: string, by: string): Promise<RunDocument> {
    const belief = await this.clock();
    if (!belief.believed) {
      const days = Math.round(belief.aheadMs / (24 * hourMs));
      throw upkeepFailures['clock-ahead']({ now: new Date(belief.nowMs).toISOString(), days });
    }
    if (this.#running) throw upkeepFailures.busy({ enterprise });
    return new Promise((resolve, reject) => {
      this.#start({ enterprise, by, begun: resolve }).catch((error: unknown) => {
        this.#parts.log.error('retention-failed', { enterprise, error });
        reject(error);
      });
    });
  }

  /** As it stands now, also of a run under way. */
  async last(enterprise: string): Promise<RunDocument | undefined> {
    const tenant = tenantOf(enterprise);
    if (this.#current && tenantOf(this.#current.enterprise) === tenant) return this.#current;
    const { name } = collections.runs;
    return (await this.#parts.records.get<RunDocument>(name, tenant, 'run'))?.document;
  }

  /** Of these policies as if they were stored. */
  async preview(enterprise: string, policies: readonly PolicyDocument[]): Promise<PolicyPreview[]> {
    const tenant = tenantOf(enterprise);
    const turn = this.#previews.get(tenant) ?? new Turn();
    this.#previews.set(tenant, turn);
    return turn.take(async () => {
      const { series, world } = this.#parts;
      const selected = await selectSeries(this.#parts, enterprise, policies);
      return preview({ series, clock: world.clock }, selected, await this.#ageFromUs());
    });
  }

  async clock(): Promise<Belief> {
    const { newestUs } = await this.#parts.series.statistics();
    const belief = this.#guard.look(newestUs === undefined ? undefined : newestUs / 1_000);
    if (
      belief.believed &&
      newestUs !== undefined &&
      Math.abs(belief.nowMs - this.#savedMs) > hourMs
    ) {
      await this.#saveClock(belief.nowMs);
    }
    return belief;
  }

  async confirmClock(): Promise<void> {
    this.#guard.confirm();
    await this.#saveClock(this.#parts.world.clock.now());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running?.catch(() => {});
  }

  async #start(asked: AskedRun): Promise<void> {
    if (this.#running) throw upkeepFailures.busy({ enterprise: asked.enterprise });
    this.#running = this.#apply(asked);
    try {
      await this.#running;
    } finally {
      this.#running = undefined;
      this.#current = undefined;
    }
  }

  async #apply({ enterprise, by, begun }: AskedRun): Promise<void> {
    const { policies, series, world, log, records } = this.#parts;
    const nowMs = world.clock.now();
    const startedAt = new Date(nowMs).toISOString();
    const { day } = wallTime(nowMs, await this.#zone(enterprise));
    const first = { enterprise, by, day, startedAt, state: 'running' } as const;
    let run: RunDocument = { ...first, step: 0, steps: 0, thinned: 0, removed: 0 };
    const now = async (more: Partial<RunDocument>, isEnd = false) => {
      run = { ...run, ...more };
      if (isEnd || run.step === 0) await this.#save(run);
      this.#current = run;
    };
    await now({});
    begun?.(run);
    try {
      const changes = policies.changesOf(enterprise);
      const selected = await selectSeries(this.#parts, enterprise, await policies.of(enterprise));
      const { oldestUs = Infinity } = await series.statistics();
      const isWhole = begun !== undefined;
      const given = { selected, isWhole };
      const progress = await Progress.of({ records, clock: world.clock }, enterprise, given);
      const from: Progress['from'] = (policy, work) => progress.from(policy, work);
      const steps = stepsOf(selected, { nowUs: await this.#ageFromUs(), oldestUs, from });
      await now({ steps: steps.length });
      const isOver = () => this.#stopped || policies.changesOf(enterprise) !== changes;
      for (const step of steps) {
        // Left `running` when the program ends: it goes on with the next.
        if (this.#stopped) return await progress.save();
        if (isOver()) break;
        const fewer = await take(series, step);
        await progress.took(step);
        const key = step.work === 'thin' ? 'thinned' : 'removed';
        const at = { policy: step.policy, reached: new Date(step.toUs / 1_000).toISOString() };
        await now({ ...at, step: run.step + 1, [key]: run[key] + fewer });
      }
      await progress.save();
      const state = run.step === run.steps ? 'done' : 'stopped';
      await now({ state, endedAt: this.#iso() }, true);
      log.info('retention-applied', run);
    } catch (error) {
      await now({ state: 'failed', endedAt: this.#iso() }, true);
      throw error;
    }
  }

  /** What stands still for a year does not grow old meanwhile: age is counted to the newest reading, at most to now. */
  async #ageFromUs(): Promise<number> {
    const nowUs = this.#parts.world.clock.now() * 1_000;
    const { newestUs } = await this.#parts.series.statistics();
    return Math.min(nowUs, newestUs ?? nowUs);
  }

  async #zone(enterprise: string): Promise<string> {
    return (await this.#parts.calendars?.at(enterprise))?.zone ?? 'UTC';
  }

  #iso(): string {
    return new Date(this.#parts.world.clock.now()).toISOString();
  }

  #save(document: RunDocument): Promise<void> {
    const tenant = tenantOf(document.enterprise);
    const row = { collection: collections.runs.name, tenant, id: 'run', document };
    return this.#parts.records.transaction(async (records) => void (await records.put(row)));
  }

  async #saveClock(believedMs: number): Promise<void> {
    const [collection, tenant, id] = clockPlace;
    const row = { collection, tenant, id, document: { believedMs } };
    await this.#parts.records.transaction(async (records) => void (await records.put(row)));
    this.#savedMs = believedMs;
  }
}
