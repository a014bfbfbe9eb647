// The kinds of conditions that look at one signal: limits, rate of change, state, silence. All numbers are in the unit of
// the signal by then, so that a reading costs a comparison.
import { quality, type ReadingValue } from '../../../stores/series/series.ts';
import type { Judge, Told } from './condition-watch.ts';
import { RateWindow } from './rate-window.ts';
import type { Rule } from '../rule-schema.ts';

export type QualityPolicy = Rule['quality'];

/** What a reading of this quality stands for by itself; undefined: its value counts. */
export function byQuality(
  told: Pick<Told, 'quality'>,
  policy: QualityPolicy,
): 'value' | boolean | undefined {
  if (told.quality === quality.good) return 'value';
  if (told.quality === quality.uncertain && policy.uncertain === 'as-good') return 'value';
  return badCountsAs(policy);
}

function badCountsAs(policy: QualityPolicy): boolean | undefined {
  if (policy.bad === 'hold') return undefined;
  return policy.bad === 'alarm';
}

const never = { nextUs: () => Infinity, passed: () => undefined };

/** Over `at` (or under it) until back by the dead band. */
export function limitJudge(given: {
  readonly isHigh: boolean;
  readonly at: number;
  readonly deadBand: number;
  readonly policy: QualityPolicy;
}): Judge {
  const { isHigh, at, deadBand, policy } = given;
  const back = isHigh ? at - deadBand : at + deadBand;
  return {
    ...never,
    told(told, active) {
      const by = byQuality(told, policy);
      if (by !== 'value') return by;
      const { value } = told;
      if (typeof value !== 'number' || Number.isNaN(value)) return badCountsAs(policy);
      const edge = active ? back : at;
      return isHigh ? value > edge : value < edge;
    },
  };
}

export function rateJudge(given: {
  readonly direction: 'rising' | 'falling' | 'either';
  /** Per microsecond. */
  readonly at: number;
  readonly deadBand: number;
  readonly windowMs: number;
  readonly policy: QualityPolicy;
}): Judge {
  const { direction, at, deadBand, policy } = given;
  const window = new RateWindow(given.windowMs * 1_000);
  const judged = (nowUs: number, active: boolean): boolean | undefined => {
    const rate = window.rate(nowUs);
    if (rate === undefined) return undefined;
    const size = direction === 'either' ? Math.abs(rate) : direction === 'rising' ? rate : -rate;
    return size > (active ? at - deadBand : at);
  };
  return {
    told(told, active) {
      const by = byQuality(told, policy);
      if (by !== 'value') return by;
      const { value } = told;
      if (typeof value !== 'number' || !Number.isFinite(value)) return badCountsAs(policy);
      window.add(told.timeUs, value);
      return judged(told.timeUs, active);
    },
    nextUs: () => window.nextUs(),
    passed: (atUs, active) => judged(atUs, active),
  };
}

export function stateJudge(given: {
  readonly is: 'equal' | 'not-equal';
  readonly values: readonly ReadingValue[];
  readonly policy: QualityPolicy;
}): Judge {
  const values = new Set(given.values);
  const wanted = given.is === 'equal';
  return {
    ...never,
    told(told) {
      const by = byQuality(told, given.policy);
      return by === 'value' ? values.has(told.value) === wanted : by;
    },
  };
}

/** A bad reading is no reading, unless the policy is `clear`. */
export function silenceJudge(given: {
  readonly afterMs: number;
  /** Where nothing has been told yet, silence counts from here. */
  readonly sinceUs: number;
  readonly policy: QualityPolicy;
}): Judge {
  const afterUs = given.afterMs * 1_000;
  let dueUs = given.sinceUs + afterUs;
  return {
    told(told) {
      const by = byQuality(told, given.policy);
      if (by !== 'value' && by !== false) return undefined;
      dueUs = told.timeUs + afterUs;
      return false;
    },
    nextUs: () => dueUs,
    passed() {
      dueUs = Infinity;
      return true;
    },
  };
}
