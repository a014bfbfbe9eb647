// `jingwei readings` against a real program: a table of figures, and a file that is whole or not there.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { apiCaller } from '../../cli/api-caller.ts';
import { seriesPort } from '../../stores/ports.ts';
import { toColumns } from '../../stores/series/series.ts';
import { commandInput } from '../../testing/command-input.ts';
import { folderOf, openDoor, startModules } from '../../testing/start-modules.ts';
import { assetsPort } from '../assets/api.ts';
import { assetsModule } from '../assets/module.ts';
import { telemetryModule } from '../telemetry/module.ts';
import { queryCommands } from './commands.ts';
import { queryModule } from './module.ts';

const machine = '88.118.8/M-1';
const begunUs = Date.UTC(2026, 0, 1) * 1_000;

async function api(t: TestContext) {
  const modules = [assetsModule, telemetryModule, queryModule, openDoor('platform')];
  const program = await startModules(t, { modules, roles: ['platform'] });
  const asset = {
    identifier: machine,
    kind: 'machine',
    machine,
    name: 'm',
    type: 'Device',
  } as const;
  const signal = {
    identifier: `${machine}/load`,
    machine,
    asset: machine,
    id: 'load',
    name: 'load',
  };
  const signals = [
    { ...signal, kind: 'sample', type: 'LOAD', value: 'number', unitCode: '%' } as const,
  ];
  await program.port(assetsPort).put({ machine: asset, components: [], signals });
  const readings = Array.from({ length: 120 }, (_, n) => ({
    ...{ series: signal.identifier, sourceTimeUs: begunUs + n * 1e6, serverTimeUs: begunUs },
    ...{ value: n, quality: 2 as const },
  }));
  await program.port(seriesPort).append(toColumns(readings));
  return apiCaller({ origin: program.origin, token: '88.118.8' });
}

const [query, save] = queryCommands;
const to = '2026-01-01T00:02:00Z';

test('figures come as a table, a row for each stretch', async (t) => {
  const options = { '--from': '2m', '--to': to, '--every': '1m', '--figures': 'count,mean' };
  const args = { path: '88.118.8/**/load' };
  const { input, printed } = commandInput({ api: await api(t), args, options });
  assert.equal(await query?.run(input), 0);
  assert.deepEqual(
    printed.map((line) => line.trim().split(/\s{2,}/)),
    [
      ['count', 'mean'],
      [`${machine}/load`, '2026-01-01T00:00:00.000000Z', '60', '29.5', '%'],
      [`${machine}/load`, '2026-01-01T00:01:00.000000Z', '60', '89.5', '%'],
    ],
  );
});

test('readings as they were measured are asked for by a switch', async () => {
  const bodies: unknown[] = [];
  const call = async <T>(_method: string, _path: string, body?: unknown): Promise<T> => {
    bodies.push(body);
    return { read: 0 } as T;
  };
  const args = { path: '88.118.8/**/load' };
  for (const more of [{}, { '--as-measured': 'true' }]) {
    const options = { '--from': '2m', '--to': to, '--figures': 'count', ...more };
    const api = { origin: '', call, download: () => Promise.reject(new Error('no file')) };
    assert.equal(await query?.run(commandInput({ api, args, options }).input), 0);
  }
  const asked = bodies.map((body) =>
    Object.entries(body as object).some(([name]) => name === 'asMeasured'),
  );
  assert.deepEqual(asked, [false, true]);
});

test('an identifier of a signal or a machine does as well as names', async (t) => {
  const caller = await api(t);
  const options = { '--from': '2m', '--to': to, '--figures': 'count' };
  for (const path of [`${machine}/load`, machine]) {
    const { input, printed } = commandInput({ api: caller, args: { path }, options });
    assert.equal(await query?.run(input), 0, path);
    assert.match(printed.at(-1) ?? '', /M-1\/load .* 120 /, path);
  }
  const { input } = commandInput({ api: caller, args: { path: `${machine}/lode` }, options });
  await assert.rejects(async () => query?.run(input), { code: 'query.no-signals' });
});

test('an export is a whole file, and none where it was refused', async (t) => {
  const caller = await api(t);
  const folder = folderOf(t);
  const options = { '--from': '1h', '--to': to };
  const run = (path: string, name: string) => {
    const args = { path, file: join(folder, name) };
    return save?.run(commandInput({ api: caller, args, options }).input);
  };
  assert.equal(await run('88.118.8/**', 'all.csv'), 0);
  const lines = readFileSync(join(folder, 'all.csv'), 'utf8').trim().split('\r\n');
  assert.equal(lines.length, 121);
  await assert.rejects(async () => run('88.118.8/nothing', 'none.csv'), {
    code: 'query.no-signals',
  });
  await assert.rejects(async () => run('88.118.8/**', 'all.xlsx'), { code: 'query.bad-file' });
  assert.deepEqual(
    [existsSync(join(folder, 'none.csv')), existsSync(join(folder, 'all.csv.part'))],
    [false, false],
  );
});
