// What an import says of itself: what each row would do, what is wrong where, and what was done.
import { nextPage } from '../../../kernel/http/page.ts';
import { bilingualSchema, oneOf, Type, type Static } from '../../../kernel/schema/schema.ts';
import { assetChange } from '../schemas.ts';

const text = Type.String();

export const importProblem = Type.Object({
  sheet: text,
  /** As the spreadsheet counts; in JSON the place in its list, from 1. */
  row: Type.Integer(),
  column: text,
  /** What is wrong and what to do. */
  says: bilingualSchema,
});
export type ImportProblem = Readonly<Static<typeof importProblem>>;

export const importRow = Type.Object({
  sheet: text,
  row: Type.Integer(),
  outcome: oneOf(['create', 'change']),
  identifier: text,
  name: text,
  fields: assetChange.properties.fields,
});
export type ImportRow = Readonly<Static<typeof importRow>>;

export const importReply = Type.Object({
  dryRun: Type.Boolean(),
  /** Of an import that was done: what undoes it. */
  id: Type.Optional(text),
  counts: Type.Object({
    create: Type.Integer(),
    change: Type.Integer(),
    unchanged: Type.Integer(),
    problems: Type.Integer(),
  }),
  /** The first thousand that create or change. */
  rows: Type.Array(importRow),
  /** The first thousand. */
  problems: Type.Array(importProblem),
});
export type ImportReply = Static<typeof importReply>;

export const importedSchema = Type.Object({
  id: text,
  /** ISO 8601. */
  at: text,
  by: text,
  name: text,
  counts: importReply.properties.counts,
  undone: Type.Boolean(),
});
export type Imported = Readonly<Static<typeof importedSchema>>;
export const importPage = Type.Object({ imports: Type.Array(importedSchema), ...nextPage });

export const exportFormats = ['json', 'xlsx'] as const;
