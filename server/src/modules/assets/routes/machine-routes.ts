// Machines over HTTP.
import { scopesOf } from '../../../kernel/access/rights.ts';
import { nextPage, pageOf, pageQuery } from '../../../kernel/http/page.ts';
import { defineRoute, type Route } from '../../../kernel/http/route.ts';
import { Type } from '../../../kernel/schema/schema.ts';
import { assetSchema, readAssetsRight, signalSchema, type Assets } from '../api.ts';
import { assetsFailures } from '../failures.ts';

export const machinePage = Type.Object({ machines: Type.Array(assetSchema), ...nextPage });

export const machineModel = Type.Object({
  machine: assetSchema,
  components: Type.Array(assetSchema),
  signals: Type.Array(signalSchema),
});

export function machineRoutes(assets: Assets): Route[] {
  const list = defineRoute({
    method: 'GET',
    path: '/api/machines',
    operation: 'listMachines',
    summary: { en: 'Machines that you may see, by identifier', zh: '您可查看的设备（按标识排序）' },
    access: 'signed-in',
    query: Type.Object(pageQuery(500)),
    reply: machinePage,
    handle: async ({ query, principal }) =>
      assets.machines(scopesOf(principal, readAssetsRight), pageOf(query)),
  });
  const one = defineRoute({
    method: 'GET',
    path: '/api/machines/{identifier+}',
    operation: 'readMachine',
    summary: { en: 'A machine with its components and signals', zh: '设备及其部件和测点' },
    access: { right: readAssetsRight, on: (request) => request.params.identifier },
    params: Type.Object({ identifier: Type.String({ minLength: 1, maxLength: 1_000 }) }),
    reply: machineModel,
    handle: async ({ params }) => {
      const model = await assets.machine(params.identifier);
      if (!model) throw assetsFailures['unknown-machine']({ identifier: params.identifier });
      return model;
    },
  });
  return [list, one];
}
