// Functions that remember what was: edges, dead bands, durations, counters; and those that ask about quality.
import { combined, parseUnit, unitOne } from '../../wire/ucum/unit.ts';
import { quality } from '../../stores/series/series.ts';
import { alike } from './alike.ts';
import type { Compiled, Form, Moment, Value } from './forms.ts';
import { argument, durationOf, numberForm, type BuildCall, type Call } from './call.ts';
import { refuse } from './refusal.ts';

const truth = { kind: 'truth' } as const;

type Step = { readonly form: Form; readonly call: Call };

/** Goes on only when its first argument is told; between, it answers `between`, or the same again. */
function stepping(
  { form, call }: Step,
  work: (moment: Moment) => Value,
  between?: Value,
): Compiled {
  const [isTold] = call.isTold;
  let answer: Value = null;
  return {
    form,
    evaluate: (moment) => {
      if (isTold?.(moment)) answer = work(moment);
      else if (between !== undefined && answer !== null) return between;
      return answer;
    },
  };
}

/** The value before the last change of moment. */
const previous: BuildCall = (call) => {
  const of = argument(call, 0, 1);
  let last: Value = null;
  return stepping({ form: of.form, call }, (moment) => {
    const before = last;
    last = of.evaluate(moment) ?? last;
    return before;
  });
};

const delta: BuildCall = (call) => {
  const of = argument(call, 0, 1);
  const form = numberForm(of, call.at);
  let last: number | undefined;
  const unit = form.unit.offset === 0 ? form.unit : { ...form.unit, offset: 0 };
  return stepping({ form: { kind: 'number', unit }, call }, (moment) => {
    const now = of.evaluate(moment);
    if (typeof now !== 'number') return null;
    const before = last;
    last = now;
    return before === undefined ? null : now - before;
  });
};

const changed: BuildCall = (call) => {
  const of = argument(call, 0, 1);
  let last: Value = null;
  const step = (moment: Moment): Value => {
    const now = of.evaluate(moment);
    if (now === null) return null;
    const is = last !== null && now !== last;
    last = now;
    return is;
  };
  return stepping({ form: truth, call }, step, false);
};

function edge(to: boolean): BuildCall {
  return (call) => {
    const of = truthOf(call, 0, 1);
    let last: Value = null;
    const step = (moment: Moment): Value => {
      const now = of.evaluate(moment);
      if (now === null) return null;
      const is = last !== null && last !== now && now === to;
      last = now;
      return is;
    };
    return stepping({ form: truth, call }, step, false);
  };
}

/** True when the condition has been true for so long. */
const held: BuildCall = (call) => {
  const of = truthOf(call, 0, 2);
  const lengthMs = durationOf(call, 1);
  let sinceMs: number | undefined;
  const evaluate = (moment: Moment): Value => {
    const now = of.evaluate(moment);
    if (now !== true) sinceMs = undefined;
    else sinceMs ??= moment.nowMs;
    return now === null ? null : sinceMs !== undefined && moment.nowMs - sinceMs >= lengthMs;
  };
  return { form: truth, evaluate };
};

/** Follows only changes larger than the band. */
const deadband: BuildCall = (call) => {
  const [of, band] = [argument(call, 0, 2), argument(call, 1, 2)];
  const form = numberForm(of, call.at);
  const [, width] = alike(
    { ...of, form: { ...form, unit: { ...form.unit, offset: 0 } } },
    band,
    call.at,
  );
  let last: number | undefined;
  const evaluate = (moment: Moment): Value => {
    const [now, wide] = [of.evaluate(moment), width.evaluate(moment)];
    if (typeof now !== 'number' || typeof wide !== 'number') return null;
    if (last === undefined || Math.abs(now - last) > wide) last = now;
    return last;
  };
  return { form: form, evaluate };
};

/** True above the high limit until it falls below the low one. */
const hysteresis: BuildCall = (call) => {
  argument(call, 0, 3);
  const [of, low] = alike(argument(call, 0, 3), argument(call, 1, 3), call.at);
  const [, high] = alike(of, argument(call, 2, 3), call.at);
  numberForm(of, call.at);
  let is: boolean | null = null;
  const evaluate = (moment: Moment): Value => {
    const [now, floor, roof] = [of, low, high].map(({ evaluate }) => evaluate(moment));
    if (typeof now !== 'number' || typeof floor !== 'number' || typeof roof !== 'number')
      return null;
    if (now > roof) is = true;
    else if (now < floor) is = false;
    return is ?? false;
  };
  return { form: truth, evaluate };
};

/** What a counter has grown by since the rule began; a counter that falls has begun again at zero. */
const increase: BuildCall = (call) => {
  const of = argument(call, 0, 1);
  let last: number | undefined;
  let total = 0;
  return stepping({ form: numberForm(of, call.at), call }, (moment) => {
    const now = of.evaluate(moment);
    if (typeof now !== 'number') return last === undefined ? null : total;
    if (last !== undefined) total += now >= last ? now - last : now;
    last = now;
    return total;
  });
};

/** Exponential smoothing with a time constant. */
const smooth: BuildCall = (call) => {
  const of = argument(call, 0, 2);
  const constantMs = durationOf(call, 1);
  let last: number | undefined;
  let lastMs = 0;
  return stepping({ form: numberForm(of, call.at), call }, (moment) => {
    const now = of.evaluate(moment);
    if (typeof now !== 'number') return last ?? null;
    const weight = last === undefined ? 1 : 1 - Math.exp((lastMs - moment.nowMs) / constantMs);
    last = last === undefined ? now : last + weight * (now - last);
    lastMs = moment.nowMs;
    return last;
  });
};

const orElse: BuildCall = (call) => {
  const [of, other] = alike(argument(call, 0, 2), argument(call, 1, 2), call.at);
  return { form: of.form, evaluate: (moment) => of.evaluate(moment) ?? other.evaluate(moment) };
};

const good: BuildCall = (call) => {
  const position = inputOf(call);
  return {
    form: truth,
    evaluate: ({ inputs }) => inputs[position]?.quality === quality.good,
  };
};

/** How long ago the input was told. */
const age: BuildCall = (call) => {
  const position = inputOf(call);
  const second = parseUnit('s');
  return {
    form: { kind: 'number', unit: second.ok ? second.unit : combined(unitOne, unitOne, 1) },
    evaluate: ({ inputs, nowMs }) => {
      const timeMs = inputs[position]?.timeMs;
      return timeMs === undefined ? null : Math.max(0, nowMs - timeMs) / 1_000;
    },
  };
};

function inputOf(call: Call): number {
  argument(call, 0, 1);
  const [node] = call.nodes;
  if (node?.kind !== 'input')
    throw refuse(node?.at ?? call.at, 'input-wanted', { name: call.name });
  return call.positionOf(node.name);
}

function truthOf(call: Call, index: number, count: number): Compiled {
  const of = argument(call, index, count);
  if (of.form.kind !== 'truth') throw refuse(call.nodes[index]?.at ?? call.at, 'truth-wanted');
  return of;
}

export const rememberingFunctions: readonly [string, BuildCall][] = [
  ['previous', previous],
  ['delta', delta],
  ['changed', changed],
  ['rising', edge(true)],
  ['falling', edge(false)],
  ['held', held],
  ['deadband', deadband],
  ['hysteresis', hysteresis],
  ['increase', increase],
  ['smooth', smooth],
];

/** They know of the moment alone. */
export const askingFunctions: readonly [string, BuildCall][] = [
  ['or_else', orElse],
  ['good', good],
  ['age', age],
];
