// What every engine of the tables shape must answer, and what it must keep from whoever asks: files, the network, other
// questions, and more than its share of memory and time.
import assert from 'node:assert/strict';
import { contractTests, rejectsWith, type OpenSubject } from '../contract.ts';
import { toColumns, type Reading } from '../series/series.ts';
import type { TableQuestion, TablesStore } from './tables.ts';

const startUs = Date.UTC(2026, 0, 1) * 1_000;

function reading(
  second: number,
  value: Reading['value'],
  quality: Reading['quality'] = 2,
): Reading {
  const sourceTimeUs = startUs + second * 1_000_000;
  return { series: 'e/a', sourceTimeUs, serverTimeUs: sourceTimeUs + 7, value, quality };
}

async function* batchesOf(...batches: readonly (readonly Reading[])[]) {
  for (const batch of batches) yield toColumns(batch);
}

const signals = [
  { identifier: 'e/a', name: '温度', machine: 'e/m', type: 'TEMPERATURE', unit: 'Cel' },
];

function question(sql: string, more: Partial<TableQuestion> = {}): TableQuestion {
  return {
    ...{ sql, signals, readings: batchesOf([reading(0, 1), reading(1, 3)]) },
    ...{ rowsMax: 1_000, millisecondsMax: 20_000, signal: new AbortController().signal },
    ...more,
  };
}

/** Each tries to get at something outside, to change what it may do, or to do more than to ask. */
const hostile: readonly string[] = [
  "SELECT * FROM read_csv('/etc/passwd')",
  "SELECT * FROM read_text('/etc/passwd')",
  "SELECT * FROM read_blob('/etc/passwd')",
  "SELECT * FROM read_parquet('*.parquet')",
  "SELECT * FROM '/etc/passwd'",
  "SELECT * FROM 'data.parquet'",
  "SELECT * FROM glob('/**')",
  "SELECT * FROM read_csv('https://example.com/x.csv')",
  "SELECT * FROM sniff_csv('/etc/passwd')",
  "SELECT * FROM parquet_metadata('x.parquet')",
  "SELECT getenv('HOME')",
  "COPY readings TO '/tmp/readings.csv'",
  "COPY readings FROM '/etc/passwd'",
  "EXPORT DATABASE '/tmp/all'",
  "IMPORT DATABASE '/tmp/all'",
  "ATTACH '/tmp/other.db'",
  'INSTALL httpfs',
  'LOAD httpfs',
  'SET enable_external_access = true',
  "SET memory_limit = '8GB'",
  'RESET lock_configuration',
  'PRAGMA enable_profiling',
  'PRAGMA database_size; SELECT 1',
  'CREATE TABLE more AS SELECT 1',
  'INSERT INTO readings SELECT * FROM readings',
  'DELETE FROM readings',
  'DROP TABLE readings',
  'CALL pragma_version()',
  'SELECT 1; SELECT 2',
  'SELECT 1; DROP TABLE readings',
  'EXPLAIN ANALYZE SELECT 1',
  'VACUUM',
  'CHECKPOINT',
  'nonsense',
  '',
];

export function tablesContract(name: string, open: OpenSubject<TablesStore>): void {
  const fresh = contractTests(`${name} tables`, open);

  fresh('readings and signals are asked together', async ({ store }) => {
    const odd = [reading(2, true), reading(3, 'RUN', 1), reading(4, null, 0)];
    const sql = `SELECT s.name, s.unit, r.time, r.server_time, r.number, r.text, r.type, r.quality
                 FROM readings r JOIN signals s USING (signal) ORDER BY r.time`;
    const asked = question(sql, { readings: batchesOf([reading(0, 1.5), reading(1, 3)], odd) });
    const answer = await store.ask(asked);
    const at = (second: number, rest = '') => `2026-01-01T00:00:0${second}${rest}Z`;
    const row = (second: number, ...cells: unknown[]) => [
      ...['温度', 'Cel', at(second), at(second, '.000007')],
      ...cells,
    ];
    assert.deepEqual(answer.rows, [
      row(0, 1.5, null, 'number', 'good'),
      row(1, 3, null, 'number', 'good'),
      row(2, 1, null, 'boolean', 'good'),
      row(3, null, 'RUN', 'text', 'uncertain'),
      row(4, null, null, 'none', 'bad'),
    ]);
    assert.deepEqual([answer.complete, answer.read], [true, 5]);
    assert.deepEqual(
      answer.columns.slice(0, 3).map((column) => column.name),
      ['name', 'unit', 'time'],
    );
  });

  fresh('many readings, counted and averaged; whole numbers are numbers', async ({ store }) => {
    const many = Array.from({ length: 30_000 }, (_, n) => reading(n, n));
    const readings = batchesOf(many.slice(0, 10_000), many.slice(10_000));
    const sql = 'SELECT count(*) n, avg(number) mean, sum(number) total FROM readings';
    const { rows } = await store.ask(question(sql, { readings }));
    assert.deepEqual(rows, [[30_000, 14_999.5, 449_985_000]]);
  });

  fresh('no more rows than asked for, and it says so', async ({ store }) => {
    const { rows, complete } = await store.ask(
      question('SELECT * FROM range(5000)', { rowsMax: 7 }),
    );
    assert.deepEqual([rows.length, complete], [7, false]);
    const all = await store.ask(question('SELECT number FROM readings ORDER BY 1', { rowsMax: 2 }));
    assert.deepEqual([all.rows, all.complete], [[[1], [3]], true]);
  });

  for (const sql of hostile) {
    fresh(`refused: ${sql}`, async ({ store }) => {
      await rejectsWith('stores.bad-sql', () => store.ask(question(sql)));
    });
  }

  fresh('what takes too much memory or time is ended, and others go on', async ({ store }) => {
    const large = "SELECT string_agg(repeat('x', 1000000), ',') FROM range(2000)";
    await rejectsWith('stores.bad-sql', () => store.ask(question(large)));
    const endless =
      'SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range % 7 = b.range % 11';
    const short = { millisecondsMax: 500 };
    await rejectsWith('stores.sql-too-long', () => store.ask(question(endless, short)));
    const leaving = new AbortController();
    const left = store.ask(question(endless, { signal: leaving.signal }));
    setTimeout(() => leaving.abort(), 200);
    await rejectsWith('stores.sql-too-long', () => left);
    assert.deepEqual((await store.ask(question('SELECT 1'))).rows, [[1]]);
  });

  for (const sql of [
    'SELECT len(range(1000000000))',
    "SELECT length(repeat('x', 3000000000))",
    "SELECT sum(length(lpad('x', 600000000, 'y'))) FROM range(50)",
  ]) {
    fresh(`one value that is too large ends its question alone: ${sql}`, async ({ store }) => {
      let largest = 0;
      const before = process.memoryUsage.rss();
      const watch = setInterval(() => (largest = Math.max(largest, process.memoryUsage.rss())), 10);
      await rejectsWith('stores.bad-sql', () => store.ask(question(sql)));
      clearInterval(watch);
      assert.ok(largest - before < 200e6, `${largest - before} bytes more in this process`);
      assert.deepEqual((await store.ask(question('SELECT 1'))).rows, [[1]]);
    });
  }

  fresh('one function that never looks up is ended in time too', async ({ store }) => {
    const begun = performance.now();
    const sql = "SELECT levenshtein(repeat('a', 200000), repeat('b', 200000))";
    await rejectsWith('stores.sql-too-long', () =>
      store.ask(question(sql, { millisecondsMax: 1_000 })),
    );
    assert.ok(performance.now() - begun < 5_000, `${performance.now() - begun} ms`);
  });

  fresh(
    'readings that fail on their way end the question with what they say',
    async ({ store }) => {
      let isReturned = false;
      async function* failing() {
        try {
          yield toColumns([reading(0, 1)]);
          throw new Error('no more of them');
        } finally {
          isReturned = true;
        }
      }
      await assert.rejects(store.ask(question('SELECT 1', { readings: failing() })), /no more/);
      assert.ok(isReturned);
    },
  );

  fresh('what is too long to send is cut, whole rows at a time', async ({ store }) => {
    const sql = "SELECT repeat('x', 1000000) FROM range(100)";
    const { rows, complete } = await store.ask(question(sql));
    assert.ok(rows.length > 5 && rows.length < 20 && !complete, `${rows.length} rows`);
  });

  fresh('nothing of one question is left for another', async ({ store }) => {
    await store.ask(question('SELECT * FROM readings'));
    const empty = { readings: batchesOf(), signals: [] };
    const { rows } = await store.ask(question('SELECT count(*) FROM readings', empty));
    assert.deepEqual(rows, [[0]]);
  });
}
