// Readings as rows of IoTDB: `n` has the numbers that aggregates are made of and nothing else, `t` texts and what no double
// of JSON can say, `m` what the value is, its quality and whether thinning kept it, `a` our own time.
import { kindOfValue, markOf, type Columns, type Run } from '../../stores/series/columns.ts';
import type { Quality, Reading, ReadingValue } from '../../stores/series/series.ts';
import { keyOf, timeOf } from './keys.ts';
import { column, type Answer, type Call } from './rest.ts';

/** Of `m`: quality, plus four times this, plus 64 when thinning kept it. */
const kind = { none: 0, number: 1, text: 2, boolean: 3, oddNumber: 4, oddBoolean: 5 } as const;
export const keptBit = 64;

export type Row = {
  readonly timeUs: number;
  readonly nth: number;
  readonly serverTimeUs: number;
  readonly value: ReadingValue;
  readonly quality: number;
  readonly isKept: boolean;
};

/** Rows of one device, by its number. */
export type DeviceRows = ReadonlyMap<number, readonly Row[]>;

type Cells = { readonly n: string; readonly t: string; readonly m: number };

function cellsOf({ value, quality, isKept }: Row): Cells {
  const cells = (of: number, n: string, t: string): Cells => ({
    n,
    t,
    m: quality | (of << 2) | (isKept ? keptBit : 0),
  });
  if (value === null) return cells(kind.none, '', '');
  if (typeof value === 'string') return cells(kind.text, '', JSON.stringify(value));
  const isCounted = quality > 0;
  if (typeof value === 'boolean') {
    const number = value ? '1.0' : '0.0';
    if (isCounted) return cells(kind.boolean, number, '');
    return cells(kind.oddBoolean, '', `"${number}"`);
  }
  if (isCounted && Number.isFinite(value)) return cells(kind.number, digitsOf(value), '');
  return cells(kind.oddNumber, '', `"${Object.is(value, -0) ? '-0' : value}"`);
}

/** Never a whole number of JSON, which Java would take for one of some other type. */
function digitsOf(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  const digits = String(value);
  return /[.e]/.test(digits) ? digits : `${digits}.0`;
}

/** More rows of a device than this go as a tablet of their own. */
const tabletRowsMin = 400;
const tabletRowsMax = 20_000;
const recordRowsMax = 5_000;

/** Inserts in any order: each can be repeated. */
export function insertsOf(rows: DeviceRows, pathOf: (device: number) => string): Call[] {
  const calls: Call[] = [];
  let single: [string, Row][] = [];
  const endRecords = (): void => {
    if (single.length > 0) calls.push(recordsCall(single));
    single = [];
  };
  for (const [device, own] of rows) {
    const path = pathOf(device);
    if (own.length >= tabletRowsMin) {
      for (let from = 0; from < own.length; from += tabletRowsMax) {
        calls.push(tabletCall(path, own.slice(from, from + tabletRowsMax)));
      }
      continue;
    }
    for (const row of own) single.push([path, row]);
    if (single.length >= recordRowsMax) endRecords();
  }
  endRecords();
  return calls;
}

function tabletCall(path: string, rows: readonly Row[]): Call {
  const cells = rows.map(cellsOf);
  const list = (of: readonly (string | number)[]) => `[${of.join()}]`;
  const nulls = (of: readonly string[]) => list(of.map((cell) => (cell === '' ? 'null' : cell)));
  const columns = [
    nulls(cells.map(({ n }) => n)),
    nulls(cells.map(({ t }) => t)),
    list(cells.map(({ m }) => m)),
    list(rows.map(({ serverTimeUs }) => serverTimeUs)),
  ];
  const times = list(rows.map(({ timeUs, nth }) => keyOf(timeUs, nth)));
  return {
    path: 'insertTablet',
    body: `{"device":"${path}","is_aligned":true,"measurements":["n","t","m","a"],"data_types":["DOUBLE","TEXT","INT32","INT64"],"timestamps":${times},"values":[${columns.join()}]}`,
  };
}

const withNumber = ['["n","m","a"]', '["DOUBLE","INT32","INT64"]'] as const;
const withText = ['["t","m","a"]', '["TEXT","INT32","INT64"]'] as const;
const withNeither = ['["m","a"]', '["INT32","INT64"]'] as const;

function recordsCall(rows: readonly [string, Row][]): Call {
  const devices: string[] = [];
  const times: string[] = [];
  const values: string[] = [];
  const measured: string[] = [];
  const types: string[] = [];
  for (const [path, row] of rows) {
    const { n, t, m } = cellsOf(row);
    const [names, kinds] = n !== '' ? withNumber : t !== '' ? withText : withNeither;
    devices.push(`"${path}"`);
    times.push(keyOf(row.timeUs, row.nth));
    const value = n === '' && t === '' ? '' : `${n}${t},`;
    values.push(`[${value}${m},${row.serverTimeUs}]`);
    measured.push(names);
    types.push(kinds);
  }
  return {
    path: 'insertRecords',
    body: `{"is_aligned":true,"devices":[${devices.join()}],"timestamps":[${times.join()}],"measurements_list":[${measured.join()}],"data_types_list":[${types.join()}],"values_list":[${values.join()}]}`,
  };
}

/** Rows of a question for `n, t, m, a` by device, in the order that they came. */
export function rowsOf(answer: Answer): { readonly device: string; readonly row: Row }[] {
  const [devices = [], numbers = [], texts = [], marks = [], servers = []] = [
    'Device',
    'n',
    't',
    'm',
    'a',
  ].map((name) => column(answer, name));
  return answer.times.flatMap((key, at) => {
    const mark = marks[at];
    if (typeof mark !== 'number') return []; // not one of ours
    return {
      device: String(devices[at]),
      row: {
        ...timeOf(key),
        serverTimeUs: Number(servers[at]),
        value: valueOf((mark & 63) >> 2, numbers[at], texts[at]),
        quality: mark & 3,
        isKept: mark >= keptBit,
      },
    };
  });
}

export function valueOf(of: number, number: unknown, text: unknown): ReadingValue {
  if (of === kind.none) return null;
  if (of === kind.text) return String(text);
  if (of === kind.number) return Number(number);
  if (of === kind.boolean) return Number(number) === 1;
  return of === kind.oddNumber ? Number(text) : Number(text) === 1;
}

/** What `m` says: the kind of value and the quality. */
export function markParts(mark: number): { readonly of: number; readonly quality: Quality } {
  return { of: (mark & 63) >> 2, quality: (mark & 3) as Quality };
}

export function readingOf(series: string, row: Row): Reading {
  const { timeUs, serverTimeUs, value, quality } = row;
  return {
    series,
    sourceTimeUs: timeUs,
    serverTimeUs,
    value,
    quality: quality as Quality,
  };
}

/** Rows in their order, for corrections, buckets and thinning; undefined when there are none. */
export function runOf(rows: readonly Row[]): Run | undefined {
  if (rows.length === 0) return undefined;
  const texts = rows.some(({ value }) => typeof value === 'string')
    ? rows.map(({ value }) => (typeof value === 'string' ? value : undefined))
    : undefined;
  const columns: Columns = {
    source: Float64Array.from(rows, ({ timeUs }) => timeUs),
    server: Float64Array.from(rows, ({ serverTimeUs }) => serverTimeUs),
    numbers: Float64Array.from(rows, ({ value }) =>
      typeof value === 'string' ? 0 : Number(value),
    ),
    marks: Uint8Array.from(rows, ({ value, quality }) => markOf(value, quality)),
    texts,
  };
  return { columns, from: 0, to: rows.length };
}

/** Numbers that did not change hands with `runOf`: figures of thinning are rows of numbers. */
export function figuresRun(times: readonly number[], numbers: readonly number[]): Run {
  const source = Float64Array.from(times);
  const marks = new Uint8Array(times.length).fill(2 | (kindOfValue.number << 2));
  const columns = { source, server: source, numbers: Float64Array.from(numbers), marks };
  return { columns: { ...columns, texts: undefined }, from: 0, to: times.length };
}
