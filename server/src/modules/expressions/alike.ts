// Two parts brought into one form: the same kind, and for numbers the same unit.
import { convert, isSameKind } from '../../wire/ucum/unit.ts';
import type { Compiled, Form } from './forms.ts';
import { refuse } from './refusal.ts';

/** Both in one form; numbers in the unit of the first that has one. */
export function alike(a: Compiled, b: Compiled, at: number): [Compiled, Compiled] {
  if (a.form.kind !== b.form.kind) {
    throw refuse(at, 'different-kinds', { left: a.form.kind, right: b.form.kind });
  }
  if (a.form.kind !== 'number' || b.form.kind !== 'number') return [a, b];
  if (a.form.bare === true) return [{ ...a, form: b.form }, b];
  if (b.form.bare === true) return [a, { ...b, form: a.form }];
  return [a, inUnit(b, a.form.unit.code, { at, form: a.form })];
}

/** The number in the unit of `form`. */
export function inUnit(
  part: Compiled,
  code: string,
  { at, form }: { at: number; form: Form & { kind: 'number' } },
): Compiled {
  if (part.form.kind !== 'number') throw refuse(at, 'number-wanted');
  const from = part.form.unit;
  const to = form.unit;
  if (!isSameKind(from, to)) throw refuse(at, 'different-units', { left: code, right: from.code });
  if (from.factor === to.factor && from.offset === to.offset) return { ...part, form };
  return {
    form,
    evaluate: (moment) => {
      const value = part.evaluate(moment);
      return typeof value === 'number' ? convert(value, from, to) : null;
    },
  };
}
