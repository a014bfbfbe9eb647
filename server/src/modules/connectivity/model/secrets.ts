// Passwords in connections are never shown: those who look get dots, and dots sent back mean what was kept.
import type { TSchema } from '../../../kernel/schema/schema.ts';

export const hiddenText = '••••••';

type Connection = Readonly<Record<string, unknown>>;

export function withoutSecrets(schema: TSchema, connection: Connection): Record<string, unknown> {
  const secret = secretNames(schema);
  return Object.fromEntries(
    Object.entries(connection).map(([name, value]) => [
      name,
      secret.has(name) && value !== '' ? hiddenText : value,
    ]),
  );
}

/** `given` with what stands behind its dots. */
export function withSecrets(schema: TSchema, given: Connection, kept: Connection): Connection {
  const secret = secretNames(schema);
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      secret.has(name) && value === hiddenText ? (kept[name] ?? '') : value,
    ]),
  );
}

function secretNames(schema: TSchema): Set<string> {
  const { properties = {} } = schema as { properties?: Record<string, { secret?: boolean }> };
  return new Set(
    Object.entries(properties).flatMap(([name, marks]) => (marks.secret === true ? [name] : [])),
  );
}
