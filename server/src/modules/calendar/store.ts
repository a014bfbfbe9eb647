// Calendars as records: each place's versions, all of them, those that were replaced too.
import type {
  CollectionDefinition,
  RecordsReader,
  RecordsStore,
} from '../../stores/records/records.ts';
import { heldMax, withVersion } from '../../stores/records/history.ts';
import { enterpriseOf } from '../assets/api.ts';
import { calendarFailures } from './failures.ts';
import type { Pattern } from './model/pattern.ts';

export const calendarsCollection: CollectionDefinition = {
  name: 'calendar.calendars',
  keys: { identifier: { path: 'identifier' } },
};

export type Version = {
  /** The production day from which it holds. */
  readonly from: string;
  /** Absent: from then on the place follows what is above it. */
  readonly pattern?: Pattern;
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  /** When a later version of the same day took its place. */
  readonly replacedAt?: string;
};

export type CalendarDocument = {
  readonly identifier: string;
  readonly versions: readonly Version[];
};

export async function readCalendar(
  records: RecordsReader,
  identifier: string,
): Promise<CalendarDocument | undefined> {
  const id = identifier.toLowerCase();
  const row = await records.get<CalendarDocument>(calendarsCollection.name, enterpriseOf(id), id);
  return row?.document;
}

/** Adds a version; those that it makes meaningless are kept and marked. Fails with `calendar.too-many-versions`. */
export async function addVersion(
  records: RecordsStore,
  identifier: string,
  version: Version,
): Promise<CalendarDocument> {
  return records.transaction(async (transaction) => {
    const before = await readCalendar(transaction, identifier);
    const isSame = ({ from }: Version) => from === version.from;
    const versions = withVersion<Version>(before?.versions ?? [], version, isSame);
    if (!versions) throw calendarFailures['too-many-versions']({ identifier, countMax: heldMax });
    const document: CalendarDocument = {
      identifier: before?.identifier ?? identifier,
      versions,
    };
    const id = identifier.toLowerCase();
    const collection = calendarsCollection.name;
    await transaction.put({ collection, tenant: enterpriseOf(id), id, document });
    return document;
  });
}
