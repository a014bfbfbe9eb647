// Rows of assets as a spreadsheet: columns that all have, then one for each attribute that any has.
import { assetColumns, assetsSheet, relationsSheet, type Cell } from './table.ts';

export type ExportRow = Readonly<Record<string, Cell>>;
export type ExportRelation = readonly [from: string, kind: string, to: string];

export type WorkbookRows = {
  readonly rows: readonly ExportRow[];
  readonly relations: readonly ExportRelation[];
};

export async function workbookOf({ rows, relations }: WorkbookRows): Promise<Uint8Array> {
  // Much code that most programs never need.
  const { default: writeWorkbook } = await import('write-excel-file/node');
  const attributes = new Set<string>();
  for (const row of rows) for (const key in row) if (key[0] === '@') attributes.add(key);
  const columns = [...assetColumns, ...[...attributes].toSorted()];
  const head = (names: readonly string[]) =>
    names.map((value) => ({ value, fontWeight: 'bold' as const }));
  return writeWorkbook([
    {
      sheet: assetsSheet,
      data: [head(columns), ...rows.map((row) => columns.map((column) => row[column] ?? null))],
      columns: columns.map((name) => ({
        width: name === 'identifier' || name === 'parent' ? 36 : 20,
      })),
      stickyRowsCount: 1,
    },
    {
      sheet: relationsSheet,
      data: [head(['from', 'kind', 'to']), ...relations.map((one) => [...one])],
      stickyRowsCount: 1,
    },
  ]).toBuffer();
}
