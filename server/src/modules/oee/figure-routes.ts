// Figures, timelines and their explanation over HTTP.
import { Failure } from '../../kernel/failure/failure.ts';
import { Reply, defineRoute, type Route } from '../../kernel/http/route.ts';
import { oneOf, Type } from '../../kernel/schema/schema.ts';
import { isoTime } from '../../wire/iso-time.ts';
import { readOeeRight } from './api.ts';
import { timeUs } from './change.ts';
import { rowsOf } from './day-cache.ts';
import { energyOf } from './energy.ts';
import { figuresCsv } from './export.ts';
import { oeeFailures } from './failures.ts';
import { versionsOver } from './machine-time.ts';
import { elements, elementWords } from './model/elements.ts';
import { definitions, figureNames } from './model/figures.ts';
import { grouped, groups, type Group } from './model/groups.ts';
import type { Span } from './model/states.ts';
import { noTotals } from './model/totals.ts';
import type { Oee } from './oee.ts';
import {
  definitionsReply,
  energyReply,
  explainReply,
  figuresReply,
  spanQuery,
  timelineReply,
} from './route-schemas.ts';
import { formulasOf, shownCount, shownInterval, shownRow } from './shown.ts';
import { collections, keyOf, readMachine, type MetersDocument } from './store.ts';
import { enterpriseOf } from '../assets/api.ts';

export type FigureRouteParts = {
  readonly oee: Oee;
  /** What was heard until now is taken into account. */
  readonly settled: () => Promise<void>;
};

const groupQuery = { ...spanQuery, by: Type.Optional(oneOf(groups)) };
type Asked = { readonly identifier: string; readonly from: string; readonly to: string };
const onIdentifier = {
  right: readOeeRight,
  on: ({ query }: { readonly query: Asked }) => query.identifier,
};

export function figureRoutes(parts: FigureRouteParts): Route[] {
  return [
    figuresRoute(parts),
    exportRoute(parts),
    timelineRoute(parts),
    explainRoute(parts),
    energyRoute(parts),
    definitionsRoute(),
  ];
}

/** Fails with `oee.bad-time`, `oee.bad-span`. */
function spanOf({ from, to }: Asked): Span {
  const span = { fromUs: timeUs(from), toUs: timeUs(to) };
  if (span.toUs <= span.fromUs) throw oeeFailures['bad-span']({ from, to });
  return span;
}

async function told({ oee, settled }: FigureRouteParts, query: Asked & { by?: Group }) {
  const span = spanOf(query);
  const { by = 'total', identifier } = query;
  await settled();
  const { machines, rows, changes, final } = await oee.figures(identifier, span, by);
  const { zone } = await oee.parts.calendars.at(identifier);
  return {
    ...{ identifier, from: isoTime(span.fromUs), to: isoTime(span.toUs), zone, by, machines },
    rows: rows.map(shownRow),
    ...{ changes, final },
  };
}

function figuresRoute(parts: FigureRouteParts): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/oee/figures',
    operation: 'readOeeFigures',
    summary: {
      en: 'Times, counts and figures to ISO 22400 of a machine or a place with machines',
      zh: '设备或其所在场所的时间、数量与 ISO 22400 指标',
    },
    access: onIdentifier,
    query: Type.Object(groupQuery),
    reply: figuresReply,
    handle: ({ query }) => told(parts, query),
  });
}

function exportRoute(parts: FigureRouteParts): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/oee/export',
    operation: 'exportOeeFigures',
    summary: { en: 'The same figures as CSV', zh: '以 CSV 导出同样的指标' },
    access: onIdentifier,
    query: Type.Object(groupQuery),
    reply: Type.String(),
    handle: async ({ query }) => {
      const { rows, by } = await told(parts, query);
      const headers = {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="oee.csv"',
      };
      return new Reply(figuresCsv(rows, by), { headers });
    },
  });
}

function timelineRoute({ oee, settled }: FigureRouteParts): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/oee/timeline',
    operation: 'readOeeTimeline',
    summary: { en: 'The states of a machine as exact intervals', zh: '设备状态的精确时间区间' },
    access: onIdentifier,
    query: Type.Object(spanQuery),
    reply: timelineReply,
    handle: async ({ query }) => {
      const span = spanOf(query);
      await settled();
      const machine = query.identifier;
      const { intervals } = await oee.time(machine, span);
      const { zone } = await oee.parts.calendars.at(machine);
      return {
        ...{ machine, zone, from: isoTime(span.fromUs), to: isoTime(span.toUs) },
        intervals: intervals.map(shownInterval),
      };
    },
  });
}

function explainRoute({ oee, settled }: FigureRouteParts): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/oee/explain',
    operation: 'explainOee',
    summary: {
      en: 'What the figures of a machine are made of, down to each second, reading and part',
      zh: '设备指标的构成：精确到每一秒、每条读数和每个工件',
    },
    access: onIdentifier,
    query: Type.Object(spanQuery),
    reply: explainReply,
    handle: async ({ query }) => {
      const span = spanOf(query);
      await settled();
      const machine = query.identifier;
      const time = await oee.time(machine, span);
      const rows = rowsOf(time).map((row) => ({ ...row, machine, day: '' }));
      const [sum = { key: 'total', totals: noTotals(), parts: [] }] = grouped(rows, 'total');
      const { totals } = sum;
      const { records, calendars } = oee.parts;
      const document = await readMachine(records, machine);
      const { zone } = await calendars.at(machine);
      return {
        ...{ machine, zone, from: isoTime(span.fromUs), to: isoTime(span.toUs) },
        row: shownRow(sum),
        formulas: formulasOf(totals),
        intervals: time.intervals.map(shownInterval),
        counts: time.counted.map(shownCount),
        settings: versionsOver(document, span).map(({ span: own, settings }) => ({
          ...{ from: isoTime(own.fromUs), to: isoTime(own.toUs) },
          ...(settings === undefined ? {} : { settings }),
        })),
      };
    },
  });
}

function energyRoute({ oee, settled }: FigureRouteParts): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/oee/energy',
    operation: 'readEnergy',
    summary: {
      en: 'Energy of a place: main meter, parts, what no part has seen, and per part made',
      zh: '场所能耗：总表、分表、未计量部分及单件能耗',
    },
    access: onIdentifier,
    query: Type.Object(spanQuery),
    reply: energyReply,
    handle: async ({ query }) => {
      const span = spanOf(query);
      await settled();
      const { identifier } = query;
      const { records } = oee.parts;
      const key = keyOf(identifier);
      const { name } = collections.meters;
      const meters = await records.get<MetersDocument>(name, enterpriseOf(key), key);
      if (!meters) throw oeeFailures['no-meters']({ identifier });
      const energy = await energyOf(oee.parts, meters.document, span);
      // A place may have meters before it has machines with figures: its energy is known all the same.
      const { rows } = await oee.figures(identifier, span, 'total').catch((error: unknown) => {
        if (error instanceof Failure && error.code === 'oee.not-set-up') return { rows: [] };
        throw error;
      });
      const { produced = 0, good = 0 } = rows[0]?.totals ?? {};
      const { joules } = energy.main;
      return {
        ...{ identifier, from: isoTime(span.fromUs), to: isoTime(span.toUs), ...energy },
        ...{ produced, good },
        joulesPerPart: produced > 0 ? joules / produced : null,
        joulesPerGoodPart: good > 0 ? joules / good : null,
      };
    },
  });
}

function definitionsRoute(): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/oee/definitions',
    operation: 'readOeeDefinitions',
    summary: { en: 'How each figure is defined, and where', zh: '各指标的定义及出处' },
    access: 'signed-in',
    reply: definitionsReply,
    handle: async () => ({
      figures: figureNames.map((name) => ({ name, ...definitions[name] })),
      elements: elements.map((name) => ({ name, title: elementWords[name] })),
    }),
  });
}
