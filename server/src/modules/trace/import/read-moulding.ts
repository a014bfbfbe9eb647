// A moulding record (CSV with `;`) into products. The whole file is checked before anything is
// returned, so that an import either has every row or nothing.
import { parse } from 'csv-parse/sync';
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
  const rows = parse(given.text, {
    delimiter: ';',
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    info: true,
  }) as unknown as { record: string[]; info: { lines: number } }[];
  const [header, ...body] = rows;
  if (!header || body.length === 0) throw traceFailures['empty-file']({ path: given.path });
  checkHeader(given.path, header.record);
  const problems: string[] = [];
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
    const shown = problems.slice(0, problemsMax).concat(more > 0 ? [`and ${more} more`] : []);
    throw traceFailures['bad-row']({ path: given.path, problems: shown });
  }
  return products;
}

function checkHeader(path: string, header: readonly string[]): void {
  const wanted = [...mouldingColumns.map((column) => column.header), qualityColumn];
  const missing = wanted.filter((name) => !header.includes(name));
  const unknown = header.filter((name) => !wanted.includes(name));
  const twice = header.filter((name, i) => header.indexOf(name) !== i);
  const problems = [
    ...missing.map((name) => `missing: ${name}`),
    ...unknown.map((name) => `unknown: ${name}`),
    ...twice.map((name) => `twice: ${name}`),
  ];
  if (problems.length > 0) throw traceFailures['unknown-column']({ path, problems });
}

type Row = { values: Product['values']; quality: string; cycleSeconds: number };

function readRow(
  header: readonly string[],
  record: readonly string[],
  line: number,
  problems: string[],
): Row {
  if (record.length !== header.length) {
    problems.push(`line ${line}: ${record.length} columns instead of ${header.length}`);
    return { values: [], quality: '', cycleSeconds: 0 };
  }
  const read = (name: string): number => {
    const text = (record[header.indexOf(name)] ?? '').trim();
    const value = text === '' ? NaN : Number(text);
    if (!Number.isFinite(value))
      problems.push(`line ${line}, column “${name}”: “${text}” is not a number`);
    return value;
  };
  const values = mouldingColumns.map((column) => processValue(column, read(column.header)));
  const cycleSeconds = Number(record[header.indexOf(cycleTimeColumn)]);
  if (cycleSeconds < 0)
    problems.push(`line ${line}, column “${cycleTimeColumn}”: must not be negative`);
  return { values, quality: String(read(qualityColumn)), cycleSeconds };
}

function processValue(column: MouldingColumn, value: number): Product['values'][number] {
  const { name, unit } = column;
  return { name, value, ...(unit === undefined ? {} : { unit }) };
}

function numberingOf(first: string): (position: number) => string {
  const [, stem, digits] = /^(.*?)(\d+)$/.exec(first) ?? [];
  if (stem === undefined || digits === undefined) {
    const reason = 'it must end in digits, like L-000001';
    throw traceFailures['bad-option']({ option: '--first', value: first, reason });
  }
  return (position) => stem + String(Number(digits) + position).padStart(digits.length, '0');
}
