// What a payload says: values by a path into JSON, the moment they are from, plain numbers and texts, and the form of
// the United Manufacturing Hub (`{"timestamp_ms": …, "tag": value}`). What cannot be read is named, never guessed.
import { epochUsOf, type EpochUs } from '../../../../wire/iso-time.ts';

export type Scalar = number | string | boolean | null;
export type TimeUnit = 'auto' | 's' | 'ms' | 'us' | 'ns' | 'iso';
export type PayloadForm = 'auto' | 'json' | 'text' | 'umh';

/** Steps of a path: names of members and positions in lists. */
export type Path = readonly (string | number)[];

const stepPattern = /\.?([^.[\]"]+)|\[(\d{1,6})\]|\["((?:[^"\\]|\\.)*)"\]/y;
export const pathStepsMax = 16;

/** `values.temp`, `list[0].v`, `["odd.name"]`; a `$` in front is allowed. Undefined for what is none. */
export function parsePath(text: string): Path | undefined {
  const own = text.startsWith('$') ? text.slice(1) : text;
  const steps: (string | number)[] = [];
  stepPattern.lastIndex = 0;
  while (stepPattern.lastIndex < own.length) {
    const found = stepPattern.exec(own);
    if (found === null || steps.length >= pathStepsMax) return undefined;
    const [, name, position, quoted] = found;
    if (position !== undefined) steps.push(Number(position));
    else steps.push(name ?? (quoted ?? '').replace(/\\(.)/g, '$1'));
  }
  return steps;
}

/** Undefined where there is nothing. Own members only. */
export function valueAt(value: unknown, path: Path): unknown {
  let at: unknown = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string | number, unknown>)[step];
  }
  return at;
}

export const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'number' ||
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  value === null;

export type ReadPayload =
  | { readonly ok: true; readonly json: unknown }
  | { readonly ok: false; readonly why: 'not-json' | 'not-text' | 'too-long' };

const textDecoder = new TextDecoder('utf-8', { fatal: true });

/** The payload as a value: JSON, or with `text` and where `auto` finds no JSON the text itself, as a number if it is one. */
export function readPayload(bytes: Uint8Array, form: PayloadForm, bytesMax: number): ReadPayload {
  if (bytes.length > bytesMax) return { ok: false, why: 'too-long' };
  let text: string;
  try {
    text = textDecoder.decode(bytes);
  } catch {
    return { ok: false, why: 'not-text' };
  }
  if (form !== 'text') {
    try {
      return { ok: true, json: JSON.parse(text) as unknown };
    } catch {
      if (form !== 'auto' || /^\s*[[{]/.test(text)) return { ok: false, why: 'not-json' };
    }
  }
  return { ok: true, json: scalarOf(text) };
}

const numberPattern = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$/;

/** `21.5` is a number, `on` a text; `21,5` stays a text, since nobody knows which it is. */
function scalarOf(text: string): Scalar {
  const trimmed = text.trim();
  return numberPattern.test(trimmed) ? Number(trimmed) : text;
}

const perSecond: Readonly<Record<'s' | 'ms' | 'us' | 'ns', number>> = {
  s: 1e6,
  ms: 1e3,
  us: 1,
  ns: 1e-3,
};
/** Times outside of it are no times of machines: 1990 to 2200. */
const earliestUs = Date.UTC(1990, 0, 1) * 1_000;
const latestUs = Date.UTC(2200, 0, 1) * 1_000;

/** `auto`: text is ISO 8601, and a number is in the one unit that makes it a time of our days. */
export function readTime(value: unknown, unit: TimeUnit): EpochUs | undefined {
  if (typeof value === 'string') {
    if (unit === 'iso' || unit === 'auto') {
      const found = epochUsOf(value.trim());
      if (found !== undefined) return found;
    }
    if (unit === 'iso' || !numberPattern.test(value.trim())) return undefined;
    return readTime(Number(value), unit);
  }
  if (typeof value !== 'number' || unit === 'iso') return undefined;
  const units = unit === 'auto' ? (['s', 'ms', 'us', 'ns'] as const) : [unit];
  for (const one of units) {
    const us = Math.round(value * perSecond[one]);
    if (us >= earliestUs && us < latestUs) return us;
  }
  return undefined;
}

export type Leaf = { readonly path: Path; readonly value: Scalar };

/** Every scalar in a value with where it is, in order; at most `leavesMax`, no deeper than paths go. */
export function leavesOf(value: unknown, leavesMax: number): Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (at: unknown, path: Path): void => {
    if (leaves.length >= leavesMax) return;
    if (isScalar(at)) leaves.push({ path, value: at });
    else if (path.length < pathStepsMax && typeof at === 'object' && at !== null)
      for (const [key, inner] of Object.entries(at))
        visit(inner, [...path, Array.isArray(at) ? Number(key) : key]);
  };
  visit(value, []);
  return leaves;
}
