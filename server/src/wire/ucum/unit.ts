// A UCUM code such as `kW.h`, `m/s2`, `L/min` or `{parts}/h` as a value: its dimensions and its factor to base
// units. Grammar of UCUM §§ 3–12 without powers of ten (`10*`) and bracketed arbitrary units.
import { atoms, prefixes, type Dimensions } from './atoms.ts';

export type Unit = {
  readonly code: string;
  readonly dimensions: Dimensions;
  readonly factor: number;
  /** Only of temperatures that stand alone. */
  readonly offset: number;
};

export type UnitOutcome =
  | { readonly ok: true; readonly unit: Unit }
  /** `at`: the part that is not understood. */
  | { readonly ok: false; readonly at: string };

const codeCharactersMax = 100;
const exponentMax = 9;

type Part = { readonly dimensions: Dimensions; readonly factor: number; readonly offset: number };

const one: Part = { dimensions: atoms.get('1')?.dimensions ?? [], factor: 1, offset: 0 };
export const unitOne: Unit = { code: '1', ...one };

export function parseUnit(code: string): UnitOutcome {
  if (code.length > codeCharactersMax) return { ok: false, at: code.slice(0, 20) };
  if (code === '' || code === '1') return { ok: true, unit: { ...one, code: '1' } };
  const reader = new UnitReader(code);
  const part = reader.term(0);
  if (!part || !reader.atEnd) return { ok: false, at: reader.rest };
  return { ok: true, unit: { code, ...part } };
}

class UnitReader {
  readonly #code: string;
  #at = 0;

  constructor(code: string) {
    this.#code = code;
  }

  get atEnd(): boolean {
    return this.#at === this.#code.length;
  }

  get rest(): string {
    return this.#code.slice(this.#at);
  }

  /** Components joined by `.` and `/`, from left to right. */
  term(depth: number): Part | undefined {
    if (depth > 5) return undefined;
    let part: Part | undefined;
    let isOver = this.#take('/');
    do {
      const next = this.#component(depth);
      if (!next) return undefined;
      part = part ? times(part, next, isOver ? -1 : 1) : isOver ? times(one, next, -1) : next;
      isOver = this.#code[this.#at] === '/';
    } while (this.#take('.') || this.#take('/'));
    return part;
  }

  #component(depth: number): Part | undefined {
    if (this.#take('(')) {
      const inner = this.term(depth + 1);
      return inner && this.#take(')') ? powered(inner, this.#exponent()) : undefined;
    }
    if (this.#code[this.#at] === '{') return this.#annotation() ? one : undefined;
    const symbol = /^(?:\[[^\]]*\]|[A-Za-z%']|\d+(?![A-Za-z[]))+?(?=[-+\d./){]|$)/.exec(
      this.rest,
    )?.[0];
    const found = symbol === undefined ? undefined : atomOf(symbol);
    if (symbol === undefined || !found) return undefined;
    this.#at += symbol.length;
    const part = powered(found, this.#exponent());
    return this.#code[this.#at] !== '{' || this.#annotation() ? part : undefined;
  }

  #exponent(): number {
    const text = /^[+-]?\d+/.exec(this.rest)?.[0];
    if (text === undefined) return 1;
    const exponent = Number(text);
    if (Math.abs(exponent) > exponentMax) return 1;
    this.#at += text.length;
    return exponent;
  }

  #annotation(): boolean {
    const text = /^\{[^{}]*\}/.exec(this.rest)?.[0];
    if (text === undefined) return false;
    this.#at += text.length;
    return true;
  }

  #take(mark: string): boolean {
    if (this.#code[this.#at] !== mark) return false;
    this.#at += 1;
    return true;
  }
}

function atomOf(symbol: string): Part | undefined {
  const whole = atoms.get(symbol);
  if (whole) return { ...whole, offset: whole.offset ?? 0 };
  if (/^\d+$/.test(symbol)) return { ...one, factor: Number(symbol) };
  for (const length of [1, 2]) {
    const prefix = prefixes.get(symbol.slice(0, length));
    const atom = atoms.get(symbol.slice(length));
    if (prefix !== undefined && atom?.metric === true)
      return { ...atom, factor: atom.factor * prefix, offset: 0 };
  }
  return undefined;
}

function powered(part: Part, exponent: number): Part {
  if (exponent === 1) return part;
  return {
    dimensions: part.dimensions.map((power) => power * exponent),
    factor: part.factor ** exponent,
    offset: 0,
  };
}

/** A temperature that is not alone is a difference, and has no offset. */
function times(a: Part, b: Part, power: 1 | -1): Part {
  return {
    dimensions: a.dimensions.map((of, i) => of + power * (b.dimensions[i] ?? 0)),
    factor: a.factor * b.factor ** power,
    offset: 0,
  };
}

export function isSameKind(a: Unit, b: Unit): boolean {
  return a.dimensions.every((power, i) => power === b.dimensions[i]);
}

/** Only between units of the same kind. */
export function convert(value: number, from: Unit, to: Unit): number {
  if (from.factor === to.factor && from.offset === to.offset) return value;
  return (value * from.factor + from.offset - to.offset) / to.factor;
}

/** Product or quotient of two units; the code is for people. */
export function combined(a: Unit, b: Unit, power: 1 | -1): Unit {
  const part = times(a, b, power);
  const isOne = part.dimensions.every((of) => of === 0) && part.factor === 1;
  const code = isOne
    ? '1'
    : b.code === '1'
      ? a.code
      : `${bracket(a.code)}${power === 1 ? '.' : '/'}${bracket(b.code)}`;
  return { code, ...part };
}

/** `exponent` may be 0.5: a root of even powers. Undefined where the dimensions would not be whole. */
export function toPower(unit: Unit, exponent: number): Unit | undefined {
  const dimensions = unit.dimensions.map((power) => power * exponent);
  if (!dimensions.every(Number.isInteger)) return undefined;
  const code = unit.code === '1' ? '1' : `(${unit.code})^${exponent}`;
  return { code, dimensions, factor: unit.factor ** exponent, offset: 0 };
}

function bracket(code: string): string {
  return /[./]/.test(code) ? `(${code})` : code;
}
