// The name of a range: a handle with one run of numbers in it, `88.118.8/L-{000000..999999}`. Ends that are
// written with equally many digits make numbers of that width, with zeros in front; others, as `{1..250}`,
// numbers as they are counted.
import { canonicalKey, limits } from '../../../wire/handle/handle.ts';
import { askedFor } from '../model/question.ts';

export type RangePattern = {
  /** As it was written. */
  readonly text: string;
  /** Canonical. */
  readonly prefix: string;
  /** What stands before and behind the number, as written. */
  readonly before: string;
  readonly behind: string;
  readonly from: number;
  readonly to: number;
  /** Digits of each number; 0 for numbers without zeros in front. */
  readonly width: number;
};

export type PatternFault =
  | 'no-number' // no `{from..to}`, or more than one
  | 'not-a-handle'
  | 'number-in-prefix'
  | 'too-many-digits'
  | 'backwards'
  | 'digit-beside' // `L-1{00..99}`: it could not be told where the number begins
  | 'too-many-numbers';

export type ParsedPattern =
  | { readonly ok: true; readonly value: RangePattern }
  | { readonly ok: false; readonly fault: PatternFault };

const form = /^([^{}]*)\{(\d+)\.\.(\d+)\}([^{}]*)$/;
/** Numbers are exact up to here. */
export const digitsMax = 15;
/** Runs of digits in a name that are looked at; more would make looking up a range slow. */
export const digitRunsMax = 16;

export function parsePattern(text: string): ParsedPattern {
  const found = text.length > limits.handleBytesMax ? null : form.exec(text);
  if (found === null) return { ok: false, fault: 'no-number' };
  const [, before = '', first = '', last = '', behind = ''] = found;
  const fault = faultOf({ before, first, last, behind });
  if (fault !== undefined) return { ok: false, fault };
  const sameWidth = first.length === last.length;
  if (!sameWidth && first.length > 1 && first.startsWith('0')) {
    return { ok: false, fault: 'backwards' };
  }
  const prefix = canonicalKey(before.slice(0, before.indexOf('/')));
  const width = sameWidth ? first.length : 0;
  const [from, to] = [Number(first), Number(last)];
  return { ok: true, value: { text, prefix, before, behind, from, to, width } };
}

function faultOf(parts: {
  before: string;
  first: string;
  last: string;
  behind: string;
}): PatternFault | undefined {
  const { before, first, last, behind } = parts;
  const asked = askedFor(`${before}${last}${behind}`);
  if (!asked.ok || asked.question.naming) return 'not-a-handle';
  if (!before.includes('/')) return 'number-in-prefix';
  if (first.length > digitsMax || last.length > digitsMax) return 'too-many-digits';
  if (Number(first) > Number(last)) return 'backwards';
  if (/\d$/.test(before) || /^\d/.test(behind)) return 'digit-beside';
  const runs = before.slice(before.indexOf('/')).match(/\d+/g) ?? [];
  return runs.length >= digitRunsMax ? 'too-many-numbers' : undefined;
}

/** How many handles a range stands for. */
export function sizeOf({ from, to }: RangePattern): number {
  return to - from + 1;
}

/** The number that digits in a name stand for in this range; undefined when they are not of it. */
export function numberIn({ from, to, width }: RangePattern, digits: string): number | undefined {
  if (digits.length > digitsMax) return undefined;
  if (width === 0 ? digits.length > 1 && digits.startsWith('0') : digits.length !== width) {
    return undefined;
  }
  const number = Number(digits);
  return number >= from && number <= to ? number : undefined;
}

/** Whether some name would be of both. */
export function overlap(one: RangePattern, other: RangePattern): boolean {
  if (formOf(one) !== formOf(other)) return false;
  if (one.width !== 0 && other.width !== 0 && one.width !== other.width) return false;
  const [from, to] = [Math.max(one.from, other.from), Math.min(one.to, other.to)];
  if (one.width === other.width) return from <= to;
  const width = one.width || other.width;
  // Counted numbers have no zeros in front: of the other range's width are those from 10^(width - 1) on.
  const least = width === 1 ? 0 : 10 ** (width - 1);
  return Math.max(from, least) <= Math.min(to, 10 ** width - 1);
}

/** What all ranges that could hold the same name have in common. */
export function formOf({ before, behind }: Pick<RangePattern, 'before' | 'behind'>): string {
  return `${canonicalKey(before)}\u0000${canonicalKey(behind)}`;
}
