// Sets of whole numbers as sorted spans that do not touch: bytes of a segment that are settled, numbers of a stream
// that a receipt names. Both grow mostly at one end, so that a few spans hold them.

/** `from <= n < to`. */
export type Span = { readonly from: number; readonly to: number };

export class Spans {
  #spans: Span[] = [];

  get all(): readonly Span[] {
    return this.#spans;
  }

  add(from: number, to: number): void {
    if (from >= to) return;
    const last = this.#spans.at(-1);
    if (last === undefined || from > last.to) {
      this.#spans.push({ from, to });
      return;
    }
    const before = this.#spans.filter((span) => span.to < from);
    const behind = this.#spans.filter((span) => span.from > to);
    const touched = this.#spans.slice(before.length, this.#spans.length - behind.length);
    const joined = {
      from: Math.min(from, ...touched.map((span) => span.from)),
      to: Math.max(to, ...touched.map((span) => span.to)),
    };
    this.#spans = [...before, joined, ...behind];
  }

  remove(from: number, to: number): void {
    this.#spans = this.#spans.flatMap((span) => [
      ...(span.from < from ? [{ from: span.from, to: Math.min(span.to, from) }] : []),
      ...(span.to > to ? [{ from: Math.max(span.from, to), to: span.to }] : []),
    ]);
  }

  covers(from: number, to: number): boolean {
    return from >= to || this.#spans.some((span) => span.from <= from && to <= span.to);
  }

  /** What is not in the set, from 0 to `end`. */
  gaps(end: number): Span[] {
    const gaps: Span[] = [];
    let at = 0;
    for (const span of this.#spans) {
      if (span.from >= end) break;
      if (span.from > at) gaps.push({ from: at, to: span.from });
      at = span.to;
    }
    if (at < end) gaps.push({ from: at, to: end });
    return gaps;
  }
}
