// A rule and a signal made into conditions that can be judged: units are converted once, expressions compiled, one
// condition for each limit. What does not fit is refused with its place; the rule's other signals go on.
import type { Signal } from '../../assets/api.ts';
import { compile, troubleText, type Form } from '../../expressions/api.ts';
import { combined, convert, isSameKind, parseUnit, unitOne } from '../../../wire/ucum/unit.ts';
import type { Unit } from '../../../wire/ucum/unit.ts';
import { alarmsFailures } from '../failures.ts';
import type { Level, Priority, Rule } from '../rule-schema.ts';
import type { Judge } from './condition-watch.ts';
import { expressionJudge, memoryMsOf } from './expression-judge.ts';
import { limitJudge, rateJudge, silenceJudge, stateJudge } from './judges.ts';

export type BuiltCondition = {
  readonly level?: Level;
  readonly priority: Priority;
  readonly limit?: number;
  readonly unit?: string;
  /** Identifiers; the first is what the alarm is about. */
  readonly inputs: readonly string[];
  /** How far back readings give the judge its memory. */
  readonly memoryMs: number;
  /** A judge of its own, that remembers nothing; silence counts from `sinceUs` on. */
  judge(sinceUs: number): Judge;
};

export type Found = { readonly signal: Signal; readonly inputs: ReadonlyMap<string, Signal> };

/** The signals that an expression names, `./id` being one of the same machine. */
export function inputIdentifier(given: string, machine: string): string {
  return given.startsWith('./') ? `${machine}/${given.slice(2)}` : given;
}

/** Fails with `alarms.bad-unit`, `alarms.wrong-kind`, `alarms.bad-expression` or `alarms.not-a-condition`. */
export function buildConditions(rule: Rule, found: Found): BuiltCondition[] {
  const { condition, quality: policy, priority } = rule;
  const { signal } = found;
  const base = { priority, inputs: [signal.identifier], memoryMs: 0 };
  switch (condition.kind) {
    case 'limit':
      return limits(rule, condition, signal);
    case 'rate':
      return [rate(rule, condition, signal)];
    case 'state': {
      const { is, values } = condition;
      const wanted =
        signal.value === 'number' || signal.value === 'boolean' ? signal.value : 'text';
      const place = values.findIndex((value) => kindOf(value) !== wanted);
      if (place >= 0) {
        throw alarmsFailures['wrong-kind']({
          ...{ rule: rule.name, place: `condition/values/${place}`, signal: signal.identifier },
          ...{ wanted: kindOf(values[place]), given: wanted },
        });
      }
      return [{ ...base, judge: () => stateJudge({ is, values, policy }) }];
    }
    case 'silence': {
      const { afterMs } = condition;
      return [{ ...base, judge: (sinceUs) => silenceJudge({ afterMs, sinceUs, policy }) }];
    }
    case 'expression':
      return [expression(rule, { ...condition, place: 'condition/expression' }, found)];
  }
}

/** The condition under which the rule's alarms are suppressed. */
export function buildSuppression(rule: Rule, found: Found): BuiltCondition | undefined {
  const { suppressedWhen } = rule;
  return (
    suppressedWhen &&
    expression(rule, { ...suppressedWhen, place: 'suppressedWhen/expression' }, found)
  );
}

function kindOf(value: unknown): string {
  return typeof value === 'string' ? 'text' : typeof value;
}

type Of<K extends Rule['condition']['kind']> = Extract<Rule['condition'], { kind: K }>;

function unitOf(signal: Signal): Unit {
  const parsed = parseUnit(signal.unitCode ?? '1');
  return parsed.ok ? parsed.unit : unitOne;
}

function needsNumber(rule: Rule, signal: Signal): void {
  if (signal.value === 'number') return;
  throw alarmsFailures['wrong-kind']({
    ...{ rule: rule.name, place: 'condition', signal: signal.identifier },
    ...{ wanted: 'number', given: signal.value },
  });
}

/** The rule's unit, which measures what `to` measures; `to` itself where the rule names none. */
function givenUnit(
  rule: Rule,
  signal: Signal,
  given: { code: string | undefined; to: Unit },
): Unit {
  if (given.code === undefined) return given.to;
  const parsed = parseUnit(given.code);
  if (parsed.ok && isSameKind(parsed.unit, given.to)) return parsed.unit;
  throw alarmsFailures['bad-unit']({
    ...{ rule: rule.name, unit: given.code, signal: signal.identifier },
    given: signal.unitCode ?? signal.unit ?? given.to.code,
  });
}

function limits(rule: Rule, condition: Of<'limit'>, signal: Signal): BuiltCondition[] {
  needsNumber(rule, signal);
  const to = unitOf(signal);
  const unit = givenUnit(rule, signal, { code: condition.unit, to });
  const deadBand = ((condition.deadBand ?? 0) * unit.factor) / to.factor;
  const shown = condition.unit ?? signal.unitCode ?? signal.unit;
  return condition.limits.map(({ level, at: limit, priority = rule.priority }) => {
    const at = convert(limit, unit, to);
    const isHigh = level.startsWith('high');
    return {
      ...{ level, priority, limit, inputs: [signal.identifier], memoryMs: 0 },
      ...(shown === undefined ? {} : { unit: shown }),
      judge: () => limitJudge({ isHigh, at, deadBand, policy: rule.quality }),
    };
  });
}

function rate(rule: Rule, condition: Of<'rate'>, signal: Signal): BuiltCondition {
  needsNumber(rule, signal);
  const second = parseUnit('s');
  const to = combined({ ...unitOf(signal), offset: 0 }, second.ok ? second.unit : unitOne, -1);
  const unit = givenUnit(rule, signal, { code: condition.unit, to });
  const scale = unit.factor / to.factor / 1e6;
  const { direction, windowMs } = condition;
  const [at, deadBand] = [condition.at * scale, (condition.deadBand ?? 0) * scale];
  return {
    ...{ priority: rule.priority, limit: condition.at, unit: unit.code },
    ...{ inputs: [signal.identifier], memoryMs: windowMs + 1_000 },
    judge: () => rateJudge({ direction, at, deadBand, windowMs, policy: rule.quality }),
  };
}

type Written = Pick<Of<'expression'>, 'expression' | 'inputs'> & { readonly place: string };

function expression(rule: Rule, written: Written, { signal, inputs }: Found): BuiltCondition {
  const names = ['value', ...inputs.keys()];
  const signals = [signal, ...inputs.values()];
  const forms = new Map(names.map((name, i) => [name, formOf(signals[i] ?? signal)]));
  const compiled = () => compile(written.expression, forms);
  const outcome = compiled();
  const { place } = written;
  if (!outcome.ok) {
    const { at } = outcome.trouble;
    throw alarmsFailures['bad-expression']({
      ...{ rule: rule.name, place, character: at + 1 },
      excerpt: written.expression.slice(at, at + 20),
      trouble: troubleText(outcome.trouble),
    });
  }
  if (outcome.expression.form.kind !== 'truth') {
    throw alarmsFailures['not-a-condition']({ rule: rule.name, place });
  }
  const identifiers = [...new Set(signals.map(({ identifier }) => identifier))];
  return {
    ...{ priority: rule.priority, inputs: identifiers },
    memoryMs: memoryMsOf(written.expression),
    judge() {
      // Compiled anew: what functions remember lives in what the compiler makes.
      const fresh = compiled();
      const made = fresh.ok ? fresh.expression : outcome.expression;
      const places = made.inputs.map((name) =>
        identifiers.indexOf((signals[names.indexOf(name)] ?? signal).identifier),
      );
      const policy = rule.quality;
      return expressionJudge({ expression: made, places, source: written.expression, policy });
    },
  };
}

function formOf(signal: Signal): Form {
  if (signal.value === 'boolean') return { kind: 'truth' };
  return signal.value === 'number' ? { kind: 'number', unit: unitOf(signal) } : { kind: 'text' };
}
