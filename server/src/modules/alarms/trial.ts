// A rule before it goes live: what it would have raised in a span of recorded readings.
import type { World } from '../../kernel/world/world.ts';
import { isoTime } from '../../wire/iso-time.ts';
import type { Telemetry } from '../telemetry/api.ts';
import type { AlarmSystem } from './alarm-system.ts';
import { builtFor } from './built-rule.ts';
import { judgeRecorded, type Recorded } from './evaluation/recorded.ts';
import { checkRule } from './model/check-rule.ts';
import type { KeptRule, Rule } from './rule-schema.ts';

const readingsMax = 5_000_000;
const occurrencesMax = 100_000;
const shownMax = 100;
const alarmsMax = 200;
const dayMs = 86_400_000;

type Given = {
  readonly system: AlarmSystem;
  readonly telemetry: Pick<Telemetry, 'range'>;
  readonly world: World;
};

/** Fails as writing the rule does; signals of a path that do not fit are told. */
export async function tryRule(
  { system, telemetry, world }: Given,
  rule: Rule & Pick<KeptRule, 'enterprise'>,
  { fromMs, toMs }: { fromMs: number; toMs: number },
) {
  checkRule(rule);
  const { built, troubles, subjects } = await builtFor(rule, system.places);
  const [trouble] = troubles;
  if (trouble && (subjects === 0 || rule.path === undefined)) throw trouble.failure;
  // Silence lasts until now, not into the future.
  const span = { fromUs: fromMs * 1_000, toUs: Math.min(toMs, world.clock.now()) * 1_000 };
  const { onDelayMs, offDelayMs } = rule;
  const sums = { readings: 0, raised: 0, longestMs: 0, complete: true };
  const alarms = [];
  for (const { signal, place, conditions } of built) {
    for (const condition of conditions) {
      if (sums.readings >= readingsMax || alarms.length >= alarmsMax) {
        sums.complete = false;
        break;
      }
      const limits = { onDelayMs, offDelayMs, occurrencesMax, readingsMax };
      const given = { telemetry, clock: world.clock };
      const found = await judgeRecorded(given, condition, { span, limits });
      add(sums, found, span.toUs);
      const { level, priority } = condition;
      alarms.push({
        ...{ signal: signal.identifier, place, priority, raised: found.occurrences.length },
        ...(level === undefined ? {} : { level }),
        occurrences: found.occurrences.slice(0, shownMax).map(({ fromUs, toUs, value }) => ({
          ...{ from: isoTime(fromUs), value },
          ...(toUs === undefined ? {} : { to: isoTime(toUs) }),
        })),
      });
    }
  }
  const days = Math.max(1 / 24, (span.toUs / 1_000 - fromMs) / dayMs);
  return {
    ...{ ...sums, perDay: sums.raised / days, alarms },
    troubles: troubles.slice(0, shownMax).map(({ failure, signal }) => ({
      ...(signal === undefined ? {} : { signal }),
      says: failure.publicMessage,
    })),
  };
}

type Sums = { readings: number; raised: number; longestMs: number; complete: boolean };

function add(sums: Sums, { occurrences, readings, complete }: Recorded, endUs: number): void {
  sums.readings += readings;
  sums.raised += occurrences.length;
  sums.complete = sums.complete && complete;
  for (const { fromUs, toUs = endUs } of occurrences) {
    sums.longestMs = Math.max(sums.longestMs, (toUs - fromUs) / 1_000);
  }
}
