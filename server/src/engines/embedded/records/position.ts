// Where a page ended, as the opaque text that a caller hands back to get the next one.
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { refuse } from '../../../stores/checks.ts';
import { absentKey } from './collection.ts';

export type Position = {
  /** The key of the query's order, if it had one. */
  readonly order: string | undefined;
  readonly key: SQLInputValue;
  readonly id: string;
  readonly tenant: string;
};

export function writePosition(
  order: string | undefined,
  row: Readonly<Record<string, SQLOutputValue>>,
): string {
  const key = row['order'];
  const shown = typeof key === 'string' || typeof key === 'number' ? key : null;
  const parts = [order ?? null, shown, row['id'], row['tenant']];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** Fails with `stores.bad-query` on anything that `writePosition` did not write. */
export function readPosition(text: string): Position {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    refuse('"after" is not the "next" of a page');
  }
  if (!Array.isArray(parts) || parts.length !== 4) refuse('"after" is not the "next" of a page');
  const [order, key, id, tenant] = parts as unknown[];
  if (typeof id !== 'string' || typeof tenant !== 'string') {
    refuse('"after" is not the "next" of a page');
  }
  return {
    order: typeof order === 'string' ? order : undefined,
    key: typeof key === 'string' || typeof key === 'number' ? key : absentKey,
    id,
    tenant,
  };
}
