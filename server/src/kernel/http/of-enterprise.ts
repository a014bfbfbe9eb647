// Which enterprise a call is about: a caller with rights on others names theirs, everybody else leaves it out.
import { prefixPattern } from '../access/rights.ts';
import { Type } from '../schema/schema.ts';

/** For the query of a route, beside what else it asks. */
export const ofEnterprise = {
  enterprise: Type.Optional(Type.String({ pattern: prefixPattern, maxLength: 200 })),
};

export type OfWhom = (request: { readonly query: { readonly enterprise?: string } }) => string;

/** For the access rule and the handler alike, so that both speak of the same one. */
export function enterpriseOr(own: string): OfWhom {
  return ({ query }) => query.enterprise ?? own;
}
