// A moulding record (CSV with `;`) into products. The whole file is checked before anything is
// returned, so that an import either has every row or nothing.
import { CsvError, parse } from 'csv-parse/sync';
import { fill, type Bilingual } from '../../../kernel/schema/bilingual.ts';
import type { Product } from '../api.ts';
import { traceFailures } from '../failures.ts';
import {
  cycleTimeColumn,
  mouldingColumns,
  qualityColumn,
  type MouldingColumn,
} from '../model/moulding-columns.ts';

export type MouldingImport = {
  readonly path: string;
  readonly text: string;
  readonly product: string;
  /** The machine's identifier. */
  readonly machine: string;
  /** The suffix of the first row; its digits count upward: `L-000001`. */
  readonly firstPart: string;
  /** Milliseconds; cycles follow each other from here, as long as each one's cycle time says. */
  readonly firstStart: number;
};

const problemsMax = 20;

/** Fails with `trace.unknown-column`, `trace.bad-row` (every bad line, up to 20) or `trace.empty-file`. */
export function readMoulding(given: MouldingImport): Product[] {
  const [header, ...body] = rowsOf(given);
  if (!header || body.length === 0) throw traceFailures['empty-file']({ path: given.path });
  checkHeader(given.path, header.record);
  const problems: Bilingual[] = [];
  const numbering = numberingOf(given.firstPart);
  let startMs = given.firstStart;
  const products = body.map(({ record, info }, position) => {
    const row = readRow(header.record, record, info.lines, problems);
    const endMs = startMs + Math.round((row.cycleSeconds || 0) * 1000);
    const product: Product = {
      part: numbering(position),
      product: given.product,
      machine: given.machine,
      startedAt: new Date(startMs).toISOString(),
      finishedAt: new Date(endMs).toISOString(),
      qualityClass: row.quality,
      values: row.values,
      timeBasis: 'reckoned from cycle times; the record has no clock',
    };
    startMs = endMs;
    return product;
  });
  if (problems.length > 0) {
    const more = problems.length - problemsMax;
    const shown = problems.slice(0, problemsMax);
    if (more > 0) shown.push(fill(troubles.more, { more }));
    throw traceFailures['bad-row']({ path: given.path, problems: shown });
  }
  return products;
}

type CsvRow = { readonly record: string[]; readonly info: { readonly lines: number } };

function rowsOf({ path, text }: MouldingImport): CsvRow[] {
  try {
    return parse(text, {
      delimiter: ';',
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
    }) as unknown as CsvRow[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error['lines'] ?? 1);
    const problem = error.code.includes('QUOTE') ? troubles.quote : troubles.unreadable;
    throw traceFailures['bad-row']({ path, problems: [fill(problem, { line })] }, error);
  }
}

const troubles = {
  more: { en: 'and {more} more', zh: '另有 {more} 处' },
  missing: { en: 'missing: {name}', zh: '缺少：{name}' },
  unknown: { en: 'unknown: {name}', zh: '未知：{name}' },
  twice: { en: 'twice: {name}', zh: '重复：{name}' },
  columns: {
    en: 'line {line}: {count} columns instead of {wanted}',
    zh: '第 {line} 行：有 {count} 列，应为 {wanted} 列',
  },
  number: {
    en: 'line {line}, column “{name}”: “{text}” is not a number',
    zh: '第 {line} 行“{name}”列：“{text}”不是数字',
  },
  negative: {
    en: 'line {line}, column “{name}”: must not be negative',
    zh: '第 {line} 行“{name}”列：不能为负',
  },
  quote: {
    en: 'line {line}: a quotation mark is not closed or stands inside a value',
    zh: '第 {line} 行：引号未闭合，或出现在值的中间',
  },
  unreadable: { en: 'line {line} is not CSV', zh: '第 {line} 行不是有效的 CSV' },
} satisfies Record<string, Bilingual>;

function checkHeader(path: string, header: readonly string[]): void {
  const wanted = [...mouldingColumns.map((column) => column.header), qualityColumn];
  const missing = wanted.filter((name) => !header.includes(name));
  const unknown = header.filter((name) => !wanted.includes(name));
  const twice = header.filter((name, i) => header.indexOf(name) !== i);
  const problems = [
    ...missing.map((name) => fill(troubles.missing, { name })),
    ...unknown.map((name) => fill(troubles.unknown, { name })),
    ...twice.map((name) => fill(troubles.twice, { name })),
  ];
  if (problems.length > 0) throw traceFailures['unknown-column']({ path, problems });
}

type Row = { values: Product['values']; quality: string; cycleSeconds: number };

function readRow(
  header: readonly string[],
  record: readonly string[],
  line: number,
  problems: Bilingual[],
): Row {
  if (record.length !== header.length) {
    problems.push(fill(troubles.columns, { line, count: record.length, wanted: header.length }));
    return { values: [], quality: '', cycleSeconds: 0 };
  }
  const read = (name: string): number => {
    const text = (record[header.indexOf(name)] ?? '').trim();
    const value = text === '' ? NaN : Number(text);
    if (!Number.isFinite(value)) problems.push(fill(troubles.number, { line, name, text }));
    return value;
  };
  const values = mouldingColumns.map((column) => processValue(column, read(column.header)));
  const cycleSeconds = Number(record[header.indexOf(cycleTimeColumn)]);
  if (cycleSeconds < 0) problems.push(fill(troubles.negative, { line, name: cycleTimeColumn }));
  return { values, quality: String(read(qualityColumn)), cycleSeconds };
}

function processValue(column: MouldingColumn, value: number): Product['values'][number] {
  const { name, unit } = column;
  return { name, value, ...(unit === undefined ? {} : { unit }) };
}

function numberingOf(first: string): (position: number) => string {
  const [, stem, digits] = /^(.*?)(\d+)$/.exec(first) ?? [];
  if (stem === undefined || digits === undefined) {
    const reason = { en: 'it must end in digits, like L-000001', zh: '须以数字结尾，如 L-000001' };
    throw traceFailures['bad-option']({ option: '--first', value: first, reason });
  }
  return (position) => stem + String(Number(digits) + position).padStart(digits.length, '0');
}
