// The i3X client of CESMII (PyPI, 1.0.0) against the demonstration plant: the tree, values, the past, a subscription that is
// streamed and one that is polled, and what is refused.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { until } from '../../server/src/testing/until.ts';
import { startRealProgram } from '../testing/program.ts';
import { pythonWith } from './python-packages.ts';

const python = await pythonWith('i3x-client');
const skip = 'missing' in python ? python.missing : false;
const machine = '88.118.8/M-press-01';
const signal = `${machine}/clamp_force`;

type Told = {
  readonly orphans: string[];
  readonly roots: string[];
  readonly parts: string[];
  readonly whole: string[];
  readonly value: [boolean, string, string];
  readonly history: [number, string, string][];
  readonly changes: [string, string, string][];
  readonly [name: string]: unknown;
};

test('what the client of CESMII reads is what the plant told', { skip }, async (t) => {
  assert.ok('program' in python);
  const data = temporaryFolder();
  t.after(() => data.remove());
  const program = await startRealProgram(data.path, ['--free-ports', '--plant-cycle-seconds', '1']);
  t.after(() => program.kill());
  const who = ['account', 'add', '88.118.8', 'i3x', '--kind', 'service', '--right', '*'];
  await program.jingwei('enterprise', 'put', '88.118.8', 'Optics works');
  const added = await program.jingwei(...who);
  assert.equal(added.code, 0, added.stderr);
  const token = added.stdout.trim();
  const address = `${program.ready.origin}/i3x/v1`;
  await until('readings of the press', async () => {
    const body = JSON.stringify({ elementIds: [signal] });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${address}/objects/value`, { method: 'POST', headers, body });
    return answer.ok && (await answer.text()).includes('"Good"');
  });
  const script = join(python.scripts, 'i3x_reader.py');
  const words = [script, address, token, machine, signal];
  const { stdout } = await promisify(execFile)(python.program, words, { maxBuffer: 1e8 });
  const told = JSON.parse(stdout) as Told;
  assert.deepEqual(told.orphans, []);
  assert.ok(told.roots.includes('88.118.8'));
  assert.ok(told.parts.includes(`${machine}/avail`));
  assert.ok(told.whole.includes(signal));
  assert.deepEqual(told.value.slice(0, 2), [true, 'Good']);
  assert.ok(told.history.length > 0);
  assert.ok(told.history.every(([value]) => typeof value === 'number' || value === null));
  const times = told.history.map(([, , at]) => Date.parse(at));
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
  assert.ok(told.changes.every(([of]) => of === signal));
  const { version, streamed, polled, acknowledged, written, unknown, stranger } = told;
  assert.deepEqual(
    { version, streamed, polled, acknowledged, written, unknown, stranger },
    {
      version: '1.0',
      streamed: true,
      polled: [signal],
      acknowledged: true,
      written: 'NotSupportedError',
      unknown: 'NotFoundError',
      stranger: 'AuthenticationError',
    },
  );
});
