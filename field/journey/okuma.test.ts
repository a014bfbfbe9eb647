// A real recording through the real program, by the two commands that a newcomer types: the machine, its
// components and its signals appear with identifiers and units, and every reading keeps the machine's own time.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { spawnJingwei, startRealProgram, type StartedProgram } from '../testing/program.ts';
import { signIn } from '../testing/sign-in.ts';
import { until } from '../../server/src/testing/until.ts';

const recordings = fileURLToPath(new URL('../../../shared/data/mtconnect-okuma/', import.meta.url));
const skip = existsSync(recordings) ? false : 'skipped: ../shared/data/mtconnect-okuma is absent';
const machine = '88.118.8/M-OKUMA.123456';
const folder = temporaryFolder();
let program: StartedProgram;
let cookie = '';

before(async () => {
  if (skip) return;
  program = await startRealProgram(folder.path, ['--free-ports', '--plant-enabled', 'false']);
  cookie = await signIn(program.ready);
});
after(async () => {
  await program?.kill();
  folder.remove();
});

async function get<T>(path: string): Promise<T> {
  const answer = await fetch(program.ready.origin + path, { headers: { cookie } });
  assert.equal(answer.status, 200, `${path}: ${answer.status}`);
  return (await answer.json()) as T;
}

function dataItemsOfFirstDevice(): number {
  const xml = readFileSync(`${recordings}Devices.xml`, 'utf8');
  const device = xml.slice(xml.indexOf('<Device '), xml.indexOf('</Device>'));
  return device.match(/<DataItem /g)?.length ?? 0;
}

type Signal = { identifier: string; id: string; kind: string; type: string; unitCode?: string };
type Reading = { signal: string; value: unknown; sourceTime: string };

test(
  'the replayed machine appears with its parts, and its readings with their times',
  { skip },
  async () => {
    const replay = spawnJingwei([
      ...[
        'plant',
        'replay',
        `${recordings}okuma.shdr.txt`,
        '--devices',
        `${recordings}Devices.xml`,
      ],
      ...['--speed', '5000', '--port', '0', '--json'],
    ]);
    try {
      await until('the replay listens', () => replay.output().includes('"port"'));
      const { port } = JSON.parse(replay.output().split('\n')[0] ?? '') as { port: number };
      const address = ['--address', `127.0.0.1:${port}`, '--devices', `${recordings}Devices.xml`];
      const added = await program.jingwei('source', 'add', 'okuma', ...address);
      assert.equal(added.code, 0, added.stderr);
      const stored = async () => {
        const text = await (await fetch(`${program.ready.origin}/metrics`)).text();
        return Number(/^jingwei_telemetry_readings_total (\d+)/m.exec(text)?.[1] ?? 0);
      };
      await until('25,503 readings stored', async () => (await stored()) >= 25_503, 60_000);
      const model = await get<{ signals: Signal[]; components: { type: string }[] }>(
        `/api/machines/${machine}`,
      );
      assert.equal(model.signals.length, dataItemsOfFirstDevice());
      assert.ok(model.components.some(({ type }) => type === 'Linear'));
      const load = model.signals.find((signal) => signal.id === 'Zload' || signal.type === 'LOAD');
      assert.equal(load?.unitCode, '%');
      const signal = encodeURIComponent(`${machine}/Lavail`);
      const span = 'from=2022-08-08T00:00:00Z&to=2022-08-09T00:00:00Z';
      const { readings } = await get<{ readings: Reading[] }>(
        `/api/readings?signal=${signal}&${span}`,
      );
      const times = readings
        .filter(({ value }) => value === 'AVAILABLE')
        .map(({ sourceTime }) => sourceTime);
      assert.ok(times.includes('2022-08-08T13:51:34.716714Z'), times.join(', '));
    } finally {
      replay.process.kill('SIGKILL');
    }
  },
);

test('the machine resolves like anything else', { skip }, async () => {
  const { code, stdout } = await program.jingwei('resolve', machine);
  assert.equal(code, 0, stdout);
  assert.match(stdout, /OKUMA/);
});

test(
  'a Devices.xml that is not one is refused with its place, and nothing is added',
  { skip },
  async () => {
    const manifest = fileURLToPath(new URL('../../package.json', import.meta.url));
    const words = ['source', 'add', 'odd', '--address', '127.0.0.1:1', '--devices', manifest];
    const refused = await program.jingwei(...words);
    assert.equal(refused.code, 2, refused.stdout + refused.stderr);
    assert.ok(refused.stderr.length < 1_000, refused.stderr);
    const { sources } = await get<{ sources: { name: string }[] }>('/api/sources');
    assert.deepEqual(
      sources.map(({ name }) => name),
      ['okuma'],
    );
  },
);
