// A naming system of one's own, set up as a person does it: `node init` for a root, a top, a second-level
// and an enterprise node, an approval, invitations; then a handle is resolved from the root down.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { until } from '../../server/src/testing/until.ts';
import { freePort } from '../testing/free-port.ts';
import { runJingwei, startRealProgram, type StartedProgram } from '../testing/program.ts';

const folders = new Map<string, ReturnType<typeof temporaryFolder>>();
const programs: StartedProgram[] = [];
after(async () => {
  for (const program of programs) await program.kill();
  for (const folder of folders.values()) folder.remove();
});

function dataOf(name: string): string {
  const folder = folders.get(name) ?? temporaryFolder();
  folders.set(name, folder);
  return join(folder.path, 'data');
}

async function init(name: string, ...flags: string[]): Promise<string> {
  const ports = ['--port', `${await freePort()}`, '--http-port', `${await freePort()}`];
  const words = ['node', 'init', '--data', dataOf(name), '--public-host', '127.0.0.1', ...ports];
  const ended = await runJingwei([...words, ...flags]);
  assert.equal(ended.code, 0, ended.stderr);
  return ended.stdout;
}

async function start(name: string): Promise<StartedProgram> {
  dataOf(name);
  const program = await startRealProgram(folders.get(name)?.path ?? '', [
    ...['--recursive-node-port', '0'],
  ]);
  programs.push(program);
  return program;
}

async function lineOf(parent: StartedProgram, prefix: string): Promise<string[]> {
  const { stdout } = await parent.jingwei('node', 'invite', prefix, '--json');
  const { code } = JSON.parse(stdout) as { code: string };
  return ['--prefix', prefix, '--parent', parent.ready.origin, '--invitation', code];
}

test('root, top, second-level and enterprise node, each by one line', async () => {
  await init('root', '--tier', 'root');
  const root = await start('root');

  const asked = ['--prefix', '77', '--parent', root.ready.origin, '--organisation', 'Top 77'];
  const told = await init('top', '--tier', 'top', ...asked);
  const key = /--key ([0-9a-f]{16})/.exec(told)?.[1] ?? '';
  const waiting = await root.jingwei('node', 'requests');
  assert.match(waiting.stdout, new RegExp(`77 +waiting .*${key}.*Top 77`));
  const approved = await root.jingwei('node', 'approve', '77', '--key', key);
  assert.equal(approved.code, 0, approved.stderr);
  const top = await start('top');

  await init('second', '--tier', 'second-level', ...(await lineOf(top, '77.1')));
  const second = await start('second');
  const roots = ['--roots', `127.0.0.1:${root.listener('root-node').port}`];
  const invited = await lineOf(second, '77.1.2');
  await init('enterprise', '--tier', 'enterprise', ...invited, ...roots);
  const enterprise = await start('enterprise');

  const checked = await enterprise.jingwei('node', 'check');
  assert.equal(checked.code, 0, checked.stdout);
  assert.match(checked.stdout, /good +delegation +granted by second-level 77\.1/);
  assert.match(checked.stdout, /good +found from the root/);

  const { token } = JSON.parse(readFileSync(join(dataOf('enterprise'), 'run.json'), 'utf8')) as {
    token: string;
  };
  const put = await fetch(`${enterprise.ready.origin}/api/handles/77.1.2/X-1`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      values: [{ index: 1, type: 'NAME', data: { format: 'string', value: 'ten' } }],
    }),
  });
  assert.ok(put.ok, await put.text());
  const resolved = await enterprise.jingwei('resolve', '77.1.2/X-1', '--fresh');
  assert.equal(resolved.code, 0, resolved.stderr);
  for (const node of ['referred to 77 ', 'top 77', 'second-level 77.1', 'enterprise 77.1.2']) {
    assert.match(resolved.stdout, new RegExp(node.replaceAll('.', '\\.')));
  }
});

test('a prefix that is taken back is no longer referred to, and its node is told why', async () => {
  const [, , second, enterprise] = programs;
  assert.ok(second && enterprise);
  const refused = await second.jingwei('node', 'refuse', '77.1.2', '--reason', 'contract ended');
  assert.equal(refused.code, 0, refused.stderr);
  await until('the node is told', async () => {
    const { stdout } = await enterprise.jingwei('node', 'check');
    return stdout.includes('contract ended') && stdout.includes('BAD');
  });
});
