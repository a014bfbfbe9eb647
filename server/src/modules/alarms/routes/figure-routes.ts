// The figures of the standard over HTTP, with the list behind each, and as CSV.
import { defineRoute, type Route } from '../../../kernel/http/route.ts';
import { oneOf, Type } from '../../../kernel/schema/schema.ts';
import { readAlarmsRight } from '../api.ts';
import { csvOf } from '../journal.ts';
import { recommended } from '../model/figures.ts';
import { enterpriseSchema, priorities } from '../rule-schema.ts';
import { spanDaysMax, spanMs } from '../span.ts';
import { readFigures } from '../read-figures.ts';
import { csvReply } from './journal-routes.ts';
import type { Parts } from './parts.ts';

const often = Type.Array(
  Type.Object({ alarm: Type.String(), name: Type.String(), count: Type.Integer() }),
);
const time = Type.String();
export const figuresReply = Type.Object({
  ...{ from: time, to: time, alarms: Type.Integer() },
  positions: Type.Array(
    Type.Object({
      ...{ position: Type.String(), alarms: Type.Integer() },
      ...{ averagePer10Min: Type.Number(), peakPer10Min: Type.Integer() },
      floodShare: Type.Number(),
      periods: Type.Array(Type.Object({ from: time, count: Type.Integer() })),
      floods: Type.Array(Type.Object({ from: time, to: time, count: Type.Integer() })),
    }),
  ),
  priorities: Type.Array(
    Type.Object({
      ...{ priority: oneOf(priorities), count: Type.Integer(), share: Type.Number() },
      recommended: Type.Number(),
    }),
  ),
  ...{ topTen: often, topTenShare: Type.Number(), chattering: often },
  /** Standing now for more than a day. */
  stale: Type.Array(Type.Object({ alarm: Type.String(), name: Type.String(), raisedAt: time })),
  /** False when there was more than may be counted. */
  complete: Type.Boolean(),
  recommended: Type.Object({
    averagePer10Min: Type.Object({ acceptable: Type.Number(), manageable: Type.Number() }),
    ...{ peakPer10Min: Type.Number(), floodShare: Type.Number(), topTenShare: Type.Number() },
    ...{ chattering: Type.Number(), stalePerDay: Type.Number() },
  }),
});

const query = Type.Object({
  from: time,
  to: time,
  position: Type.Optional(Type.String({ maxLength: 100 })),
});
const params = Type.Object({ enterprise: enterpriseSchema });

export function figureRoutes(parts: Parts): Route[] {
  const access = {
    right: readAlarmsRight,
    on: (request: { params: { enterprise: string } }) => request.params.enterprise,
  };
  const read = defineRoute({
    method: 'GET',
    path: '/api/alarm-figures/{enterprise}',
    operation: 'readAlarmFigures',
    summary: {
      en: 'The figures by which ISA-18.2 and IEC 62682 judge an alarm system',
      zh: '按 ISA-18.2 与 IEC 62682 评价报警系统的指标',
    },
    access,
    params,
    query,
    reply: figuresReply,
    handle: async ({ params: { enterprise }, query }) =>
      readFigures(parts, enterprise, {
        span: spanMs(query, spanDaysMax),
        position: query.position,
      }),
  });
  const csv = defineRoute({
    method: 'GET',
    path: '/api/alarm-figures/{enterprise}/csv',
    operation: 'exportAlarmFigures',
    summary: { en: 'The figures of alarms as CSV', zh: '以 CSV 导出报警指标' },
    access,
    params,
    query,
    reply: Type.String(),
    handle: async ({ params: { enterprise }, query }) => {
      const span = spanMs(query, spanDaysMax);
      const figures = await readFigures(parts, enterprise, { span, position: query.position });
      return csvReply('alarm-figures', csvOf(rowsOf(figures)));
    },
  });
  return [read, csv];
}

type Figures = Awaited<ReturnType<typeof readFigures>>;

function rowsOf(figures: Figures): (readonly unknown[])[] {
  const { from, to, alarms, positions, topTen, topTenShare, chattering, stale } = figures;
  return [
    ['figure', 'of', 'value', 'recommended'],
    ['from', '', from, ''],
    ['to', '', to, ''],
    ['alarms', '', alarms, ''],
    ...positions.flatMap(({ position, averagePer10Min, peakPer10Min, floodShare }) => [
      ['average per 10 min', position, averagePer10Min, recommended.averagePer10Min.acceptable],
      ['peak per 10 min', position, peakPer10Min, recommended.peakPer10Min],
      ['share of time in flood', position, floodShare, recommended.floodShare],
    ]),
    ...positions.flatMap(({ position, floods }) =>
      floods.map((flood) => ['flood', `${position} ${flood.from} … ${flood.to}`, flood.count, '']),
    ),
    ...figures.priorities.map((one) => ['priority', one.priority, one.share, one.recommended]),
    ['share of the top ten', '', topTenShare, recommended.topTenShare],
    ...topTen.map(({ alarm, count }) => ['top ten', alarm, count, '']),
    ...chattering.map(({ alarm, count }) => ['chattering', alarm, count, 0]),
    ...stale.map(({ alarm, raisedAt }) => ['stale', alarm, raisedAt, '']),
  ];
}
