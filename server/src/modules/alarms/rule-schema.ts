// What a rule of alarms is: which signals, which condition, how long it must hold, how urgent it is, and why it is an
// alarm at all. The rationale is what ISA-18.2 (clause 9, rationalization) asks to be written down of each alarm.
import { prefixPattern } from '../../kernel/access/rights.ts';
import { bilingualSchema, oneOf, Type, type Static } from '../../kernel/schema/schema.ts';

/** From the most to the least urgent. */
export const priorities = ['critical', 'high', 'medium', 'low'] as const;
export type Priority = (typeof priorities)[number];

export const levels = ['high-high', 'high', 'low', 'low-low'] as const;
export type Level = (typeof levels)[number];

export const enterpriseSchema = Type.String({ pattern: prefixPattern, maxLength: 200 });
export const ruleIdSchema = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$' });
const identifier = Type.String({ minLength: 3, maxLength: 1_000 });
const told = Type.Union([Type.Number(), Type.String({ maxLength: 1_000 }), Type.Boolean()]);
const dayMs = 86_400_000;
const delay = Type.Integer({ minimum: 0, maximum: 7 * dayMs });

const inputs = Type.Array(
  Type.Object(
    {
      name: Type.String({ pattern: '^[A-Za-z_\\p{Script=Han}][A-Za-z0-9_\\p{Script=Han}]{0,39}$' }),
      /** An identifier, or `./door`: the signal of that id on the same machine. */
      signal: identifier,
    },
    { additionalProperties: false },
  ),
  { maxItems: 50 },
);
const expressionText = Type.String({ minLength: 1, maxLength: 4_000 });

export const conditionSchema = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('limit'),
      limits: Type.Array(
        Type.Object(
          { level: oneOf(levels), at: Type.Number(), priority: Type.Optional(oneOf(priorities)) },
          { additionalProperties: false },
        ),
        { minItems: 1, maxItems: 4 },
      ),
      /** UCUM code of the limits and the dead band; that of the signal when absent. */
      unit: Type.Optional(Type.String({ maxLength: 100 })),
      deadBand: Type.Optional(Type.Number({ minimum: 0 })),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      kind: Type.Literal('rate'),
      direction: oneOf(['rising', 'falling', 'either']),
      /** More than so much in a unit of time, e.g. 5 with `Cel/min`. */
      at: Type.Number({ exclusiveMinimum: 0 }),
      unit: Type.Optional(Type.String({ maxLength: 100 })),
      deadBand: Type.Optional(Type.Number({ minimum: 0 })),
      /** The change is measured over so long. */
      windowMs: Type.Integer({ minimum: 100, maximum: dayMs }),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      kind: Type.Literal('state'),
      is: oneOf(['equal', 'not-equal']),
      values: Type.Array(told, { minItems: 1, maxItems: 200 }),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      kind: Type.Literal('silence'),
      afterMs: Type.Integer({ minimum: 1_000, maximum: 31 * dayMs }),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      kind: Type.Literal('expression'),
      /** True is an alarm. `value` is the signal of the rule; the others are inputs. */
      expression: expressionText,
      inputs,
    },
    { additionalProperties: false },
  ),
]);
export type Condition = Static<typeof conditionSchema>;

export const rationaleSchema = Type.Object(
  {
    /** What happens if nobody does anything. */
    consequence: bilingualSchema,
    cause: bilingualSchema,
    correctiveAction: bilingualSchema,
    /** How long there is to do it. */
    timeToRespondMs: Type.Integer({ minimum: 0, maximum: 31 * dayMs }),
  },
  { additionalProperties: false },
);

export const ruleFields = {
  name: Type.String({ minLength: 1, maxLength: 200 }),
  enabled: Type.Boolean(),
  /** One signal … */
  signal: Type.Optional(identifier),
  /** … or all whose path fits: `88.118.8/**\/melt_temp`. */
  path: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000 })),
  condition: conditionSchema,
  priority: oneOf(priorities),
  onDelayMs: delay,
  offDelayMs: delay,
  /** Stays until somebody resets it, also when the condition is over. */
  latching: Type.Boolean(),
  quality: Type.Object(
    {
      /** A bad reading: what was stays (`hold`), counts as no alarm (`clear`), or is itself one (`alarm`). */
      bad: oneOf(['hold', 'clear', 'alarm']),
      uncertain: oneOf(['as-good', 'as-bad']),
    },
    { additionalProperties: false },
  ),
  /** Suppressed by design while this is true, e.g. `not running`. */
  suppressedWhen: Type.Optional(
    Type.Object({ expression: expressionText, inputs }, { additionalProperties: false }),
  ),
  rationale: Type.Optional(rationaleSchema),
  guidance: Type.Optional(bilingualSchema),
  /** Who answers to it: figures and floods are counted by operator position. */
  position: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  /** Of the alarms of one group the one that came first is marked. */
  firstOutGroup: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
};
export const ruleSchema = Type.Object(ruleFields, { additionalProperties: false });
export type Rule = Static<typeof ruleSchema>;

/** As it is kept and shown. */
export const keptRuleSchema = Type.Object({
  ...ruleFields,
  enterprise: Type.String(),
  id: Type.String(),
  putBy: Type.String(),
  putAt: Type.String(),
});
export type KeptRule = Static<typeof keptRuleSchema>;
