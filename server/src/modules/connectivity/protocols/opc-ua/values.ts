// What a server says of a variable to the value and quality of a reading (Part 4, 7.7 DataValue; Part 8, A.4).
// Numbers are never rounded silently, and what does not fit the signal is bad or uncertain and named.
import { quality, type Quality, type ReadingValue } from '../../../../stores/series/series.ts';
import type { Signal } from '../../../assets/api.ts';
import { builtIn, elementsOf, integer64, isInteger64, textOf } from './variants.ts';
import type { ToldValue, ToldVariant } from './variants.ts';

export type Trouble =
  | 'not-a-number'
  | 'not-finite'
  | 'not-a-boolean'
  | 'integer-too-large'
  | 'no-such-element'
  | 'array'
  | 'too-long'
  | 'overflow';

export type ReadValue = {
  readonly value: ReadingValue;
  readonly quality: Quality;
  readonly refused?: Trouble;
};

/** Longest text of one reading, in characters. */
export const textMax = 65_536;

const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
const overflowBit = 0x0480;

export function readValue(
  told: ToldValue,
  form: Signal['value'],
  element: number | undefined,
): ReadValue {
  const how = qualityOf(told.statusCode.value);
  if (how === quality.bad) return { value: null, quality: how };
  const variant = told.value;
  if (!variant || variant.dataType === builtIn.null || variant.value === null)
    return { value: null, quality: quality.bad };
  const read = readVariant(variant, form, element);
  const lost = (told.statusCode.value & overflowBit) === overflowBit;
  return {
    value: read.value,
    quality: Math.min(how, read.quality) as Quality,
    ...(read.refused === undefined
      ? lost
        ? { refused: 'overflow' as const }
        : {}
      : { refused: read.refused }),
  };
}

/** The two upper bits of a status code are its severity (Part 4, 7.39). */
export function qualityOf(status: number): Quality {
  const severity = (status >>> 30) & 3;
  if (severity === 0) return quality.good;
  return severity === 1 ? quality.uncertain : quality.bad;
}

/** Microseconds, or undefined where the server gives no time, 1601 or one that is no time. */
export function timeUsOf(
  date: Date | null | undefined,
  picoseconds: number | undefined,
): number | undefined {
  const ms = date?.getTime();
  if (ms === undefined || !Number.isFinite(ms) || ms < earliestMs || ms > latestMs)
    return undefined;
  return Math.floor(ms) * 1_000 + Math.floor((picoseconds ?? 0) / 1_000_000);
}

/** 1980: clocks that were never set begin there or before. 2200: microseconds are exact until 2255. */
const earliestMs = 315_532_800_000;
const latestMs = 7_258_118_400_000;

const bad = (refused: Trouble): ReadValue => ({ value: null, quality: quality.bad, refused });
const good = (value: ReadingValue): ReadValue => ({ value, quality: quality.good });

function readVariant(
  variant: ToldVariant,
  form: Signal['value'],
  element: number | undefined,
): ReadValue {
  const elements = elementsOf(variant);
  if (elements) {
    if (element !== undefined) {
      if (element >= elements.length) return bad('no-such-element');
      return readScalar(variant.dataType, elements[element], form);
    }
    if (form !== 'text' && form !== 'three-space') return bad('array');
    return bounded(textOf(variant));
  }
  if (element !== undefined) return bad('no-such-element');
  return readScalar(variant.dataType, variant.value, form);
}

function readScalar(dataType: number, value: unknown, form: Signal['value']): ReadValue {
  if (value === null || value === undefined) return { value: null, quality: quality.bad };
  if (form === 'number') return readNumber(dataType, value);
  if (form === 'boolean') return readBoolean(value);
  return bounded(textOf({ dataType, value }));
}

function readNumber(dataType: number, value: unknown): ReadValue {
  if (isInteger64(dataType)) {
    const whole = integer64(dataType, value);
    if (whole === undefined) return bad('not-a-number');
    const near = Number(whole);
    if (Number.isSafeInteger(near)) return good(near);
    return { value: near, quality: quality.uncertain, refused: 'integer-too-large' };
  }
  if (typeof value === 'number') return Number.isFinite(value) ? good(value) : bad('not-finite');
  if (typeof value === 'boolean') return good(value ? 1 : 0);
  if (typeof value === 'string' && number.test(value)) {
    const read = Number(value);
    return Number.isFinite(read) ? good(read) : bad('not-finite');
  }
  return bad('not-a-number');
}

function readBoolean(value: unknown): ReadValue {
  if (typeof value === 'boolean') return good(value);
  if (value === 0 || value === 1) return good(value === 1);
  return bad('not-a-boolean');
}

function bounded(text: string): ReadValue {
  return text.length > textMax ? bad('too-long') : good(text);
}
