// How far the policies of an enterprise have come, kept over runs: a night looks at the days that became due since, not at
// those of ten years again. Readings that come late are met by the days before, and by a pass over all each month.
import { createHash } from 'node:crypto';
import type { Clock } from '../../kernel/world/clock.ts';
import type { RecordsStore } from '../../stores/records/records.ts';
import { dayUs } from './model/policy.ts';
import type { Step } from './run-policies.ts';
import type { Selected } from './select-series.ts';
import { collections, tenantOf, type ProgressDocument } from './store.ts';

/** Looked at again each time. */
const lateUs = 7 * dayUs;
const passMs = 30 * 86_400_000;
/** A kill costs the steps of so long. */
const saveMs = 2_000;

const { name: collection } = collections.progress;
type Parts = { readonly records: RecordsStore; readonly clock: Pick<Clock, 'now' | 'monotonicMs'> };

export class Progress {
  readonly #parts: Parts;
  readonly #tenant: string;
  readonly #of = new Map<string, ProgressDocument>();
  readonly #changed = new Set<string>();
  #savedMs: number;

  private constructor(parts: Parts, tenant: string) {
    this.#parts = parts;
    this.#tenant = tenant;
    this.#savedMs = parts.clock.monotonicMs();
  }

  /** `isWhole`: everything is looked at again. */
  static async of(
    parts: Parts,
    enterprise: string,
    given: { readonly selected: readonly Selected[]; readonly isWhole: boolean },
  ): Promise<Progress> {
    const progress = new Progress(parts, tenantOf(enterprise));
    const nowMs = parts.clock.now();
    for (const one of given.selected) {
      const { id } = one.policy;
      const of = factsOf(one);
      const row = await parts.records.get<ProgressDocument>(collection, progress.#tenant, id);
      const known = given.isWhole ? undefined : row?.document;
      const counts = known?.of === of && Math.abs(nowMs - known.beganMs) < passMs;
      progress.#of.set(id, counts ? known : { of, beganMs: nowMs });
      if (!counts) progress.#changed.add(id);
    }
    await progress.#put(true);
    return progress;
  }

  /** Nothing before this needs to be looked at. */
  from(policy: string, work: Step['work']): number {
    const { removedUs, thinnedUs } = this.#of.get(policy) ?? {};
    const reachedUs = work === 'remove' ? removedUs : thinnedUs;
    return reachedUs === undefined ? -Infinity : reachedUs - lateUs;
  }

  async took({ policy, work, reachedUs }: Step): Promise<void> {
    const known = this.#of.get(policy);
    if (!known || reachedUs === undefined) return;
    const key = work === 'remove' ? 'removedUs' : 'thinnedUs';
    this.#of.set(policy, { ...known, [key]: reachedUs });
    this.#changed.add(policy);
    if (this.#parts.clock.monotonicMs() - this.#savedMs >= saveMs) await this.save();
  }

  save(): Promise<void> {
    return this.#put(false);
  }

  /** What was forgotten meanwhile, since readings came back, stays forgotten. */
  async #put(isNew: boolean): Promise<void> {
    const tenant = this.#tenant;
    if (this.#changed.size > 0) {
      await this.#parts.records.transaction(async (records) => {
        for (const id of this.#changed) {
          const document = this.#of.get(id);
          const before = await records.get<ProgressDocument>(collection, tenant, id);
          const isKnown = before?.document.beganMs === document?.beganMs;
          if (document && (isNew || isKnown))
            await records.put({ collection, tenant, id, document });
        }
      });
    }
    this.#changed.clear();
    this.#savedMs = this.#parts.clock.monotonicMs();
  }
}

/** After readings came back: the next night looks at all days again. */
export async function forgetProgress(records: RecordsStore): Promise<void> {
  for (;;) {
    const { rows } = await records.find<ProgressDocument>(collection, {
      tenant: '*',
      limit: 1_000,
    });
    if (rows.length === 0) return;
    await records.transaction(async (all) => {
      for (const { tenant, id } of rows) await all.remove(collection, tenant, id);
    });
  }
}

function factsOf({ policy, series }: Selected): string {
  const { keepRawDays, thinToSeconds, removeAfterDays } = policy;
  const hash = createHash('sha256').update(
    JSON.stringify([keepRawDays, thinToSeconds ?? 0, removeAfterDays ?? 0]),
  );
  for (const name of series.toSorted()) hash.update(`\n${name}`);
  return hash.digest('hex');
}
