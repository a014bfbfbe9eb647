// What other modules may know of tracing: what a product's record holds.
import { Type, type Static } from '../../kernel/schema/schema.ts';

export const processValueSchema = Type.Object({
  /** The measured thing, e.g. `melt temperature`. */
  name: Type.String({ minLength: 1, maxLength: 200 }),
  value: Type.Union([Type.Number(), Type.String({ maxLength: 2_000 })]),
  /** UCUM code. */
  unit: Type.Optional(Type.String({ maxLength: 50 })),
});

/** One finished product, however it was learnt of. Times are ISO 8601 in UTC. */
export const productSchema = Type.Object({
  /** The suffix under the enterprise's prefix, e.g. `L-000123`. */
  part: Type.String({ minLength: 1, maxLength: 1_024 }),
  product: Type.Optional(Type.String({ maxLength: 500 })),
  /** The machine's identifier. */
  machine: Type.String({ minLength: 1, maxLength: 2_048 }),
  startedAt: Type.Optional(Type.String({ maxLength: 40 })),
  finishedAt: Type.String({ maxLength: 40 }),
  qualityClass: Type.Optional(Type.String({ maxLength: 50 })),
  values: Type.Array(processValueSchema, { maxItems: 80 }),
  /** Where the times come from when not from a clock, e.g. `reckoned from cycle times`. */
  timeBasis: Type.Optional(Type.String({ maxLength: 200 })),
});
export type Product = Static<typeof productSchema>;
