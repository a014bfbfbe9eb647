// What persons add: why a machine stood, parts by hand, orders. Nothing is overwritten; what was wrong is undone, and
// both stay.
import { oneOf, Type, type Static } from '../../../kernel/schema/schema.ts';
import { states } from './elements.ts';
import { reasonId } from './mapping.ts';
import { articleId } from './settings.ts';

const iso = Type.String({ minLength: 10, maxLength: 40 });
const machine = Type.String({ minLength: 3, maxLength: 1_000 });
const note = Type.Optional(Type.String({ maxLength: 1_000 }));
/** Signed: `good: -2, scrap: 2` makes two good parts scrap. */
const amount = Type.Optional(Type.Integer({ minimum: -1_000_000, maximum: 1_000_000 }));

export const newEntry = Type.Union([
  Type.Object(
    { kind: oneOf(['reason']), machine, from: iso, to: iso, reason: reasonId, note },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      ...{ kind: oneOf(['count']), machine, at: iso, article: Type.Optional(articleId), note },
      ...{ good: amount, scrap: amount, rework: amount },
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      ...{ kind: oneOf(['order']), machine, from: iso, to: Type.Optional(iso) },
      ...{ order: articleId, article: articleId, note },
    },
    { additionalProperties: false },
  ),
]);
export type NewEntry = Static<typeof newEntry>;

export const entrySchema = Type.Object({
  id: Type.String(),
  kind: oneOf(['reason', 'count', 'order']),
  machine: Type.String(),
  /** ISO 8601; a count has only `from`. */
  from: Type.String(),
  to: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
  /** What the reason made of the time when it was given. */
  is: Type.Optional(oneOf(states)),
  failure: Type.Optional(Type.Boolean()),
  good: Type.Optional(Type.Integer()),
  scrap: Type.Optional(Type.Integer()),
  rework: Type.Optional(Type.Integer()),
  order: Type.Optional(Type.String()),
  article: Type.Optional(Type.String()),
  note: Type.Optional(Type.String()),
  by: Type.String(),
  at: Type.String(),
  undone: Type.Optional(Type.Object({ by: Type.String(), at: Type.String() })),
});
export type Entry = Static<typeof entrySchema>;
