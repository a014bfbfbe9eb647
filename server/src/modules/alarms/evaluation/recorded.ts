// A condition judged on what was recorded, by the code that judges it live: for trials of a rule before it goes live, and
// for readings that came late.
import { sleep, type Clock } from '../../../kernel/world/clock.ts';
import { rangeLimitMax, type Reading, type ReadingValue } from '../../../stores/series/series.ts';
import type { Telemetry } from '../../telemetry/api.ts';
import type { BuiltCondition } from '../model/build-conditions.ts';
import { ConditionWatch } from '../model/condition-watch.ts';

export type Occurrence = {
  readonly fromUs: number;
  /** Absent while it lasts. */
  readonly toUs?: number;
  readonly value: ReadingValue;
};

export type Recorded = {
  readonly occurrences: readonly Occurrence[];
  readonly readings: number;
  /** False when there were more readings, or more occurrences, than may be looked at. */
  readonly complete: boolean;
  /** How far it was judged. */
  readonly untilUs: number;
};

type Span = { readonly fromUs: number; readonly toUs: number };
type Limits = {
  readonly onDelayMs: number;
  readonly offDelayMs: number;
  readonly readingsMax: number;
  readonly occurrencesMax: number;
};

const backUs = 7 * 86_400_000_000;

/** From what held at the beginning on. */
export async function judgeRecorded(
  given: { readonly telemetry: Pick<Telemetry, 'range'>; readonly clock: Clock },
  condition: BuiltCondition,
  { span, limits }: { span: Span; limits: Limits },
): Promise<Recorded> {
  const found: { fromUs: number; toUs?: number; value: ReadingValue }[] = [];
  const watch = new ConditionWatch({
    judge: condition.judge(span.fromUs),
    ...{ onDelayMs: limits.onDelayMs, offDelayMs: limits.offDelayMs },
    turned: ({ active, atUs, value }) => {
      const open = found.at(-1);
      if (active) found.push({ fromUs: atUs, value });
      else if (open) open.toUs = atUs;
    },
  });
  const hear = ({ series, sourceTimeUs, value, quality }: Reading, timeUs = sourceTimeUs) =>
    watch.hear({ input: condition.inputs.indexOf(series), timeUs, value, quality });
  const series = [...condition.inputs];
  const warmUs = Math.floor(span.fromUs - condition.memoryMs * 1_000);
  for (const one of series) {
    const query = { series: [one], fromUs: warmUs - backUs, toUs: warmUs, limit: 1 };
    const [before] = await given.telemetry.range({ ...query, newestFirst: true });
    if (before) hear(before, warmUs);
  }
  let readings = 0;
  let fromUs = warmUs;
  for (;;) {
    const query = { series, fromUs, toUs: span.toUs, limit: rangeLimitMax };
    const page = await given.telemetry.range(query);
    const isLast = page.length < rangeLimitMax;
    const untilUs = page.at(-1)?.sourceTimeUs ?? fromUs;
    for (const reading of page) {
      if (!isLast && reading.sourceTimeUs === untilUs && untilUs > fromUs) break;
      readings += 1;
      hear(reading);
    }
    const isFull = readings >= limits.readingsMax || found.length >= limits.occurrencesMax;
    if (isLast || isFull) {
      if (isLast) watch.advance(span.toUs);
      const occurrences = found
        .filter(({ toUs = Infinity }) => toUs > span.fromUs)
        .slice(0, limits.occurrencesMax);
      const complete = isLast && found.length <= limits.occurrencesMax;
      return { occurrences, readings, complete, untilUs: isLast ? span.toUs : untilUs };
    }
    fromUs = untilUs > fromUs ? untilUs : untilUs + 1;
    await sleep(given.clock, 0);
  }
}
