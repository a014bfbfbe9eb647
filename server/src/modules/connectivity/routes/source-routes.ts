// Machine connections over HTTP.
import { enterpriseOr, ofEnterprise, type OfWhom } from '../../../kernel/http/of-enterprise.ts';
import { defineRoute, type Route } from '../../../kernel/http/route.ts';
import { Type } from '../../../kernel/schema/schema.ts';
import {
  changeSourcesRight,
  readSourcesRight,
  sourceSettings,
  sourceStatus,
  type Sources,
} from '../api.ts';
import { connectivityFailures } from '../failures.ts';

/** Devices.xml as JSON text: 8 MiB and what escaping adds. */
const bodyBytesMax = 20 * 1024 * 1024;

export const sourceList = Type.Object({ sources: Type.Array(sourceStatus) });

const query = Type.Object(ofEnterprise);

/** Without `enterprise`, the gateway's own is meant. */
export function sourceRoutes(sources: Sources, ownEnterprise: string): Route[] {
  const enterpriseOf = enterpriseOr(ownEnterprise);
  const list = defineRoute({
    method: 'GET',
    path: '/api/sources',
    operation: 'listSources',
    summary: { en: 'Machine connections and how they are', zh: '设备连接及其状态' },
    access: { right: readSourcesRight, on: enterpriseOf },
    query,
    reply: sourceList,
    handle: async (request) => ({
      sources: await sources.list(enterpriseOf(request)),
    }),
  });
  const ensure = defineRoute({
    method: 'POST',
    path: '/api/sources',
    operation: 'addSource',
    summary: { en: 'Add a machine connection or replace its settings', zh: '添加或更新设备连接' },
    access: { right: changeSourcesRight, on: enterpriseOf },
    query,
    body: sourceSettings,
    bodyBytesMax,
    reply: sourceStatus,
    handle: (request) => sources.ensure(enterpriseOf(request), request.body),
  });
  const remove = defineRoute({
    method: 'DELETE',
    path: '/api/sources/{name}',
    operation: 'removeSource',
    summary: { en: 'Remove a machine connection', zh: '删除设备连接' },
    access: { right: changeSourcesRight, on: enterpriseOf },
    params: Type.Object({ name: Type.String({ maxLength: 64 }) }),
    query,
    reply: Type.Object({ removed: Type.Boolean() }),
    handle: async (request) => {
      const enterprise = enterpriseOf(request);
      const { name } = request.params;
      if (await sources.remove(enterprise, name)) return { removed: true };
      throw connectivityFailures['unknown-source']({ name, enterprise });
    },
  });
  return [list, readRoute(sources, enterpriseOf), ensure, remove];
}

function readRoute(sources: Sources, of: OfWhom): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/sources/{name}',
    operation: 'readSource',
    summary: {
      en: 'Settings of a machine connection; secrets are dots, which may be sent back',
      zh: '设备连接的设置；密码以圆点显示，可原样提交',
    },
    access: { right: changeSourcesRight, on: of },
    params: Type.Object({ name: Type.String({ maxLength: 64 }) }),
    query,
    reply: sourceSettings,
    handle: async (request) => {
      const enterprise = of(request);
      const { name } = request.params;
      const settings = await sources.read(enterprise, name);
      if (settings) return settings;
      throw connectivityFailures['unknown-source']({ name, enterprise });
    },
  });
}
