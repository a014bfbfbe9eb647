// Who is told of an enterprise's alarms and how: ways (webhook, mail), people, and escalations in steps. And what is done
// about alarms that chatter or flood.
import { oneOf, Type, type Static } from '../../../kernel/schema/schema.ts';
import { priorities } from '../rule-schema.ts';

const name = Type.String({ pattern: '^[^\\s/][^/]{0,79}$' });
const clock = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' });
const minuteMs = 60_000;

export const webhookSchema = Type.Object(
  {
    kind: Type.Literal('webhook'),
    name,
    url: Type.String({ pattern: '^https?://[^\\s@]+$', maxLength: 2_000 }),
    /** Messages are signed with it: HMAC-SHA-256 over `<time>.<body>`. */
    secret: Type.String({ minLength: 6, maxLength: 500, secret: true }),
    /** PEM of the authorities that vouch for the server. */
    authorities: Type.Optional(Type.String({ maxLength: 100_000 })),
  },
  { additionalProperties: false },
);
export const mailSchema = Type.Object(
  {
    kind: Type.Literal('mail'),
    name,
    host: Type.String({ minLength: 1, maxLength: 255 }),
    port: Type.Integer({ minimum: 1, maximum: 65_535 }),
    /** `tls`: from the first byte; `starttls`: required after the greeting. */
    security: oneOf(['tls', 'starttls', 'none']),
    user: Type.Optional(Type.String({ maxLength: 320 })),
    password: Type.Optional(Type.String({ maxLength: 500, secret: true })),
    from: Type.String({ pattern: '^[^\\s@]+@[^\\s@]+$', maxLength: 320 }),
    authorities: Type.Optional(Type.String({ maxLength: 100_000 })),
  },
  { additionalProperties: false },
);

export const planSchema = Type.Object(
  {
    ways: Type.Array(Type.Union([webhookSchema, mailSchema]), { maxItems: 20 }),
    people: Type.Array(
      Type.Object(
        {
          name,
          language: oneOf(['en', 'zh']),
          way: name,
          /** Of a mail. */
          address: Type.Optional(Type.String({ pattern: '^[^\\s@,]+@[^\\s@,]+$', maxLength: 320 })),
          /** In the time of the alarm's place; what is due then waits for its end. */
          quiet: Type.Optional(
            Type.Object(
              { from: clock, to: clock, except: Type.Array(oneOf(priorities), { maxItems: 4 }) },
              { additionalProperties: false },
            ),
          ),
        },
        { additionalProperties: false },
      ),
      { maxItems: 200 },
    ),
    escalations: Type.Array(
      Type.Object(
        {
          name,
          priorities: Type.Array(oneOf(priorities), { minItems: 1, maxItems: 4 }),
          /** Only alarms of signals under this identifier, or whose place begins so. */
          under: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000 })),
          /** Only while one of these shifts of the place's calendar works. */
          shifts: Type.Optional(Type.Array(Type.String({ maxLength: 80 }), { maxItems: 20 })),
          /** Also when the process is normal again, until somebody acknowledges. */
          untilAcknowledged: Type.Boolean(),
          steps: Type.Array(
            Type.Object(
              {
                /** After the alarm was shown, if nobody has acknowledged by then. */
                afterMs: Type.Integer({ minimum: 0, maximum: 7 * 1_440 * minuteMs }),
                people: Type.Array(name, { minItems: 1, maxItems: 50 }),
              },
              { additionalProperties: false },
            ),
            { minItems: 1, maxItems: 20 },
          ),
        },
        { additionalProperties: false },
      ),
      { maxItems: 100 },
    ),
    /** An alarm that is raised so often within a minute is shelved for so long, and the journal says so. */
    chattering: Type.Object(
      {
        shelves: Type.Boolean(),
        raisedInMinute: Type.Integer({ minimum: 3, maximum: 100 }),
        shelveMs: Type.Integer({ minimum: minuteMs, maximum: 1_440 * minuteMs }),
      },
      { additionalProperties: false },
    ),
    /** In a flood, new alarms of these priorities are suppressed until it is over. */
    flood: Type.Object(
      { suppresses: Type.Array(oneOf(priorities), { maxItems: 4 }) },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);
export type Plan = Static<typeof planSchema>;
export type Way = Plan['ways'][number];
export type Person = Plan['people'][number];
export type Escalation = Plan['escalations'][number];

export const planDefault: Plan = {
  ...{ ways: [], people: [], escalations: [] },
  chattering: { shelves: true, raisedInMinute: 5, shelveMs: 10 * minuteMs },
  flood: { suppresses: [] },
};
