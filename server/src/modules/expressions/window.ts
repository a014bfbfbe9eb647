// A window over the last so many milliseconds in bounded memory: it moves in steps of a 256th of its length, and
// each step keeps sums, not values.

const steps = 256;

type Step = {
  readonly number: number;
  count: number;
  sum: number;
  squares: number;
  lowest: number;
  highest: number;
  first: number;
  firstMs: number;
  last: number;
  lastMs: number;
  /** Value times milliseconds, each value lasting until the next. */
  area: number;
  coveredMs: number;
};

export type Summary = {
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
  readonly lowest: number;
  readonly highest: number;
  readonly first: number;
  readonly firstMs: number;
  readonly last: number;
  readonly lastMs: number;
  readonly area: number;
  readonly coveredMs: number;
};

export class Window {
  readonly #stepMs: number;
  #kept: Step[] = [];
  #lastMs = -Infinity;
  #last = 0;

  constructor(lengthMs: number) {
    this.#stepMs = Math.max(1, lengthMs / steps);
  }

  /** A value of a time before the last is taken as of the last. */
  add(timeMs: number, value: number): void {
    const at = Math.max(timeMs, this.#lastMs);
    const number = Math.floor(at / this.#stepMs);
    let step = this.#kept.at(-1);
    if (step?.number !== number) {
      step = begun(number, at, value);
      this.#kept.push(step);
      this.#forget(number);
    }
    if (this.#lastMs > -Infinity) {
      const before = at - this.#lastMs;
      step.area += this.#last * before;
      step.coveredMs += before;
    }
    step.count += 1;
    step.sum += value;
    step.squares += value * value;
    step.lowest = Math.min(step.lowest, value);
    step.highest = Math.max(step.highest, value);
    step.last = value;
    step.lastMs = at;
    this.#last = value;
    this.#lastMs = at;
  }

  /** Undefined when nothing was told within the window. */
  summary(nowMs: number): Summary | undefined {
    this.#forget(Math.floor(Math.max(nowMs, this.#lastMs) / this.#stepMs));
    const [first, ...rest] = this.#kept;
    if (!first) return undefined;
    return rest.reduce(joined, { ...first });
  }

  #forget(number: number): void {
    const oldest = number - steps;
    if ((this.#kept[0]?.number ?? Infinity) <= oldest) {
      this.#kept = this.#kept.filter((step) => step.number > oldest);
    }
  }
}

function begun(number: number, atMs: number, value: number): Step {
  return {
    ...{ number, count: 0, sum: 0, squares: 0, lowest: Infinity, highest: -Infinity },
    ...{ first: value, firstMs: atMs, last: value, lastMs: atMs, area: 0, coveredMs: 0 },
  };
}

function joined(a: Step, b: Step): Step {
  return {
    ...a,
    count: a.count + b.count,
    sum: a.sum + b.sum,
    squares: a.squares + b.squares,
    lowest: Math.min(a.lowest, b.lowest),
    highest: Math.max(a.highest, b.highest),
    last: b.last,
    lastMs: b.lastMs,
    area: a.area + b.area,
    coveredMs: a.coveredMs + b.coveredMs,
  };
}
