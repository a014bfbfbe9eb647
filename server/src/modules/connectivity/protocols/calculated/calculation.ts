// Expressions over signals, ready to be told readings: the same code runs live and on what was recorded.
import { quality, type Quality, type ReadingValue } from '../../../../stores/series/series.ts';
import { convert, isSameKind, parseUnit, unitOne } from '../../../../wire/ucum/unit.ts';
import type { Signal } from '../../../assets/api.ts';
import {
  compile,
  troubleText,
  type Expression,
  type Form,
  type InputNow,
  type Value,
} from '../../../expressions/api.ts';
import type { SignalSettings } from '../../api.ts';
import type { ObservedReading } from '../protocol.ts';
import { calculatedFailures } from './failures.ts';

export type CalculationInput = { readonly name: string; readonly signal: Signal };

type Output = {
  readonly position: number;
  readonly expression: Expression;
  readonly convert: (value: Value) => Value;
  /** For each of the expression's inputs its place among the calculation's. */
  readonly places: readonly number[];
};

export class Calculation {
  readonly #now: (InputNow | undefined)[];
  readonly #outputs: readonly Output[];
  #latestMs = -Infinity;

  /** Fails with `calculated.bad-expression` or `calculated.bad-unit`. */
  constructor(inputs: readonly CalculationInput[], signals: readonly SignalSettings[]) {
    const names = inputs.map(({ name }) => name);
    const forms = new Map(inputs.map(({ name, signal }) => [name, formOf(signal)]));
    this.#now = inputs.map(() => undefined);
    this.#outputs = signals.map((signal, position) => {
      const expression = compiled(signal, forms);
      const places = expression.inputs.map((name) => names.indexOf(name));
      return { position, expression, places, convert: conversion(signal, expression.form) };
    });
  }

  /** What follows from an input's reading; nothing where no expression uses it. */
  told(
    input: number,
    reading: { sourceTimeUs: number; value: ReadingValue; quality: Quality },
  ): ObservedReading[] {
    const { value, quality: how } = reading;
    const timeMs = reading.sourceTimeUs / 1_000;
    this.#now[input] = { value, quality: how, timeMs };
    return this.#evaluate(timeMs, input);
  }

  /** What time alone changes: ages, durations, windows that empty. */
  tick(nowMs: number): ObservedReading[] {
    return this.#evaluate(nowMs, undefined);
  }

  /** The moment of the last evaluation; time does not go back within a calculation. */
  get latestMs(): number {
    return this.#latestMs;
  }

  /** Without `input`, only time has passed. */
  #evaluate(timeMs: number, input: number | undefined): ObservedReading[] {
    const nowMs = Math.max(timeMs, this.#latestMs);
    this.#latestMs = nowMs;
    const readings: ObservedReading[] = [];
    for (const output of this.#outputs) {
      if (input !== undefined && !output.places.includes(input)) continue;
      const place = input === undefined ? -1 : output.places.indexOf(input);
      const inputs = output.places.map((place) => this.#now[place]);
      const told = output.expression.evaluate({ nowMs, inputs, told: [place] });
      if (told === undefined) continue;
      const value = output.convert(told);
      readings.push({ signal: output.position, value, quality: qualityOf(value, inputs) });
    }
    return readings;
  }
}

/** No better than the worst input that it rests on. */
function qualityOf(value: Value, inputs: readonly (InputNow | undefined)[]): Quality {
  if (value === null) return quality.bad;
  const isUncertain = inputs.some((input) => input?.quality !== quality.good);
  return isUncertain ? quality.uncertain : quality.good;
}

function formOf(signal: Signal): Form {
  if (signal.value === 'boolean') return { kind: 'truth' };
  if (signal.value !== 'number') return { kind: 'text' };
  const unit = parseUnit(signal.unitCode ?? '1');
  return { kind: 'number', unit: unit.ok ? unit.unit : unitOne };
}

function compiled(signal: SignalSettings, forms: ReadonlyMap<string, Form>): Expression {
  const outcome = compile(signal.address, forms);
  if (outcome.ok) return outcome.expression;
  const { at } = outcome.trouble;
  throw calculatedFailures['bad-expression']({
    signal: signal.id,
    place: at + 1,
    excerpt: signal.address.slice(at, at + 20),
    trouble: troubleText(outcome.trouble),
  });
}

function conversion(signal: SignalSettings, form: Form): (value: Value) => Value {
  if (form.kind !== 'number' || signal.unit === undefined) return (value) => value;
  const wanted = parseUnit(signal.unit);
  const refusal = { signal: signal.id, unit: signal.unit, given: form.unit.code };
  if (!wanted.ok) throw calculatedFailures['bad-unit'](refusal);
  if (form.bare === true) return (value) => value;
  if (!isSameKind(form.unit, wanted.unit)) throw calculatedFailures['bad-unit'](refusal);
  return (value) => (typeof value === 'number' ? convert(value, form.unit, wanted.unit) : value);
}
