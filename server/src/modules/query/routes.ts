// Questions about readings over HTTP.
import { defineRoute, type Route } from '../../kernel/http/route.ts';
import { queryAnswer, querySchema, type Queries } from './api.ts';
import { sqlAnswer, sqlSchema, type SqlQuestions } from './sql/ask-sql.ts';

export function queryRoutes(queries: Queries, sql: SqlQuestions): Route[] {
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
    defineRoute({
      method: 'POST',
      path: '/api/sql',
      operation: 'askSql',
      summary: {
        en: 'One SELECT over the readings of chosen signals in a span',
        zh: '对所选测点时间段内的读数执行单条 SELECT',
      },
      access: 'signed-in',
      body: sqlSchema,
      reply: sqlAnswer,
      handle: ({ body, principal, signal }) => sql.ask(body, { principal, signal }),
    }),
  ];
}
