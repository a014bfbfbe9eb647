// The tiers as separate programs with separate stores, as the guide sets them up; and what is said when one dies.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { freePort } from '../testing/free-port.ts';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { startRealProgram, type StartedProgram } from '../testing/program.ts';

const folders = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
const programs: StartedProgram[] = [];
let enterprisePort = 0;

before(async () => {
  const [top, second, enterprise] = [await freePort(), await freePort(), await freePort()];
  enterprisePort = enterprise;
  const start = async (at: number, ...flags: string[]) =>
    programs.push(await startRealProgram(folders[at]?.path ?? '', ['--free-ports', ...flags]));
  await start(
    0,
    '--role',
    'top',
    '--top-node-port',
    `${top}`,
    '--top-node-delegations',
    `88.118=127.0.0.1:${second}`,
  );
  await start(
    1,
    ...['--role', 'second-level', '--second-level-node-port', `${second}`],
    ...['--second-level-node-delegations', `88.118.8=127.0.0.1:${enterprise}`],
  );
  await start(2, '--role', 'enterprise', '--enterprise-node-port', `${enterprise}`);
  const resolver = temporaryFolder();
  folders.push(resolver);
  await start(3, '--role', 'resolver', '--recursive-node-roots', `127.0.0.1:${top}`);
});
after(async () => {
  for (const program of programs) await program.kill();
  for (const folder of folders) folder.remove();
});

test('a handle registered in one process is resolved through three others', async () => {
  const [, , enterprise, resolver] = programs;
  const { token } = localToken(enterprise);
  const registered = await fetch(`${enterprise?.ready.origin}/api/handles/88.118.8/X-1`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      values: [{ index: 1, type: 'NAME', data: { format: 'string', value: 'ten' } }],
    }),
  });
  assert.ok(registered.ok, await registered.text());
  const answer = (await (
    await fetch(`${resolver?.ready.origin}/api/resolutions/88.118.8/X-1`)
  ).json()) as {
    responseCode: number;
    path: { outcome: string; node: string }[];
  };
  assert.equal(answer.responseCode, 1);
  assert.deepEqual(
    answer.path.map(({ outcome }) => outcome),
    ['referred', 'referred', 'answered'],
  );
});

test('a dead node is named with its address, over HTTP and on the command line', async () => {
  const [, , enterprise, resolver] = programs;
  await enterprise?.kill();
  const answer = await fetch(`${resolver?.ready.origin}/api/handles/88.118.8/X-2`);
  assert.equal(answer.status, 503);
  assert.match(await answer.text(), new RegExp(`127\\.0\\.0\\.1:${enterprisePort}`));
  const ended = await resolver?.jingwei('resolve', '88.118.8/X-2');
  assert.equal(ended?.code, 4, ended?.stderr);
  assert.match(ended?.stderr ?? '', new RegExp(String(enterprisePort)));
  const known = await resolver?.jingwei('resolve', '88.118.8/X-1');
  assert.equal(known?.code, 0, 'what is in memory is still answered');
});

function localToken(program: StartedProgram | undefined): { token: string } {
  return JSON.parse(readFileSync(`${program?.folder}/data/run.json`, 'utf8')) as { token: string };
}
