// Sets of whole numbers as spans: what a receiver has of a numbered stream. Sorted, and neither overlapping
// nor adjacent, so that a stream without gaps is one span however many batches brought it.

/** The numbers from `first` to `last`, both included; `last` is not less than `first`. */
export type Span = { readonly first: number; readonly last: number };

/** The same numbers in order and in as few spans as possible. */
export function mergedSpans(spans: Iterable<Span>): Span[] {
  const merged: Span[] = [];
  for (const span of [...spans].toSorted((a, b) => a.first - b.first)) {
    const before = merged.at(-1);
    if (before === undefined || span.first > before.last + 1) merged.push(span);
    else if (span.last > before.last) {
      merged[merged.length - 1] = { first: before.first, last: span.last };
    }
  }
  return merged;
}

/** The numbers of `span` that are not in `known` (merged). */
export function spansWithout(span: Span, known: readonly Span[]): Span[] {
  const rest: Span[] = [];
  let { first } = span;
  for (let i = firstTouching(known, span.first); i < known.length; i++) {
    const have = known[i];
    if (have === undefined || have.first > span.last) break;
    if (have.first > first) rest.push({ first, last: have.first - 1 });
    first = Math.max(first, have.last + 1);
  }
  if (first <= span.last) rest.push({ first, last: span.last });
  return rest;
}

/** The numbers of `span` that are in `known` (merged). */
export function spansWithin(span: Span, known: readonly Span[]): Span[] {
  const inside: Span[] = [];
  for (let i = firstTouching(known, span.first); i < known.length; i++) {
    const have = known[i];
    if (have === undefined || have.first > span.last) break;
    const both = { first: Math.max(have.first, span.first), last: Math.min(have.last, span.last) };
    if (both.first <= both.last) inside.push(both);
  }
  return inside;
}

/** How many numbers there are in spans that do not overlap. */
export function countOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}

/** A set that grows in place; adding at its end, the usual case, costs nothing. */
export class GrowingSpans {
  readonly #spans: Span[];

  constructor(spans: Iterable<Span> = []) {
    this.#spans = mergedSpans(spans);
  }

  /** Merged, in order; changes with the next `add`. */
  get all(): readonly Span[] {
    return this.#spans;
  }

  add(span: Span): void {
    const from = firstTouching(this.#spans, span.first - 1);
    let { first, last } = span;
    let to = from;
    for (; to < this.#spans.length; to++) {
      const have = this.#spans[to];
      if (have === undefined || have.first > last + 1) break;
      first = Math.min(first, have.first);
      last = Math.max(last, have.last);
    }
    this.#spans.splice(from, to - from, { first, last });
  }
}

/** The place of the first span that ends at `number` or later. */
function firstTouching(spans: readonly Span[], number: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.last ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The span that `number` is in, of merged ones. */
export function spanOf(spans: readonly Span[], number: number): Span | undefined {
  const span = spans[firstTouching(spans, number)];
  return span && span.first <= number ? span : undefined;
}
