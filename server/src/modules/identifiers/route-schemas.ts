// The shapes of our own routes of identifiers; those of the Handle JSON API are in `rest/schemas.ts`.
import { oneOf, Type } from '../../kernel/schema/schema.ts';
import { valueJson } from './rest/schemas.ts';

export { handleRecord } from './rest/schemas.ts';

const stepJson = Type.Object({
  node: Type.String(),
  address: Type.String(),
  outcome: oneOf(['answered', 'referred', 'not-found', 'no-answer', 'refused']),
  prefix: Type.Optional(Type.String()),
  tookMs: Type.Number(),
  cached: Type.Boolean(),
});

export const resolutionReply = Type.Object({
  handle: Type.String(),
  responseCode: Type.Integer(),
  values: Type.Array(valueJson),
  cached: Type.Boolean(),
  tookMs: Type.Number(),
  path: Type.Array(stepJson),
});
