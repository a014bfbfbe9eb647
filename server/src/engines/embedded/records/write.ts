// The two changes of the records shape; always inside a transaction.
import { assert } from '../../../kernel/failure/assert.ts';
import { checkText, refuse } from '../../../stores/checks.ts';
import { storeFailures } from '../../../stores/failures.ts';
import type { Tenant } from '../../../stores/records/records.ts';
import type { Statements } from '../sqlite/statements.ts';
import { asDuplicate, keyValues, type Collection } from './collection.ts';

export type Put = {
  readonly tenant: Tenant;
  readonly id: string;
  readonly document: unknown;
  readonly expected: number | 'absent' | undefined;
};

/** The new version. */
export function putRow(sql: Statements, collection: Collection, put: Put): number {
  const { tenant, id, document, expected } = put;
  checkText(tenant, 'the tenant');
  checkText(id, 'the id');
  if (tenant === '*') refuse('* is not a tenant');
  const version = versionOf(sql, collection, put);
  if (expected !== undefined && expected !== (version ?? 'absent')) {
    throw storeFailures['changed-meanwhile']({ collection: collection.name, id });
  }
  const text = JSON.stringify(document) as string | undefined;
  assert(text !== undefined, 'a document is a JSON value');
  const next = (version ?? 0) + 1;
  const statement = version === undefined ? collection.insertSql : collection.updateSql;
  try {
    sql.run(statement, next, text, ...keyValues(collection, JSON.parse(text)), tenant, id);
  } catch (error) {
    throw asDuplicate(error, collection.name) ?? error;
  }
  return next;
}

export function removeRow(
  sql: Statements,
  collection: Collection,
  { tenant, id }: { tenant: Tenant; id: string },
): boolean {
  return sql.run(`DELETE FROM ${collection.table} WHERE tenant = ? AND id = ?`, tenant, id) > 0;
}

function versionOf(
  sql: Statements,
  collection: Collection,
  { tenant, id }: { tenant: Tenant; id: string },
): number | undefined {
  const row = sql.get(
    `SELECT version FROM ${collection.table} WHERE tenant = ? AND id = ?`,
    tenant,
    id,
  );
  return row && Number(row['version']);
}
