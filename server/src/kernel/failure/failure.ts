// Expected trouble, as one class. A failure has a stable code that programs switch on, a kind from
// a closed set that every wire protocol maps to its own status, a public message that names the
// thing, the place and the remedy, sometimes public facts, and private detail that only logs see.
import type { Bilingual } from '../schema/bilingual.ts';
import { fill } from '../schema/bilingual.ts';

export const failureKinds = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'missing',
  'conflict',
  'exhausted',
  'unavailable',
  'timeout',
  'unsupported',
  'internal',
] as const;
export type FailureKind = (typeof failureKinds)[number];

export type FailureDefinition = {
  readonly kind: FailureKind;
  readonly message: Bilingual;
  /** Names of the values that callers get as data, beside the message; the others stay in the log. */
  readonly facts?: readonly string[];
};

export class Failure extends Error {
  readonly code: string;
  readonly kind: FailureKind;
  readonly publicMessage: Bilingual;
  /** What a program may do something with, as JSON; sent to callers, absent with most failures. */
  readonly facts: Readonly<Record<string, unknown>> | undefined;
  /** For logs only: never sent to a caller. */
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(options: {
    code: string;
    kind: FailureKind;
    message: Bilingual;
    facts?: Readonly<Record<string, unknown>>;
    detail?: Readonly<Record<string, unknown>>;
    cause?: unknown;
  }) {
    super(options.message.en, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'Failure';
    this.code = options.code;
    this.kind = options.kind;
    this.publicMessage = options.message;
    this.facts = options.facts;
    this.detail = options.detail ?? {};
  }
}

export type FailureTable<D extends Record<string, FailureDefinition>> = {
  readonly [K in keyof D]: (values?: Readonly<Record<string, unknown>>, cause?: unknown) => Failure;
} & { readonly definitions: D };

/**
 * A module's failures as a table of makers: `failures['unknown-prefix']({ prefix })`. The code is
 * `<area>.<name>`; `{holes}` in the message are filled from the values, which also go to the log.
 */
export function defineFailures<const D extends Record<string, FailureDefinition>>(
  area: string,
  definitions: D,
): FailureTable<D> {
  const makers: Record<string, unknown> = { definitions };
  for (const [name, definition] of Object.entries(definitions)) {
    makers[name] = (values: Readonly<Record<string, unknown>> = {}, cause?: unknown) =>
      new Failure({
        ...factsOf(definition, values),
        code: `${area}.${name}`,
        kind: definition.kind,
        message: fill(definition.message, values),
        detail: values,
        cause,
      });
  }
  return makers as FailureTable<D>;
}

function factsOf(
  { facts: names }: FailureDefinition,
  values: Readonly<Record<string, unknown>>,
): { facts?: Readonly<Record<string, unknown>> } {
  const told = (names ?? []).filter((name) => Object.hasOwn(values, name));
  if (told.length === 0) return {};
  return { facts: Object.fromEntries(told.map((name) => [name, values[name]])) };
}

export function isFailure(error: unknown, code?: string): error is Failure {
  return error instanceof Failure && (code === undefined || error.code === code);
}
