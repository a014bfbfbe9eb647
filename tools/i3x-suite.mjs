// Brings the conformance suite of i3X (github.com/cesmii/i3X, folder conformance-tests) into .cache/i3x, at the commit that
// the reference page speaks of. It is in no package registry; without GitHub its test is skipped by name.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const commit = '26967df489340356321697ff6af546d5cb2b914c';
const folder = join(import.meta.dirname, '..', '.cache', 'i3x');

if (existsSync(join(folder, 'conformance-tests', 'bin', 'i3x-test.js'))) process.exit(0);
mkdirSync(folder, { recursive: true });
const git = (...words) => {
  const { status } = spawnSync('git', words, { cwd: folder, stdio: 'inherit' });
  if (status !== 0) {
    console.error(`i3X: “git ${words.join(' ')}” failed; its conformance test will be skipped`);
    process.exit(1);
  }
};
git('init', '--quiet');
git('fetch', '--quiet', '--depth', '1', 'https://github.com/cesmii/i3X', commit);
git('checkout', '--quiet', 'FETCH_HEAD');
