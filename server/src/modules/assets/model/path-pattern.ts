// Patterns of paths such as `88.118.8/**/press */melt_*`: read once, then followed down the tree a segment
// at a time, so that whole branches are left out as soon as nothing of the pattern fits any more.

type Step = { readonly is: 'deep' } | { readonly is: 'one'; fits(segment: string): boolean };

/** Positions in the pattern that are reached; ascending. Empty: nothing below can fit. */
export type Reached = readonly number[];

export const patternCharactersMax = 1_000;
const deepMax = 8;

export class PathPattern {
  readonly #steps: readonly Step[];
  /** The last segment where it is plain text, in lower case: for stores that find by it. */
  readonly lastLiteral: string | undefined;

  private constructor(steps: readonly Step[], lastLiteral: string | undefined) {
    this.#steps = steps;
    this.lastLiteral = lastLiteral;
  }

  /** Undefined for what is no pattern: empty, too long, with an empty segment or too many `**`. */
  static read(text: string): PathPattern | undefined {
    if (text.length > patternCharactersMax) return undefined;
    const segments = segmentsOf(text.trim());
    if (segments.some((segment) => segment === '')) return undefined;
    if (segments.filter((segment) => segment === '**').length > deepMax) return undefined;
    const last = segments.at(-1);
    const literal = last === undefined || last.includes('*') ? undefined : last;
    return new PathPattern(segments.map(stepOf), literal);
  }

  start(): Reached {
    return this.#open([0]);
  }

  /** What is reached behind one more name, which may itself hold several segments. */
  next(reached: Reached, name: string): Reached {
    let now = reached;
    for (const segment of segmentsOf(name)) {
      const behind: number[] = [];
      for (const at of now) {
        const step = this.#steps[at];
        if (step?.is === 'deep') behind.push(at);
        else if (step?.fits(segment)) behind.push(at + 1);
      }
      now = this.#open(behind);
      if (now.length === 0) break;
    }
    return now;
  }

  fits(reached: Reached): boolean {
    return reached.at(-1) === this.#steps.length;
  }

  /** `**` may also stand for nothing. */
  #open(reached: readonly number[]): Reached {
    const open = new Set<number>();
    for (const first of reached) {
      let at = first;
      open.add(at);
      while (this.#steps[at]?.is === 'deep') open.add((at += 1));
    }
    return [...open].toSorted((one, other) => one - other);
  }
}

/** Lower-case segments of a name or path. */
export function segmentsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split('/')
    .map((segment) => segment.trim());
}

function stepOf(segment: string): Step {
  if (segment === '**') return { is: 'deep' };
  if (!segment.includes('*')) return { is: 'one', fits: (other) => other === segment };
  const parts = segment.split(/\*+/);
  return { is: 'one', fits: (other) => fitsParts(parts, other) };
}

/** Each part in order, the first at the start and the last at the end; linear, unlike a regular expression. */
function fitsParts(parts: readonly string[], text: string): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (text.length < first.length + last.length) return false;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let from = first.length;
  const until = text.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const at = text.indexOf(part, from);
    if (at < 0 || at + part.length > until) return false;
    from = at + part.length;
  }
  return true;
}
