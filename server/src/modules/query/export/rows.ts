// Rows of an export in the form of each file type: signal, both times, the value as a number or a text with its type, and
// the quality. Nothing of a reading is lost, and a batch of readings is one piece of the file.
import type { ReadingColumns, ReadingValue } from '../../../stores/series/series.ts';
import { arrowBatch, arrowEnd, arrowStart } from '../../../wire/arrow/stream.ts';
import { isoTime } from '../../../wire/iso-time.ts';
import { ParquetTable, type TableSpec } from '../../../wire/parquet/table.ts';

export const exportFormats = ['csv', 'parquet', 'arrow'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** One file while it is written; batches have one series each. */
export interface FileWriter {
  start(signals: readonly string[]): Uint8Array;
  rows(batch: ReadingColumns): Uint8Array;
  end(): Uint8Array;
}

export const fileTypes: Readonly<
  Record<ExportFormat, { readonly mediaType: string; readonly open: () => FileWriter }>
> = {
  csv: { mediaType: 'text/csv; charset=utf-8', open: csvWriter },
  parquet: { mediaType: 'application/vnd.apache.parquet', open: parquetWriter },
  arrow: { mediaType: 'application/vnd.apache.arrow.stream', open: arrowWriter },
};

const qualities = ['bad', 'uncertain', 'good'] as const;
const valueTypes = ['none', 'number', 'text', 'boolean'] as const;

function typeOf(value: ReadingValue): number {
  if (typeof value === 'number') return 1;
  if (typeof value === 'string') return 2;
  return value === null ? 0 : 3;
}

function csvWriter(): FileWriter {
  const [timeOf, serverTimeOf] = [timeTexts(), timeTexts()];
  return {
    start: () => Buffer.from('signal,time,server_time,value,type,quality\r\n'),
    rows({ series, sourceTimeUs, serverTimeUs, values, quality }) {
      const signal = cell(series[0] ?? '');
      let text = '';
      for (let n = 0; n < sourceTimeUs.length; n++) {
        const value = values[n] ?? null;
        const told = cell(textOf(value));
        const times = `${timeOf(sourceTimeUs[n] ?? 0)},${serverTimeOf(serverTimeUs[n] ?? 0)}`;
        const type = valueTypes[typeOf(value)] ?? '';
        text += `${signal},${times},${told},${type},${qualities[quality[n] ?? 0] ?? ''}\r\n`;
      }
      return Buffer.from(text);
    },
    end: () => new Uint8Array(0),
  };
}

const minuteUs = 60_000_000;

/** As `isoTime`, for times of which many share a minute. */
function timeTexts(): (timeUs: number) => string {
  let minute = Number.NaN;
  let text = '';
  return (timeUs) => {
    const own = Math.floor(timeUs / minuteUs);
    if (own !== minute) [minute, text] = [own, isoTime(own * minuteUs).slice(0, 17)];
    const rest = String(timeUs - own * minuteUs).padStart(8, '0');
    return `${text}${rest.slice(0, 2)}.${rest.slice(2)}Z`;
  };
}

function textOf(value: ReadingValue): string {
  if (value === null) return '';
  return Object.is(value, -0) ? '-0' : String(value);
}

/** RFC 4180, section 2. */
function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Numbers and booleans (0 and 1), and where there are such. */
function numbersOf(values: readonly ReadingValue[]) {
  const numbers = new Float64Array(values.length);
  const present = new Uint8Array(values.length);
  values.forEach((value, n) => {
    if (typeof value !== 'number' && typeof value !== 'boolean') return;
    numbers[n] = Number(value);
    present[n] = 1;
  });
  return { values: numbers, present };
}

function textsOf(values: readonly ReadingValue[]): (string | undefined)[] {
  return values.map((value) => (typeof value === 'string' ? value : undefined));
}

const parquetColumns: readonly TableSpec[] = [
  { name: 'signal', type: 'text' },
  { name: 'time', type: 'time' },
  { name: 'server_time', type: 'time' },
  { name: 'number', type: 'double' },
  { name: 'text', type: 'text' },
  { name: 'type', type: 'text' },
  { name: 'quality', type: 'text' },
];

function parquetWriter(): FileWriter {
  const table = new ParquetTable(parquetColumns);
  return {
    start: () => table.start(),
    rows({ series, sourceTimeUs, serverTimeUs, values, quality }) {
      const rows = sourceTimeUs.length;
      return table.group(
        [
          { type: 'text', values: Array.from({ length: rows }, () => series[0] ?? '') },
          { type: 'time', values: sourceTimeUs },
          { type: 'time', values: serverTimeUs },
          { type: 'double', ...numbersOf(values) },
          { type: 'text', values: textsOf(values) },
          { type: 'text', values: values.map((value) => valueTypes[typeOf(value)]) },
          { type: 'text', values: Array.from(quality, (one) => qualities[one]) },
        ],
        rows,
      );
    },
    end: () => table.finish(),
  };
}

function arrowWriter(): FileWriter {
  let places = new Map<string, number>();
  return {
    start(signals) {
      places = new Map(signals.map((signal, n) => [signal, n]));
      return arrowStart([
        { name: 'signal', type: 'words', words: signals },
        { name: 'time', type: 'timestamp' },
        { name: 'server_time', type: 'timestamp' },
        { name: 'number', type: 'double' },
        { name: 'text', type: 'text' },
        { name: 'type', type: 'words', words: valueTypes },
        { name: 'quality', type: 'words', words: qualities },
      ]);
    },
    rows({ series, sourceTimeUs, serverTimeUs, values, quality }) {
      const rows = sourceTimeUs.length;
      const place = places.get(series[0] ?? '') ?? 0;
      return arrowBatch(
        [
          { type: 'words', places: new Int32Array(rows).fill(place) },
          { type: 'timestamp', us: sourceTimeUs },
          { type: 'timestamp', us: serverTimeUs },
          { type: 'double', ...numbersOf(values) },
          { type: 'text', values: textsOf(values) },
          { type: 'words', places: Int32Array.from(values, typeOf) },
          { type: 'words', places: Int32Array.from(quality) },
        ],
        rows,
      );
    },
    end: arrowEnd,
  };
}
