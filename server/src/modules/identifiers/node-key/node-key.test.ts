import assert from 'node:assert/strict';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { isFailure } from '../../../kernel/failure/failure.ts';
import { realDisk } from '../../../kernel/world/real/disk.ts';
import { temporaryFolder } from '../../../testing/temporary-folder.ts';
import { decodePublicKey } from '../../../wire/handle/handle.ts';
import { nodeKeyIn } from './node-key.ts';

test('a key is made once, for its owner alone, and read again', async (t) => {
  const { path: folder, remove } = temporaryFolder();
  t.after(remove);
  const made = await nodeKeyIn(folder, realDisk);
  const again = await nodeKeyIn(folder, realDisk);
  assert.deepEqual(again.record, made.record);
  assert.equal((await stat(join(folder, 'node.key'))).mode & 0o777, 0o600);
  const decoded = decodePublicKey(made.record);
  assert.ok(decoded.ok && decoded.value.keyType === 'RSA_PUB_KEY');
});

test('a file that holds no RSA key stops the start', async (t) => {
  const { path: folder, remove } = temporaryFolder();
  t.after(remove);
  await writeFile(join(folder, 'node.key'), 'nonsense');
  await assert.rejects(nodeKeyIn(folder, realDisk), (error) =>
    isFailure(error, 'identifiers.bad-node-key'),
  );
});
