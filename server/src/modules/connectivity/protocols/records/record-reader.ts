// From a record to readings of the source's signals: which signal, what value of which type, when. Pure; what
// does not fit is told with its reason, and a wrong value is bad, never another number.
import {
  quality,
  type EpochUs,
  type Quality,
  type ReadingValue,
} from '../../../../stores/series/series.ts';
import { numberOf, truthOf, type Decimal } from '../../../../wire/plain-values/number-text.ts';
import { timeReader, type TimeReader } from '../../../../wire/plain-values/time-text.ts';
import type { SignalSettings } from '../../api.ts';
import type { ObservedReading } from '../protocol.ts';
import { recordFailures } from './failures.ts';
import type { RecordRules } from './record-settings.ts';
import type { RecordTrouble } from './remedies.ts';

/** A line of CSV, an object of JSON: what stands at an address of it, undefined where there is nothing. */
export type TellingRecord = {
  /** 1, 2, 3 … */
  readonly line: number;
  get(address: string): unknown;
};

export type RecordProblem = {
  readonly line: number;
  /** The signal or field. */
  readonly key: string;
  readonly trouble: RecordTrouble;
  readonly excerpt: string;
};

export type RecordReadings = {
  readonly timeUs?: EpochUs;
  readonly readings: readonly ObservedReading[];
  readonly problems: readonly RecordProblem[];
};

/** How much a machine's clock may be ahead of ours. */
export const futureUsMax = 10 * 60 * 1_000_000;
const textCharactersMax = 65_536;
const qualities: Readonly<Record<string, Quality>> = quality;

type Moment = { readonly timeUs?: EpochUs; readonly sure: boolean };
type Place = Pick<RecordProblem, 'line' | 'key'>;

export class RecordReader {
  readonly #signals: readonly SignalSettings[];
  readonly #settings: RecordRules;
  readonly #byName = new Map<string, number>();
  readonly #time: TimeReader;
  readonly #decimal: Decimal;

  /** `name` is the source's. Fails with `records.bad-zone` or `records.bad-time-format`. */
  constructor(name: string, signals: readonly SignalSettings[], settings: RecordRules) {
    const { timeFormat: format = 'iso', timeZone: zone = 'UTC', decimal = 'point' } = settings;
    const reader = timeReader(format, zone);
    if (!reader.ok) {
      throw reader.trouble === 'zone'
        ? recordFailures['bad-zone']({ name, zone })
        : recordFailures['bad-time-format']({ name, format });
    }
    if ((settings.signalField === undefined) !== (settings.valueField === undefined)) {
      throw recordFailures['signal-without-value']({ name });
    }
    this.#time = reader.read;
    this.#decimal = decimal;
    this.#signals = signals;
    this.#settings = settings;
    // An address wins over an id: it is what the machine says.
    signals.forEach(({ id }, at) => this.#byName.set(id, at));
    signals.forEach(({ address }, at) => this.#byName.set(address, at));
  }

  /** `nowUs` of our clock. */
  read(record: TellingRecord, nowUs: EpochUs): RecordReadings {
    const problems: RecordProblem[] = [];
    const moment = this.#momentOf(record, nowUs, problems);
    if (!moment) return { readings: [], problems };
    const told =
      this.#settings.signalField === undefined ? this.#wide(record) : this.#long(record, problems);
    const how = this.#qualityOf(record, problems);
    const readings = told.map(({ signal, value }) => {
      const place = { line: record.line, key: this.#signals[signal]?.id ?? '' };
      const best = moment.sure ? how : (Math.min(how, quality.uncertain) as Quality);
      return this.reading(signal, value, { place, problems, told: best });
    });
    const { timeUs } = moment;
    return { ...(timeUs === undefined ? {} : { timeUs }), readings, problems };
  }

  signalNamed(name: string): number | undefined {
    return this.#byName.get(name);
  }

  /** Undefined, with the problem told, for what is no time of the past. */
  momentOf(
    told: unknown,
    nowUs: EpochUs,
    { line, problems }: { line: number; problems: RecordProblem[] },
  ): Moment | undefined {
    const fits = typeof told === 'string' || typeof told === 'number';
    const read = fits ? this.#time(told) : undefined;
    const key = this.#settings.timeField ?? 'time';
    const problem = (trouble: RecordTrouble) => {
      problems.push({ line, key, trouble, excerpt: excerptOf(told) });
      return undefined;
    };
    if (told === undefined || told === null || told === '') return problem('no-time');
    if (!read) return problem('bad-time');
    if (read.timeUs > nowUs + futureUsMax) return problem('future-time');
    if (!read.sure) problem('unsure-time');
    return read;
  }

  /** What was told as a value of the signal; bad, with the problem told, where it is none. */
  reading(
    signal: number,
    told: unknown,
    {
      place,
      problems,
      told: how = quality.good,
    }: { place: Place; problems: RecordProblem[]; told?: Quality },
  ): ObservedReading {
    const form = this.#signals[signal]?.value ?? 'number';
    const value = told === null ? null : this.#valueOf(form, told);
    if (value === null) return { signal, value, quality: quality.bad };
    if (typeof value === 'object') {
      problems.push({ ...place, trouble: value.trouble, excerpt: excerptOf(told) });
      return { signal, value: null, quality: quality.bad };
    }
    return { signal, value, quality: how };
  }

  #momentOf(record: TellingRecord, nowUs: EpochUs, problems: RecordProblem[]): Moment | undefined {
    const { timeField, timeOptional = false } = this.#settings;
    const told = timeField === undefined ? undefined : record.get(timeField);
    if (timeField === undefined || (timeOptional && told === undefined)) return { sure: true };
    return this.momentOf(told, nowUs, { line: record.line, problems });
  }

  #qualityOf(record: TellingRecord, problems: RecordProblem[]): Quality {
    const { qualityField } = this.#settings;
    if (qualityField === undefined) return quality.good;
    const told = record.get(qualityField);
    const how = qualityOf(told);
    if (how !== undefined) return how;
    const { line } = record;
    problems.push({ line, key: qualityField, trouble: 'bad-quality', excerpt: excerptOf(told) });
    return quality.bad;
  }

  /** An empty cell says nothing. */
  #wide(record: TellingRecord): { signal: number; value: unknown }[] {
    return this.#signals.flatMap(({ address }, signal) => {
      const value = record.get(address);
      return value === undefined || value === '' ? [] : [{ signal, value }];
    });
  }

  #long(record: TellingRecord, problems: RecordProblem[]): { signal: number; value: unknown }[] {
    const { signalField = '', valueField = '' } = this.#settings;
    const name = record.get(signalField);
    const known = typeof name === 'string' || typeof name === 'number';
    const signal = known ? this.#byName.get(String(name).trim()) : undefined;
    const value = record.get(valueField);
    const place = { line: record.line, key: known ? String(name).slice(0, 100) : signalField };
    if (signal === undefined) {
      problems.push({ ...place, trouble: 'unknown-signal', excerpt: excerptOf(name) });
      return [];
    }
    if (value === undefined || value === '') {
      problems.push({ ...place, trouble: 'no-value', excerpt: '' });
      return [];
    }
    return [{ signal, value }];
  }

  #valueOf(
    form: 'number' | 'text' | 'boolean',
    told: unknown,
  ): Exclude<ReadingValue, null> | { trouble: RecordTrouble } {
    if (form === 'text') {
      const text = typeof told === 'string' ? told : jsonOf(told);
      if (text === undefined) return { trouble: 'too-long-text' };
      return text.length > textCharactersMax ? { trouble: 'too-long-text' } : text;
    }
    if (form === 'boolean') {
      const truth =
        typeof told === 'boolean' ? told : truthOf(typeof told === 'object' ? '' : String(told));
      return truth ?? { trouble: 'not-a-truth' };
    }
    if (typeof told === 'boolean') return told;
    const value = typeof told === 'string' ? numberOf(told, this.#decimal) : told;
    return typeof value === 'number' && Number.isFinite(value)
      ? value
      : { trouble: 'not-a-number' };
  }
}

/** Undefined for what is no quality. */
export function qualityOf(told: unknown): Quality | undefined {
  if (told === undefined || told === null || told === '') return quality.good;
  const word = typeof told === 'string' ? told.toLowerCase() : '';
  return Object.hasOwn(qualities, word) ? qualities[word] : undefined;
}

export function excerptOf(told: unknown): string {
  if (told === undefined) return '';
  return (typeof told === 'string' ? told : (jsonOf(told) ?? '')).slice(0, 120);
}

/** Undefined for what is nested deeper than can be written. */
function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
