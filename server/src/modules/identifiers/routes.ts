// Identifiers over HTTP: the Handle JSON API (reference §1.9), and resolutions with the path of nodes
// that led to the answer.
import type { Route } from '../../kernel/http/route.ts';
import { historyRoute } from './history-routes.ts';
import { deleteHandleRoute } from './rest/delete-handle.ts';
import { getHandleRoute } from './rest/get-handle.ts';
import { listHandlesRoute } from './rest/list-handles.ts';
import { prefixRoutes } from './rest/prefixes.ts';
import { putHandleRoute } from './rest/put-handle.ts';
import { resolutionRoute } from './rest/resolutions.ts';
import { sessionRoutes } from './rest/sessions.ts';
import { siteRoute } from './rest/site.ts';
import type { RouteSources } from './rest/sources.ts';
import { verificationRoute } from './rest/verifications.ts';

export function identifierRoutes(sources: RouteSources): Route[] {
  return [
    getHandleRoute(sources),
    putHandleRoute(sources),
    deleteHandleRoute(sources),
    listHandlesRoute(sources),
    resolutionRoute(sources),
    historyRoute(sources),
    ...prefixRoutes(sources),
    siteRoute(sources),
    verificationRoute(sources),
    ...sessionRoutes(sources),
  ];
}
