// A window over the last so many milliseconds in bounded memory: it moves in steps of a 256th of its length, and
// each step keeps sums, not values. What all steps are together is known at once, without going through them: the older
// ones know what they and all after them are (two stacks as a queue), and nothing is subtracted, so nothing drifts.

const steps = 256;

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
  /** Value times milliseconds, each value lasting until the next. */
  readonly area: number;
  readonly coveredMs: number;
};

/** The number is that of the oldest step in it. */
type Step = { -readonly [K in keyof Summary]: Summary[K] } & { readonly number: number };

export class Window {
  readonly #stepMs: number;
  /** The oldest on top; each is joined with those beneath it. */
  #older: Step[] = [];
  /** Those after them, the newest last, and what they are together. */
  #newer: Step[] = [];
  #newerSum: Step | undefined;
  #open: Step | undefined;
  #lastMs = -Infinity;
  #last = 0;

  constructor(lengthMs: number) {
    this.#stepMs = Math.max(1, lengthMs / steps);
  }

  /** A value of a time before the last is taken as of the last. */
  add(timeMs: number, value: number): void {
    const at = Math.max(timeMs, this.#lastMs);
    const number = Math.floor(at / this.#stepMs);
    const step = this.#stepAt(number, at, value);
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
    return together(together(this.#older.at(-1), this.#newerSum), this.#open);
  }

  #stepAt(number: number, atMs: number, value: number): Step {
    if (this.#open?.number === number) return this.#open;
    if (this.#open) {
      this.#newer.push(this.#open);
      this.#newerSum = together(this.#newerSum, this.#open);
    }
    const step = begun(number, atMs, value);
    this.#open = step;
    this.#forget(number);
    return step;
  }

  /** Each step is turned over once: a forgotten one costs as little as a new one. */
  #forget(number: number): void {
    const oldest = number - steps;
    if (this.#open && this.#open.number <= oldest) {
      this.#older = [];
      this.#newer = [];
      this.#newerSum = this.#open = undefined;
      return;
    }
    this.#pop(oldest);
    if (this.#older.length > 0 || (this.#newer[0]?.number ?? Infinity) > oldest) return;
    let all: Step | undefined;
    for (const step of this.#newer.toReversed()) {
      all = together(step, all) ?? step;
      this.#older.push(all);
    }
    this.#newer = [];
    this.#newerSum = undefined;
    this.#pop(oldest);
  }

  #pop(oldest: number): void {
    while ((this.#older.at(-1)?.number ?? Infinity) <= oldest) this.#older.pop();
  }
}

function begun(number: number, atMs: number, value: number): Step {
  return {
    ...{ number, count: 0, sum: 0, squares: 0, lowest: Infinity, highest: -Infinity },
    ...{ first: value, firstMs: atMs, last: value, lastMs: atMs, area: 0, coveredMs: 0 },
  };
}

function together(a: Step | undefined, b: Step | undefined): Step | undefined {
  if (!a || !b) return a ?? b;
  // Written out: spreading costs several times as much.
  return {
    number: a.number,
    count: a.count + b.count,
    sum: a.sum + b.sum,
    squares: a.squares + b.squares,
    lowest: Math.min(a.lowest, b.lowest),
    highest: Math.max(a.highest, b.highest),
    first: a.first,
    firstMs: a.firstMs,
    last: b.last,
    lastMs: b.lastMs,
    area: a.area + b.area,
    coveredMs: a.coveredMs + b.coveredMs,
  };
}
