// A collection as a table: tenant, id, version, the document as JSON text, and one real column per
// declared key. Keys are taken out of the document here rather than by SQLite's JSON functions, so
// that a key has exactly the value JavaScript sees and a write parses nothing.
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { checkText, refuse } from '../../../stores/checks.ts';
import { storeFailures } from '../../../stores/failures.ts';
import type { CollectionDefinition, KeyValue } from '../../../stores/records/records.ts';
import type { Statements } from '../sqlite/statements.ts';

export type KeyColumn = {
  readonly name: string;
  readonly path: readonly string[];
  readonly unique: boolean;
};

export type Collection = {
  readonly name: string;
  /** Quoted, ready for SQL. */
  readonly table: string;
  readonly keys: ReadonlyMap<string, KeyColumn>;
  /** INSERT and UPDATE of a whole row, keys in the order of `keys`. */
  readonly insertSql: string;
  readonly updateSql: string;
};

/** SQLite sorts numbers before texts before blobs: an absent key sorts behind every value. */
export const absentKey = new Uint8Array(0);

const namePattern = /^[A-Za-z][A-Za-z0-9_.-]*$/;

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function columnOf(key: string): string {
  return quoted(`key:${key}`);
}

export function toCollection(definition: CollectionDefinition): Collection {
  if (!namePattern.test(definition.name)) refuse(`${definition.name} cannot name a collection`);
  const keys = new Map<string, KeyColumn>();
  const seen = new Set<string>();
  for (const [name, { path, unique = false }] of Object.entries(definition.keys)) {
    if (!namePattern.test(name)) refuse(`${name} cannot name a key`);
    if (seen.has(name.toLowerCase())) refuse(`two keys of ${definition.name} differ only in case`);
    seen.add(name.toLowerCase());
    checkText(path, `the path of the key ${name}`);
    keys.set(name, { name, path: path.split('.'), unique });
  }
  const table = quoted(definition.name);
  const columns = ['version', 'document', ...[...keys.keys()].map(columnOf)];
  const holes = columns.map(() => '?').join(', ');
  return {
    name: definition.name,
    table,
    keys,
    insertSql: `INSERT INTO ${table} (${columns.join(', ')}, tenant, id) VALUES (${holes}, ?, ?)`,
    updateSql: `UPDATE ${table} SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE tenant = ? AND id = ?`,
  };
}

export function keyValues(collection: Collection, document: unknown): SQLInputValue[] {
  return [...collection.keys.values()].map(({ path }) => keyValue(document, path));
}

function keyValue(document: unknown, path: readonly string[]): SQLInputValue {
  let value = document;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) {
      return absentKey;
    }
    value = (value as Record<string, unknown>)[step];
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return toSql(value);
  }
  return absentKey;
}

export function toSql(value: KeyValue): SQLInputValue {
  return typeof value === 'boolean' ? Number(value) : value;
}

/** Creates the table, or brings its key columns to the definition; to be run inside a transaction. */
export function settle(database: DatabaseSync, sql: Statements, collection: Collection): void {
  const stored = sql.get('SELECT keys FROM collections WHERE name = ?', collection.name);
  const before = new Map<string, string>(stored ? JSON.parse(String(stored['keys'])) : []);
  const after = new Map([...collection.keys].map(([name, key]) => [name, JSON.stringify(key)]));
  if (!stored) createTable(database, collection.table);
  const gone = [...before.keys()].filter((name) => before.get(name) !== after.get(name));
  const fresh = [...after.keys()].filter((name) => before.get(name) !== after.get(name));
  if (stored && gone.length === 0 && fresh.length === 0) return;
  for (const name of gone) dropKey(database, collection, name);
  for (const name of fresh) {
    database.exec(
      `ALTER TABLE ${collection.table} ADD COLUMN ${columnOf(name)} NOT NULL DEFAULT x''`,
    );
  }
  if (fresh.length > 0) fillKeys(sql, collection);
  for (const name of fresh) createIndexes(database, collection, name);
  const keys = JSON.stringify([...after]);
  sql.run('INSERT OR REPLACE INTO collections VALUES (?, ?)', collection.name, keys);
}

function createTable(database: DatabaseSync, table: string): void {
  const index = quoted(`${table.slice(1, -1)} by id`);
  database.exec(
    `CREATE TABLE ${table} (tenant TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL,
       document TEXT NOT NULL, PRIMARY KEY (tenant, id));
     CREATE INDEX ${index} ON ${table} (id, tenant)`,
  );
}

/** One index for the queries of a tenant, one for those across tenants, one to keep values apart. */
function indexNames(collection: Collection, key: string) {
  const base = `${collection.name} by ${key}`;
  return {
    tenant: quoted(`${base} in tenant`),
    all: quoted(`${base} in all`),
    unique: quoted(`${base} once`),
  };
}

function createIndexes(database: DatabaseSync, collection: Collection, key: string): void {
  const names = indexNames(collection, key);
  const { table } = collection;
  const column = columnOf(key);
  database.exec(
    `CREATE INDEX ${names.tenant} ON ${table} (tenant, ${column}, id);
     CREATE INDEX ${names.all} ON ${table} (${column}, id, tenant)`,
  );
  if (!collection.keys.get(key)?.unique) return;
  try {
    database.exec(
      `CREATE UNIQUE INDEX ${names.unique} ON ${table} (tenant, ${column})
       WHERE typeof(${column}) <> 'blob'`,
    );
  } catch (error) {
    throw asDuplicate(error, collection.name) ?? error;
  }
}

function dropKey(database: DatabaseSync, collection: Collection, key: string): void {
  for (const index of Object.values(indexNames(collection, key))) {
    database.exec(`DROP INDEX IF EXISTS ${index}`);
  }
  database.exec(`ALTER TABLE ${collection.table} DROP COLUMN ${columnOf(key)}`);
}

function fillKeys(sql: Statements, collection: Collection): void {
  const columns = [...collection.keys.keys()].map((name) => `${columnOf(name)} = ?`).join(', ');
  let last = 0;
  for (;;) {
    const rows = sql.all(
      `SELECT rowid, document FROM ${collection.table} WHERE rowid > ? ORDER BY rowid LIMIT 500`,
      last,
    );
    if (rows.length === 0) return;
    for (const row of rows) {
      last = Number(row['rowid']);
      const values = keyValues(collection, JSON.parse(String(row['document'])));
      sql.run(`UPDATE ${collection.table} SET ${columns} WHERE rowid = ?`, ...values, last);
    }
  }
}

/** SQLite names the column that must be unique; undefined when the error is another one. */
export function asDuplicate(error: unknown, collection: string): Error | undefined {
  const key = /^UNIQUE constraint failed: .*\.key:(\S+)$/.exec((error as Error).message)?.[1];
  return key ? storeFailures['duplicate-key']({ collection, key }, error) : undefined;
}
