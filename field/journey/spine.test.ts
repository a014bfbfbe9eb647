// The main job as a newcomer meets it, on the real program over real sockets: lenses are made,
// registered and resolved; a recording is replayed; products are imported twice.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { startRealProgram, type StartedProgram } from '../testing/program.ts';
import { until } from '../../server/src/testing/until.ts';

const shared = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const withData = existsSync(shared) ? false : 'skipped: ../shared/data is absent';
const folder = temporaryFolder();
let program: StartedProgram;

before(async () => {
  program = await startRealProgram(folder.path, ['--free-ports', '--plant-cycle-seconds', '2']);
});
after(async () => {
  await program.kill();
  folder.remove();
});

type HandleJson = {
  responseCode: number;
  handle: string;
  values: { index: number; type: string; data: { format: string; value: string } }[];
};
const handleJson = async (handle: string): Promise<HandleJson> =>
  (await (await fetch(`${program.ready.origin}/api/handles/${handle}`)).json()) as HandleJson;
const textOf = (record: HandleJson, type: string) =>
  record.values.find((value) => value.type === type)?.data.value;

test('it is ready within 5 s and names every listener', () => {
  assert.ok(program.ready.startedInMs < 5_000, `${program.ready.startedInMs} ms`);
  const names = program.ready.listeners.map(({ name, protocol }) => `${name} ${protocol}`);
  for (const node of ['top-node', 'second-level-node', 'enterprise-node', 'recursive-node']) {
    for (const protocol of ['tcp', 'udp']) {
      assert.ok(
        names.some((line) => line.includes(node) && line.includes(protocol)),
        `${node} ${protocol} among ${names.join(', ')}`,
      );
    }
  }
  assert.match(program.output(), /sign-in#/);
});

test('a lens is registered while it is produced, and anyone resolves it', async () => {
  await until(
    'the first lens',
    async () => (await handleJson('88.118.8/L-100001')).responseCode === 1,
  );
  const lens = await handleJson('88.118.8/L-100001');
  assert.equal(lens.handle, '88.118.8/L-100001');
  for (const type of [
    'URL',
    'PRODUCT_TYPE',
    'MACHINE',
    'CYCLE_START',
    'CYCLE_END',
    'QUALITY_CLASS',
    'HS_ADMIN',
  ]) {
    assert.ok(
      lens.values.some((value) => value.type === type),
      `${type} among ${lens.values.map((value) => value.type).join(', ')}`,
    );
  }
  assert.ok(lens.values.filter(({ type }) => type.startsWith('PROCESS.')).length >= 13);
  const cycle =
    Date.parse(textOf(lens, 'CYCLE_END') ?? '') - Date.parse(textOf(lens, 'CYCLE_START') ?? '');
  assert.ok(cycle > 500 && cycle < 10_000, `cycle of ${cycle} ms`);
});

test('the command line shows the record and the path top → second-level → enterprise', async () => {
  const { code, stdout } = await program.jingwei('resolve', '88.118.8/L-100001', '--fresh');
  assert.equal(code, 0, stdout);
  for (const part of ['PRODUCT_TYPE', 'MACHINE', '88.118.8/M-', 'ms'])
    assert.match(stdout, new RegExp(part));
  const { path } = JSON.parse(
    (await program.jingwei('resolve', '88.118.8/L-100001', '--fresh', '--json')).stdout,
  ) as {
    path: { address: string; outcome: string; cached: boolean }[];
  };
  assert.deepEqual(
    path.map(({ outcome, cached }) => [outcome, cached]),
    [
      ['referred', false],
      ['referred', false],
      ['answered', false],
    ],
  );
  const again = JSON.parse(
    (await program.jingwei('resolve', '88.118.8/L-100001', '--json')).stdout,
  ) as { cached: boolean };
  assert.equal(again.cached, true);
});

test('unknown, malformed and endless identifiers each get their own answer and exit code', async () => {
  const unknown = await program.jingwei('resolve', '88.118.8/no-such');
  assert.equal(unknown.code, 3, unknown.stdout + unknown.stderr);
  const malformed = await program.jingwei('resolve', 'no-slash-and no prefix\u0001');
  assert.equal(malformed.code, 2, malformed.stdout + malformed.stderr);
  assert.equal((await fetch(`${program.ready.origin}/api/handles/88.118.8/no-such`)).status, 404);
  const endless = await fetch(`${program.ready.origin}/api/handles/88.118.8/${'x'.repeat(8_000)}`);
  assert.equal(endless.status, 400);
  assert.ok((await endless.text()).length < 2_000);
});

test(
  '1,451 real cycles are imported once; a second run changes nothing',
  { skip: withData },
  async () => {
    const csv = `${shared}moulding/data.csv`;
    const first = await program.jingwei('import', 'products', csv, '--json');
    assert.deepEqual([first.code, first.stderr.includes('Error')], [0, false], first.stderr);
    const counts = JSON.parse(first.stdout) as {
      rows: number;
      registered: number;
      unchanged: number;
    };
    assert.deepEqual([counts.rows, counts.registered, counts.unchanged], [1451, 1451, 0]);
    const second = await program.jingwei('import', 'products', csv);
    assert.equal(second.code, 0);
    assert.match(second.stdout, /1451 unchanged/);
    assert.match(second.stdout, /Nothing was changed/);
    const record = await handleJson('88.118.8/L-000123');
    const [, ...rows] = readFileSync(csv, 'utf8').trim().split('\n');
    const cells = rows[122]?.split(';') ?? [];
    assert.equal(textOf(record, 'PROCESS.MELT_TEMPERATURE'), `${Number(cells[0])} Cel`);
    assert.equal(textOf(record, 'QUALITY_CLASS'), String(Number(cells[13])));
  },
);

test('measurements are OpenMetrics, and the interface describes itself', async () => {
  const metrics = await (await fetch(`${program.ready.origin}/metrics`)).text();
  assert.match(metrics, /jingwei_telemetry_readings_total [1-9]/);
  assert.match(metrics, /# EOF\n$/);
  const page: unknown = await (await fetch(`${program.ready.origin}/api/openapi.json`)).json();
  const written = new URL('../../docs/reference/openapi.json', import.meta.url);
  assert.deepEqual(page, JSON.parse(readFileSync(written, 'utf8')), 'run: npm run generate');
});
