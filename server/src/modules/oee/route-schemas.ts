// What the calls of OEE carry.
import { bilingualSchema, oneOf, Type, type Static } from '../../kernel/schema/schema.ts';
import { nextPage } from '../../kernel/http/page.ts';
import { elements } from './model/elements.ts';
import { entrySchema } from './model/entries.ts';
import { figureNames, flagNames } from './model/figures.ts';
import { groups } from './model/groups.ts';
import { mappingSchema, signalName } from './model/mapping.ts';
import { settingsSchema } from './model/settings.ts';
import { finalReasons } from './store.ts';

const text = Type.String();
const number = Type.Number();
const perhapsNumber = Type.Union([Type.Number(), Type.Null()]);
export const identifier = Type.String({ minLength: 1, maxLength: 1_000 });

export const spanQuery = {
  /** A machine, or a line, site or enterprise with machines in it. */
  identifier,
  /** ISO 8601. */
  from: Type.String({ maxLength: 40 }),
  to: Type.String({ maxLength: 40 }),
};

const elementTimes = Type.Object(
  Object.fromEntries(elements.map((name) => [name, number])) as Record<
    (typeof elements)[number],
    typeof number
  >,
);
const figureValues = Type.Object(
  Object.fromEntries(figureNames.map((name) => [name, perhapsNumber])) as Record<
    (typeof figureNames)[number],
    typeof perhapsNumber
  >,
);
export const figureRow = Type.Object({
  /** The machine, article, shift (`<day> <id>`), day or week (`2026-W48`). */
  key: text,
  /** Microseconds; they add up to `calendarUs`. */
  timesUs: elementTimes,
  calendarUs: number,
  /** Planned busy time, PBT. */
  busyUs: number,
  minorUs: number,
  minorStops: Type.Integer(),
  /** Worked outside planned time. */
  beyondPlanUs: number,
  stops: Type.Integer(),
  failures: Type.Integer(),
  counts: Type.Object({ produced: number, good: number, scrap: number, rework: number }),
  /** PRI × PQ. */
  idealUs: number,
  figures: figureValues,
  flags: Type.Array(oneOf(flagNames)),
  reasons: Type.Array(Type.Object({ reason: text, us: number, stops: Type.Integer() })),
});
export type FigureRow = Static<typeof figureRow>;

export const figuresReply = Type.Object({
  identifier: text,
  from: text,
  to: text,
  zone: text,
  by: oneOf(groups),
  machines: Type.Array(text),
  rows: Type.Array(figureRow),
  /** Days that came to something else after they were over. */
  changes: Type.Array(
    Type.Object({
      ...{ machine: text, day: text, at: text, why: text },
      ...{ oeeBefore: perhapsNumber, oeeAfter: perhapsNumber },
    }),
  ),
  /** Days that are not computed again, since retention has thinned or removed their readings. */
  final: Type.Array(
    Type.Object({ ...{ machine: text, day: text, at: text }, why: oneOf(finalReasons) }),
  ),
});
export const definitionsReply = Type.Object({
  figures: Type.Array(
    Type.Object({ name: text, formula: text, clause: text, says: bilingualSchema }),
  ),
  elements: Type.Array(Type.Object({ name: oneOf(elements), title: bilingualSchema })),
});

const cause = Type.Object({
  signal: Type.Optional(text),
  time: Type.Optional(text),
  value: Type.Optional(Type.Union([number, text, Type.Boolean(), Type.Null()])),
  /** The identifier of a part. */
  part: Type.Optional(text),
  /** What a person entered. */
  entry: Type.Optional(text),
});
export const intervalSchema = Type.Object({
  from: text,
  to: text,
  us: number,
  element: oneOf(elements),
  minor: Type.Boolean(),
  plan: oneOf(['busy', 'break', 'off']),
  beyondPlan: Type.Boolean(),
  failure: Type.Boolean(),
  day: text,
  shift: Type.Optional(text),
  article: Type.Optional(text),
  reason: Type.Optional(text),
  /** The entry of a person that decides. */
  said: Type.Optional(text),
  /** The place of the rule in the mapping, from 0, or why none decided. */
  by: text,
  /** The reading that it began with. */
  cause: Type.Optional(cause),
});
export type ShownInterval = Static<typeof intervalSchema>;
export const timelineReply = Type.Object({
  ...{ machine: text, zone: text, from: text, to: text },
  intervals: Type.Array(intervalSchema),
});
export const explainReply = Type.Object({
  ...{ machine: text, zone: text, from: text, to: text },
  row: figureRow,
  /** Each figure with the values that stand in its formula, times in seconds. */
  formulas: Type.Array(
    Type.Object({
      ...{ name: text, formula: text, clause: text, says: bilingualSchema },
      operands: Type.Record(text, number),
      value: perhapsNumber,
    }),
  ),
  intervals: Type.Array(intervalSchema),
  counts: Type.Array(
    Type.Object({
      at: text,
      ...{ produced: number, good: number, scrap: number, rework: number },
      article: Type.Optional(text),
      idealUs: Type.Optional(number),
      after: Type.Optional(oneOf(['reset', 'wrap'])),
      cause,
    }),
  ),
  /** The settings that held, in order. */
  settings: Type.Array(
    Type.Object({ from: text, to: text, settings: Type.Optional(settingsSchema) }),
  ),
});

const version = Type.Object({
  from: text,
  settings: settingsSchema,
  by: text,
  at: text,
  replacedAt: Type.Optional(text),
});
export const machineReply = Type.Object({
  identifier: text,
  /** In the order in which they were written. */
  versions: Type.Array(version),
});
export const machinePage = Type.Object({
  machines: Type.Array(text),
  /** By identifier, of those that have one. */
  names: Type.Record(text, text),
  ...nextPage,
});
export const mappingsReply = Type.Object({
  templates: Type.Array(
    Type.Object({
      id: text,
      title: bilingualSchema,
      source: text,
      inputs: Type.Array(Type.Object({ name: text, types: Type.Array(text) })),
      rules: mappingSchema.properties.rules,
      otherwise: mappingSchema.properties.otherwise,
      /** Filled with the signals of the machine that was asked for. */
      fitted: Type.Optional(mappingSchema),
    }),
  ),
});
export const entriesReply = Type.Object({ entries: Type.Array(entrySchema) });

const meter = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 200 }),
  signal: signalName,
  wrapsAt: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
});
export const metersSchema = Type.Object({
  main: meter,
  parts: Type.Array(meter, { maxItems: 200 }),
});
const meterEnergy = Type.Object({
  ...{ name: text, signal: text, joules: number, partial: Type.Boolean() },
  ...{ resets: Type.Integer(), wraps: Type.Integer() },
});
export const energyReply = Type.Object({
  ...{ identifier: text, from: text, to: text },
  main: meterEnergy,
  parts: Type.Array(meterEnergy),
  restJoules: number,
  produced: number,
  good: number,
  joulesPerPart: perhapsNumber,
  joulesPerGoodPart: perhapsNumber,
});
