// A call in an expression as its function sees it: parts that are compiled, and the tree for what must be written out.
import { parseUnit } from '../../wire/ucum/unit.ts';
import type { Compiled, Form, Moment } from './forms.ts';
import { refuse } from './refusal.ts';
import type { Node } from './syntax.ts';

export type Call = {
  readonly name: string;
  readonly at: number;
  readonly nodes: readonly Node[];
  readonly args: readonly Compiled[];
  /** For each argument, whether something that it rests on is told at this moment. */
  readonly isTold: readonly ((moment: Moment) => boolean)[];
  /** The place of an input in a moment. */
  readonly positionOf: (input: string) => number;
};
export type BuildCall = (call: Call) => Compiled;

type NumberForm = Form & { kind: 'number' };

export function argument(call: Call, index: number, count: number | [number, number]): Compiled {
  const [least, most] = typeof count === 'number' ? [count, count] : count;
  if (call.args.length < least || call.args.length > most) {
    const wanted = least === most ? String(least) : `${least}…${most}`;
    throw refuse(call.at, 'wrong-count', { name: call.name, wanted, given: call.args.length });
  }
  const arg = call.args[index];
  if (!arg) throw refuse(call.at, 'wrong-count', { name: call.name, wanted: least, given: index });
  return arg;
}

export function numberForm(part: Compiled, at: number): NumberForm {
  if (part.form.kind !== 'number') throw refuse(at, 'number-wanted');
  return part.form;
}

/** `5min` as milliseconds; only written out, so that memory is known before it runs. */
export function durationOf(call: Call, index: number): number {
  const node = call.nodes[index];
  const second = parseUnit('s');
  const unit =
    node?.kind === 'number' && node.unit !== undefined ? parseUnit(node.unit) : undefined;
  if (node?.kind !== 'number' || unit?.ok !== true || !second.ok) {
    throw refuse(node?.at ?? call.at, 'duration-wanted', { name: call.name });
  }
  if (unit.unit.dimensions.some((power, i) => power !== second.unit.dimensions[i])) {
    throw refuse(node.at, 'duration-wanted', { name: call.name });
  }
  const ms = node.value * unit.unit.factor * 1_000;
  if (ms < 1 || ms > 31 * 86_400_000) throw refuse(node.at, 'duration-range');
  return ms;
}

/** A number in, a number of `form` out. */
export function mapped(part: Compiled, form: Form, work: (value: number) => number): Compiled {
  return {
    form,
    evaluate: (moment) => {
      const value = part.evaluate(moment);
      if (typeof value !== 'number') return null;
      const result = work(value);
      return Number.isFinite(result) ? result : null;
    },
  };
}
