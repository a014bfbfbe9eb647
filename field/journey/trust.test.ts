// Trust between separate programs: keys are carried to the parents as the guide says, a record is verified up to a
// pinned root, exported, and verified again without any network; a changed file is refused.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { freePort } from '../testing/free-port.ts';
import { startRealProgram, type StartedProgram } from '../testing/program.ts';

const folders = Array.from({ length: 4 }, () => temporaryFolder());
const programs: StartedProgram[] = [];
const work = temporaryFolder();
const file = (name: string): string => join(work.path, name);

before(async () => {
  const [top, second, enterprise] = [await freePort(), await freePort(), await freePort()];
  const start = async (...flags: string[]): Promise<void> => {
    const folder = folders[programs.length]?.path ?? '';
    programs.push(await startRealProgram(folder, ['--free-ports', ...flags]));
  };
  const topFlags = [
    '--top-node-port',
    `${top}`,
    '--top-node-delegations',
    `88.118=127.0.0.1:${second}`,
  ];
  await start('--role', 'top', ...topFlags);
  const child = `88.118.8=127.0.0.1:${enterprise}`;
  const secondFlags = [
    '--second-level-node-port',
    `${second}`,
    '--second-level-node-delegations',
    child,
  ];
  await start('--role', 'second-level', ...secondFlags);
  await start('--role', 'enterprise', '--enterprise-node-port', `${enterprise}`);
  for (const [at, prefix] of ['88', '88.118', '88.118.8'].entries()) {
    const shown = await programs[at]?.jingwei('node', 'keys', prefix);
    assert.equal(shown?.code, 0, shown?.stderr);
    writeFileSync(file(`${prefix}.pem`), shown.stdout);
  }
  const root = `88=${file('88.pem')}`;
  const rootFlags = [
    '--recursive-node-roots',
    `127.0.0.1:${top}`,
    '--recursive-node-trust-roots',
    root,
  ];
  await start('--role', 'resolver', ...rootFlags);
});
after(async () => {
  for (const program of programs) await program.kill();
  for (const folder of [...folders, work]) folder.remove();
});

type Answer = { readonly signature?: { readonly state: string; readonly reason?: string } };

async function signatureOf(handle: string): Promise<Answer['signature']> {
  const origin = programs[3]?.ready.origin;
  const answer = await fetch(`${origin}/api/resolutions/${handle}?fresh=true`);
  return ((await answer.json()) as Answer).signature;
}

test('a record is verified once each parent has certified its child', async () => {
  const [top, second, enterprise] = programs;
  const { token } = JSON.parse(readFileSync(`${enterprise?.folder}/data/run.json`, 'utf8')) as {
    token: string;
  };
  const registered = await fetch(`${enterprise?.ready.origin}/api/handles/88.118.8/X-1`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      values: [{ index: 1, type: 'NAME', data: { format: 'string', value: 'ten' } }],
    }),
  });
  assert.ok(registered.ok, await registered.text());
  for (const [parent, prefix] of [
    [top, '88.118'],
    [second, '88.118.8'],
  ] as const) {
    const done = await parent?.jingwei('node', 'certify', prefix, file(`${prefix}.pem`));
    assert.equal(done?.code, 0, done?.stderr);
  }
  assert.equal((await signatureOf('88.118.8/X-1'))?.state, 'verified');
});

test('an exported record is verified without a network, and a changed one is refused', async () => {
  const [, , enterprise, resolver] = programs;
  const exported = await resolver?.jingwei(
    'resolve',
    '88.118.8/X-1',
    '--export',
    file('proof.json'),
  );
  assert.equal(exported?.code, 0, exported?.stderr);
  assert.match(exported.stdout, /410:0\.NA\/88\.118\.8/);
  const verify = (name: string, ...flags: string[]) =>
    enterprise?.jingwei('verify', file(name), ...flags);
  const good = await verify('proof.json', '--root', file('88.pem'));
  assert.equal(good?.code, 0, good?.stdout);
  assert.match(good.stdout, /88\.118\.8\/X-1 .*410:0\.NA\/88\.118\.8/);
  assert.equal((await verify('proof.json'))?.code, 10);
  assert.equal((await verify('proof.json', '--root', file('88.118.pem')))?.code, 1);
  const text = readFileSync(file('proof.json'), 'utf8');
  writeFileSync(file('changed.json'), text.replace('"ten"', '"two"'));
  const changed = await verify('changed.json', '--root', file('88.pem'));
  assert.equal(changed?.code, 1, changed?.stdout);
  assert.match(changed.stdout, /X-1/);
  writeFileSync(file('nothing.json'), '{}');
  assert.equal((await verify('nothing.json'))?.code, 1);
});

test('a parent certifies no keys of another prefix', async () => {
  const [top] = programs;
  const wrong = await top?.jingwei('node', 'certify', '88.118', file('88.118.8.pem'));
  assert.equal(wrong?.code, 2, wrong?.stderr);
  const stranger = await top?.jingwei('node', 'certify', '99.1', file('88.118.pem'));
  assert.equal(stranger?.code, 3, stranger?.stderr);
});
