// GET /api/site: where a node of this process listens, as its HS_SITE tells (reference §1.3 op 2).
import { defineRoute, type Route } from '../../../kernel/http/route.ts';
import { canonicalKey, responseCode, valueType } from '../../../wire/handle/handle.ts';
import { dataJson } from '../model/data-json.ts';
import { failedOf } from './failed.ts';
import { restFailures } from './failures.ts';
import { siteQuery, siteReply } from './schemas.ts';
import { shown } from './shown.ts';
import type { RouteSources } from './sources.ts';

export function siteRoute(sources: RouteSources): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/site',
    operation: 'readSite',
    summary: {
      en: 'The site of a node of this program: the most particular, or that of a prefix',
      zh: '本程序节点的站点信息：默认最下级节点，或指定前缀的节点',
    },
    access: 'public',
    query: siteQuery,
    reply: siteReply,
    otherReplies: { 400: { en: 'No node of that prefix is here', zh: '此处没有该前缀的节点' } },
    failed: failedOf(sources.logins),
    async handle({ query }) {
      const { administrations } = sources;
      const prefix = query.node === undefined ? undefined : canonicalKey(query.node);
      const node = administrations.find((one) => prefix === undefined || one.prefix === prefix);
      if (node === undefined) {
        const handle = query.node ?? '';
        throw restFailures['not-of-these-nodes']({
          handle,
          responseCode: responseCode.notResponsible,
        });
      }
      const { value } = dataJson({ type: valueType.site, data: node.site() });
      return shown({ responseCode: 1, site: value }, query);
    },
  });
}
