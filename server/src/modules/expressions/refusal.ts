// How a part of an expression refuses: thrown inside the compiler, an outcome outside of it.
import type { Trouble } from './syntax.ts';

export class Refusal extends Error {
  readonly trouble: Trouble;
  constructor(trouble: Trouble) {
    super(trouble.what);
    this.trouble = trouble;
  }
}

export function refuse(
  at: number,
  what: string,
  values?: Readonly<Record<string, string | number>>,
): Refusal {
  return new Refusal({ at, what, ...(values === undefined ? {} : { values }) });
}
