// Exports over HTTP: by GET, so that a page can link to a file, and by POST, for more signals than an address has room for.
import { defineRoute, type Route } from '../../../kernel/http/route.ts';
import { oneOf, Type } from '../../../kernel/schema/schema.ts';
import { querySchema, signalChoice } from '../api.ts';
import type { Exports } from './export.ts';
import { exportFormats } from './rows.ts';

const { quality, asMeasured } = querySchema.properties;
const time = Type.String({ maxLength: 40 });
const { signals, ...search } = signalChoice;
const common = {
  ...search,
  from: time,
  to: time,
  quality,
  asMeasured,
  format: oneOf(exportFormats),
};
export const exportSchema = Type.Object({ signals, ...common }, { additionalProperties: false });

const summary = {
  en: 'Readings as a file: CSV, Parquet or Arrow',
  zh: '将读数导出为 CSV、Parquet 或 Arrow 文件',
};

export function exportRoutes(exports: Exports): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/export',
      operation: 'exportReadings',
      summary,
      access: 'signed-in',
      query: Type.Object({
        signal: Type.Optional(
          Type.Array(Type.String({ maxLength: 2_048 }), { minItems: 1, maxItems: 100 }),
        ),
        ...common,
      }),
      reply: Type.Unknown(),
      handle({ query, principal, signal }) {
        const { signal: named, ...others } = query;
        const request = { ...others, ...(named === undefined ? {} : { signals: named }) };
        return exports.open(request, { principal, signal });
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/export',
      operation: 'exportManyReadings',
      summary,
      access: 'signed-in',
      body: exportSchema,
      reply: Type.Unknown(),
      handle: ({ body, principal, signal }) => exports.open(body, { principal, signal }),
    }),
  ];
}
