// The journal of alarms over HTTP, and as a CSV file.
import { nextPage, pageOf, pageQuery } from '../../../kernel/http/page.ts';
import { defineRoute, Reply, type Route } from '../../../kernel/http/route.ts';
import { Type } from '../../../kernel/schema/schema.ts';
import { journalEntrySchema, readAlarmsRight } from '../api.ts';
import { allEntries, journalCsv, journalQuery, readJournal } from '../journal.ts';
import { enterpriseSchema } from '../rule-schema.ts';
import type { Parts } from './parts.ts';

export const journalPage = Type.Object({ entries: Type.Array(journalEntrySchema), ...nextPage });

type Asked = { params: { enterprise: string }; query: { under?: string | undefined } };

/** Whoever may see one machine only asks for what is under it. */
const seen = {
  right: readAlarmsRight,
  on: ({ params, query }: Asked) =>
    query.under?.toLowerCase().startsWith(`${params.enterprise.toLowerCase()}/`) === true
      ? query.under
      : params.enterprise,
};

export function journalRoutes({ records }: Parts): Route[] {
  const params = Type.Object({ enterprise: enterpriseSchema });
  const read = defineRoute({
    method: 'GET',
    path: '/api/alarms/{enterprise}/journal',
    operation: 'readAlarmJournal',
    summary: { en: 'The journal of alarms, newest first', zh: '报警日志（从新到旧）' },
    access: seen,
    params,
    query: Type.Object({ ...journalQuery, ...pageQuery(500) }),
    reply: journalPage,
    handle: ({ params, query }) =>
      readJournal(records, params.enterprise, { query, page: pageOf(query) }),
  });
  const csv = defineRoute({
    method: 'GET',
    path: '/api/alarms/{enterprise}/journal.csv',
    operation: 'exportAlarmJournal',
    summary: {
      en: 'The journal of alarms as CSV, at most 50,000 entries',
      zh: '以 CSV 导出报警日志（最多 50,000 条）',
    },
    access: seen,
    params,
    query: Type.Object(journalQuery),
    reply: Type.String(),
    handle: async ({ params, query }) =>
      csvReply('alarm-journal', journalCsv(await allEntries(records, params.enterprise, query))),
  });
  return [read, csv];
}

export function csvReply(name: string, text: string): Reply<string> {
  return new Reply(text, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}.csv"`,
    },
  });
}
