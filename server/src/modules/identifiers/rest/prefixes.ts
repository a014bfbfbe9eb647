// /api/prefixes: the prefixes of the nodes of this process, those derived from one, and homing. A node of
// ours has the one prefix of its settings, so whether more can be homed is for the node to say.
import { defineRoute, type Route } from '../../../kernel/http/route.ts';
import { allows, scopesOf } from '../../../kernel/access/rights.ts';
import { canonicalKey, opCode, prefixHandle, prefixNamedBy } from '../../../wire/handle/handle.ts';
import type { LocalAdministration } from '../administration/local-administration.ts';
import { registerRight } from '../api.ts';
import { isBelow } from '../model/question.ts';
import { administratorFor, administrators, carryOutAt } from './administered.ts';
import { usesHandleLogin } from './authorization.ts';
import { failedOf } from './failed.ts';
import { refuseFailed } from './outcomes.ts';
import { homingReply, prefixesReply, prefixParams, prefixQuery } from './schemas.ts';
import { shown } from './shown.ts';
import type { RouteSources } from './sources.ts';

export function prefixRoutes(sources: RouteSources): Route[] {
  return [listRoute(sources), derivedRoute(sources), homeRoute(sources), unhomeRoute(sources)];
}

function listRoute(sources: RouteSources): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/prefixes',
    operation: 'listPrefixes',
    summary: {
      en: 'The prefixes of this program whose identifiers you may list',
      zh: '本程序中您可列出其标识的前缀',
    },
    access: {
      ...administrators,
      on: ({ principal }) => scopesOf(principal, registerRight)[0] ?? principal.tenant,
    },
    query: prefixQuery,
    reply: prefixesReply,
    failed: failedOf(sources.logins),
    async handle(request) {
      const { administrations, logins } = sources;
      const login = usesHandleLogin(request) ? await logins.login(request) : undefined;
      const mayList = async (node: LocalAdministration): Promise<boolean> =>
        login === undefined
          ? allows(request.principal, registerRight, node.prefix)
          : node.mayList(login.identity);
      const allowed = await Promise.all(administrations.map(mayList));
      const prefixes = administrations
        .filter((_, at) => allowed[at])
        .map(({ prefix }) => prefixHandle(prefix));
      return shown({ responseCode: 1, totalCount: prefixes.length, prefixes }, request.query);
    },
  });
}

/** `88.118` or `0.NA/88.118` or that with the slash encoded. */
function bare(prefix: string): string {
  return prefixNamedBy(prefix) ?? prefix;
}

function derivedRoute(sources: RouteSources): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/prefixes/{prefix+}',
    operation: 'listDerivedPrefixes',
    summary: { en: 'The prefixes derived from a prefix', zh: '列出某前缀的派生前缀' },
    access: { ...administrators, on: ({ params }) => bare(params.prefix) },
    params: prefixParams,
    query: prefixQuery,
    reply: prefixesReply,
    failed: failedOf(sources.logins),
    async handle(request) {
      const prefix = bare(request.params.prefix);
      const by = await administratorFor(sources, request, prefix);
      const handle = prefixHandle(prefix);
      const operation = {
        op: opCode.listDerivedPrefixes,
        body: { kind: 'handle-request', handle },
      } as const;
      const outcome = await carryOutAt(sources, { handle, node: prefix, by }, operation);
      refuseFailed(outcome, handle);
      const prefixes = outcome.bodies.flatMap((body) =>
        body.kind === 'list-response' ? body.handles : [],
      );
      const body = { responseCode: 1, prefix: handle, totalCount: prefixes.length, prefixes };
      return shown(body, request.query);
    },
  });
}

function homeRoute(sources: RouteSources): Route {
  return homing(sources, {
    method: 'POST',
    operation: 'homePrefix',
    op: opCode.homePrefix,
    summary: { en: 'Let a node answer for a prefix', zh: '由节点托管前缀' },
  });
}

function unhomeRoute(sources: RouteSources): Route {
  return homing(sources, {
    method: 'DELETE',
    operation: 'unhomePrefix',
    op: opCode.unhomePrefix,
    summary: { en: 'Let a node no longer answer for a prefix', zh: '取消托管前缀' },
  });
}

function homing(
  sources: RouteSources,
  {
    op,
    ...about
  }: Pick<Route, 'operation' | 'summary'> & { method: 'POST' | 'DELETE'; op: number },
): Route {
  return defineRoute({
    ...about,
    path: '/api/prefixes/{prefix+}',
    access: { ...administrators, on: ({ params }) => bare(params.prefix) },
    params: prefixParams,
    query: prefixQuery,
    reply: homingReply,
    otherReplies: {
      400: { en: 'Not below a prefix of these nodes', zh: '不属于本进程节点的前缀' },
    },
    failed: failedOf(sources.logins),
    async handle(request) {
      const prefix = bare(request.params.prefix);
      const by = await administratorFor(sources, request, prefix);
      const handle = prefixHandle(prefix);
      const body = { kind: 'handle-request', handle } as const;
      // The nearest of our nodes above it: a parent further up would have to know of it for nothing.
      const key = canonicalKey(prefix);
      const node = sources.administrations.find((one) => isBelow(key, one.prefix))?.prefix;
      const asked = { handle, by, ...(node === undefined ? {} : { node }) };
      const outcome = await carryOutAt(sources, asked, { op, body });
      refuseFailed(outcome, handle);
      return shown({ responseCode: 1, handle }, request.query);
    },
  });
}
