// Queries as values become SQL here and nowhere else. Pages follow the order key and the id of the
// last row, so that rows written meanwhile neither repeat nor shift what follows.
import type { SQLInputValue } from 'node:sqlite';
import { assert, unreachable } from '../../../kernel/failure/assert.ts';
import { checkLimit, refuse } from '../../../stores/checks.ts';
import {
  findLimitDefault,
  findLimitMax,
  oneOfMax,
  type Filter,
  type KeyValue,
  type RecordsQuery,
} from '../../../stores/records/records.ts';
import { columnOf, toSql, type Collection } from './collection.ts';
import { readPosition, type Position } from './position.ts';

export type Compiled = { readonly sql: string; readonly values: SQLInputValue[] };

/** One row more than the limit is asked for: it tells whether a page follows. */
export function compileFind(
  collection: Collection,
  query: RecordsQuery,
): Compiled & { limit: number } {
  const limit = query.limit ?? findLimitDefault;
  checkLimit(limit, findLimitMax);
  const where = compileWhere(collection, query);
  const orderKey = query.order && keyColumn(collection, query.order.key);
  const columns = [
    ...(orderKey ? [orderKey] : []),
    'id',
    ...(query.tenant === '*' ? ['tenant'] : []),
  ];
  if (query.after !== undefined) {
    const after = positionValues(readPosition(query.after), query);
    const comparison = query.order?.descending ? '<' : '>';
    where.clauses.push(
      `(${columns.join(', ')}) ${comparison} (${after.map(() => '?').join(', ')})`,
    );
    where.values.push(...after);
  }
  const direction = query.order?.descending ? ' DESC' : '';
  const order = columns.map((column) => column + direction).join(', ');
  return {
    sql: `SELECT tenant, id, version, document${orderKey ? `, ${orderKey} AS "order"` : ''}
      FROM ${collection.table} ${whereText(where.clauses)} ORDER BY ${order} LIMIT ${limit + 1}`,
    values: where.values,
    limit,
  };
}

export function compileCount(
  collection: Collection,
  query: Pick<RecordsQuery, 'tenant' | 'where'>,
): Compiled {
  const { clauses, values } = compileWhere(collection, query);
  return {
    sql: `SELECT count(*) AS rows FROM ${collection.table} ${whereText(clauses)}`,
    values,
  };
}

function positionValues(position: Position, query: RecordsQuery): SQLInputValue[] {
  const { order } = query;
  if (position.order !== order?.key) refuse('"after" belongs to a query with another order');
  return [
    ...(order ? [position.key] : []),
    position.id,
    ...(query.tenant === '*' ? [position.tenant] : []),
  ];
}

function compileWhere(collection: Collection, query: Pick<RecordsQuery, 'tenant' | 'where'>) {
  const clauses: string[] = [];
  const values: SQLInputValue[] = [];
  if (query.tenant !== '*') {
    clauses.push('tenant = ?');
    values.push(query.tenant);
  }
  for (const filter of query.where ?? []) {
    const compiled = compileFilter(keyColumn(collection, filter.key), filter);
    clauses.push(compiled.sql);
    values.push(...compiled.values);
  }
  return { clauses, values };
}

function whereText(clauses: readonly string[]): string {
  return clauses.length === 0 ? '' : `WHERE ${clauses.join(' AND ')}`;
}

function keyColumn(collection: Collection, key: string): string {
  if (!collection.keys.has(key)) refuse(`${collection.name} has no key ${key}`);
  return columnOf(key);
}

function compileFilter(column: string, filter: Filter): Compiled {
  switch (filter.is) {
    case 'equal':
      return { sql: `${column} = ?`, values: [oneValue(filter)] };
    case 'one-of':
      return compileOneOf(column, filter);
    case 'starts-with':
      return compileStartsWith(column, filter);
    case 'less':
      return compileBound(column, '<', oneValue(filter));
    case 'at-most':
      return compileBound(column, '<=', oneValue(filter));
    case 'greater':
      return compileBound(column, '>', oneValue(filter));
    case 'at-least':
      return compileBound(column, '>=', oneValue(filter));
    default:
      return unreachable(filter.is);
  }
}

/** A number is compared with numbers and a text with texts; SQLite alone would mix them. */
function compileBound(column: string, operator: string, value: SQLInputValue): Compiled {
  const upward = operator.startsWith('>');
  if (typeof value === 'string') {
    const sameType = upward ? `${column} < x''` : `${column} >= ''`;
    return { sql: `${column} ${operator} ? AND ${sameType}`, values: [value] };
  }
  const sameType = upward ? ` AND ${column} < ''` : '';
  return { sql: `${column} ${operator} ?${sameType}`, values: [value] };
}

function compileStartsWith(column: string, filter: Filter): Compiled {
  const prefix = oneValue(filter);
  if (typeof prefix !== 'string') refuse(`the key ${filter.key} can only start with a text`);
  const behind = textBehind(prefix);
  return behind === undefined
    ? { sql: `${column} >= ? AND ${column} < x''`, values: [prefix] }
    : { sql: `${column} >= ? AND ${column} < ?`, values: [prefix, behind] };
}

function compileOneOf(column: string, filter: Filter): Compiled {
  if (!Array.isArray(filter.value)) refuse(`one-of needs a list of values for ${filter.key}`);
  const list = filter.value as readonly KeyValue[];
  if (list.length > oneOfMax) {
    refuse(`one-of has ${list.length} values for ${filter.key}; at most ${oneOfMax} are allowed`);
  }
  const holes = list.map(() => '?').join(', ');
  return { sql: `${column} IN (${holes})`, values: list.map((value) => checkedValue(value)) };
}

function oneValue(filter: Filter): SQLInputValue {
  if (Array.isArray(filter.value)) refuse(`${filter.is} needs one value for ${filter.key}`);
  return checkedValue(filter.value as KeyValue);
}

function checkedValue(value: KeyValue): SQLInputValue {
  if (typeof value === 'number' && Number.isNaN(value)) refuse('a filter value is not a number');
  if (!['string', 'number', 'boolean'].includes(typeof value)) {
    refuse('a filter value must be a text, a number or a boolean');
  }
  return toSql(value);
}

/** The first text behind all that start with `prefix`; undefined when there is none. */
function textBehind(prefix: string): string | undefined {
  const points = Array.from(prefix);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const point = last.codePointAt(0);
    assert(point !== undefined, 'a character has a code point');
    if (point === 0x10ffff) continue;
    const next = point === 0xd7ff ? 0xe000 : point + 1;
    return points.join('') + String.fromCodePoint(next);
  }
  return undefined;
}
