// The shapes of the HTTP routes of identifiers.
import { oneOf, Type } from '../../kernel/schema/schema.ts';

export const handleParams = Type.Object({
  handle: Type.String({ description: 'prefix/suffix', minLength: 1 }),
});

const filters = {
  index: Type.Optional(Type.Array(Type.Integer(), { description: 'Only values at these indexes' })),
  type: Type.Optional(
    Type.Array(Type.String(), {
      description: 'Only values of these types; one that ends in "." covers its sub-types',
    }),
  ),
};

export const resolveQuery = Type.Object(filters);

export const resolutionQuery = Type.Object({
  ...filters,
  at: Type.Optional(
    Type.String({
      description:
        'What it was at this time: ISO 8601 with a zone, where the node that holds it runs',
    }),
  ),
  fresh: Type.Optional(Type.Boolean({ description: 'Ask the nodes even if the answer is known' })),
  aliases: Type.Optional(
    Type.Boolean({ description: 'Go on to the handle that an HS_ALIAS value names' }),
  ),
});

export const valueJson = Type.Object({
  index: Type.Integer(),
  type: Type.String(),
  data: Type.Union([
    Type.Object({ format: oneOf(['string', 'base64', 'hex']), value: Type.String() }),
    Type.Object({ format: oneOf(['admin', 'vlist', 'site', 'key']), value: Type.Unknown() }),
  ]),
  ttl: Type.Number({ description: 'Seconds' }),
  timestamp: Type.String({ description: 'ISO 8601, UTC' }),
});

export const handleRecord = Type.Object({
  responseCode: Type.Integer(),
  handle: Type.String(),
  values: Type.Array(valueJson),
});

const stepJson = Type.Object({
  node: Type.String(),
  address: Type.String(),
  outcome: oneOf(['answered', 'referred', 'not-found', 'no-answer', 'refused']),
  prefix: Type.Optional(Type.String()),
  alias: Type.Optional(Type.String({ description: 'Another handle, asked for next' })),
  tookMs: Type.Number(),
  cached: Type.Boolean(),
  at: Type.Optional(Type.String({ description: 'When the node was asked, ISO 8601, UTC' })),
  stale: Type.Optional(
    Type.Boolean({ description: 'Given after its time to live, as no node answered in time' }),
  ),
});

const provenanceJson = Type.Object({
  node: Type.String({ description: 'The node that answered' }),
  address: Type.String(),
  askedAt: Type.String({ description: 'ISO 8601, UTC' }),
  ageS: Type.Number({ description: 'Seconds since then' }),
  staleForS: Type.Optional(
    Type.Number({
      description: 'Seconds since its time to live was over; absent while it is fresh',
    }),
  ),
});

const reasonText = Type.Object({ en: Type.String(), zh: Type.String() });

const signatureJson = Type.Union([
  Type.Object({ state: Type.Literal('verified'), signer: Type.String(), until: Type.String() }),
  Type.Object({ state: Type.Literal('unsigned') }),
  Type.Object({
    state: oneOf(['undecided', 'refused']),
    reason: Type.String(),
    text: Type.Optional(reasonText),
  }),
]);

export const resolutionReply = Type.Object({
  handle: Type.String(),
  responseCode: Type.Integer(),
  values: Type.Array(valueJson),
  cached: Type.Boolean(),
  tookMs: Type.Number(),
  path: Type.Array(stepJson),
  aliases: Type.Optional(
    Type.Array(Type.String(), { description: 'Followed; the values are those of the last' }),
  ),
  since: Type.Optional(Type.String({ description: 'With `at`: since when it was so' })),
  until: Type.Optional(Type.String({ description: 'With `at`: until when it was so' })),
  signature: Type.Optional(signatureJson),
  provenance: Type.Optional(provenanceJson),
});

export const newRecord = Type.Object({
  values: Type.Array(
    Type.Object({
      index: Type.Integer(),
      type: Type.String(),
      data: Type.Object({ format: Type.Literal('string'), value: Type.String() }),
    }),
  ),
});

export const registerReply = Type.Object({
  responseCode: Type.Integer(),
  handle: Type.String(),
  outcome: Type.String({ description: 'registered, unchanged or updated' }),
});

const pagesMax = 1_000;

export const listQuery = Type.Object({
  prefix: Type.String({ minLength: 1, description: 'A prefix, or the beginning of a handle' }),
  page: Type.Optional(Type.Integer({ minimum: 0, maximum: pagesMax })),
  pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
  after: Type.Optional(Type.String({ description: 'The `next` of the page before' })),
});

export const listReply = Type.Object({
  responseCode: Type.Integer(),
  prefix: Type.String(),
  totalCount: Type.Integer(),
  page: Type.Integer(),
  pageSize: Type.Integer(),
  handles: Type.Array(Type.String()),
  next: Type.Optional(Type.String()),
});
