// A file of assets as tables: JSON or a spreadsheet, told apart by its bytes. What cannot be read is said with its
// sheet, row and column.
import readWorkbook from 'read-excel-file/node';
import { assetsFailures } from '../failures.ts';
import type { ImportProblem } from './schemas.ts';
import {
  assetsSheet,
  columnOf,
  problemAt,
  relationsSheet,
  rowsMax,
  type Cell,
  type Row,
  type Tables,
} from './table.ts';
import { checkZip } from './unpack-check.ts';

export type ReadTables = { readonly tables: Tables; readonly problems: readonly ImportProblem[] };

const unpackedBytesMax = 512 * 1_024 * 1_024;

/** Fails with `assets.bad-file`. */
export async function readTables(bytes: Uint8Array): Promise<ReadTables> {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  const read = isZip ? await readXlsx(bytes) : readJson(bytes);
  const rows = read.tables.assets.length + read.tables.relations.length;
  if (rows > rowsMax) throw badFile(`more than ${rowsMax} rows`, `超过 ${rowsMax} 行`);
  return read;
}

async function readXlsx(bytes: Uint8Array): Promise<ReadTables> {
  const zip = checkZip(bytes, unpackedBytesMax);
  if (zip === 'too-large') throw badFile('it unpacks to more than 512 MB', '解压后超过 512 MB');
  if (zip === 'not-a-zip') throw badFile('its zip is damaged', 'zip 结构已损坏');
  let sheets: Awaited<ReturnType<typeof readWorkbook>>;
  try {
    sheets = await readWorkbook(Buffer.from(bytes));
  } catch (error) {
    throw badFile('it is no .xlsx workbook', '不是 .xlsx 工作簿', error);
  }
  const problems: ImportProblem[] = [];
  const rowsOf = (name: string) => {
    const sheet = sheets.find((one) => one.sheet.toLowerCase() === name.toLowerCase());
    return sheet ? rowsOfSheet(name, sheet.data as readonly (readonly unknown[])[], problems) : [];
  };
  const assets = rowsOf(assetsSheet);
  const relations = rowsOf(relationsSheet);
  if (!sheets.some(({ sheet }) => sheet.toLowerCase() === assetsSheet.toLowerCase())) {
    throw badFile(`it has no sheet called ${assetsSheet}`, `没有名为 ${assetsSheet} 的工作表`);
  }
  return { tables: { assets, relations }, problems };
}

function rowsOfSheet(
  sheet: string,
  data: readonly (readonly unknown[])[],
  problems: ImportProblem[],
): Row[] {
  const headings = (data[0] ?? []).map((cell) => (cell === null ? '' : String(cell)));
  const columns = headings.map((heading) =>
    headingOf({ sheet, row: 1, column: heading }, problems),
  );
  return data.slice(1).flatMap((row, at): Row[] => {
    const cells = new Map<string, Cell>();
    for (const [place, value] of row.entries()) {
      const column = columns[place];
      if (column !== undefined) cells.set(column, cellOf(value));
    }
    const empty = [...cells.values()].every((cell) => cell === null || cell === '');
    return empty ? [] : [{ sheet, row: at + 2, cells }];
  });
}

function headingOf(
  place: { sheet: string; row: number; column: string },
  problems: ImportProblem[],
): string | undefined {
  const column = columnOf(place.column);
  if (column === undefined && place.column.trim() !== '') {
    problems.push(
      problemAt(place, {
        en: `The column "${place.column}" is not known. Write identifier, parent, kind, name and so on, or "@${place.column}" for an attribute.`,
        zh: `未知的列“${place.column}”。请使用 identifier、parent、kind、name 等列名；属性请写成“@${place.column}”。`,
      }),
    );
  }
  return column;
}

function readJson(bytes: Uint8Array): ReadTables {
  let told: unknown;
  try {
    told = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw badFile('it is neither JSON nor .xlsx', '既不是 JSON 也不是 .xlsx', error);
  }
  const { assets, relations } = (told ?? {}) as { assets?: unknown; relations?: unknown };
  if (!Array.isArray(assets)) throw badFile('it has no list "assets"', '缺少列表 "assets"');
  const problems: ImportProblem[] = [];
  const linked: unknown[] = Array.isArray(relations) ? relations : [];
  return {
    tables: {
      assets: rowsOfList(assetsSheet, assets, problems),
      relations: rowsOfList(relationsSheet, linked, problems),
    },
    problems,
  };
}

function rowsOfList(sheet: string, list: readonly unknown[], problems: ImportProblem[]): Row[] {
  return list.map((one, at): Row => {
    const row = at + 1;
    const cells = new Map<string, Cell>();
    const told = typeof one === 'object' && one !== null ? Object.entries(one) : [];
    for (const [heading, value] of told) {
      const column = headingOf({ sheet, row, column: heading }, problems);
      if (column !== undefined) cells.set(column, cellOf(value));
    }
    return { sheet, row, cells };
  });
}

function cellOf(value: unknown): Cell {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (value instanceof Date) return value.toISOString();
  return value === null || value === undefined ? null : JSON.stringify(value);
}

function badFile(reason: string, reasonZh: string, cause?: unknown) {
  return assetsFailures['bad-file']({ reason, reasonZh }, cause);
}
