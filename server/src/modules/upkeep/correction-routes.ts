// Corrections over HTTP. Who may see readings may see how they were corrected; only some may correct.
import { prefixPattern } from '../../kernel/access/rights.ts';
import { pageOf, pageQuery } from '../../kernel/http/page.ts';
import { defineRoute, type Route } from '../../kernel/http/route.ts';
import { Type } from '../../kernel/schema/schema.ts';
import { readTelemetryRight, timeOf } from '../telemetry/api.ts';
import { correctRight } from './api.ts';
import {
  changeOf,
  correctionPage,
  correctionSchema,
  newCorrection,
  reasonText,
  shownCorrection,
  signalText,
} from './correction-schemas.ts';
import type { CorrectionDesk } from './corrections.ts';

type Of = { readonly enterprise: string; readonly signal?: string };

export function correctionRoutes(desk: CorrectionDesk): Route[] {
  return [
    defineRoute({
      ...{ method: 'GET', path: '/api/upkeep/corrections', operation: 'listCorrections' },
      summary: {
        en: 'Corrections of an enterprise or of one signal, the newest first, undone ones too',
        zh: '企业或单个测点的更正记录，最新在前（含已撤销）',
      },
      access: { right: readTelemetryRight, on: ({ query }) => onOf(query) },
      query: Type.Object({
        enterprise: Type.String({ pattern: prefixPattern, maxLength: 200 }),
        /** Of this one only; it counts instead of the enterprise. */
        signal: Type.Optional(signalText),
        ...pageQuery(500),
      }),
      reply: correctionPage,
      handle: async ({ query }) => {
        const { rows, next } = await desk.list(onOf(query), pageOf(query));
        const corrections = rows.map(({ document }) => shownCorrection(document));
        return next === undefined ? { corrections } : { corrections, next };
      },
    }),
    defineRoute({
      ...{ method: 'POST', path: '/api/upkeep/corrections', operation: 'correctReadings' },
      summary: {
        en: 'Correct the readings of a signal in a span; what was measured is kept',
        zh: '更正测点在某时间段内的读数；原始测量值予以保留',
      },
      access: { right: correctRight, on: ({ body }) => body.signal },
      body: newCorrection,
      reply: correctionSchema,
      handle: async ({ body, principal }) => {
        const { signal, from, to, change, reason } = body;
        const span = { fromUs: timeOf(from), toUs: timeOf(to) };
        const asked = { signal, ...span, change: changeOf(change), by: principal.id, reason };
        return shownCorrection(await desk.correct(asked));
      },
    }),
    defineRoute({
      ...{ method: 'POST', path: '/api/upkeep/corrections/undo', operation: 'undoCorrection' },
      summary: {
        en: 'A correction counts no more; both stay in the history',
        zh: '撤销一条更正；更正与撤销均保留在历史中',
      },
      access: { right: correctRight, on: ({ body }) => body.signal },
      body: Type.Object({
        signal: signalText,
        id: Type.String({ minLength: 1, maxLength: 100 }),
        reason: reasonText,
      }),
      reply: correctionSchema,
      handle: async ({ body, principal }) => {
        const { signal, id, reason } = body;
        const told = { by: principal.id, reason };
        return shownCorrection(await desk.undo({ signal, id, told }));
      },
    }),
  ];
}

const onOf = ({ enterprise, signal }: Of): string => signal ?? enterprise;
