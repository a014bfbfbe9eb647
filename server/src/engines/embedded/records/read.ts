// The three questions of the records shape, asked inside a transaction or outside of one.
import type {
  RecordRow,
  RecordsPage,
  RecordsQuery,
  Tenant,
} from '../../../stores/records/records.ts';
import type { Row, Statements } from '../sqlite/statements.ts';
import type { Collection } from './collection.ts';
import { compileCount, compileFind } from './compile.ts';
import { writePosition } from './position.ts';

export function getRow<D>(
  sql: Statements,
  collection: Collection,
  { tenant, id }: { tenant: Tenant; id: string },
): RecordRow<D> | undefined {
  const row = sql.get(
    `SELECT tenant, id, version, document FROM ${collection.table} WHERE tenant = ? AND id = ?`,
    tenant,
    id,
  );
  return row && toRecord<D>(row);
}

export function findRows<D>(
  sql: Statements,
  collection: Collection,
  query: RecordsQuery,
): RecordsPage<D> {
  const compiled = compileFind(collection, query);
  const found = sql.all(compiled.sql, ...compiled.values);
  const rows = found.slice(0, compiled.limit);
  const last = rows.at(-1);
  return {
    rows: rows.map((row) => toRecord<D>(row)),
    ...(found.length > rows.length && last ? { next: writePosition(query.order?.key, last) } : {}),
  };
}

export function countRows(
  sql: Statements,
  collection: Collection,
  query: Pick<RecordsQuery, 'tenant' | 'where'>,
): number {
  const compiled = compileCount(collection, query);
  return Number(sql.get(compiled.sql, ...compiled.values)?.['rows']);
}

function toRecord<D>(row: Row): RecordRow<D> {
  return {
    tenant: String(row['tenant']),
    id: String(row['id']),
    version: Number(row['version']),
    document: JSON.parse(String(row['document'])) as D,
  };
}
