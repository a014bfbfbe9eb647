// What every engine of the series shape must do with copies of itself in folders, or refuse to do with the way out.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { isFailure } from '../../kernel/failure/failure.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { contractTests, rejectsWith, type OpenSubject } from '../contract.ts';
import { toColumns, type SeriesStore } from './series.ts';

const startUs = 1_795_305_600_000_000;
const series = '88.118.8/press-7/force';

/** `refusal`: the code of its failure, of an engine that cannot. */
export function copyContract(
  name: string,
  open: OpenSubject<SeriesStore>,
  refusal: string | undefined,
): void {
  const fresh = contractTests(`${name} series copies`, open);
  const inFolder =
    (work: (store: SeriesStore, copy: string) => Promise<void>) =>
    async ({ store }: { store: SeriesStore }) => {
      const folder = temporaryFolder();
      try {
        const readings = Array.from({ length: 10 }, (_, n) => ({
          ...{ series, sourceTimeUs: startUs + n, serverTimeUs: startUs, value: n },
          quality: 2 as const,
        }));
        await store.append(toColumns(readings));
        await work(store, join(folder.path, 'copy'));
      } finally {
        folder.remove();
      }
    };
  const all = { under: '88.118.8/', fromUs: startUs, toUs: startUs + 100 };
  const span = { series: [series], fromUs: startUs + 2, toUs: startUs + 6 };

  const none = { readings: 0, series: 0, thinned: 0, corrections: 0 };

  if (refusal !== undefined) {
    fresh(
      'a copy in a folder is refused, and the failure says what to do instead',
      inFolder(async (store, copy) => {
        for (const work of [() => store.backup(copy), () => store.restore(copy, all)]) {
          const error: unknown = await work().catch((failed: unknown) => failed);
          assert.ok(isFailure(error, refusal), String(error));
          assert.equal(error.kind, 'unsupported');
          assert.match(error.publicMessage.en, /\. Use /);
        }
      }),
    );
    return;
  }

  fresh(
    'a copy in a folder brings back what was forgotten, once',
    inFolder(async (store, copy) => {
      const { files, bytes } = await store.backup(copy);
      assert.ok(files > 0 && bytes > 0);
      await rejectsWith('stores.bad-query', () => store.backup(copy));
      const query = { ...span, ...all, limit: 100 };
      const before = await store.range(query);
      assert.deepEqual(await store.remove(span), { readings: 4 });
      assert.deepEqual(await store.restore(copy, all), { ...none, readings: 4, series: 1 });
      assert.deepEqual(await store.restore(copy, all), none);
      assert.deepEqual(await store.range(query), before);
    }),
  );
}
