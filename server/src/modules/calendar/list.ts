// The calendars that a caller may see, page by page.
import { covers } from '../../kernel/access/rights.ts';
import type { RecordsStore } from '../../stores/records/records.ts';
import { enterpriseOf } from '../assets/api.ts';
import { calendarsCollection, type CalendarDocument } from './store.ts';

/** Of `*`, or of the one enterprise that all scopes are in; others are asked for by identifier. */
export async function listCalendars(
  records: RecordsStore,
  scopes: readonly string[],
  page: { readonly limit: number; readonly after?: string },
): Promise<{ calendars: CalendarDocument[]; next?: string }> {
  const [first] = scopes;
  if (first === undefined) return { calendars: [] };
  const tenants = new Set(scopes.map(enterpriseOf));
  const tenant = tenants.size === 1 ? enterpriseOf(first) : '*';
  const found = await records.find<CalendarDocument>(calendarsCollection.name, { tenant, ...page });
  const calendars = found.rows
    .map(({ document }) => document)
    .filter(({ identifier }) => scopes.some((scope) => covers(scope, identifier)));
  return found.next === undefined ? { calendars } : { calendars, next: found.next };
}
