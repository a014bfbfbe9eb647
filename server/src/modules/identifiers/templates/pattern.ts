// Regular expressions of namespace templates, matched in time linear to the text: all ways through the
// pattern are followed at once, one character after the other, so that no text makes it run away.
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import {
  PatternFault,
  PatternReader,
  patternTooLarge,
  type CharacterSet,
  type PatternNode,
} from './pattern-syntax.ts';

type Step =
  | { readonly op: 'set'; readonly set: CharacterSet }
  | { readonly op: 'fork'; first: number; second: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'mark'; readonly slot: number }
  | { readonly op: 'start' | 'end' }
  | { readonly op: 'found' };

const stepsMax = 2_000;

/** What matching may still cost; shared by all patterns of one evaluation. */
export type Budget = { steps: number };

export class Pattern {
  readonly #steps: readonly Step[];
  readonly #slots: number;
  readonly #ignoreCase: boolean;

  constructor(steps: readonly Step[], groups: number, ignoreCase: boolean) {
    this.#steps = steps;
    this.#slots = 2 * (groups + 1);
    this.#ignoreCase = ignoreCase;
  }

  /**
   * The groups of a match of the whole text, group 0 first, '' for a group that took no part.
   * Undefined when it does not match, and when the budget is used up (it is then below zero).
   */
  match(text: string, budget: Budget): readonly string[] | undefined {
    const characters = Array.from(text);
    let threads: Thread[] = [];
    this.#follow(
      { at: 0, marks: Array.from({ length: this.#slots }, () => -1) },
      {
        position: 0,
        length: characters.length,
        into: threads,
        seen: new Uint8Array(this.#steps.length),
        budget,
      },
    );
    for (let position = 0; position < characters.length && threads.length > 0; position++) {
      const next: Thread[] = [];
      const seen = new Uint8Array(this.#steps.length);
      const code = characters[position]?.codePointAt(0) ?? 0;
      for (const thread of threads) {
        const step = this.#steps[thread.at];
        if (step?.op !== 'set' || !this.#holds(step.set, code)) continue;
        const place = {
          position: position + 1,
          length: characters.length,
          into: next,
          seen,
          budget,
        };
        this.#follow({ at: thread.at + 1, marks: thread.marks }, place);
      }
      if (budget.steps < 0) return undefined;
      threads = next;
    }
    const found = threads.find(({ at }) => this.#steps[at]?.op === 'found');
    return found && groupsOf(characters, found.marks);
  }

  /** Goes on without a character, first way first, and keeps where a character or the end is awaited. */
  #follow(start: Thread, place: Place): void {
    const open = [start];
    for (let thread = open.pop(); thread !== undefined; thread = open.pop()) {
      const { at, marks } = thread;
      const step = this.#steps[at];
      if (step === undefined || place.seen[at] === 1) continue;
      place.seen[at] = 1;
      place.budget.steps -= 1;
      if (step.op === 'jump') open.push({ at: step.to, marks });
      else if (step.op === 'fork') open.push({ at: step.second, marks }, { at: step.first, marks });
      else if (step.op === 'mark')
        open.push({ at: at + 1, marks: marks.with(step.slot, place.position) });
      else if (step.op === 'start') {
        if (place.position === 0) open.push({ at: at + 1, marks });
      } else if (step.op === 'end') {
        if (place.position === place.length) open.push({ at: at + 1, marks });
      } else place.into.push(thread);
    }
  }

  #holds(set: CharacterSet, code: number): boolean {
    if (!this.#ignoreCase) return inRanges(set, code) !== set.negated;
    const character = String.fromCodePoint(code);
    const forms = [code, codeOf(character.toLowerCase()), codeOf(character.toUpperCase())];
    return forms.some((form) => inRanges(set, form)) !== set.negated;
  }
}

type Thread = { readonly at: number; readonly marks: readonly number[] };
type Place = {
  readonly position: number;
  readonly length: number;
  readonly into: Thread[];
  readonly seen: Uint8Array;
  readonly budget: Budget;
};

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

function inRanges({ ranges }: CharacterSet, code: number): boolean {
  return ranges.some(([low, high]) => code >= low && code <= high);
}

function groupsOf(characters: readonly string[], marks: readonly number[]): string[] {
  const groups = [characters.join('')];
  for (let slot = 2; slot < marks.length; slot += 2) {
    const [from = -1, to = -1] = [marks[slot], marks[slot + 1]];
    groups.push(from < 0 || to < 0 ? '' : characters.slice(from, to).join(''));
  }
  return groups;
}

export type PatternOutcome =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly reason: Bilingual };

export function compilePattern(text: string, options: { ignoreCase: boolean }): PatternOutcome {
  try {
    const reader = new PatternReader(text);
    const node = reader.whole();
    const steps: Step[] = [];
    write(node, steps);
    push(steps, { op: 'found' });
    return { ok: true, pattern: new Pattern(steps, reader.groups, options.ignoreCase) };
  } catch (error) {
    if (error instanceof PatternFault) return { ok: false, reason: error.reason };
    throw error;
  }
}

function push(steps: Step[], step: Step): void {
  if (steps.length >= stepsMax) throw new PatternFault(patternTooLarge);
  steps.push(step);
}

function write(node: PatternNode, steps: Step[]): void {
  if (node.kind === 'set') push(steps, { op: 'set', set: node.set });
  else if (node.kind === 'sequence') for (const item of node.items) write(item, steps);
  else if (node.kind === 'choice') writeChoice(node.items, steps);
  else if (node.kind === 'repeat') writeRepeat(node, steps);
  else if (node.kind === 'group') {
    if (node.number !== undefined) push(steps, { op: 'mark', slot: 2 * node.number });
    write(node.item, steps);
    if (node.number !== undefined) push(steps, { op: 'mark', slot: 2 * node.number + 1 });
  } else push(steps, { op: node.kind });
}

function writeChoice(items: readonly PatternNode[], steps: Step[]): void {
  const ends: { op: 'jump'; to: number }[] = [];
  items.forEach((item, n) => {
    if (n === items.length - 1) return write(item, steps);
    const fork = { op: 'fork' as const, first: steps.length + 1, second: 0 };
    push(steps, fork);
    write(item, steps);
    const end = { op: 'jump' as const, to: 0 };
    push(steps, end);
    ends.push(end);
    fork.second = steps.length;
  });
  for (const end of ends) end.to = steps.length;
}

function writeRepeat(
  { item, min, max, greedy }: PatternNode & { kind: 'repeat' },
  steps: Step[],
): void {
  for (let n = 0; n < min; n++) write(item, steps);
  const forks: { op: 'fork'; first: number; second: number }[] = [];
  const optional = (): number => {
    const at = steps.length;
    const fork = { op: 'fork' as const, first: at + 1, second: at + 1 };
    push(steps, fork);
    forks.push(fork);
    write(item, steps);
    return at;
  };
  if (max === Infinity) push(steps, { op: 'jump', to: optional() });
  else for (let n = min; n < max; n++) optional();
  for (const fork of forks) {
    if (greedy) fork.second = steps.length;
    else fork.first = steps.length;
  }
}
