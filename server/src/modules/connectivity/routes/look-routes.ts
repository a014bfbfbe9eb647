// The protocols, and looking around with them before a source is kept. Reaching out to a machine is a
// change right: it makes the gateway open connections to where the caller says.
import { enterpriseOr, ofEnterprise, type OfWhom } from '../../../kernel/http/of-enterprise.ts';
import { defineRoute, type Route } from '../../../kernel/http/route.ts';
import { bilingualSchema, oneOf, Type } from '../../../kernel/schema/schema.ts';
import { changeSourcesRight, machineSettings, signalSettings, sourceSettings } from '../api.ts';
import type { LookAround } from '../look-around.ts';
import { protocols } from '../protocols.ts';

const bodyBytesMax = 20 * 1024 * 1024;

export const protocolList = Type.Object({
  protocols: Type.Array(
    Type.Object({
      name: Type.String(),
      title: bilingualSchema,
      /** JSON Schema; `description` and `descriptionZh` are for people, `secret` is never shown again. */
      connection: Type.Record(Type.String(), Type.Unknown()),
      /** How the address of a signal is written; absent where machines describe themselves. */
      address: Type.Optional(Type.Object({ words: bilingualSchema, example: Type.String() })),
      canBrowse: Type.Boolean(),
      canDiscover: Type.Boolean(),
    }),
  ),
});

export const testReply = Type.Object({
  ok: Type.Boolean(),
  steps: Type.Array(
    Type.Object({
      name: bilingualSchema,
      ok: Type.Boolean(),
      tookMs: Type.Number(),
      says: bilingualSchema,
      facts: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    }),
  ),
});

export const browseReply = Type.Object({
  things: Type.Array(
    Type.Object({
      place: Type.String(),
      name: Type.String(),
      kind: oneOf(['folder', 'machine', 'signal']),
      hasMore: Type.Boolean(),
      signal: Type.Optional(signalSettings),
      detail: Type.Optional(Type.String()),
    }),
  ),
  next: Type.Optional(Type.String()),
});

export const discoverReply = Type.Object({
  found: Type.Array(
    Type.Object({
      name: Type.String(),
      detail: Type.String(),
      connection: Type.Record(Type.String(), Type.Unknown()),
      machine: Type.Optional(machineSettings),
    }),
  ),
});

const { name, protocol, connection } = sourceSettings.properties;
const query = Type.Object(ofEnterprise);

const listRoute = defineRoute({
  method: 'GET',
  path: '/api/protocols',
  operation: 'listProtocols',
  summary: { en: 'Protocols that the gateway speaks', zh: '网关支持的协议' },
  access: 'signed-in',
  reply: protocolList,
  handle: async () => ({ protocols: protocols.map(shownProtocol) }),
});

/** Without `enterprise`, the gateway's own is meant. */
export function lookRoutes(look: LookAround, ownEnterprise: string): Route[] {
  const of = enterpriseOr(ownEnterprise);
  return [listRoute, testRoute(look, of), browseRoute(look, of), discoverRoute(look, of)];
}

function testRoute(look: LookAround, of: OfWhom): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/connections/test',
    operation: 'testConnection',
    summary: { en: 'Try a connection step by step', zh: '逐步测试连接' },
    access: { right: changeSourcesRight, on: of },
    query,
    body: sourceSettings,
    bodyBytesMax,
    reply: testReply,
    handle: async (request) => {
      const steps = await look.test(of(request), request.body);
      return { ok: steps.every(({ ok }) => ok), steps };
    },
  });
}

function browseRoute(look: LookAround, of: OfWhom): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/connections/browse',
    operation: 'browseConnection',
    summary: { en: 'What is below a place on the machine', zh: '浏览设备的地址空间' },
    access: { right: changeSourcesRight, on: of },
    query,
    body: Type.Object({
      ...{ name: Type.Optional(name), protocol, connection },
      at: Type.Optional(Type.String({ maxLength: 4_000 })),
      after: Type.Optional(Type.String({ maxLength: 4_000 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
    }),
    bodyBytesMax,
    reply: browseReply,
    handle: (request) => {
      const { at, after, limit = 200, name: source = 'new', ...given } = request.body;
      const query = {
        limit,
        ...(at === undefined ? {} : { at }),
        ...(after === undefined ? {} : { after }),
      };
      return look.browse(of(request), { name: source, ...given }, query);
    },
  });
}

function discoverRoute(look: LookAround, of: OfWhom): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/connections/discover',
    operation: 'discoverMachines',
    summary: { en: 'Machines that answer on the network', zh: '发现网络中的设备' },
    access: { right: changeSourcesRight, on: of },
    query,
    body: Type.Object({
      protocol,
      host: Type.Optional(Type.String({ minLength: 1, maxLength: 253 })),
      port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
    }),
    reply: discoverReply,
    handle: async ({ body: { protocol: spoken, ...query } }) => ({
      found: [...(await look.discover(spoken, query))],
    }),
  });
}

function shownProtocol({
  name: own,
  title,
  connection: schema,
  address,
  ...can
}: (typeof protocols)[number]) {
  return {
    name: own,
    title,
    connection: { ...schema },
    ...(address === undefined ? {} : { address }),
    canBrowse: can.browse !== undefined,
    canDiscover: can.discover !== undefined,
  };
}
