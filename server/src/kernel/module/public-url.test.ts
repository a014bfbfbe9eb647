import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { realDisk } from '../world/real/disk.ts';
import { knownPublicUrl, rememberPublicUrl } from './public-url.ts';

test('the address that was set counts, then the one remembered', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jingwei-url-'));
  assert.equal(await knownPublicUrl('', folder, realDisk), undefined);
  await rememberPublicUrl('http://127.0.0.1:1', folder, realDisk);
  assert.equal(await knownPublicUrl('', folder, realDisk), 'http://127.0.0.1:1');
  assert.equal(
    await knownPublicUrl('https://plant.example//', folder, realDisk),
    'https://plant.example',
  );
  rmSync(folder, { recursive: true });
});
