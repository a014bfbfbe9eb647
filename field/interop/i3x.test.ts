// The conformance suite of i3X itself against the demonstration plant; fetched by tools/i3x-suite.mjs, where GitHub can be
// reached. What it asks is also asked by the tests of the module, which run everywhere.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { until } from '../../server/src/testing/until.ts';
import { startRealProgram } from '../testing/program.ts';

const root = join(import.meta.dirname, '..', '..');
const folder =
  process.env['I3X_CONFORMANCE_TESTS'] ?? join(root, '.cache', 'i3x', 'conformance-tests');
const suite = join(folder, 'bin', 'i3x-test.js');
const skip = existsSync(suite)
  ? false
  : `no checkout of github.com/cesmii/i3X in ${folder}: run node tools/i3x-suite.mjs, or name its conformance-tests in I3X_CONFORMANCE_TESTS`;

test('the i3X conformance suite finds nothing that is required missing', { skip }, async (t) => {
  const data = temporaryFolder();
  t.after(() => data.remove());
  const program = await startRealProgram(data.path, ['--free-ports', '--plant-cycle-seconds', '1']);
  t.after(() => program.kill());
  const who = ['account', 'add', '88.118.8', 'i3x', '--kind', 'service', '--right', '*'];
  await program.jingwei('enterprise', 'put', '88.118.8', 'Optics works');
  const added = await program.jingwei(...who);
  assert.equal(added.code, 0, added.stderr);
  const token = added.stdout.trim();
  const url = `${program.ready.origin}/i3x/v1`;
  await until('values', async () => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${url}/objects`, { headers });
    return answer.ok && (await answer.text()).includes('melt_temp');
  });
  const words = [suite, 'run', url, '--token', token, '--timeout', '30000'];
  const { code, output } = await new Promise<{ code: number; output: string }>((resolve) => {
    execFile(process.execPath, words, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr }),
    );
  });
  assert.equal(code, 0, output.slice(-4_000));
});
