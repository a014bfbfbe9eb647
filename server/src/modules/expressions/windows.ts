// Functions over the last so many seconds or hours: `mean(x, 5min)`.
import { combined, parseUnit, unitOne, type Unit } from '../../wire/ucum/unit.ts';
import type { Compiled } from './forms.ts';
import { argument, durationOf, numberForm, type BuildCall, type Call } from './call.ts';
import { Window, type Summary } from './window.ts';

type Measure = {
  readonly of: (summary: Summary) => number | null;
  readonly unit: (unit: Unit) => Unit;
};

const second = unitNamed('s');
const same = (unit: Unit): Unit => ({ ...unit });
/** A difference of temperatures has no zero of its own. */
const difference = (unit: Unit): Unit => (unit.offset === 0 ? unit : unitNamed('K', unit.factor));

const measures: Readonly<Record<string, Measure>> = {
  mean: { of: ({ sum, count }) => sum / count, unit: same },
  /** Each value counts as long as it lasted. */
  time_mean: {
    of: ({ area, coveredMs, last }) => (coveredMs > 0 ? area / coveredMs : last),
    unit: same,
  },
  sum: { of: ({ sum }) => sum, unit: same },
  count: { of: ({ count }) => count, unit: () => unitOne },
  lowest: { of: ({ lowest }) => lowest, unit: same },
  highest: { of: ({ highest }) => highest, unit: same },
  spread: { of: ({ lowest, highest }) => highest - lowest, unit: difference },
  deviation: {
    of: ({ count, sum, squares }) =>
      count < 2 ? null : Math.sqrt(Math.max(0, (squares - (sum * sum) / count) / (count - 1))),
    unit: difference,
  },
  rate: {
    of: ({ first, firstMs, last, lastMs }) =>
      lastMs > firstMs ? ((last - first) * 1_000) / (lastMs - firstMs) : null,
    unit: (unit) => combined(difference(unit), second, -1),
  },
  integral: { of: ({ area }) => area / 1_000, unit: (unit) => combined(unit, second, 1) },
};

function unitNamed(code: string, factor?: number): Unit {
  const parsed = parseUnit(code);
  const unit = parsed.ok ? parsed.unit : unitOne;
  return factor === undefined || factor === unit.factor ? unit : { ...unit, code, factor };
}

function windowed({ of, unit }: Measure): BuildCall {
  return (call: Call): Compiled => {
    const part = argument(call, 0, 2);
    const form = numberForm(part, call.at);
    const lengthMs = durationOf(call, 1);
    const window = new Window(lengthMs);
    const [isTold] = call.isTold;
    return {
      form: { kind: 'number', unit: unit(form.unit) },
      evaluate: (moment) => {
        const value = part.evaluate(moment);
        // What other inputs tell meanwhile is no news of this one.
        if (typeof value === 'number' && isTold?.(moment)) window.add(moment.nowMs, value);
        const summary = window.summary(moment.nowMs);
        return summary === undefined ? null : of(summary);
      },
    };
  };
}

export const windowFunctions: readonly [string, BuildCall][] = Object.entries(measures).map(
  ([name, measure]) => [name, windowed(measure)],
);
