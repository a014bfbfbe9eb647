// Drivers as people write them: those of the guide, really run, and ones that do everything wrong.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { temporaryFolder } from '../../../../testing/temporary-folder.ts';
import { until } from '../../../../testing/until.ts';
import {
  reachUnderTest,
  sourceUnderTest,
  type SourceTestOptions,
  type SourceUnderTest,
} from '../../testing/source-under-test.ts';
import { driver } from './driver.ts';
import { DriverLines, lineBytesMax } from './lines.ts';

const repository = fileURLToPath(new URL('../../../../../../', import.meta.url));
const guide = readFileSync(join(repository, 'docs/guides/write-a-driver.md'), 'utf8');
const python = hasPython() ? false : 'skipped: python3 is absent';

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version']);
    return true;
  } catch {
    return false;
  }
}

/** The program that the guide shows under this name. */
function shown(name: string): string {
  const found = new RegExp(`\`\`\`\\w+ ${name}\\n([^]*?)\n\`\`\``).exec(guide)?.[1];
  assert.ok(found, `${name} is not in the guide`);
  return found;
}

type Bench = SourceUnderTest & { readonly folder: string; run(): Promise<void> };
const signals = [{ id: 'temp', address: '1', unit: 'Cel' }];

async function bench(
  files: Readonly<Record<string, string>>,
  given: { connection?: object; test?: SourceTestOptions },
  work: (bench: Bench) => Promise<void>,
): Promise<void> {
  const root = temporaryFolder();
  const folder = join(root.path, '88.118.8');
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  // As an author's own folder has it after an install.
  mkdirSync(join(folder, 'node_modules', '@jingwei'), { recursive: true });
  symlinkSync(join(repository, 'sdk'), join(folder, 'node_modules', '@jingwei', 'sdk'));
  const connection = { program: Object.keys(files)[0], ...given.connection };
  const config = { programsFolder: root.path, ...given.test?.config };
  const tested = sourceUnderTest(
    driver,
    { name: 'oven', connection, signals },
    { ...given.test, config },
  );
  tested.source.start();
  try {
    await work({ ...tested, folder: root.path, run: async () => {} });
  } finally {
    await tested.stop();
    root.remove();
  }
}

const good = ({ readings }: SourceUnderTest, id: string) =>
  readings
    .filter(({ series, quality }) => series.endsWith(`/${id}`) && quality > 0)
    .map(({ value }) => value);

test('the TypeScript driver of the guide reads, acknowledges, writes, browses and is tried', async () => {
  await bench(
    { 'oven.ts': shown('oven.ts') },
    { connection: { settings: { degrees: 200 } } },
    async (bench) => {
      await until('some readings', () => good(bench, 'temp').length > 3);
      assert.equal(good(bench, 'target')[0], 200);
      assert.equal(good(bench, 'door')[0], false);
      await until(
        'acknowledgements',
        () =>
          (bench.source.status().figures.find(({ name }) => name === 'durable')?.value ?? 0) > 2,
      );
      const { session, observer } = bench.source;
      const target = observer.positionOf('88.118.8/M-oven/target') ?? -1;
      const temp = observer.positionOf('88.118.8/M-oven/temp') ?? -1;
      const outcomes = await session?.write?.([
        { signal: target, value: 150 },
        { signal: temp, value: 1 },
      ]);
      assert.deepEqual(
        outcomes?.map((one) => (one.taken ? 'taken' : one.why.en)),
        ['taken', 'only the target, a number'],
      );
      await until('the new target', () => good(bench, 'target').includes(150));
      const { reach, remove } = reachUnderTest({ programs: bench.folder });
      const connection = { program: 'oven.ts', settings: { degrees: 90 } };
      const steps = await driver.test?.(reach, {
        name: 'oven',
        protocol: 'driver',
        connection,
        signals,
      });
      assert.deepEqual(
        steps?.map(({ ok, says }) => [ok, says.en]),
        [
          [true, 'oven.ts'],
          [true, '90 °C'],
        ],
      );
      const page = await driver.browse?.(reach, connection, { limit: 10 });
      assert.deepEqual(
        page?.things.map(({ name, signal }) => [name, signal?.address]),
        [['Temperature', '1']],
      );
      remove();
    },
  );
});

test('the Python driver of the guide reads', { skip: python }, async () => {
  await bench({ 'oven.py': shown('oven.py') }, {}, async (bench) => {
    await until('some readings', () => good(bench, 'temp').length > 3);
    await until(
      'acknowledgements',
      () => (bench.source.status().figures.find(({ name }) => name === 'durable')?.value ?? 0) > 0,
    );
    assert.equal(bench.source.status().refused, 0);
  });
});

const describe = `process.stdin.once('data', () => {});
const say = (line) => process.stdout.write((typeof line === 'string' ? line : JSON.stringify(line)) + '\\n');
say({ id: 1, ok: { signals: [] } });`;

test('a driver that crashes is started again, says why, and its readings are unknown meanwhile', async () => {
  const text = `${describe} say({ told: { readings: [{ signal: 'temp', value: 7 }] } }); setTimeout(() => { throw new Error('the cable is out'); }, 100);`;
  await bench({ 'a.mjs': text }, {}, async (bench) => {
    await until('two lives', () => good(bench, 'temp').length >= 2);
    assert.match(
      bench.warnings.map(({ trouble }) => String(trouble)).join(),
      /ended \(exit 1\).*the cable is out/,
    );
    assert.ok(bench.readings.some(({ value }) => value === null));
  });
});

test('hostile output changes nothing: no JSON, wrong shapes, strange signals, times and values, endless lines', async () => {
  const lines = [
    'hello',
    '{',
    '[]',
    '{"told":{"readings":[{"signal":"temp"}]}}',
    '{"told":{"readings":"x"}}',
    '{"id":99,"ok":1}',
    '{"id":-1,"ok":1}',
    '{"__proto__":{"id":1}}',
    '{"told":{"readings":[{"signal":"nobody","value":1}]}}',
    '{"told":{"time":"2099-01-01T00:00:00Z","readings":[{"signal":"temp","value":2}]}}',
    '{"told":{"time":"yesterday","readings":[{"signal":"temp","value":3}]}}',
    '{"told":{"time":5,"readings":[{"signal":"temp","value":4}]}}',
    '{"told":{"readings":[{"signal":"temp","value":"hot"}]}}',
    '{"told":{"readings":[{"signal":"temp","value":1e999}]}}',
    '{"refused":{"key":"k","told":"t","remedy":"r"}}',
  ];
  const text = `${describe} for (const line of ${JSON.stringify(lines)}) say(line); process.stdout.write('x'.repeat(3_000_000) + '\\n'); say({ told: { readings: [{ signal: 'temp', value: 42 }] } }); setInterval(() => {}, 1000);`;
  await bench({ 'a.mjs': text }, {}, async (bench) => {
    await until('the good one', () => good(bench, 'temp').includes(42));
    assert.deepEqual(good(bench, 'temp'), [42]);
    const keys = new Set(bench.warnings.map(({ key }) => key));
    for (const key of ['not-json', 'not-agreed', 'too-long', 'nobody', 'bad-time', 'temp', 'k'])
      assert.ok(keys.has(key), key);
    assert.equal(bench.source.status().state, 'connected');
  });
});

test('a driver that never answers, answers wrongly, or will not end is left within bounds', async () => {
  await bench(
    { 'a.mjs': 'setInterval(() => {}, 1000);' },
    { connection: { startMs: 200 } },
    async (bench) => {
      await until('it says so', () =>
        /did not answer to describe within 0.2 s/.test(bench.source.status().trouble?.en ?? ''),
      );
    },
  );
  await bench(
    {
      'a.mjs': `process.stdout.write('{"id":1,"ok":{"signals":[{"id":"no good"}]}}\\n'); setInterval(() => {}, 1000);`,
    },
    {},
    async (bench) => {
      await until('it says so', () =>
        /something else than agreed/.test(bench.source.status().trouble?.en ?? ''),
      );
    },
  );
  const stubborn = `${describe} process.on('SIGTERM', () => {}); say({ told: { readings: [{ signal: 'temp', value: process.pid }] } }); setInterval(() => {}, 1000);`;
  let pid = 0;
  const begun = performance.now();
  await bench({ 'a.mjs': stubborn }, {}, async (bench) => {
    await until('its number', () => good(bench, 'temp').length > 0);
    pid = Number(good(bench, 'temp')[0]);
  });
  assert.ok(performance.now() - begun < 15_000);
  assert.throws(() => process.kill(pid, 0), 'it is gone');
});

test(
  'more memory than allowed ends it',
  { skip: existsSync('/proc/self/statm') ? false : 'skipped: no /proc' },
  async () => {
    const text = `${describe} const all = []; setInterval(() => all.push(Buffer.alloc(8e6, 1)), 10);`;
    await bench({ 'a.mjs': text }, { connection: { memoryMiBMax: 150 } }, async (bench) => {
      await until('it is ended', () =>
        /more than 150 MiB/.test(bench.source.status().trouble?.en ?? ''),
      );
    });
  },
);

test('only programs in the folder of the enterprise are started', async () => {
  const trouble = async (connection: { program: string }, programs: string) => {
    const tested = sourceUnderTest(
      driver,
      { name: 'x', connection, signals },
      { config: { programsFolder: programs } },
    );
    tested.source.start();
    await until('a reason', () => tested.source.status().trouble !== undefined);
    await tested.stop();
    return tested.source.status().trouble?.en ?? '';
  };
  assert.match(await trouble({ program: 'a.mjs' }, ''), /gateway.programsFolder/);
  assert.match(await trouble({ program: '../88.118.9/a.mjs' }, '/opt'), /may not start/);
  assert.match(await trouble({ program: '/bin/sh' }, '/opt'), /no program/);
});

test('however output is cut, the lines are the same, and none makes it throw', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.json(), fc.string({ unit: 'binary' }))),
      fc.nat(50),
      (lines, size) => {
        const bytes = Buffer.from(lines.map((line) => `${line.replaceAll('\n', ' ')}\n`).join(''));
        const whole = new DriverLines().push(bytes);
        const cut = new DriverLines();
        const parts = [];
        for (let at = 0; at < bytes.length; at += size + 1)
          parts.push(...cut.push(bytes.subarray(at, at + size + 1)));
        assert.deepEqual(parts, whole);
      },
    ),
  );
  const lines = new DriverLines();
  const found = Array.from({ length: 8 }, () =>
    lines.push(Buffer.alloc(lineBytesMax / 2, 'x')),
  ).flat();
  assert.deepEqual(
    found.map((one) => one.ok),
    [false],
  );
  assert.deepEqual(
    lines.push(Buffer.from('rest\n{"id":1,"ok":2}\n')).map((one) => one.ok),
    [true],
  );
});

test('a driver that tells before it is asked, without end, is ended: none of its lines is left out silently', async () => {
  const text = `setInterval(() => {
    for (let n = 0; n < 1000; n += 1) console.log(JSON.stringify({ told: { readings: [], number: n } }));
  }, 5);`;
  await bench({ 'a.mjs': text }, {}, async (bench) => {
    await until('it is ended', () =>
      /more than 100 lines before/.test(bench.source.status().trouble?.en ?? ''),
    );
  });
});

test('a stop while a driver starts ends the driver', async () => {
  const text = `import { writeFileSync } from 'node:fs';
    writeFileSync('pid', String(process.pid)); setInterval(() => {}, 1000);`;
  let pid = 0;
  const begun = performance.now();
  await bench({ 'a.mjs': text }, {}, async ({ folder }) => {
    const path = join(folder, '88.118.8', 'pid');
    await until('it runs', () => existsSync(path) && readFileSync(path, 'utf8') !== '');
    pid = Number(readFileSync(path, 'utf8'));
  });
  assert.ok(performance.now() - begun < 4_500, 'nobody waits for it');
  assert.throws(() => process.kill(pid, 0), 'it is gone');
});
