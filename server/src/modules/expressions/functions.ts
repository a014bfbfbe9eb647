// The functions of expressions. Windows and edges remember in the closure that they return; everything is bounded.
import { parseUnit, toPower, unitOne } from '../../wire/ucum/unit.ts';
import { alike, inUnit } from './alike.ts';
import { argument, durationOf, mapped, numberForm, type BuildCall, type Call } from './call.ts';
import type { Compiled, Evaluate } from './forms.ts';
import { refuse } from './refusal.ts';
import { askingFunctions, rememberingFunctions } from './remembering.ts';
import { windowFunctions } from './windows.ts';

/** Keeps the unit. */
function keeping(work: (value: number) => number): BuildCall {
  return (call) => {
    const of = argument(call, 0, 1);
    return mapped(of, numberForm(of, call.at), work);
  };
}

/** Of a number without a unit, or an angle. */
function plain(work: (value: number) => number, unit = '1'): BuildCall {
  return (call) => {
    const of = argument(call, 0, 1);
    const form = numberForm(of, call.at);
    const wanted = parseUnit(unit);
    const target = { kind: 'number', unit: wanted.ok ? wanted.unit : unitOne } as const;
    const given = form.bare === true ? of : inUnit(of, unit, { at: call.at, form: target });
    return mapped(given, { kind: 'number', unit: unitOne }, work);
  };
}

function extreme(pick: (values: number[]) => number): BuildCall {
  return (call) => {
    argument(call, 0, [1, 20]);
    const parts = [...call.args];
    // Twice, so that a bare number at the beginning takes the unit of what follows.
    for (let pass = 0; pass < 2; pass += 1) {
      for (let i = 1; i < parts.length; i += 1) {
        const [first, other] = [parts[0], parts[i]];
        if (first && other)
          [parts[0], parts[i]] = alike(first, other, call.nodes[i]?.at ?? call.at);
      }
    }
    const form = numberForm(argument({ ...call, args: parts }, 0, [1, 20]), call.at);
    const evaluators = parts.map(({ evaluate }) => evaluate);
    return { form, evaluate: gathered(evaluators, pick) };
  };
}

function gathered(evaluators: readonly Evaluate[], pick: (values: number[]) => number): Evaluate {
  return (moment) => {
    const values = evaluators.map((evaluate) => evaluate(moment));
    return values.every((value) => typeof value === 'number') ? pick(values) : null;
  };
}

function to(call: Call): Compiled {
  const of = argument(call, 0, 2);
  const code = call.nodes[1];
  if (code?.kind !== 'text') throw refuse(code?.at ?? call.at, 'unit-wanted');
  const parsed = parseUnit(code.value);
  if (!parsed.ok) throw refuse(code.at, 'unknown-unit', { unit: code.value });
  const form = { kind: 'number', unit: parsed.unit } as const;
  if (numberForm(of, call.at).bare === true) return { ...of, form };
  return inUnit(of, code.value, { at: call.at, form });
}

/** The plain number of something in a unit. */
function inThe(call: Call): Compiled {
  return { ...to(call), form: { kind: 'number', unit: unitOne } };
}

function root(call: Call): Compiled {
  const of = argument(call, 0, 1);
  const form = numberForm(of, call.at);
  const unit = toPower(form.unit, 0.5);
  if (!unit) throw refuse(call.at, 'no-root', { unit: form.unit.code });
  return mapped(of, { ...form, unit }, Math.sqrt);
}

function power(call: Call): Compiled {
  const of = argument(call, 0, 2);
  const form = numberForm(of, call.at);
  const exponent = call.nodes[1];
  const sign = exponent?.kind === 'negative' ? -1 : 1;
  const written = exponent?.kind === 'negative' ? exponent.of : exponent;
  if (written?.kind !== 'number' || written.unit !== undefined) {
    throw refuse(exponent?.at ?? call.at, 'exponent-wanted');
  }
  const unit = toPower(form.unit, sign * written.value);
  if (!unit) throw refuse(call.at, 'no-root', { unit: form.unit.code });
  return mapped(of, { ...form, unit }, (value) => value ** (sign * written.value));
}

function round(call: Call): Compiled {
  const of = argument(call, 0, [1, 2]);
  const digits = call.nodes[1];
  const places = digits?.kind === 'number' ? Math.min(12, Math.max(0, digits.value)) : 0;
  const scale = 10 ** places;
  return mapped(of, numberForm(of, call.at), (value) => Math.round(value * scale) / scale);
}

function remainder(call: Call): Compiled {
  const [a, b] = alike(argument(call, 0, 2), argument(call, 1, 2), call.at);
  const form = numberForm(a, call.at);
  return {
    form,
    evaluate: gathered([a.evaluate, b.evaluate], ([x = 0, y = 0]) => x - y * Math.floor(x / y)),
  };
}

function clamp(call: Call): Compiled {
  argument(call, 0, 3);
  return extreme(([value = 0, low = 0, high = 0]) => Math.min(high, Math.max(low, value)))(call);
}

function contains(call: Call): Compiled {
  const [text, part] = [argument(call, 0, 2), argument(call, 1, 2)];
  if (text.form.kind !== 'text' || part.form.kind !== 'text') throw refuse(call.at, 'text-wanted');
  return {
    form: { kind: 'truth' },
    evaluate: (moment) => {
      const [whole, wanted] = [text.evaluate(moment), part.evaluate(moment)];
      return whole === null || wanted === null ? null : String(whole).includes(String(wanted));
    },
  };
}

/** The number that a text says. */
function numberOf(call: Call): Compiled {
  const of = argument(call, 0, 1);
  return {
    form: { kind: 'number', unit: unitOne },
    evaluate: (moment) => {
      const value = of.evaluate(moment);
      if (typeof value === 'boolean') return value ? 1 : 0;
      if (value === null || value === '') return null;
      return Number.isFinite(Number(value)) ? Number(value) : null;
    },
  };
}

export const functions: ReadonlyMap<string, BuildCall> = new Map<string, BuildCall>([
  ['abs', keeping(Math.abs)],
  ['floor', keeping(Math.floor)],
  ['ceiling', keeping(Math.ceil)],
  ['round', round],
  ['sign', (call) => mapped(argument(call, 0, 1), { kind: 'number', unit: unitOne }, Math.sign)],
  ['sqrt', root],
  ['power', power],
  ['mod', remainder],
  ['exp', plain(Math.exp)],
  ['ln', plain(Math.log)],
  ['log10', plain(Math.log10)],
  ['sin', plain(Math.sin, 'rad')],
  ['cos', plain(Math.cos, 'rad')],
  ['tan', plain(Math.tan, 'rad')],
  ['minimum', extreme((values) => Math.min(...values))],
  ['maximum', extreme((values) => Math.max(...values))],
  ['clamp', clamp],
  ['to', to],
  ['in', inThe],
  ['contains', contains],
  ['number', numberOf],
  ...windowFunctions,
  ...rememberingFunctions,
  ...askingFunctions,
]);

/** What they say rests on what was before; an expression that is made for one moment has no use for them. */
export const remembering: ReadonlySet<string> = new Set(
  [...windowFunctions, ...rememberingFunctions].map(([name]) => name),
);

const lasting = new Set([...windowFunctions.map(([name]) => name), 'held', 'smooth']);
/** Of what is smoothed, after eight times its constant 0.03 % are left. */
const smoothTimes = 8;

/** How long a call remembers; undefined where no length is written in it. */
export function memoryMsOf(call: Call): number | undefined {
  if (!lasting.has(call.name)) return undefined;
  return durationOf(call, 1) * (call.name === 'smooth' ? smoothTimes : 1);
}
