// GET /api/handles: the identifiers of a prefix, in pages by number as other servers have them, or one after
// the other from where the last ended, which stays quick however many there are.
import { defineRoute, type Route } from '../../../kernel/http/route.ts';
import { canonicalKey, prefixNamedBy, responseCode } from '../../../wire/handle/handle.ts';
import { trusted } from '../administration/operations.ts';
import type { LocalAuthority } from '../api.ts';
import { identifiersFailures } from '../failures.ts';
import { shortened } from '../model/question.ts';
import { administratorFor, administrators } from './administered.ts';
import { failedOf } from './failed.ts';
import { restFailures } from './failures.ts';
import { listQuery, listReply } from './schemas.ts';
import { shown } from './shown.ts';
import type { RouteSources } from './sources.ts';

/** Of one answer, which is put together in memory. */
const handlesMax = 100_000;
const bytesMax = 8 * 1024 * 1024;
const scanHandles = 1_000;
const ownPageSize = 100;

/** `0.NA/88.118.8` is the prefix too. */
function startOf(prefix: string): string {
  return prefixNamedBy(prefix) ?? prefix;
}

export function listHandlesRoute(sources: RouteSources): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/handles',
    operation: 'listHandles',
    summary: { en: 'Identifiers under a prefix', zh: '列出某前缀下的标识' },
    access: { ...administrators, on: ({ query }) => startOf(query.prefix) },
    query: listQuery,
    reply: listReply,
    failed: failedOf(sources.logins),
    async handle(request) {
      const { query } = request;
      const start = startOf(query.prefix);
      const prefix = canonicalKey(start.split('/')[0] ?? '');
      const by = await administratorFor(sources, request, start);
      const authority = sources.authorities.find((one) => one.prefix === prefix);
      const node = sources.administrations.find((one) => one.prefix === prefix);
      if (authority === undefined || node === undefined) {
        throw identifiersFailures['not-here']({ prefix: shortened(start) });
      }
      if (!(await node.mayList(by))) {
        throw restFailures['not-an-administrator']({
          handle: prefix,
          responseCode: responseCode.invalidAdmin,
        });
      }
      const totalCount = await authority.count(start);
      const paging = pagingOf(query, by === trusted);
      const listed =
        paging === 'all'
          ? { handles: await allOf(authority, start, totalCount) }
          : await pageOf(authority, start, paging);
      const { page, pageSize } = paging === 'all' ? {} : paging;
      const pages = page === undefined ? {} : { page, pageSize };
      const body = { responseCode: 1, prefix: query.prefix, totalCount, ...pages, ...listed };
      return shown(body, query);
    },
  });
}

type Paging = { readonly page: number; readonly pageSize: number; readonly after?: string };
type Query = { page?: number; pageSize?: number; after?: string };

/** −1 is everything, which other servers take where nothing is said. */
function pagingOf({ page, pageSize, after }: Query, isOwn: boolean): Paging | 'all' {
  if (page === undefined && pageSize === undefined && after === undefined && !isOwn) return 'all';
  if ((page ?? 0) < 0 || (pageSize ?? 0) < 0) return 'all';
  const size = pageSize ?? ownPageSize;
  return { page: page ?? 0, pageSize: size, ...(after === undefined ? {} : { after }) };
}

/** A page of size 0 tells the count alone. */
async function pageOf(
  authority: LocalAuthority,
  start: string,
  { page, pageSize, after }: Paging,
): Promise<{ handles: string[]; next?: string }> {
  if (pageSize === 0) return { handles: [] };
  const from = after === undefined ? { skip: page * pageSize } : { after };
  return authority.list(start, { limit: pageSize, ...from });
}

async function allOf(
  authority: LocalAuthority,
  start: string,
  totalCount: number,
): Promise<string[]> {
  const tooLong = () =>
    restFailures['list-too-long']({ prefix: shortened(start), totalCount, countMax: handlesMax });
  if (totalCount > handlesMax) throw tooLong();
  const all: string[] = [];
  let bytes = 0;
  let after: string | undefined;
  do {
    const from = after === undefined ? {} : { after };
    const { handles, next } = await authority.list(start, { limit: scanHandles, ...from });
    all.push(...handles);
    bytes += handles.reduce((sum, handle) => sum + Buffer.byteLength(handle), 0);
    if (all.length > handlesMax || bytes > bytesMax) throw tooLong();
    after = next;
  } while (after !== undefined);
  return all;
}
