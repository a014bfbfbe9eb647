// The shapes of our own routes of identifiers; those of the Handle JSON API are in `rest/schemas.ts`.
import { oneOf, Type } from '../../kernel/schema/schema.ts';
import { valueJson } from './rest/schemas.ts';

export { handleParams, handleRecord, newTexts, valueJson } from './rest/schemas.ts';

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
