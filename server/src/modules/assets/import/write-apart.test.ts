// A spreadsheet is written beside the program's own thread, and one that takes too much says so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { realClock } from '../../../kernel/world/real/clock.ts';
import { realThreads } from '../../../kernel/world/real/threads.ts';
import type { Threads } from '../../../kernel/world/threads.ts';
import { readTables } from './read-file.ts';
import { writeApart, type Pieces } from './write-apart.ts';

async function* pieces(rows: number): Pieces {
  for (let at = 0; at < rows; at += 1) {
    yield { rows: [{ identifier: `x/M-${at}`, '@takt [s]': at }], relations: [] };
  }
  yield { rows: [], relations: [['x/M-0', 'feeds', 'x/M-1']] };
}

test('all pieces are in it, with the columns of all', async () => {
  let started = 0;
  const threads: Threads = {
    start: (...given) => ((started += 1), realThreads.start(...given)),
  };
  for (const given of [{ clock: realClock, threads }, { clock: realClock }]) {
    const outcome = await readTables(await writeApart(pieces(3), given));
    assert.ok(outcome.ok);
    const { assets, relations } = outcome.read.tables;
    assert.deepEqual(
      assets.map(({ cells }) => [cells.get('identifier'), cells.get('@takt [s]')]),
      [
        ['x/M-0', 0],
        ['x/M-1', 1],
        ['x/M-2', 2],
      ],
    );
    assert.equal(relations[0]?.cells.get('kind'), 'feeds');
  }
  assert.equal(started, 1, 'on a thread where there are any');
});

test('what takes too much ends with its thread, not with the program', async () => {
  const given = { clock: realClock, threads: realThreads };
  await assert.rejects(writeApart(pieces(2), { ...given, timeoutMs: 1 }), {
    code: 'assets.too-large-export',
  });
});
