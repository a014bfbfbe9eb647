// Conditions over several signals as expressions. Functions that remember go on second by second while nothing is told,
// in wider steps the longer that lasts.
import { quality } from '../../../stores/series/series.ts';
import type { Expression, InputNow } from '../../expressions/api.ts';
import type { Judge, Told } from './condition-watch.ts';
import { byQuality, type QualityPolicy } from './judges.ts';

const secondUs = 1_000_000;
/** Silent for so long: looked at so often. */
const steps: readonly (readonly [number, number])[] = [
  [60 * secondUs, secondUs],
  [600 * secondUs, 10 * secondUs],
  [Infinity, 60 * secondUs],
];
const inTime =
  /\b(mean|time_mean|sum|count|lowest|highest|spread|deviation|rate|integral|held|age|smooth)\s*\(/;
const durations = /(\d+(?:\.\d+)?)\s*(ms|s|min|h|d|wk)\b/g;
const unitMs: Readonly<Record<string, number>> = {
  ...{ ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000, wk: 604_800_000 },
};
const memoryMsMax = 31 * 86_400_000;

/** How far back readings must be told again to give an expression its memory back. */
export function memoryMsOf(expression: string): number {
  const told = [...expression.matchAll(durations)].map(
    ([, count, unit]) => Number(count) * (unitMs[unit ?? ''] ?? 0),
  );
  return Math.min(memoryMsMax, Math.max(600_000, 2 * Math.max(0, ...told)));
}

export function expressionJudge(given: {
  readonly expression: Expression;
  /** For each input of the expression the place that readings come with. */
  readonly places: readonly number[];
  readonly source: string;
  readonly policy: QualityPolicy;
}): Judge {
  const { expression, places, policy } = given;
  const known: (InputNow | undefined)[] = places.map(() => undefined);
  const followsTime = inTime.test(given.source);
  /** For each input its positions among the expression's. */
  const positionsOf = Array.from({ length: Math.max(-1, ...places) + 1 }, (_, input) =>
    places.flatMap((place, position) => (place === input ? [position] : [])),
  );
  let toldUs = -Infinity;
  let lookedUs = -Infinity;
  const evaluate = (atUs: number, told: readonly number[]): boolean | undefined => {
    lookedUs = Math.max(atUs, lookedUs);
    const answer = expression.evaluate({ nowMs: lookedUs / 1_000, inputs: known, told });
    return typeof answer === 'boolean' ? answer : undefined;
  };
  return {
    told(told: Told) {
      const positions = positionsOf[told.input];
      if (!positions || positions.length === 0) return undefined;
      const by = byQuality(told, policy);
      toldUs = Math.max(told.timeUs, toldUs);
      const isValue = by === 'value';
      // What is bad is not known to the expression, which `or_else` and `good` may ask about.
      for (const position of positions) {
        known[position] = {
          value: isValue ? told.value : null,
          quality: isValue ? told.quality : quality.bad,
          timeMs: told.timeUs / 1_000,
        };
      }
      const answer = evaluate(told.timeUs, positions);
      return isValue || answer !== undefined ? answer : by;
    },
    nextUs() {
      if (!followsTime || toldUs === -Infinity) return Infinity;
      const silent = lookedUs - toldUs;
      return lookedUs + (steps.find(([until]) => silent < until)?.[1] ?? 60 * secondUs);
    },
    passed: (atUs) => evaluate(atUs, [-1]),
  };
}
