// Lists come in pages: a call asks for at most so many after a place, a reply tells the place of the next.
import { Type } from '../schema/schema.ts';

/** Items of a page when the caller does not say. */
export const pageLimitDefault = 100;

/** The query of a list: `limit` items, after the `next` of the page before. */
export function pageQuery(limitMax: number) {
  return {
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: limitMax, default: pageLimitDefault }),
    ),
    after: Type.Optional(Type.String({ maxLength: 4_096 })),
  };
}

/** The reply's place of the next page; absent with the last one. */
export const nextPage = { next: Type.Optional(Type.String()) };

/** Reads the query back, for stores: a limit always, a place only where there is one. */
export function pageOf(query: { readonly limit?: number; readonly after?: string }): {
  readonly limit: number;
  readonly after?: string;
} {
  const { limit = pageLimitDefault, after } = query;
  return { limit, ...(after === undefined ? {} : { after }) };
}
