// The fields of an observation to the value of a reading.
//
// A condition is the text `LEVEL|native code|native severity|qualifier|text`, always five fields, the
// level one of NORMAL, WARNING, FAULT; a message is `native code|text`. In both, `\` and `|` inside a
// field are written `\\` and `\|`.
import { quality, type Quality, type ReadingValue } from '../../../../stores/series/series.ts';
import type { FoundItem } from './found-item.ts';

export type ReadValue = {
  readonly value: ReadingValue;
  readonly quality: Quality;
  /** Present when what was told does not fit the data item. */
  readonly refused?: 'not-a-number' | 'not-three-numbers' | 'unknown-level' | 'bad-series';
};

/** A value with its distance from the line's time, for time series. */
export type ReadSample = ReadValue & { readonly beforeUs: number };

const unavailable: ReadValue = { value: null, quality: quality.bad };
/** One way only to read each text: with two, 64 kB of digits would take seconds to refuse. */
const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
const levels = new Set(['NORMAL', 'WARNING', 'FAULT']);
const seriesValuesMax = 20_000;
/** Thirty days: a rate of almost nothing would put the first sample before all time. */
const seriesSpanUsMax = 30 * 86_400_000_000;

export function readValue(found: FoundItem, values: readonly string[]): ReadValue {
  const text = values[0] ?? '';
  switch (found.kind) {
    case 'condition':
      return condition(values);
    case 'message':
    case 'alarm':
    case 'asset-event':
      return values.some(saysUnavailable) ? unavailable : told(packed(values, found.kind));
    default:
      return single(found, text);
  }
}

/** The samples of a time series `count | rate | v v v …`; the line's time is that of the last one. */
export function readSeries(found: FoundItem, values: readonly string[]): ReadSample[] {
  const [count = '', rate = '', list = ''] = values;
  if (saysUnavailable(list) || (list === '' && values.some(saysUnavailable))) {
    return [{ ...unavailable, beforeUs: 0 }];
  }
  const texts = list.split(/\s+/);
  const hertz = Number(rate) > 0 ? Number(rate) : (found.item.sampleRate ?? 0);
  const fits = texts.length === Number(count) && texts.length <= seriesValuesMax;
  const periodUs = 1_000_000 / hertz;
  const spans = (texts.length - 1) * periodUs <= seriesSpanUsMax;
  if (!fits || !spans || !texts.every(isNumber)) {
    return [{ ...unavailable, refused: 'bad-series', beforeUs: 0 }];
  }
  return texts.map((text, i) => ({
    ...told(Number(text)),
    beforeUs: Math.round((texts.length - 1 - i) * periodUs),
  }));
}

/** Fields to one text and, with `split`, back. */
export function packFields(fields: readonly string[]): string {
  return fields.map((field) => field.replace(/[\\|]/g, '\\$&')).join('|');
}

export function saysUnavailable(text: string): boolean {
  return text.length === 11 && text.toUpperCase() === 'UNAVAILABLE';
}

function single(found: FoundItem, text: string): ReadValue {
  if (saysUnavailable(text)) return unavailable;
  const value = found.item.resets ? text.replace(/:[^:]*$/, '') : text;
  if (found.form === 'number') {
    return isNumber(value) ? told(Number(value)) : { ...unavailable, refused: 'not-a-number' };
  }
  if (found.form === 'three-space') {
    const parts = value.split(/\s+/);
    return parts.length === 3 && parts.every(isNumber)
      ? told(parts.join(' '))
      : { ...unavailable, refused: 'not-three-numbers' };
  }
  return told(value);
}

/** `1e999` is written like a number, but none that can be kept or told to others. */
function isNumber(text: string): boolean {
  return number.test(text) && Number.isFinite(Number(text));
}

function condition(values: readonly string[]): ReadValue {
  const level = (values[0] ?? '').toUpperCase();
  if (level === 'UNAVAILABLE') return unavailable;
  if (!levels.has(level)) return { ...unavailable, refused: 'unknown-level' };
  const [, code = '', severity = '', qualifier = '', text = ''] = values;
  return told(packFields([level, code, severity, qualifier, text]));
}

function packed(values: readonly string[], kind: 'message' | 'alarm' | 'asset-event'): string {
  const length = kind === 'alarm' ? 5 : 2;
  return packFields(Array.from({ length }, (_, i) => values[i] ?? ''));
}

function told(value: number | string): ReadValue {
  return { value, quality: quality.good };
}
