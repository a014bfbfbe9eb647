// From tree to something that can be evaluated: kinds and units are checked once, and what is given in another
// unit of the same kind is converted, so that `bar` and `kPa` may meet and `bar` and `s` may not.
import { combined, parseUnit, unitOne } from '../../wire/ucum/unit.ts';
import { quality } from '../../stores/series/series.ts';
import { alike, inUnit } from './alike.ts';
import type { BuildCall, Call } from './call.ts';
import type { Compiled, Evaluate, Form, InputForms, Moment, Value } from './forms.ts';
import { functions, memoryMsOf, remembering } from './functions.ts';
import { parse } from './parse.ts';
import { Refusal, refuse } from './refusal.ts';
import type { BinaryOperator, Node, Trouble } from './syntax.ts';

export type Expression = {
  readonly form: Form;
  /** Names of the inputs that it uses; a moment gives their values in this order. */
  readonly inputs: readonly string[];
  /** Names of the functions in it that go by what was before. */
  readonly remembers: readonly string[];
  /** How far back what was before may decide; a day where no length is written, as for edges and limits. */
  readonly memoryMs: number;
  /** Undefined: nothing is to be told at this moment. */
  readonly evaluate: (moment: Moment) => Value | undefined;
};

export type CompileOutcome =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly trouble: Trouble };

export function compile(source: string, inputs: InputForms): CompileOutcome {
  const parsed = parse(source);
  if (!parsed.ok) return parsed;
  try {
    const compiler = new Compiler(inputs);
    const { form, evaluate } = compiler.part(parsed.node);
    const when = parsed.when && truth(compiler.part(parsed.when), parsed.when.at);
    const isNow = (moment: Moment): boolean => !when || when(moment) === true;
    return {
      ok: true,
      expression: {
        form,
        inputs: compiler.used,
        remembers: [...compiler.remembers],
        memoryMs: compiler.memoryMs,
        evaluate: (moment) => {
          // Evaluated also while nothing is told, so that windows hear of every moment.
          const value = evaluate(moment);
          return isNow(moment) ? value : undefined;
        },
      },
    };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, trouble: error.trouble };
    throw error;
  }
}

const dayMs = 86_400_000;

class Compiler {
  readonly #inputs: InputForms;
  readonly #used: string[] = [];
  readonly remembers = new Set<string>();
  /** Of all that remember together, since one may be in another. */
  #lastingMs = 0;
  #endlessMs = 0;
  /** Places of the inputs that the part under way rests on. */
  #reads = new Set<number>();

  constructor(inputs: InputForms) {
    this.#inputs = inputs;
  }

  get used(): readonly string[] {
    return this.#used;
  }

  get memoryMs(): number {
    return this.#lastingMs + this.#endlessMs;
  }

  part(node: Node): Compiled {
    switch (node.kind) {
      case 'number':
        return this.#number(node);
      case 'text':
        return { form: { kind: 'text' }, evaluate: () => node.value };
      case 'truth':
        return { form: { kind: 'truth' }, evaluate: () => node.value };
      case 'input':
        return this.#input(node.name, node.at);
      case 'call':
        return this.#call(node);
      case 'negative':
        return negative(this.part(node.of), node.of.at);
      case 'not':
        return not(truth(this.part(node.of), node.of.at));
      case 'binary':
        return this.#binary(node.operator, node.left, node.right);
      case 'choice':
        return this.#choice(node);
    }
  }

  #number({ value, unit: code, at }: Node & { kind: 'number' }): Compiled {
    if (code === undefined) {
      return { form: { kind: 'number', unit: unitOne, bare: true }, evaluate: () => value };
    }
    const parsed = parseUnit(code);
    if (!parsed.ok) throw refuse(at, 'unknown-unit', { unit: code });
    return { form: { kind: 'number', unit: parsed.unit }, evaluate: () => value };
  }

  #input(name: string, at: number): Compiled {
    const form = this.#inputs.get(name);
    if (!form) {
      const known = [...this.#inputs.keys()].join(', ');
      throw refuse(at, 'unknown-input', { name, known });
    }
    const position = this.positionOf(name);
    return { form, evaluate: ({ inputs }) => known(inputs[position], form) };
  }

  positionOf(name: string): number {
    const known = this.#used.indexOf(name);
    const place = known < 0 ? this.#used.push(name) - 1 : known;
    this.#reads.add(place);
    return place;
  }

  #call({ name, args, at }: Node & { kind: 'call' }): Compiled {
    const build: BuildCall | undefined = functions.get(name);
    if (!build) throw refuse(at, 'unknown-function', { name });
    if (remembering.has(name)) this.remembers.add(name);
    const parts = args.map((arg) => this.#argument(arg));
    const call: Call = {
      name,
      at,
      nodes: args,
      args: parts.map(({ part }) => part),
      isTold: parts.map(({ isTold }) => isTold),
      positionOf: (input) => this.positionOf(input),
    };
    const built = build(call);
    const memoryMs = remembering.has(name) ? memoryMsOf(call) : 0;
    if (memoryMs === undefined) this.#endlessMs = dayMs;
    else this.#lastingMs += memoryMs;
    return built;
  }

  #argument(node: Node): { part: Compiled; isTold: (moment: Moment) => boolean } {
    const outer = this.#reads;
    const reads = new Set<number>();
    this.#reads = reads;
    const part = this.part(node);
    this.#reads = outer.union(reads);
    return { part, isTold: ({ told }) => told.some((place) => reads.has(place)) };
  }

  #binary(operator: BinaryOperator, left: Node, right: Node): Compiled {
    const [a, b] = [this.part(left), this.part(right)];
    switch (operator) {
      case 'and':
      case 'or':
        return logical(operator, truth(a, left.at), truth(b, right.at));
      case '+':
      case '-':
        return sum(operator, { a, b, at: right.at });
      case '*':
      case '/':
        return product(operator, { a, b, at: right.at });
      default:
        return comparison(operator, { a, b, at: right.at });
    }
  }

  #choice({ condition, yes, no }: Node & { kind: 'choice' }): Compiled {
    const is = truth(this.part(condition), condition.at);
    const [a, b] = alike(this.part(yes), this.part(no), no.at);
    return {
      form: a.form,
      evaluate: (moment) => {
        // Both sides are evaluated, so that windows on either hear of every moment.
        const [first, second] = [a.evaluate(moment), b.evaluate(moment)];
        const held = is(moment);
        return held === null ? null : held === true ? first : second;
      },
    };
  }
}

function known(input: { value: Value; quality: number } | undefined, form: Form): Value {
  if (!input || input.quality === quality.bad || input.value === null) return null;
  const { value } = input;
  switch (form.kind) {
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? value : null;
    case 'truth':
      return typeof value === 'boolean' ? value : typeof value === 'number' ? value !== 0 : null;
    case 'text':
      return String(value);
  }
}

function truth(part: Compiled, at: number): Evaluate {
  if (part.form.kind !== 'truth') throw refuse(at, 'truth-wanted');
  return part.evaluate;
}

function not(of: Evaluate): Compiled {
  return {
    form: { kind: 'truth' },
    evaluate: (moment) => {
      const value = of(moment);
      return value === null ? null : value !== true;
    },
  };
}

function negative(of: Compiled, at: number): Compiled {
  if (of.form.kind !== 'number') throw refuse(at, 'number-wanted');
  return {
    form: of.form,
    evaluate: (moment) => {
      const value = of.evaluate(moment);
      return typeof value === 'number' ? -value : null;
    },
  };
}

/** Three-valued: `false and unknown` is false, `true or unknown` is true. */
function logical(operator: 'and' | 'or', a: Evaluate, b: Evaluate): Compiled {
  const decides = operator === 'or';
  return {
    form: { kind: 'truth' },
    evaluate: (moment) => {
      const [left, right] = [a(moment), b(moment)];
      if (left === decides || right === decides) return decides;
      return left === null || right === null ? null : !decides;
    },
  };
}

type Pair = { readonly a: Compiled; readonly b: Compiled; readonly at: number };

function numeric(
  form: Form,
  { a, b }: Pick<Pair, 'a' | 'b'>,
  work: (x: number, y: number) => number,
): Compiled {
  return {
    form,
    evaluate: (moment) => {
      const [x, y] = [a.evaluate(moment), b.evaluate(moment)];
      if (typeof x !== 'number' || typeof y !== 'number') return null;
      const result = work(x, y);
      return Number.isFinite(result) ? result : null;
    },
  };
}

/** Two temperatures with a zero of their own differ by kelvins; a difference may be added to one. */
function sum(operator: '+' | '-', { a, b, at }: Pair): Compiled {
  const work = operator === '+' ? (x: number, y: number) => x + y : (x: number, y: number) => x - y;
  if (a.form.kind === 'text' && b.form.kind === 'text' && operator === '+') {
    return {
      form: { kind: 'text' },
      evaluate: (moment) => {
        const [x, y] = [a.evaluate(moment), b.evaluate(moment)];
        return x === null || y === null ? null : `${String(x)}${String(y)}`;
      },
    };
  }
  if (a.form.kind !== 'number' || b.form.kind !== 'number') throw refuse(at, 'number-wanted');
  const [left, right] = [a.form.unit, b.form.unit];
  if (left.offset !== 0 && right.offset !== 0) {
    if (operator === '+') throw refuse(at, 'temperatures-added');
    const kelvin = parseUnit('K');
    const unit = kelvin.ok ? kelvin.unit : unitOne;
    const form = { kind: 'number', unit } as const;
    const [x, y] = [a, b].map((part) => inUnit(part, 'K', { at, form }));
    if (x && y) return numeric(form, { a: x, b: y }, work);
  }
  const [x, y] =
    left.offset !== 0 && b.form.bare !== true ? [a, asDifference(a, b, at)] : alike(a, b, at);
  return numeric(x.form, { a: x, b: y }, work);
}

/** `80Cel + 5K`: the second in steps of the first's degrees. */
function asDifference(a: Compiled, b: Compiled, at: number): Compiled {
  if (a.form.kind !== 'number') throw refuse(at, 'number-wanted');
  return inUnit(b, a.form.unit.code, {
    at,
    form: { kind: 'number', unit: { ...a.form.unit, offset: 0 } },
  });
}

function product(operator: '*' | '/', { a, b, at }: Pair): Compiled {
  if (a.form.kind !== 'number' || b.form.kind !== 'number') throw refuse(at, 'number-wanted');
  const work = operator === '*' ? (x: number, y: number) => x * y : (x: number, y: number) => x / y;
  const [left, right] = [a.form, b.form];
  const bare = left.bare === true && right.bare === true;
  if (bare) return numeric({ kind: 'number', unit: unitOne, bare }, { a, b }, work);
  // A temperature with a zero of its own can be scaled by a plain number and by nothing else.
  const isPlain = (form: typeof left) => form.bare === true || form.unit === unitOne;
  if ((left.unit.offset !== 0 && !isPlain(right)) || (right.unit.offset !== 0 && !isPlain(left))) {
    throw refuse(at, 'temperature-multiplied');
  }
  if (isPlain(right)) return numeric(left, { a, b }, work);
  if (isPlain(left) && operator === '*') return numeric(right, { a, b }, work);
  const unit = combined(left.unit, right.unit, operator === '*' ? 1 : -1);
  return numeric({ kind: 'number', unit }, { a, b }, work);
}

const tests: Readonly<Record<string, (x: never, y: never) => boolean>> = {
  '==': (x, y) => x === y,
  '!=': (x, y) => x !== y,
  '<': (x, y) => x < y,
  '<=': (x, y) => x <= y,
  '>': (x, y) => x > y,
  '>=': (x, y) => x >= y,
};

function comparison(operator: string, { a, b, at }: Pair): Compiled {
  const [x, y] = alike(a, b, at);
  if (x.form.kind === 'truth' && operator !== '==' && operator !== '!=') {
    throw refuse(at, 'truths-have-no-order');
  }
  const holds = tests[operator] ?? (() => false);
  return {
    form: { kind: 'truth' },
    evaluate: (moment) => {
      const [left, right] = [x.evaluate(moment), y.evaluate(moment)];
      return left === null || right === null ? null : holds(left as never, right as never);
    },
  };
}
