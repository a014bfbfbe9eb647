// Machines over HTTP.
import { scopesOf } from '../../kernel/access/rights.ts';
import { defineRoute, type Route } from '../../kernel/http/route.ts';
import { Type } from '../../kernel/schema/schema.ts';
import { readAssetsRight, type Asset, type Assets, type Signal } from './api.ts';
import { assetsFailures } from './failures.ts';

const text = Type.String();
const perhaps = Type.Optional(text);

const asset = Type.Object({
  identifier: text,
  kind: Type.Union([Type.Literal('machine'), Type.Literal('component')]),
  machine: text,
  parent: perhaps,
  name: text,
  type: text,
  manufacturer: perhaps,
  model: perhaps,
  serialNumber: perhaps,
  description: perhaps,
});

const signal = Type.Object({
  identifier: text,
  machine: text,
  asset: text,
  id: text,
  name: text,
  kind: Type.Union([Type.Literal('sample'), Type.Literal('event'), Type.Literal('condition')]),
  type: text,
  subType: perhaps,
  unit: perhaps,
  unitCode: perhaps,
  value: Type.Union([Type.Literal('number'), Type.Literal('text'), Type.Literal('three-space')]),
});

export function assetRoutes(assets: Assets): Route[] {
  const list = defineRoute({
    method: 'GET',
    path: '/api/machines',
    operation: 'listMachines',
    summary: { en: 'Machines that you may see, by identifier', zh: '您可查看的设备（按标识排序）' },
    access: 'signed-in',
    query: Type.Object({
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
      after: Type.Optional(Type.String({ maxLength: 2_000 })),
    }),
    reply: Type.Object({ machines: Type.Array(asset), next: perhaps }),
    handle: async ({ query, principal }) => {
      const scopes = scopesOf(principal, readAssetsRight);
      const { limit = 100, after } = query;
      const page = await assets.machines(scopes, {
        limit,
        ...(after === undefined ? {} : { after }),
      });
      const { next } = page;
      return {
        machines: page.machines.map(copyAsset),
        ...(next === undefined ? {} : { next }),
      };
    },
  });
  const one = defineRoute({
    method: 'GET',
    path: '/api/machines/{identifier+}',
    operation: 'readMachine',
    summary: { en: 'A machine with its components and signals', zh: '设备及其部件和测点' },
    access: { right: readAssetsRight, on: (request) => request.params.identifier },
    params: Type.Object({ identifier: Type.String({ minLength: 1, maxLength: 1_000 }) }),
    reply: Type.Object({
      machine: asset,
      components: Type.Array(asset),
      signals: Type.Array(signal),
    }),
    handle: async ({ params }) => {
      const model = await assets.machine(params.identifier);
      if (!model) throw assetsFailures['unknown-machine']({ identifier: params.identifier });
      return {
        machine: copyAsset(model.machine),
        components: model.components.map(copyAsset),
        signals: model.signals.map(copySignal),
      };
    },
  });
  return [list, one];
}

function copyAsset(shown: Asset) {
  return { ...shown };
}

function copySignal(shown: Signal) {
  return { ...shown };
}
