// What other modules may know of queries: a question about readings as data, its answer, and who may ask. Whoever asks in
// somebody's name hands their principal in; nothing that they may not see is in an answer.
import type { Principal } from '../../kernel/access/rights.ts';
import { definePort } from '../../kernel/module/port.ts';
import { oneOf, Type, type Static } from '../../kernel/schema/schema.ts';
import { shownReadingSchema } from '../telemetry/api.ts';
import { calendarUnits } from './model/buckets.ts';
import { durationPattern } from './model/duration.ts';
import { figureNames } from './model/figures.ts';
import { fills } from './model/fill.ts';
import { interpolations } from './model/grid.ts';
import { qualityPolicies } from './model/samples.ts';

const identifier = Type.String({ minLength: 1, maxLength: 2_048 });
const pattern = Type.String({ minLength: 1, maxLength: 2_048 });

/** Which signals a question is about: identifiers, and those that a search finds. */
export const signalChoice = {
  signals: Type.Optional(Type.Array(identifier, { minItems: 1, maxItems: 10_000 })),
  /** Place names from the enterprise down to the signal's id, with `*` and `**`: `88.118.8/**\/melt_temp`. */
  path: Type.Optional(pattern),
  /** Everything under this asset or place. */
  under: Type.Optional(identifier),
  assetType: Type.Optional(pattern),
  signalType: Type.Optional(pattern),
};

export const querySchema = Type.Object(
  {
    kind: oneOf(['raw', 'last', 'aggregate', 'interpolated', 'chart', 'states']),
    ...signalChoice,
    /** ISO 8601 with a zone; inclusive. All kinds but `last` need a span. */
    from: Type.Optional(Type.String({ maxLength: 40 })),
    /** Exclusive. */
    to: Type.Optional(Type.String({ maxLength: 40 })),
    /** `15m`, or `hour`, `day`, `week`, `month`, `shift` of the plant's calendar; the whole span when absent. */
    every: Type.Optional(
      Type.String({ pattern: `${durationPattern}|^(${calendarUnits.join('|')})$` }),
    ),
    /** What an aggregate tells of each stretch; count, minimum, mean and maximum when absent. */
    figures: Type.Optional(Type.Array(oneOf(figureNames), { minItems: 1, maxItems: 13 })),
    interpolation: Type.Optional(oneOf(interpolations)),
    fill: Type.Optional(oneOf(fills)),
    /** Which readings count; `usable` when absent, `any` for raw ones. */
    quality: Type.Optional(oneOf(qualityPolicies)),
    /** Readings as they came, without the corrections of them; what was thinned keeps those that it had. */
    asMeasured: Type.Optional(Type.Boolean()),
    /** How long before the span the reading may lie that holds at its start; `31d` when absent. */
    lookBack: Type.Optional(Type.String({ pattern: durationPattern })),
    /** Days and hours of this zone, not of a plant's calendar. */
    zone: Type.Optional(Type.String({ maxLength: 64 })),
    /** Whose calendar holds: a place, machine or signal; the first signal when absent. */
    calendarOf: Type.Optional(identifier),
    /** Of a chart's curve. */
    points: Type.Optional(Type.Integer({ minimum: 3, maximum: 10_000 })),
    /** Of raw readings in one answer. */
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50_000 })),
    newestFirst: Type.Optional(Type.Boolean()),
    /** `next` of the answer before. */
    cursor: Type.Optional(Type.String({ maxLength: 64 })),
  },
  { additionalProperties: false },
);
export type Query = Readonly<Static<typeof querySchema>>;

const value = Type.Union([Type.Number(), Type.String(), Type.Boolean(), Type.Null()]);

const column = Type.Object({
  signal: Type.String(),
  /** UCUM code where it is known, or as the source names it. */
  unit: Type.Optional(Type.String()),
  /** Of aggregates and interpolations: by figure (`mean`, …; `value`), one entry for each time. */
  values: Type.Optional(Type.Record(Type.String(), Type.Array(value))),
  /** Of a chart. */
  points: Type.Optional(Type.Array(Type.Object({ time: Type.String(), value: Type.Number() }))),
  /** Of a chart: stretches in which no reading counted, from the first that did not to the next that did. */
  gaps: Type.Optional(Type.Array(Type.Object({ from: Type.String(), to: Type.String() }))),
  /** Of states, one entry for each time. */
  states: Type.Optional(
    Type.Array(
      Type.Object({
        unknownSeconds: Type.Number(),
        states: Type.Array(
          Type.Object({
            state: value,
            count: Type.Integer(),
            seconds: Type.Number(),
            longestSeconds: Type.Number(),
          }),
        ),
      }),
    ),
  ),
});
export type QueryColumn = Static<typeof column>;

export const queryAnswer = Type.Object({
  /** When each stretch begins, or the moments of an interpolation: one axis for all series. */
  times: Type.Optional(Type.Array(Type.String())),
  ends: Type.Optional(Type.Array(Type.String())),
  /** What the calendar calls each stretch. */
  labels: Type.Optional(Type.Array(Type.String())),
  /** Whose hours and days they are. */
  zone: Type.Optional(Type.String()),
  series: Type.Optional(Type.Array(column)),
  /** Where corrections count, or would with `asMeasured`; absent when there are none. */
  corrected: Type.Optional(
    Type.Array(Type.Object({ signal: Type.String(), from: Type.String(), to: Type.String() })),
  ),
  readings: Type.Optional(Type.Array(shownReadingSchema)),
  /** Goes on from here; absent at the end. */
  next: Type.Optional(Type.String()),
  /** Readings that were read for it. */
  read: Type.Integer(),
});
export type QueryAnswer = Static<typeof queryAnswer>;

/** Who asks; `signal` aborts when they go away. */
export type Asker = { readonly principal: Principal; readonly signal: AbortSignal };

export interface Queries {
  /** Refuses with what `query.*` says, within the program's limits of readings, points and time. */
  ask(query: Query, asker: Asker): Promise<QueryAnswer>;
}
export const queryPort = definePort<Queries>('query.queries');
