// Questions about readings over HTTP.
import { defineRoute, type Route } from '../../kernel/http/route.ts';
import { queryAnswer, querySchema, type Queries } from './api.ts';

export function queryRoutes(queries: Queries): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/query',
      operation: 'queryReadings',
      summary: {
        en: 'A question about readings: raw, last, aggregates, interpolation, curves, states',
        zh: '查询读数：原始、最新、聚合、插值、曲线、状态时长',
      },
      access: 'signed-in',
      body: querySchema,
      reply: queryAnswer,
      handle: ({ body, principal, signal }) => queries.ask(body, { principal, signal }),
    }),
  ];
}
