// The victim of `records-killed.test.ts`: writes records without end, several groups under way, and prints the number of
// each group AFTER its promise resolved. Run as `node records-writer.ts <folder> <round>`.
import { realWorld } from '../../server/src/kernel/world/real/world.ts';
import { openEmbedded } from '../../server/src/engines/embedded/subject.ts';
import { textValue } from '../../server/src/modules/identifiers/authority/new-values.ts';
import {
  openRecordStore,
  type OpenRecordStore,
} from '../../server/src/modules/identifiers/records/open-record-store.ts';
import type { RecordChange } from '../../server/src/modules/identifiers/records/record-store.ts';
import { encodeValueBlock } from '../../server/src/wire/handle/handle.ts';

export const createdInGroup = 40;
export const sharedRecords = 7;
const groupsUnderWay = 6;

export const partKey = (round: string, n: number, part: number): string =>
  `88/${round}/${n}/${part}`;
/** Changed by every seventh group. */
export const sharedKey = (n: number): string => `88/SHARED-${n % sharedRecords}`;
/** What group `n` writes into all of its records. */
export const textOf = (round: string, n: number): string => `${round}/${n}`;

export async function openKilled(
  folder: string,
): Promise<{ store: OpenRecordStore; close: () => Promise<void> }> {
  const opener = await openEmbedded('names', folder);
  const names = await opener.open('killed');
  const store = await openRecordStore({ names, clock: realWorld.clock, historyDays: 365 });
  return { store, close: () => opener.close() };
}

function groupOf(round: string, n: number): RecordChange[] {
  const nowMs = realWorld.clock.now();
  const text = textOf(round, n);
  const block = encodeValueBlock([textValue({ index: 1, type: 'TEXT', text, nowMs })]);
  const put = (key: string): RecordChange => ({ key, record: { handle: key, block } });
  const gone = `88/GONE-${n % 3}`;
  return [
    ...Array.from({ length: createdInGroup }, (_, part) => put(partKey(round, n, part))),
    put(sharedKey(n)),
    n % 2 === 0 ? put(gone) : { key: gone, record: null },
  ];
}

if (import.meta.main) {
  const [folder = '', round = ''] = process.argv.slice(2);
  const { store } = await openKilled(folder);
  let next = 0;
  const writeWithoutEnd = async (): Promise<void> => {
    for (;;) {
      const n = next++;
      await store.write(groupOf(round, n), { together: true });
      process.stdout.write(`${n}\n`);
    }
  };
  await Promise.all(Array.from({ length: groupsUnderWay }, writeWithoutEnd));
}
