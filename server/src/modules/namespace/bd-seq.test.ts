import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { realWorld } from '../../kernel/world/real/world.ts';
import { folderOf } from '../../testing/start-modules.ts';
import { BdSeqs } from './bd-seq.ts';

test('the number of a connection goes on after a restart, 0 after 255', async (t) => {
  const folder = folderOf(t);
  const open = () => new BdSeqs(folder, realWorld.disk);
  const first = open();
  assert.deepEqual(
    await Promise.all([first.next('a'), first.next('a'), first.next('b')]),
    [0, 1, 0],
  );
  assert.equal(await open().next('a'), 2);
  writeFileSync(join(folder, 'bd-seq.json'), '{"a":255,"b":"x"}');
  assert.equal(await open().next('a'), 0);
  assert.equal(await open().next('b'), 0);
  writeFileSync(join(folder, 'bd-seq.json'), '{"a":');
  assert.equal(await open().next('a'), 0);
});
