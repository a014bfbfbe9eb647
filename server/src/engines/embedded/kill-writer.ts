// The victim of `kill.test.ts`: opens one store and writes without end, several writes in flight, and prints
// the number of each write AFTER its promise resolved.
// Run as `node kill-writer.ts <task> <folder> <round>`.
import { createHash } from 'node:crypto';
import { toColumns, type SeriesStore } from '../../stores/series/series.ts';
import { openEmbedded } from './subject.ts';

export const readingsInBatch = 100;
export const namesInCall = 40;
export const entriesInCall = 5;
/** Many spans of one number each, so that they are merged several times a round. */
export const marksInCall = 1_000;
const writesInFlight = 6;

/** Writes number `n` of a round; resolves when it is durable. */
type Write = (n: number) => Promise<unknown>;

const tasks: Record<string, (folder: string, round: string) => Promise<Write>> = {
  async records(folder, round) {
    const store = await openEmbedded('records', folder);
    await store.define({ name: 'kill.pairs', keys: { n: { path: 'n', unique: true } } });
    return (n) =>
      store.transaction(async (records) => {
        for (const half of ['left', 'right']) {
          const document = { n: `${round}/${n}/${half}`, padding: half.repeat(50) };
          const row = { collection: 'kill.pairs', tenant: round, id: `${n}/${half}`, document };
          await records.put(row, 'absent');
        }
      });
  },
  async names(folder, round) {
    const store = await (await openEmbedded('names', folder)).open('kill');
    return (n) =>
      store.write(
        Array.from({ length: namesInCall }, (_, i) => ({
          key: `${round}/${n}/${i}`,
          value: bytesOf(`${round}/${n}/${i}`, 200),
          expect: 'absent' as const,
        })),
      );
  },
  async log(folder, round) {
    const store = await openEmbedded('log', folder);
    return (n) =>
      store.append(
        'kill',
        Array.from({ length: entriesInCall }, (_, i) => ({
          id: `${round}/${n}/${i}`,
          body: `${n}`,
        })),
      );
  },
  async blobs(folder, round) {
    const store = await openEmbedded('blobs', folder);
    return (n) => store.put(bytesOf(`${round}/${n}`, 20_000));
  },
  async series(folder, round) {
    return appendTo(await openEmbedded('series', folder), round);
  },
  async 'series that seal'(folder, round) {
    const store = await openEmbedded('series', folder);
    void sealWithoutEnd(store);
    return appendTo(store, round);
  },
};

/** The bytes that belong to a number: a torn write cannot look like them. */
export function bytesOf(seed: string, length: number): Uint8Array {
  const digest = createHash('sha256').update(seed).digest();
  return new Uint8Array(length).map((_, i) => digest[i % digest.length] ?? 0);
}

/** Ten minutes apart, so that a round touches a few days. */
export function timeOfUs(n: number, i: number): number {
  return 1_795_305_600_000_000 + n * 600_000_000 + i;
}

function appendTo(store: SeriesStore, round: string): Write {
  return (n) =>
    store.append(
      toColumns(
        Array.from({ length: readingsInBatch }, (_, i) => ({
          series: `${round}/${i % 4}`,
          sourceTimeUs: timeOfUs(n, i),
          serverTimeUs: timeOfUs(n, i),
          value: n,
          quality: 2,
        })),
      ),
      Array.from({ length: marksInCall }, (_, i) => {
        const number = n * marksInCall + i + 1;
        return { stream: `gateway/${round}`, first: number, last: number };
      }),
    );
}

async function sealWithoutEnd(store: SeriesStore): Promise<void> {
  for (;;) await store.seal(timeOfUs(1_000_000, 0));
}

if (import.meta.main) {
  const [task = '', folder = '', round = ''] = process.argv.slice(2);
  const write = await tasks[task]?.(folder, round);
  if (!write) throw new Error(`no task ${task}`);
  let next = 0;
  const writeWithoutEnd = async () => {
    for (;;) {
      const n = next++;
      await write(n);
      process.stdout.write(`${n}\n`);
    }
  };
  await Promise.all(Array.from({ length: writesInFlight }, writeWithoutEnd));
}
