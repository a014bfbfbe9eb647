// Settings of machines, reasons, articles, meters and entries over HTTP.
import { allows, prefixPattern, type Principal } from '../../kernel/access/rights.ts';
import { pageQuery } from '../../kernel/http/page.ts';
import { defineRoute, type Route } from '../../kernel/http/route.ts';
import type { Bilingual } from '../../kernel/schema/bilingual.ts';
import { Type } from '../../kernel/schema/schema.ts';
import { enterpriseOf } from '../assets/api.ts';
import { readTelemetryRight } from '../telemetry/api.ts';
import { readOeeRight, writeOeeRight } from './api.ts';
import { timeUs, type Changes } from './change.ts';
import { meterTrouble } from './energy.ts';
import { oeeFailures } from './failures.ts';
import { articleSchema, reasonTree } from './model/catalogues.ts';
import { entrySchema, newEntry } from './model/entries.ts';
import { settingsSchema, signalsOf } from './model/settings.ts';
import { fitted, templates } from './model/templates.ts';
import type { TimeParts } from './machine-time.ts';
import {
  entriesReply,
  identifier,
  machinePage,
  machineReply,
  mappingsReply,
  metersSchema,
  spanQuery,
} from './route-schemas.ts';
import {
  collections,
  entriesOf,
  keyOf,
  readCatalogue,
  readMachine,
  type EntryDocument,
  type MachineDocument,
  type MetersDocument,
} from './store.ts';

type Parts = { readonly parts: TimeParts; readonly changes: Changes };

const enterprise = Type.String({ pattern: prefixPattern, maxLength: 200 });
const onEnterprise = { params: Type.Object({ enterprise }) };
const onMachine = { params: Type.Object({ identifier }) };
const articleList = Type.Object({ articles: Type.Array(articleSchema, { maxItems: 5_000 }) });

export function settingsRoutes(given: Parts): Route[] {
  return [
    listMachines(given),
    mappingsRoute(given),
    ...machineRoutes(given),
    ...catalogueRoutes(given),
    ...entryRoutes(given),
    ...meterRoutes(given),
  ];
}

function listMachines({ parts }: Parts): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/oee/machines',
    operation: 'listOeeMachines',
    summary: { en: 'Machines whose figures are set up', zh: '已配置指标的设备' },
    access: { right: readOeeRight, on: ({ query }) => query.enterprise },
    query: Type.Object({ enterprise, ...pageQuery(500) }),
    reply: machinePage,
    handle: async ({ query }) => {
      const { enterprise: tenant, limit = 100, after } = query;
      const page = await parts.records.find<MachineDocument>(collections.machines.name, {
        ...{ tenant: keyOf(tenant), limit },
        ...(after === undefined ? {} : { after }),
      });
      const machines = page.rows.map(({ document }) => document.identifier);
      const names: Record<string, string> = {};
      for (const machine of machines) {
        const name = (await parts.assets.asset(machine))?.name;
        if (name !== undefined) names[machine] = name;
      }
      return { machines, names, ...(page.next === undefined ? {} : { next: page.next }) };
    },
  });
}

function machineRoutes({ parts, changes }: Parts): Route[] {
  const read = defineRoute({
    method: 'GET',
    path: '/api/oee/machines/{identifier+}',
    operation: 'readOeeMachine',
    summary: {
      en: 'How states, parts and articles of a machine are known, with all versions',
      zh: '设备状态、数量与物品的来源设置及全部版本',
    },
    access: { right: readOeeRight, on: ({ params }) => params.identifier },
    ...onMachine,
    reply: machineReply,
    handle: async ({ params }) => {
      const document = await readMachine(parts.records, params.identifier);
      if (!document) throw oeeFailures['not-set-up'](params);
      return shownMachine(document);
    },
  });
  const put = defineRoute({
    method: 'PUT',
    path: '/api/oee/machines/{identifier+}',
    operation: 'putOeeMachine',
    summary: {
      en: 'Set how states, parts and articles of a machine are known, from now on unless told',
      zh: '设置设备状态、数量与物品的来源；默认自现在起生效',
    },
    access: { right: writeOeeRight, on: ({ params }) => params.identifier },
    ...onMachine,
    body: Type.Object({
      settings: settingsSchema,
      from: Type.Optional(Type.String({ maxLength: 40 })),
      correction: Type.Optional(Type.Boolean()),
    }),
    reply: machineReply,
    handle: async ({ params, body, principal }) => {
      const { settings, from, correction = false } = body;
      const unseen = firstUnseen(principal, params.identifier, signalsOf(settings));
      if (unseen !== undefined) {
        const trouble = notYours(unseen);
        throw oeeFailures['bad-settings']({ machine: params.identifier, trouble });
      }
      const change = { machine: params.identifier, settings, correction, by: principal.id };
      return shownMachine(
        await changes.putMachine({ ...change, ...(from === undefined ? {} : { from }) }),
      );
    },
  });
  return [read, put];
}

/**
 * Figures show what they came from: nobody reads through them what they may not see themselves. The machine's own
 * signals go with the right on it.
 */
function firstUnseen(
  principal: Principal,
  own: string,
  signals: readonly string[],
): string | undefined {
  return signals.find(
    (signal) =>
      !keyOf(signal).startsWith(`${keyOf(own)}/`) && !allows(principal, readTelemetryRight, signal),
  );
}

function notYours(signal: string): Bilingual {
  return {
    en: `there is no ${signal} whose readings you may see.`,
    zh: `没有您可查看读数的测点 ${signal}。`,
  };
}

function shownMachine({ identifier: of, versions }: MachineDocument) {
  return {
    identifier: of,
    versions: versions.map(({ fromUs: _fromUs, ...version }) => version),
  };
}

function mappingsRoute({ parts }: Parts): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/oee/mappings',
    operation: 'listOeeMappings',
    summary: {
      en: 'Published mappings of machine states, filled with the signals of a machine',
      zh: '已公布的设备状态映射，并按设备测点填充',
    },
    access: { right: readOeeRight, on: ({ query }) => query.machine },
    query: Type.Object({ machine: identifier }),
    reply: mappingsReply,
    handle: async ({ query }) => {
      const model = await parts.assets.machine(query.machine);
      return {
        templates: templates.map((template) => {
          const mapping = fitted(template, model?.signals ?? []);
          return { ...template, ...(mapping === undefined ? {} : { fitted: mapping }) };
        }),
      };
    },
  });
}

function catalogueRoutes({ parts, changes }: Parts): Route[] {
  const reasons = { path: '/api/oee/reasons/{enterprise}', reply: reasonTree, ...onEnterprise };
  const articles = { path: '/api/oee/articles/{enterprise}', reply: articleList, ...onEnterprise };
  return [
    defineRoute({
      ...{ method: 'GET', operation: 'readReasons', ...reasons },
      summary: { en: 'The tree of reasons for stops', zh: '停机原因树' },
      access: { right: readOeeRight, on: ({ params }) => params.enterprise },
      handle: async ({ params }) => {
        const found = await readCatalogue(parts.records, params.enterprise, 'reasons');
        return { reasons: found.reasons ?? [] };
      },
    }),
    defineRoute({
      ...{ method: 'PUT', operation: 'putReasons', ...reasons, body: reasonTree },
      summary: { en: 'Set the tree of reasons for stops', zh: '设置停机原因树' },
      access: { right: writeOeeRight, on: ({ params }) => params.enterprise },
      handle: async ({ params, body }) => {
        await changes.putReasons(params.enterprise, body.reasons);
        return body;
      },
    }),
    defineRoute({
      ...{ method: 'GET', operation: 'readArticles', ...articles },
      summary: { en: 'Articles with their ideal cycles', zh: '物品及其理想节拍' },
      access: { right: readOeeRight, on: ({ params }) => params.enterprise },
      handle: async ({ params }) => {
        const found = await readCatalogue(parts.records, params.enterprise, 'articles');
        return { articles: found.articles ?? [] };
      },
    }),
    defineRoute({
      ...{ method: 'PUT', operation: 'putArticles', ...articles, body: articleList },
      summary: { en: 'Set articles with their ideal cycles', zh: '设置物品及其理想节拍' },
      access: { right: writeOeeRight, on: ({ params }) => params.enterprise },
      handle: async ({ params, body }) => {
        await changes.putArticles(params.enterprise, body.articles);
        return body;
      },
    }),
  ];
}

function entryRoutes({ parts, changes }: Parts): Route[] {
  return [
    defineRoute({
      ...{ method: 'GET', path: '/api/oee/entries', operation: 'listOeeEntries' },
      summary: {
        en: 'Reasons, parts and orders that persons gave for a machine, undone ones too',
        zh: '人员为设备录入的原因、数量与订单（含已撤销）',
      },
      access: { right: readOeeRight, on: ({ query }) => query.identifier },
      query: Type.Object(spanQuery),
      reply: entriesReply,
      handle: async ({ query }) => {
        const span = { fromUs: timeUs(query.from), toUs: timeUs(query.to) };
        const entries = await entriesOf(parts.records, query.identifier, span);
        return { entries: entries.map(shownEntry) };
      },
    }),
    defineRoute({
      ...{ method: 'POST', path: '/api/oee/entries', operation: 'addOeeEntry' },
      summary: {
        en: 'Say why a machine stood, how many parts it made, or which order it ran',
        zh: '录入停机原因、数量或订单',
      },
      access: { right: writeOeeRight, on: ({ body }) => body.machine },
      body: newEntry,
      reply: entrySchema,
      handle: async ({ body, principal }) => shownEntry(await changes.add(body, principal.id)),
    }),
    defineRoute({
      ...{ method: 'POST', path: '/api/oee/entries/undo', operation: 'undoOeeEntry' },
      summary: { en: 'Take an entry back; it is kept as undone', zh: '撤销录入项；保留撤销记录' },
      access: { right: writeOeeRight, on: ({ body }) => body.machine },
      body: Type.Object({ machine: identifier, id: Type.String({ maxLength: 100 }) }),
      reply: entrySchema,
      handle: async ({ body, principal }) =>
        shownEntry(await changes.undo(body.machine, body.id, principal.id)),
    }),
  ];
}

function shownEntry({ fromUs: _fromUs, toUs: _toUs, ...entry }: EntryDocument) {
  return entry;
}

function meterRoutes({ parts, changes }: Parts): Route[] {
  const meters = { path: '/api/oee/meters/{identifier+}', reply: metersSchema, ...onMachine };
  return [
    defineRoute({
      ...{ method: 'GET', operation: 'readMeters', ...meters },
      summary: { en: 'The meters of a place', zh: '场所的计量表' },
      access: { right: readOeeRight, on: ({ params }) => params.identifier },
      handle: async ({ params }) => {
        const key = keyOf(params.identifier);
        const { name } = collections.meters;
        const row = await parts.records.get<MetersDocument>(name, enterpriseOf(key), key);
        if (!row) throw oeeFailures['no-meters'](params);
        return { main: row.document.main, parts: row.document.parts };
      },
    }),
    defineRoute({
      ...{ method: 'PUT', operation: 'putMeters', ...meters, body: metersSchema },
      summary: {
        en: 'Set the main meter of a place and those of its parts',
        zh: '设置场所的总表与分表',
      },
      access: { right: writeOeeRight, on: ({ params }) => params.identifier },
      handle: async ({ params, body, principal }) => {
        const own = enterpriseOf(keyOf(params.identifier));
        for (const { signal } of [body.main, ...body.parts]) {
          const isForeign = enterpriseOf(keyOf(signal)) !== own;
          const trouble = isForeign
            ? { en: 'it belongs to another enterprise.', zh: '它属于其他企业。' }
            : firstUnseen(principal, params.identifier, [signal]) === undefined
              ? await meterTrouble(parts.assets, signal)
              : notYours(signal);
          if (trouble) throw oeeFailures['bad-meter']({ ...params, signal, trouble });
        }
        await changes.putMeters({ identifier: params.identifier, ...body });
        return body;
      },
    }),
  ];
}
