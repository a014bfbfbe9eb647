// A primary and its mirror as separate programs: followed within seconds, compared, killed in the middle of a
// load, promoted; and a primary that comes back finds out that it was replaced.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { until } from '../../server/src/testing/until.ts';
import { freePort } from '../testing/free-port.ts';
import { runJingwei, startRealProgram, type StartedProgram } from '../testing/program.ts';

const folders = { primary: temporaryFolder(), mirror: temporaryFolder() };
const started: StartedProgram[] = [];
after(async () => {
  for (const program of started) await program.kill();
  for (const folder of Object.values(folders)) folder.remove();
});

let primary: StartedProgram;
let mirror: StartedProgram;
/** Of the mirror's key. */
let fingerprint = '';

async function start(name: 'primary' | 'mirror', ...flags: string[]): Promise<StartedProgram> {
  const program = await startRealProgram(folders[name].path, flags);
  started.push(program);
  return program;
}

async function init(name: 'primary' | 'mirror', port: number): Promise<string> {
  const ports = ['--port', `${await freePort()}`, '--http-port', `${port}`];
  const data = join(folders[name].path, 'data');
  const node = ['--tier', 'enterprise', '--prefix', '88.118.8', '--public-host', '127.0.0.1'];
  const ended = await runJingwei(['node', 'init', '--data', data, ...node, ...ports, '--json']);
  assert.equal(ended.code, 0, ended.stderr);
  return (JSON.parse(ended.stdout) as { fingerprint: string }).fingerprint;
}

before(async () => {
  await init('primary', await freePort());
  fingerprint = await init('mirror', await freePort());
  primary = await start('primary', '--enterprise-node-mirrors', fingerprint);
  mirror = await start('mirror', '--enterprise-node-mirror-of', primary.ready.origin);
});

function put(at: StartedProgram, suffix: string): Promise<Response> {
  const path = join(at.folder, 'data', 'run.json');
  const { token } = JSON.parse(readFileSync(path, 'utf8')) as { token: string };
  return fetch(`${at.ready.origin}/api/handles/88.118.8/${suffix}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      values: [{ index: 1, type: 'NAME', data: { format: 'string', value: suffix } }],
    }),
  });
}

const isAt = async (at: StartedProgram, suffix: string): Promise<boolean> =>
  (await fetch(`${at.ready.origin}/api/handles/88.118.8/${suffix}`)).ok;

test('what is registered at the primary is at the mirror within seconds; the mirror takes nothing', async () => {
  assert.ok((await put(primary, 'A')).ok);
  await until('A is at the mirror', () => isAt(mirror, 'A'), 5_000);
  const refused = await put(mirror, 'B');
  assert.equal(refused.ok, false);
  assert.match(await refused.text(), /replication\.read-only-node/);
  const status = await mirror.jingwei('mirror', 'status', '88.118.8');
  assert.match(status.stdout, /mirror of http.*\n.*follows/s);
  await until('the primary knows its mirror', async () => {
    const known = await primary.jingwei('mirror', 'status', '88.118.8');
    return /CHANGES/.test(known.stdout);
  });
});

test('a load, with the mirror killed in the middle: it goes on, and is proven equal', async () => {
  const file = join(folders.primary.path, 'items.jsonl');
  const lines = Array.from({ length: 20_000 }, (_, n) =>
    JSON.stringify({ handle: `88.118.8/M-${n}`, values: { URL: `https://example.org/${n}` } }),
  );
  writeFileSync(file, lines.join('\n'));
  const loading = primary.jingwei('load', file);
  await until('the load has begun', () => isAt(primary, 'M-1'));
  await mirror.kill();
  assert.equal((await loading).code, 0);
  mirror = await start('mirror', '--enterprise-node-mirror-of', primary.ready.origin);
  await until('the last is at the mirror', () => isAt(mirror, 'M-19999'), 30_000);
  const checked = await mirror.jingwei('mirror', 'check', '88.118.8');
  assert.equal(checked.code, 0, checked.stdout + checked.stderr);
  assert.match(checked.stdout, /Equal: 20,?00\d records/);
});

test('the primary is lost, the mirror takes over, and the old one finds out when it comes back', async () => {
  await primary.kill();
  const promoted = await mirror.jingwei('mirror', 'promote', '88.118.8');
  assert.equal(promoted.code, 0, promoted.stderr);
  assert.ok((await put(mirror, 'AFTER')).ok);
  assert.equal((await mirror.jingwei('mirror', 'promote', '88.118.8')).code, 3, 'only once');
  primary = await start('primary', '--enterprise-node-mirrors', fingerprint);
  await until(
    'the old primary takes nothing any more',
    async () => !(await put(primary, 'STRAY')).ok,
    40_000,
  );
  const told = await primary.jingwei('mirror', 'status', '88.118.8');
  assert.match(told.stdout, /replaced by/);
});
