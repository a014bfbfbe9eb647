// Our Arrow streams and Parquet files as pyarrow reads them, the reference implementation of both.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { fileTypes } from '../../server/src/modules/query/export/rows.ts';
import { toColumns, type Reading } from '../../server/src/stores/series/series.ts';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { pythonWith } from './python-packages.ts';

const python = await pythonWith('pyarrow');
const skip = 'missing' in python ? python.missing : false;
const run = promisify(execFile);
const begunUs = Date.UTC(2026, 0, 1) * 1_000;

function reading(series: string, n: number, value: Reading['value']): Reading {
  const sourceTimeUs = begunUs + n * 1_000_003;
  return { series, sourceTimeUs, serverTimeUs: sourceTimeUs + 7, value, quality: 2 };
}

test('an Arrow stream and a Parquet file, read by pyarrow', { skip }, async (t) => {
  assert.ok('program' in python);
  const folder = temporaryFolder();
  t.after(() => folder.remove());
  const signals = ['88.118.8/M-1/温度', '88.118.8/M-1/mode', '88.118.8/M-1/silent'];
  const [first = '', second = ''] = signals;
  const odd = [
    reading(first, 0, 1.5),
    { ...reading(first, 1, null), quality: 0 as const },
    reading(first, 2, true),
    { ...reading(second, 3, 'AUTO “自动”'), quality: 1 as const },
    reading(second, 4, ''),
  ];
  const many = Array.from({ length: 30_001 }, (_, n) =>
    reading(first, n + 10, n % 3 ? n : `t${n}`),
  );
  const batches = [odd.slice(0, 3), odd.slice(3), many.slice(0, 15), many.slice(15)].map(toColumns);
  const files = (['arrow', 'parquet'] as const).map((format) => {
    const writer = fileTypes[format].open();
    const parts = [writer.start(signals), ...batches.map((one) => writer.rows(one)), writer.end()];
    const file = join(folder.path, `readings.${format}`);
    writeFileSync(file, Buffer.concat(parts));
    return file;
  });
  const script = join(python.scripts, 'read_export.py');
  const { stdout } = await run(python.program, [script, ...files], { maxBuffer: 1e7 });
  type Told = { schema: object; rows: object[]; count: number; sum: number; texts: number };
  const { arrow, parquet } = JSON.parse(stdout) as { arrow: Told; parquet: Told };
  const qualities = ['bad', 'uncertain', 'good'];
  const rows = [...odd, ...many]
    .slice(0, 20)
    .map(({ series, sourceTimeUs, serverTimeUs, ...own }) => {
      const { value, quality } = own;
      const isText = typeof value === 'string';
      return {
        ...{ signal: series, time: sourceTimeUs, server_time: serverTimeUs },
        number: value === null || isText ? null : Number(value),
        text: isText ? value : null,
        type: value === null ? 'none' : isText ? 'text' : typeof value,
        quality: qualities[quality],
      };
    });
  for (const told of [arrow, parquet]) {
    assert.deepEqual(told.rows, rows);
    assert.equal(told.count, odd.length + many.length);
    const rest = many.slice(15).map(({ value }) => (typeof value === 'number' ? value : 0));
    assert.equal(
      told.sum,
      rest.reduce((a, b) => a + b, 0),
    );
    assert.equal(told.texts, 2 + 10_001 + 1);
  }
  const words = 'dictionary<values=string, indices=int32, ordered=0>';
  assert.deepEqual(arrow.schema, {
    ...{ signal: words, time: 'timestamp[us, tz=UTC]', server_time: 'timestamp[us, tz=UTC]' },
    ...{ number: 'double', text: 'string', type: words, quality: words },
  });
});
