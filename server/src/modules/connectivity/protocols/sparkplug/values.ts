// What a metric tells as a reading: its value in the form of its signal, its quality, its time. What the type of its birth
// cannot have is bad and named, never bent.
import { arrayOf } from '../../../../wire/sparkplug/arrays.ts';
import {
  dataTypes,
  isArray,
  isInteger,
  isTextual,
  plainValue,
} from '../../../../wire/sparkplug/data-types.ts';
import type { DataSet, Held, Metric, Wide } from '../../../../wire/sparkplug/payload.ts';
import { isoTime } from '../../../../wire/iso-time.ts';
import { quality, type EpochUs } from '../../../../stores/series/series.ts';
import type { Signal } from '../../../assets/api.ts';
import type { ObservedReading } from '../protocol.ts';

export type ValueTrouble =
  | 'wrong-field'
  | 'no-value'
  | 'not-finite'
  | 'not-exact'
  | 'too-large'
  | 'bad-array';

export type ReadMetric = Omit<ObservedReading, 'signal'> & { readonly trouble?: ValueTrouble };

const textCharactersMax = 64 * 1024;
const t = dataTypes;

export function formOf(datatype: number): Signal['value'] {
  if (isInteger(datatype) || datatype === t.Float || datatype === t.Double) return 'number';
  return datatype === t.Boolean ? 'boolean' : 'text';
}

export function readMetric(datatype: number, metric: Metric): ReadMetric {
  const { field, value, isNull } = metric;
  if (isNull === true) return { value: null, quality: quality.bad };
  if (field === undefined || value === undefined) return bad('no-value');
  const held: Held = { field, value };
  const read = isPlain(datatype) ? readPlain(datatype, held) : readWhole(datatype, held);
  return read.quality === quality.good ? { ...read, quality: qualityOf(metric) } : read;
}

function isPlain(datatype: number): boolean {
  return datatype <= t.UUID;
}

function bad(trouble: ValueTrouble): ReadMetric {
  return { value: null, quality: quality.bad, trouble };
}

function readPlain(datatype: number, held: Held): ReadMetric {
  const value = plainValue(datatype, held);
  if (value === undefined) return bad('wrong-field');
  if (datatype === t.DateTime) {
    const us = epochUsOf(value as Wide);
    return us === undefined ? bad('wrong-field') : good(isoTime(us));
  }
  if (isTextual(datatype)) return textual(value as string);
  if (typeof value === 'bigint') {
    // The nearest double is not the number that was told.
    return { value: Number(value), quality: quality.uncertain, trouble: 'not-exact' };
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return bad('not-finite');
  return good(value);
}

function good(value: ReadMetric['value']): ReadMetric {
  return { value, quality: quality.good };
}

function textual(text: string): ReadMetric {
  return text.length > textCharactersMax ? bad('too-large') : good(text);
}

/** Arrays and data sets as JSON, bytes as base64. */
function readWhole(datatype: number, { field, value }: Held): ReadMetric {
  if (field === 'bytes') {
    const bytes = value as Uint8Array;
    if (bytes.length > textCharactersMax) return bad('too-large');
    if (!isArray(datatype)) return textual(Buffer.from(bytes).toString('base64'));
    const values = arrayOf(datatype, bytes);
    return values ? textual(jsonOf(values)) : bad('bad-array');
  }
  if (field === 'dataset' && datatype === t.DataSet) return readDataSet(value as DataSet);
  return bad('wrong-field');
}

function readDataSet({ columns, types, rows }: DataSet): ReadMetric {
  if (columns.length !== types.length) return bad('bad-array');
  if (rows.length * columns.length > textCharactersMax) return bad('too-large');
  const cells = rows.map((row) =>
    columns.map((_, i) => {
      const { field, value } = row[i] ?? {};
      if (field === undefined || value === undefined) return null;
      return plainValue(types[i] ?? 0, { field, value }) ?? null;
    }),
  );
  return textual(jsonOf({ columns, rows: cells }));
}

/** Integers beyond 2^53 keep all their digits. */
function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'bigint' ? String(part) : part,
  );
}

/** Quality codes of clause 6.4.12: 192 good, 500 stale, 0 bad; any other is not known to be good. */
function qualityOf({ properties }: Metric): ReadMetric['quality'] {
  if (properties === undefined) return quality.good;
  const told = properties.values[properties.keys.indexOf('Quality')];
  if (told?.value === undefined || told.value === 192) return quality.good;
  return told.value === 0 ? quality.bad : quality.uncertain;
}

const farthestMs = Date.UTC(2255, 0, 1);

/** Undefined for 0, which senders without a clock tell, and for times that nobody means. */
export function epochUsOf(ms: Wide | undefined): EpochUs | undefined {
  return typeof ms === 'number' && ms > 0 && ms < farthestMs ? ms * 1_000 : undefined;
}
