// What an expression can be: a number with its unit, a truth, a text. And what its inputs are at a moment.
import type { Quality, ReadingValue } from '../../stores/series/series.ts';
import type { Unit } from '../../wire/ucum/unit.ts';

/** `bare`: a number written without a unit, which takes that of what it meets. */
export type Form =
  | { readonly kind: 'number'; readonly unit: Unit; readonly bare?: boolean }
  | { readonly kind: 'truth' }
  | { readonly kind: 'text' };

/** Null: not known. */
export type Value = number | boolean | string | null;

export type InputForms = ReadonlyMap<string, Form>;

export type InputNow = {
  readonly value: ReadingValue;
  readonly quality: Quality;
  /** The machine's own time, in milliseconds. */
  readonly timeMs: number;
};

/** A moment at which an expression is evaluated. */
export type Moment = {
  readonly nowMs: number;
  /** In the order of the compiled expression's `inputs`. */
  readonly inputs: readonly (InputNow | undefined)[];
  /** Places of the inputs that are told at this moment; none when only time has passed. */
  readonly told: readonly number[];
};

/** Evaluates a part once at each moment; parts that remember (windows, edges) do so in the closure. */
export type Evaluate = (moment: Moment) => Value;

export type Compiled = { readonly form: Form; readonly evaluate: Evaluate };
