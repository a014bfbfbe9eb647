// What a person says of a machine for its figures: where its states, parts and articles come from. Kept in versions,
// each from a moment on, so that a change tomorrow leaves the figures of yesterday.
import { oneOf, Type, type Static } from '../../../kernel/schema/schema.ts';
import { mappingSchema, reasonId, signalName } from './mapping.ts';

const condition = Type.String({ minLength: 1, maxLength: 4_000 });
export const articleId = Type.String({ minLength: 1, maxLength: 200 });

const counter = Type.Object({
  from: oneOf(['counter']),
  signal: signalName,
  quantity: oneOf(['produced', 'good', 'scrap', 'rework']),
  /** The first value that it cannot show, e.g. 65536. */
  wrapsAt: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
});
/** Each reading is one part. */
const eachReading = Type.Object({
  from: oneOf(['reading']),
  signal: signalName,
  /** Over `value`. */
  scrapWhen: Type.Optional(condition),
  reworkWhen: Type.Optional(condition),
});
/** Parts that the machine itself names, as for tracing. */
const eachPart = Type.Object({
  from: oneOf(['part-finished']),
  /** Over `quality`, the text that the machine tells. */
  scrapWhen: Type.Optional(condition),
  reworkWhen: Type.Optional(condition),
});

export const settingsSchema = Type.Object(
  {
    mapping: mappingSchema,
    /** Without a word for so long nothing is known of the machine, from its last word on. */
    silenceMs: Type.Optional(Type.Integer({ minimum: 30_000, maximum: 86_400_000 })),
    /** Signals that show that it is heard, besides those of the mapping. */
    alive: Type.Optional(Type.Array(signalName, { maxItems: 4 })),
    /** Stops between production that are shorter are micro-stops. */
    microStopMs: Type.Integer({ minimum: 0, maximum: 3_600_000 }),
    counts: Type.Array(Type.Union([counter, eachReading, eachPart]), { maxItems: 4 }),
    /** The article that is always made, or the signal that names it; orders stand above both. */
    article: Type.Optional(
      Type.Object({ fixed: Type.Optional(articleId), signal: Type.Optional(signalName) }),
    ),
    /** A signal whose value names why the machine stands. */
    reasonFrom: Type.Optional(
      Type.Object({
        signal: signalName,
        reasons: Type.Array(Type.Object({ value: Type.String(), reason: reasonId }), {
          maxItems: 200,
        }),
      }),
    ),
  },
  { additionalProperties: false },
);
export type MachineSettings = Static<typeof settingsSchema>;

/** All signals that the figures rest on, each once. */
export function signalsOf(settings: MachineSettings): string[] {
  const { mapping, counts, article, reasonFrom, alive = [] } = settings;
  const counted = counts.flatMap((one) => (one.from === 'part-finished' ? [] : [one.signal]));
  const named = [article?.signal, reasonFrom?.signal].filter((one) => one !== undefined);
  const inputs = mapping.inputs.map(({ signal }) => signal);
  return [...new Set([...inputs, ...counted, ...named, ...alive])];
}
