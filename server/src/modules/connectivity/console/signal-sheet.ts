// The table of signals as text cells, and a table copied from a spreadsheet. Pure. Cells keep what was typed
// until it is read, and what a signal has beyond the cells travels along untouched.
import type { SignalSettings } from '@jingwei/sdk';
import type { Bilingual } from '@jingwei/console/kit';

export const mainCells = [
  ...(['id', 'name', 'address', 'unit', 'value', 'intervalMs'] as const),
  ...(['absolute', 'factor', 'offset', 'writable'] as const),
] as const;
export const moreCells = ['type', 'kind', 'percent', 'silenceMs', 'keepWhen'] as const;
const cells = [...mainCells, ...moreCells] as const;
export type Cell = (typeof cells)[number];
/** `key`: for the page alone, so that a row keeps its inputs when others go. */
export type SignalRow = { readonly key: number } & { readonly [C in Cell]: string };

let lastKey = 0;

export function emptyRow(given: Partial<Record<Cell, string>> = {}): SignalRow {
  const blank = Object.fromEntries(cells.map((cell) => [cell, ''])) as Record<Cell, string>;
  return { ...blank, ...given, key: ++lastKey };
}

export function rowOf(signal: SignalSettings): SignalRow {
  const { scale = {}, deadBand = {}, ...rest } = signal;
  const told = { ...rest, ...scale, ...deadBand };
  return emptyRow(
    Object.fromEntries(Object.entries(told).map(([cell, value]) => [cell, String(value)])),
  );
}

const troubles = {
  id: {
    en: 'An id begins with a letter or digit and has only these and . _ -',
    zh: '编号须以字母或数字开头，只能含字母、数字和 . _ -',
  },
  twice: { en: 'Another signal has this id.', zh: '编号与其他测点重复。' },
  address: { en: 'The address is needed.', zh: '请填写地址。' },
  number: { en: 'This is not a number.', zh: '请填写数值。' },
} satisfies Record<string, Bilingual>;

/** By `<key>/<cell>`. */
export type CellProblems = ReadonlyMap<string, Bilingual>;

export function readRows(rows: readonly SignalRow[]): {
  readonly signals: readonly SignalSettings[];
  readonly problems: CellProblems;
} {
  const problems = new Map<string, Bilingual>();
  const seen = new Set<string>();
  const signals = rows.map((row) => {
    const trouble = (cell: Cell, words: Bilingual) => problems.set(`${row.key}/${cell}`, words);
    const id = row.id.trim();
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(id)) trouble('id', troubles.id);
    else if (seen.has(id.toLowerCase())) trouble('id', troubles.twice);
    seen.add(id.toLowerCase());
    if (row.address.trim() === '') trouble('address', troubles.address);
    return readRow(row, (cell) => trouble(cell, troubles.number));
  });
  return { signals, problems };
}

function readRow(row: SignalRow, noNumber: (cell: Cell) => void): SignalSettings {
  const text = (cell: 'name' | 'unit' | 'type' | 'keepWhen') =>
    row[cell].trim() === '' ? {} : { [cell]: row[cell].trim() };
  const numbers = (...wanted: readonly Cell[]) =>
    Object.fromEntries(
      wanted.flatMap((cell) => {
        const told = row[cell].trim();
        if (told === '') return [];
        const value = Number(told);
        if (!Number.isFinite(value)) noNumber(cell);
        return [[cell, value]];
      }),
    );
  const scale = numbers('factor', 'offset');
  const deadBand = numbers('absolute', 'percent', 'silenceMs');
  const value = (['number', 'text', 'boolean'] as const).find((one) => one === row.value);
  const kind = (['sample', 'event', 'condition'] as const).find((one) => one === row.kind);
  return {
    ...{ id: row.id.trim(), address: row.address.trim() },
    ...{ ...text('name'), ...text('type'), ...text('unit'), ...text('keepWhen') },
    ...(kind === undefined ? {} : { kind }),
    ...(value === undefined ? {} : { value }),
    ...(Object.keys(scale).length === 0 ? {} : { scale }),
    ...(Object.keys(deadBand).length === 0 ? {} : { deadBand }),
    ...numbers('intervalMs'),
    ...(row.writable === '' ? {} : { writable: isYes(row.writable) }),
  };
}

export function isYes(told: string): boolean {
  return ['true', 'yes', 'y', '1', 'x', '是', '可写', 'rw'].includes(told.trim().toLowerCase());
}

/** Headings of columns, as people write them. */
const headings: Readonly<Record<Cell, readonly string[]>> = {
  id: ['id', 'tag', 'tag name', 'signal', '编号', '测点', '标签'],
  name: ['name', 'title', 'description', '名称', '描述'],
  address: ['address', 'register', 'topic', 'node', 'expression', '地址', '寄存器', '表达式'],
  unit: ['unit', 'units', '单位'],
  value: ['value', 'data type', 'type of value', '值类型', '数据类型'],
  intervalMs: ['interval', 'interval ms', 'intervalms', 'scan rate', '周期', '间隔', '采集周期'],
  absolute: ['dead band', 'deadband', '死区'],
  factor: ['factor', 'scale', '系数', '倍率'],
  offset: ['offset', '偏移'],
  writable: ['writable', 'write', '可写'],
  type: ['type', '类型'],
  kind: ['kind', '种类'],
  percent: ['dead band %', 'deadband %', '死区%'],
  silenceMs: ['silence', 'silencems', '最长静默'],
  keepWhen: ['keep when', 'keepwhen', '保留条件'],
};

/**
 * Rows of a table copied from a spreadsheet (tab-separated, quoted where a cell has tabs or line ends). A first
 * line of headings tells the columns; without one they are those of the page, in order.
 */
export function rowsOfSheet(text: string): SignalRow[] {
  const lines = linesOf(text).filter((line) => line.some((cell) => cell.trim() !== ''));
  const [first = []] = lines;
  const known = first.map((heading) => cellNamed(heading));
  const hasHeadings =
    known.filter((cell) => cell !== undefined).length >= Math.min(2, first.length);
  const columns: readonly (Cell | undefined)[] = hasHeadings ? known : cells;
  return lines.slice(hasHeadings ? 1 : 0).map((line) => {
    const given: Partial<Record<Cell, string>> = {};
    line.forEach((told, i) => {
      const cell = columns[i];
      if (cell !== undefined) given[cell] = tidied(cell, told.trim());
    });
    return emptyRow(given);
  });
}

function cellNamed(heading: string): Cell | undefined {
  const told = heading.trim().toLowerCase();
  return cells.find((cell) => headings[cell].includes(told) || cell.toLowerCase() === told);
}

function tidied(cell: Cell, told: string): string {
  if (cell === 'writable') return told === '' ? '' : String(isYes(told));
  if (cell !== 'value') return told;
  if (/^(bool|boolean|bit|布尔)/i.test(told)) return 'boolean';
  if (/^(string|text|字符|文本)/i.test(told)) return 'text';
  return told === '' ? '' : 'number';
}

function linesOf(text: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  // A quoted cell, or one up to the next tab or line end, and what ends it.
  for (const match of text.matchAll(/(?:"((?:[^"]|"")*)"|([^\t\r\n]*))(\t|\r?\n|\r|$)/g)) {
    const [whole, quoted, plain, end] = match;
    if (whole === '' && line.length === 0) break;
    line.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end !== '\t') {
      lines.push(line);
      line = [];
    }
    if (end === '') break;
  }
  return lines;
}
