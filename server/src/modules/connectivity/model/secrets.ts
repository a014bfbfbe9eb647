// Passwords in connections are never shown: those who look get dots, and dots sent back mean what was kept.
// Secrets may lie anywhere in a connection, e.g. in the headers of a request.
import type { TSchema } from '../../../kernel/schema/schema.ts';

export const hiddenText = '••••••';

type Connection = Readonly<Record<string, unknown>>;
type Marks = {
  readonly secret?: boolean;
  readonly properties?: Readonly<Record<string, Marks>>;
  readonly items?: Marks;
};

export function withoutSecrets(schema: TSchema, connection: Connection): Record<string, unknown> {
  return hidden(schema, connection) as Record<string, unknown>;
}

/** `given` with what stands behind its dots; in lists, by the place in the list. */
export function withSecrets(schema: TSchema, given: Connection, kept: Connection): Connection {
  return restored(schema, given, kept) as Connection;
}

/** Where dots are left, e.g. `/password`; undefined where none are. */
export function dotsIn(value: unknown, at = ''): string | undefined {
  if (value === hiddenText) return at;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const found = dotsIn(inner, `${at}/${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function hidden(marks: Marks | undefined, value: unknown): unknown {
  if (marks?.secret === true) return value === '' || value === undefined ? value : hiddenText;
  if (Array.isArray(value)) return value.map((one) => hidden(marks?.items, one));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, hidden(marks?.properties?.[name], inner)]),
  );
}

function restored(marks: Marks | undefined, given: unknown, kept: unknown): unknown {
  if (marks?.secret === true) return given === hiddenText ? (kept ?? '') : given;
  if (Array.isArray(given)) {
    const before: readonly unknown[] = Array.isArray(kept) ? kept : [];
    return given.map((one, i) => restored(marks?.items, one, before[i]));
  }
  if (!isObject(given)) return given;
  const before = isObject(kept) ? kept : {};
  return Object.fromEntries(
    Object.entries(given).map(([name, inner]) => [
      name,
      restored(marks?.properties?.[name], inner, before[name]),
    ]),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
