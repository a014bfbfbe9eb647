// Regular expressions of namespace templates as a tree: the part of the common syntax that can be
// matched in linear time. Back references and look-arounds cannot, and are refused by name.
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';

export type CharacterSet = {
  readonly negated: boolean;
  readonly ranges: readonly (readonly [number, number])[];
};

export type PatternNode =
  | { readonly kind: 'set'; readonly set: CharacterSet }
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'sequence'; readonly items: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly items: readonly PatternNode[] }
  /** `number` 1, 2, 3 … of a capturing group. */
  | { readonly kind: 'group'; readonly item: PatternNode; readonly number: number | undefined }
  | {
      readonly kind: 'repeat';
      readonly item: PatternNode;
      readonly min: number;
      /** Infinity for no bound. */
      readonly max: number;
      readonly greedy: boolean;
    };

export const patternBounds = { characters: 512, groups: 20, count: 100, depth: 20 } as const;

/** Thrown by the reader alone; `compilePattern` turns it into an outcome. */
export class PatternFault extends Error {
  readonly reason: Bilingual;
  constructor(reason: Bilingual) {
    super(reason.en);
    this.reason = reason;
  }
}

export class PatternReader {
  readonly #text: readonly string[];
  #at = 0;
  #groups = 0;
  #depth = 0;

  constructor(pattern: string) {
    this.#text = Array.from(pattern);
    if (this.#text.length > patternBounds.characters) throw new PatternFault(faults.tooLong);
  }

  /** Number of capturing groups read so far. */
  get groups(): number {
    return this.#groups;
  }

  whole(): PatternNode {
    const node = this.#choice();
    if (this.#at < this.#text.length) throw new PatternFault(faults.bracket);
    return node;
  }

  #choice(): PatternNode {
    this.#depth += 1;
    if (this.#depth > patternBounds.depth) throw new PatternFault(faults.tooDeep);
    const items = [this.#sequence()];
    while (this.#take('|')) items.push(this.#sequence());
    this.#depth -= 1;
    return items.length === 1 ? (items[0] as PatternNode) : { kind: 'choice', items };
  }

  #sequence(): PatternNode {
    const items: PatternNode[] = [];
    for (let next = this.#peek(); next !== undefined && next !== '|' && next !== ')';) {
      items.push(this.#repeated(this.#atom()));
      next = this.#peek();
    }
    return { kind: 'sequence', items };
  }

  #atom(): PatternNode {
    const next = this.#next();
    if (next === '(') return this.#group();
    if (next === '[') return { kind: 'set', set: this.#brackets() };
    if (next === '^') return { kind: 'start' };
    if (next === '$') return { kind: 'end' };
    if (next === '.') return { kind: 'set', set: anyButLineEnd };
    if (next === '\\') return { kind: 'set', set: this.#escape() };
    if ('*+?'.includes(next)) throw new PatternFault(faults.nothingToRepeat);
    return { kind: 'set', set: single(next) };
  }

  #group(): PatternNode {
    let number: number | undefined;
    if (this.#take('?')) {
      if (!this.#take(':')) throw new PatternFault(faults.look);
    } else {
      number = ++this.#groups;
      if (number > patternBounds.groups) throw new PatternFault(faults.tooManyGroups);
    }
    const item = this.#choice();
    if (!this.#take(')')) throw new PatternFault(faults.bracket);
    return { kind: 'group', item, number };
  }

  #repeated(item: PatternNode): PatternNode {
    const counts = this.#counts();
    if (counts === undefined) return item;
    if (item.kind === 'start' || item.kind === 'end')
      throw new PatternFault(faults.nothingToRepeat);
    const greedy = !this.#take('?');
    if (this.#peek() === '+' || this.#peek() === '*') throw new PatternFault(faults.possessive);
    return { kind: 'repeat', item, ...counts, greedy };
  }

  #counts(): { min: number; max: number } | undefined {
    if (this.#take('*')) return { min: 0, max: Infinity };
    if (this.#take('+')) return { min: 1, max: Infinity };
    if (this.#take('?')) return { min: 0, max: 1 };
    if (this.#peek() !== '{') return undefined;
    const rest = this.#text.slice(this.#at, this.#at + 12).join('');
    const found = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(rest);
    if (found === null) return undefined; // a brace that counts nothing stands for itself
    this.#at += found[0].length;
    const min = Number(found[1]);
    const max = found[2] === undefined ? min : found[3] === '' ? Infinity : Number(found[3]);
    const bounded = min <= patternBounds.count && (max === Infinity || max <= patternBounds.count);
    if (!bounded || max < min) throw new PatternFault(faults.count);
    return { min, max };
  }

  #brackets(): CharacterSet {
    const negated = this.#take('^');
    const ranges: (readonly [number, number])[] = [];
    for (let first = true; first || this.#peek() !== ']'; first = false) {
      const from = this.#member();
      const before = this.#at;
      if (from.length === 1 && this.#take('-') && this.#peek() !== ']') {
        const to = this.#member();
        const low = from[0]?.[0] ?? 0;
        const high = to[0]?.[1] ?? 0;
        if (to.length !== 1 || low !== from[0]?.[1] || high < low)
          throw new PatternFault(faults.range);
        ranges.push([low, high]);
      } else {
        this.#at = before;
        ranges.push(...from);
      }
    }
    this.#at += 1;
    return { negated, ranges };
  }

  #member(): readonly (readonly [number, number])[] {
    const next = this.#next();
    if (next !== '\\') return single(next).ranges;
    const set = this.#escape();
    return set.negated ? complementOf(set.ranges) : set.ranges;
  }

  #escape(): CharacterSet {
    const next = this.#next();
    const known = classes[next] ?? classes[next.toLowerCase()];
    if (known !== undefined) return { negated: classes[next] === undefined, ranges: known };
    const control = controls[next];
    if (control !== undefined) return single(control);
    if (/[a-z0-9]/i.test(next))
      throw new PatternFault(/\d/.test(next) ? faults.back : faults.escape);
    return single(next);
  }

  #peek(): string | undefined {
    return this.#text[this.#at];
  }

  #next(): string {
    const next = this.#text[this.#at++];
    if (next === undefined) throw new PatternFault(faults.bracket);
    return next;
  }

  #take(wanted: string): boolean {
    if (this.#text[this.#at] !== wanted) return false;
    this.#at += 1;
    return true;
  }
}

function single(character: string): CharacterSet {
  const code = character.codePointAt(0) ?? 0;
  return { negated: false, ranges: [[code, code]] };
}

const anyButLineEnd: CharacterSet = {
  negated: true,
  ranges: [
    [10, 10],
    [13, 13],
  ],
};

/** `\d`, `\w`, `\s`; their capitals are the complements. */
const classes: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  d: [[48, 57]],
  w: [
    [48, 57],
    [65, 90],
    [95, 95],
    [97, 122],
  ],
  s: [
    [9, 13],
    [32, 32],
  ],
};
const controls: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' };

function complementOf(ranges: readonly (readonly [number, number])[]): [number, number][] {
  const found: [number, number][] = [];
  let from = 0;
  for (const [low, high] of [...ranges].toSorted((a, b) => a[0] - b[0])) {
    if (low > from) found.push([from, low - 1]);
    from = Math.max(from, high + 1);
  }
  return [...found, [from, 0x10ffff]];
}

const faults = {
  tooLong: {
    en: `a pattern has more than ${patternBounds.characters} characters`,
    zh: `正则表达式超过 ${patternBounds.characters} 个字符`,
  },
  tooDeep: { en: 'a pattern nests its groups too deeply', zh: '正则表达式的分组嵌套过深' },
  tooManyGroups: {
    en: `a pattern has more than ${patternBounds.groups} groups`,
    zh: `正则表达式超过 ${patternBounds.groups} 个分组`,
  },
  bracket: {
    en: 'a bracket of a pattern is not closed or not opened',
    zh: '正则表达式的括号不成对',
  },
  look: {
    en: 'a pattern uses (?…), of which only (?:…) can be matched in bounded time',
    zh: '正则表达式使用了 (?…)，仅支持可在有限时间内匹配的 (?:…)',
  },
  back: {
    en: 'a pattern refers back to a group, which cannot be matched in bounded time',
    zh: '正则表达式使用了反向引用，无法在有限时间内匹配',
  },
  escape: { en: 'a pattern uses an unknown escape', zh: '正则表达式含有未知的转义' },
  possessive: { en: 'a pattern repeats a repetition', zh: '正则表达式对重复再次重复' },
  nothingToRepeat: { en: 'a pattern repeats nothing', zh: '正则表达式的重复没有对象' },
  range: { en: 'a range of a pattern ends before it begins', zh: '正则表达式的字符范围顺序颠倒' },
  count: {
    en: `a pattern counts beyond ${patternBounds.count}, or backwards`,
    zh: `正则表达式的重复次数超过 ${patternBounds.count} 或上下限颠倒`,
  },
  tooLarge: { en: 'a pattern is too large when written out', zh: '正则表达式展开后过大' },
} as const satisfies Record<string, Bilingual>;

export const patternTooLarge: Bilingual = faults.tooLarge;
