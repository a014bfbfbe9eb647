// What an enterprise keeps for all its machines: the tree of reasons, and the articles with their ideal cycles.
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import { bilingualSchema, oneOf, Type, type Static } from '../../../kernel/schema/schema.ts';
import { states } from './elements.ts';
import { reasonId } from './mapping.ts';
import { articleId } from './settings.ts';

export const reasonSchema = Type.Object({
  id: reasonId,
  /** The reason above it. */
  parent: Type.Optional(reasonId),
  name: bilingualSchema,
  /** What time given this reason is, e.g. PDOT for maintenance; as the machine says unless told. */
  is: Type.Optional(oneOf(states)),
  failure: Type.Optional(Type.Boolean()),
});
export type Reason = Static<typeof reasonSchema>;
export const reasonTree = Type.Object({ reasons: Type.Array(reasonSchema, { maxItems: 2_000 }) });

export const articleSchema = Type.Object({
  id: articleId,
  name: Type.Optional(Type.String({ maxLength: 200 })),
  /** Planned run time per item (PRI), from a moment on; of one machine, or of all. */
  cycles: Type.Array(
    Type.Object({
      from: Type.String({ minLength: 10, maxLength: 40 }),
      machine: Type.Optional(Type.String({ maxLength: 1_000 })),
      seconds: Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000 }),
    }),
    { maxItems: 500 },
  ),
});
export type Article = Static<typeof articleSchema>;

export function treeTrouble(reasons: readonly Reason[]): Bilingual | undefined {
  const byId = new Map(reasons.map((reason) => [reason.id, reason]));
  if (byId.size < reasons.length) {
    return { en: 'two reasons have the same identifier.', zh: '有两个原因的编号相同。' };
  }
  for (const reason of reasons) {
    const seen = new Set<string>();
    for (let at: string | undefined = reason.id; at !== undefined; at = byId.get(at)?.parent) {
      if (!byId.has(at)) {
        return {
          en: `“${reason.id}” stands under “${at}”, which is not there.`,
          zh: `“${reason.id}”的上级“${at}”不存在。`,
        };
      }
      if (seen.has(at)) {
        return { en: `“${reason.id}” stands under itself.`, zh: `“${reason.id}”的上级关系成环。` };
      }
      seen.add(at);
    }
  }
  return undefined;
}
