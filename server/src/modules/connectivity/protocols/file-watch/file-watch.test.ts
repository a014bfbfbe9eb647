// Files in real folders: dropped, growing, renamed, cut, in odd encodings, and a gateway that ends at any moment.
import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { isFailure } from '../../../../kernel/failure/failure.ts';
import { temporaryFolder } from '../../../../testing/temporary-folder.ts';
import { until } from '../../../../testing/until.ts';
import type { SignalSettings } from '../../api.ts';
import {
  sourceUnderTest,
  type SourceTestOptions,
  type SourceUnderTest,
} from '../../testing/source-under-test.ts';
import { allowedPath } from '../allowed-folder.ts';
import { fileWatch } from './file-watch.ts';
import { LineCutter, lineBytesMax } from './line-cutter.ts';
import { fitting } from './session.ts';

const signals: SignalSettings[] = [
  { id: 'temp', address: 'Temp' },
  { id: 'note', address: '备注', value: 'text' },
];
type Bench = SourceUnderTest & { readonly folder: string; path(name: string): string };

async function bench(
  given: {
    connection?: object;
    root?: string;
    test?: SourceTestOptions;
    signals?: SignalSettings[];
  },
  work: (bench: Bench) => Promise<void>,
): Promise<void> {
  const own = given.root === undefined ? temporaryFolder() : undefined;
  const root = given.root ?? own?.path ?? '';
  const folder = join(root, '88.118.8', 'in');
  mkdirSync(folder, { recursive: true });
  const connection = { folder: 'in', intervalMs: 20, ...given.connection };
  const config = { filesFolder: root, ...given.test?.config };
  const tested = sourceUnderTest(
    fileWatch,
    { name: 'files', connection, signals: given.signals ?? signals },
    { ...given.test, config },
  );
  tested.source.start();
  try {
    await work({ ...tested, folder, path: (name) => join(folder, name) });
  } finally {
    await tested.stop();
    own?.remove();
  }
}

const values = ({ readings }: SourceUnderTest) =>
  readings.filter(({ quality }) => quality > 0).map(({ value }) => value);
const count = (from: number, many: number) => Array.from({ length: many }, (_, i) => from + i);

test('a dropped file is read and moved to done, with its own times', async () => {
  const connection = {
    timeField: 'Zeit',
    timeFormat: 'dd.MM.yyyy HH:mm:ss',
    timeZone: 'Europe/Berlin',
    decimal: 'comma',
  };
  await bench({ connection }, async (bench) => {
    writeFileSync(
      bench.path('a.csv'),
      '\ufeffZeit;Temp;备注\r\n01.07.2025 12:00:00;1,5;"gut; ja"\r\n01.07.2025 12:00:01;2;\r\n',
    );
    await until('it is moved', () => existsSync(bench.path('done/a.csv')));
    assert.deepEqual(values(bench), [1.5, 'gut; ja', 2]);
    assert.equal(bench.readings[0]?.sourceTimeUs, Date.parse('2025-07-01T10:00:00Z') * 1_000);
    writeFileSync(bench.path('a.csv'), 'Zeit;Temp\n01.07.2025 12:00:02;3\n');
    await until('one of the same name too', () => existsSync(bench.path('done/a-2.csv')));
    assert.deepEqual(values(bench).at(-1), 3);
  });
});

test('what cannot be read is listed beside the file in failed, and the rest is stored', async () => {
  await bench({ connection: { timeField: 'time' } }, async (bench) => {
    const lines = [
      'time,Temp',
      '2026-01-01T00:00:00Z,1',
      'yesterday,2',
      '2026-01-01T00:00:01Z,x',
      '2099-01-01T00:00:00Z,3',
      '2026-01-01T00:00:02Z,4,5',
      '2026-01-01T00:00:03Z,"6',
      '7',
    ];
    writeFileSync(bench.path('b.csv'), lines.join('\n'));
    await until('it is moved', () => existsSync(bench.path('failed/b.csv')));
    const listed = readFileSync(bench.path('failed/b.csv.errors.ndjson'), 'utf8')
      .trim()
      .split('\n');
    const told = listed.map(
      (line) => JSON.parse(line) as { line: number; trouble: string; remedy: { zh: string } },
    );
    assert.deepEqual(
      told.map(({ line, trouble }) => `${line} ${trouble}`),
      ['3 bad-time', '4 not-a-number', '5 future-time', '6 too-many-fields', '7 quote-open'],
    );
    assert.ok(told.every(({ remedy }) => remedy.zh.length > 5));
    assert.deepEqual(values(bench), [1]);
  });
});

test('encodings: GB18030, and bytes that are no text of it', async () => {
  const row = Buffer.concat([
    Buffer.from('Temp,'),
    Buffer.from([0xb1, 0xb8, 0xd7, 0xa2]),
    Buffer.from('\n1,'),
    Buffer.from([0xba, 0xc3]),
    Buffer.from('\n'),
  ]);
  await bench({ connection: { encoding: 'gb18030' } }, async (bench) => {
    writeFileSync(bench.path('g.csv'), row);
    await until('it is moved', () => existsSync(bench.path('done/g.csv')));
    assert.deepEqual(values(bench), [1, '好']);
  });
  await bench({}, async (bench) => {
    writeFileSync(
      bench.path('u.csv'),
      Buffer.concat([
        Buffer.from('Temp\n1\n'),
        Buffer.from([0xff, 0xfe, 0x0a]),
        Buffer.from('2\n'),
      ]),
    );
    await until('it is moved', () => existsSync(bench.path('failed/u.csv')));
    assert.deepEqual(values(bench), [1, 2]);
    assert.equal(readdirSync(bench.path('failed')).length, 2);
  });
});

test('JSON documents and lines of JSON', async () => {
  const jsonSignals: SignalSettings[] = [{ id: 'temp', address: 'v.t' }];
  await bench(
    { connection: { pattern: '*.json', format: 'json', records: 'rows' }, signals: jsonSignals },
    async (bench) => {
      writeFileSync(bench.path('a.json'), '{"rows":[{"v":{"t":1}},{"v":{"t":2}}]}');
      writeFileSync(bench.path('b.json'), '{"rows":');
      writeFileSync(bench.path('ignored.txt'), 'x');
      await until(
        'both are moved',
        () => existsSync(bench.path('done/a.json')) && existsSync(bench.path('failed/b.json')),
      );
      assert.deepEqual(values(bench), [1, 2]);
      assert.ok(existsSync(bench.path('ignored.txt')));
      assert.equal(
        (bench.readings[1]?.sourceTimeUs ?? 0) - (bench.readings[0]?.sourceTimeUs ?? 0),
        1,
        'one after the other',
      );
    },
  );
  await bench(
    { connection: { pattern: '*.ndjson', format: 'ndjson', mode: 'tail' }, signals: jsonSignals },
    async (bench) => {
      writeFileSync(bench.path('a.ndjson'), '{"v":{"t":1}}\nno\n{"v":{"t":2}}\n{"v"');
      await until('two', () => values(bench).length === 2);
      appendFileSync(bench.path('a.ndjson'), ':{"t":3}}\n');
      await until('the half line', () => values(bench).length === 3);
      assert.deepEqual(values(bench), [1, 2, 3]);
      assert.equal(bench.source.status().refused, 1);
    },
  );
});

test('a growing file is followed by whole lines, through renaming and cutting', async () => {
  await bench({ connection: { mode: 'tail', pattern: 'log.csv' } }, async (bench) => {
    const log = bench.path('log.csv');
    writeFileSync(log, 'Temp\n1\n2\n3');
    await until('whole lines', () => values(bench).length === 2);
    appendFileSync(log, '0\n4\n');
    await until('the half line', () => values(bench).length === 4);
    appendFileSync(log, '5\n6');
    renameSync(log, bench.path('log.csv.1'));
    writeFileSync(log, 'Temp\n7\n');
    await until('both files', () => values(bench).includes(7) && values(bench).includes(6));
    truncateSync(log, 0);
    await until('it is seen empty', () => statSync(log).size === 0);
    writeFileSync(log, 'Temp,备注\n8,x\n');
    await until('the new beginning', () => values(bench).includes('x'));
    assert.deepEqual(
      values(bench)
        .filter((value) => typeof value === 'number')
        .toSorted((a, b) => a - b),
      [1, 2, 4, 5, 6, 7, 8, 30],
    );
  });
});

test('after a restart both modes go on where it was durable', async () => {
  const own = temporaryFolder();
  const tail = { mode: 'tail', pattern: 'log.csv' };
  let remembered: unknown;
  await bench({ root: own.path, connection: tail }, async (bench) => {
    writeFileSync(bench.path('log.csv'), 'Temp,备注\n1,a\n2,b\n');
    await until('two', () => values(bench).length === 4);
    await until('the position is kept', () =>
      JSON.stringify(bench.memory.value ?? '').includes('"line":3'),
    );
    remembered = bench.memory.value;
  });
  await bench({ root: own.path, connection: tail, test: { remembered } }, async (bench) => {
    appendFileSync(bench.path('log.csv'), '3,c\n');
    await until('the new line', () => values(bench).length === 2);
    assert.deepEqual(values(bench), [3, 'c']);
  });
  own.remove();
});

test('a gateway that ends at any moment loses nothing, and repeats only what was not kept yet', async () => {
  const own = temporaryFolder();
  const rows = 30_000;
  const start = Date.parse('2026-01-01T00:00:00Z');
  const lines = count(0, rows).map((n) => `${new Date(start + n * 1_000).toISOString()},${n}`);
  const stored = new Map<number, number>();
  const ends: Promise<void>[] = [];
  let [remembered, lives] = [undefined as unknown, 0];
  const moved = () => existsSync(join(own.path, '88.118.8', 'in', 'done', 'big.csv'));
  mkdirSync(join(own.path, '88.118.8', 'in'), { recursive: true });
  writeFileSync(join(own.path, '88.118.8', 'in', 'big.csv'), `time,Temp\n${lines.join('\n')}\n`);
  while (!moved()) {
    lives += 1;
    let left = lives * 2;
    // What this life stores and keeps counts only until its end: everything after it is as after a kill.
    const append = async () => {
      left -= 1;
      if (left < 0) await new Promise(() => {});
    };
    const tested = sourceUnderTest(
      fileWatch,
      { name: 'files', connection: { folder: 'in', intervalMs: 20, timeField: 'time' }, signals },
      {
        remembered,
        append,
        config: { filesFolder: own.path, batchWaitMs: 1, batchReadingsMax: 2_000 },
      },
    );
    tested.source.start();
    await until('its end', () => left < 0 || moved());
    for (const { value, quality } of tested.readings) {
      if (quality > 0) stored.set(Number(value), (stored.get(Number(value)) ?? 0) + 1);
    }
    remembered = structuredClone(tested.memory.value);
    ends.push(tested.stop()); // what it holds is given up after a while; nothing more of it is kept
    assert.ok(lives < 50);
  }
  await Promise.all(ends);
  assert.equal(stored.size, rows, 'each of them');
  const repeated = [...stored.values()].filter((times) => times > 1).length;
  assert.ok(lives > 2, `${lives} lives`);
  assert.ok(repeated < rows, `${repeated} repeated, with the same time and value`);
  own.remove();
});

test('folders outside of what the operator opened are refused', async () => {
  assert.equal(allowedPath('', '88.118.8', 'in'), undefined);
  assert.equal(allowedPath('/data', '88.118.8', 'in'), '/data/88.118.8/in');
  assert.equal(allowedPath('/data', '88.118.8', '.'), '/data/88.118.8');
  for (const path of ['..', '../88.118.9', 'a/../../b', '/etc/../..', 'a\0b'])
    assert.equal(allowedPath('/data', '88.118.8', path), undefined, path);
  const tested = sourceUnderTest(fileWatch, {
    name: 'files',
    connection: { folder: 'in' },
    signals,
  });
  tested.source.start();
  await until(
    'it says why',
    () => tested.source.status().trouble?.en.includes('gateway.filesFolder') === true,
  );
  await tested.stop();
  const describe = (connection: object) =>
    fileWatch.describe('88.118.8', {
      name: 'f',
      protocol: 'file-watch',
      connection: { folder: '.', ...connection },
      signals,
    });
  assert.throws(
    () => describe({ mode: 'tail', format: 'json' }),
    (error) => isFailure(error, 'file-watch.json-not-tailed'),
  );
  assert.throws(
    () => describe({ pattern: '../*.csv' }),
    (error) => isFailure(error, 'file-watch.bad-pattern'),
  );
});

test('however bytes come, the lines are the same, and endless ones are passed over', () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'é', '\r', '"'), maxLength: 20 });
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 10 }),
      fc.array(fc.nat(300), { maxLength: 10 }),
      (lines, cuts) => {
        const bytes = Buffer.from(lines.map((one) => `${one}\n`).join(''));
        const cutter = new LineCutter(0);
        const places = [
          ...cuts.map((cut) => Math.min(cut, bytes.length)).toSorted((a, b) => a - b),
          bytes.length,
        ];
        let from = 0;
        const found = places.flatMap((to) => {
          const some = cutter.push(bytes.subarray(from, to));
          from = to;
          return some;
        });
        assert.deepEqual(
          found.map((one) => (one.ok ? Buffer.from(one.bytes).toString() : '')),
          lines.map((one) => one.replace(/\r$/, '')),
        );
        assert.equal(found.at(-1)?.end ?? 0, bytes.length);
      },
    ),
  );
  const cutter = new LineCutter(0);
  const found = Array.from({ length: 20 }, () =>
    cutter.push(Buffer.alloc(lineBytesMax / 4, 'x')),
  ).flat();
  assert.deepEqual(found, []);
  const [long, short] = cutter.push(Buffer.from('end\nnext\n'));
  assert.deepEqual([long?.ok, short?.ok], [false, true]);
});

test('patterns are names with stars, and none is slow', () => {
  const cases: [string, string, boolean][] = [
    ['*.csv', 'a.csv', true],
    ['*.csv', '.a.csv', false],
    ['a?c*', 'abcd', true],
    ['a?c', 'ac', false],
    ['*', 'x', true],
    ['a.c', 'abc', false],
    ['**a**', 'bab', true],
  ];
  for (const [pattern, name, fits] of cases)
    assert.equal(fitting(pattern)(name), fits, `${pattern} ${name}`);
  const begun = performance.now();
  fitting(`${'*a'.repeat(90)}b`)('a'.repeat(255));
  assert.ok(performance.now() - begun < 100);
});

for (const mode of ['drop', 'tail'] as const) {
  test(`${mode}: a link that leads out of the enterprise's folder is not followed, one inside is`, async () => {
    await bench({ connection: { mode } }, async (bench) => {
      const root = join(bench.folder, '..', '..');
      mkdirSync(join(root, '88.118.9'));
      writeFileSync(join(root, '88.118.9', 'secret.csv'), 'Temp\n666\n');
      writeFileSync(join(bench.folder, '..', 'mine.csv'), 'Temp\n1\n');
      symlinkSync(join(root, '88.118.9', 'secret.csv'), bench.path('a.csv'));
      symlinkSync('../../88.118.9', bench.path('b'));
      symlinkSync('b/secret.csv', bench.path('b.csv'));
      execFileSync('mkfifo', [bench.path('c.csv')]);
      symlinkSync('../mine.csv', bench.path('z.csv'));
      await until('the one inside is read', () => values(bench).length === 1);
      assert.deepEqual(values(bench), [1]);
      const told = bench.warnings.map(({ key, remedy }) => `${String(key)}: ${String(remedy)}`);
      assert.equal(told.length, 1);
      assert.match(told[0] ?? '', /leads.*out of the folder of the enterprise/);
      const { refused } = bench.source.status();
      await until('it was looked at again', () => bench.source.status().readings > 0);
      assert.ok(refused <= 3, 'each is counted once, not with each look');
    });
  });
}

test('files that were read go nowhere else, also where done is a link', async () => {
  await bench({}, async (bench) => {
    const elsewhere = join(bench.folder, '..', '..', '88.118.9');
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, bench.path('done'));
    writeFileSync(bench.path('a.csv'), 'Temp\n1\n');
    const trouble = () => bench.source.status().trouble?.en ?? '';
    await until('it is told', () => /folder done.*is a link out/.test(trouble()));
    assert.deepEqual(readdirSync(elsewhere), []);
    assert.ok(existsSync(bench.path('a.csv')));
  });
});

test('a folder that is a link out of the enterprise is refused', async () => {
  await bench({ connection: { folder: 'out' } }, async (bench) => {
    const trouble = () => bench.source.status().trouble?.en ?? '';
    await until('it reads', () => bench.source.session !== undefined);
    const out = join(bench.folder, '..', 'out');
    rmSync(out, { recursive: true });
    symlinkSync('/tmp', out);
    await until('it is told', () => /may not read the folder out/.test(trouble()));
  });
});

test('a JSON file of nothing but wrong records fills no memory with its troubles', async () => {
  const connection = { format: 'json', pattern: '*.json', timeField: 'time' };
  await bench({ connection }, async (bench) => {
    writeFileSync(bench.path('a.json'), `[${'0,'.repeat(600_000)}{"time":"2026-01-01T00:00:00Z"}]`);
    const errors = bench.path('failed/a.json.errors.ndjson');
    await until('it is moved', () => existsSync(bench.path('failed/a.json')));
    const listed = readFileSync(errors, 'utf8').trim().split('\n');
    assert.match(listed[0] ?? '', /too-many-records/);
    assert.ok(listed.length <= 1_002, `${listed.length} lines`);
  });
});
