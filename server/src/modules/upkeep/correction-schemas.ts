// Corrections as the public edge takes and shows them.
import { nextPage } from '../../kernel/http/page.ts';
import { oneOf, Type, type Static } from '../../kernel/schema/schema.ts';
import { quality, type Change, type Quality } from '../../stores/series/series.ts';
import { isoTime } from '../../wire/iso-time.ts';
import type { CorrectionDocument } from './store.ts';

const qualityName = oneOf(['good', 'uncertain', 'bad']);
const value = Type.Union([
  Type.Number(),
  /** Every correction is kept in memory for ever. */
  Type.String({ maxLength: 1_000 }),
  Type.Boolean(),
  Type.Null(),
]);

export const changeSchema = Type.Union([
  /** Every reading of the span counts as this. */
  Type.Object({ kind: Type.Literal('value'), value, quality: Type.Optional(qualityName) }),
  /** Numbers count as factor times themselves plus offset. */
  Type.Object({ kind: Type.Literal('line'), factor: Type.Number(), offset: Type.Number() }),
  Type.Object({ kind: Type.Literal('quality'), quality: qualityName }),
  /** They do not count at all. */
  Type.Object({ kind: Type.Literal('withdrawn') }),
]);
export type ShownChange = Static<typeof changeSchema>;

export const reasonText = Type.String({ minLength: 1, maxLength: 1_000, pattern: '\\S' });
export const signalText = Type.String({ minLength: 3, maxLength: 1_000 });
const moment = Type.String({ maxLength: 40 });

export const newCorrection = Type.Object({
  signal: signalText,
  /** ISO 8601 with a zone; inclusive, by the machine's time. */
  from: moment,
  /** Exclusive. */
  to: moment,
  change: changeSchema,
  reason: reasonText,
});
export type NewCorrection = Static<typeof newCorrection>;

const told = { by: Type.String(), reason: Type.String(), at: Type.String() };
export const correctionSchema = Type.Object({
  ...{ id: Type.String(), signal: Type.String(), from: Type.String(), to: Type.String() },
  change: changeSchema,
  ...told,
  /** How many readings there were in the span when it was made; those that come later are corrected too. */
  readings: Type.Integer(),
  /** `asked` and `undoing` last as long as the work does. */
  state: oneOf(['asked', 'counts', 'undoing', 'undone']),
  undone: Type.Optional(Type.Object(told)),
});
export type ShownCorrection = Static<typeof correctionSchema>;
export const correctionPage = Type.Object({
  corrections: Type.Array(correctionSchema),
  ...nextPage,
});

const qualityNames = ['bad', 'uncertain', 'good'] as const;

export function changeOf(shown: ShownChange): Change {
  if (shown.kind === 'quality') return { kind: 'quality', quality: quality[shown.quality] };
  if (shown.kind !== 'value' || shown.quality === undefined) {
    return shown as Exclude<typeof shown, { quality?: unknown }>;
  }
  return { ...shown, quality: quality[shown.quality] };
}

export function shownCorrection(document: CorrectionDocument): ShownCorrection {
  const { fromUs, toUs, change, atUs, undone, number: _number, ...rest } = document;
  return {
    ...rest,
    ...{ from: isoTime(fromUs), to: isoTime(toUs), at: isoTime(atUs), change: shownChange(change) },
    ...(undone && {
      undone: { by: undone.by, reason: undone.reason, at: isoTime(undone.atUs) },
    }),
  };
}

function shownChange(change: Change): ShownChange {
  if (change.kind === 'quality') return { kind: 'quality', quality: nameOf(change.quality) };
  if (change.kind !== 'value') return change;
  const { quality: told, ...rest } = change;
  return { ...rest, ...(told === undefined ? {} : { quality: nameOf(told) }) };
}

const nameOf = (told: Quality) => qualityNames[told];
