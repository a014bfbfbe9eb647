import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isFailure } from '../failure/failure.ts';
import { realDisk } from '../world/real/disk.ts';
import { openDataFolder } from './data-folder.ts';

function inFolder(work: (folder: string) => Promise<void>): () => Promise<void> {
  return async () => {
    const folder = mkdtempSync(join(tmpdir(), 'jingwei-data-'));
    try {
      await work(folder);
    } finally {
      chmodSync(folder, 0o700);
      rmSync(folder, { recursive: true });
    }
  };
}
const code = (expected: string) => (error: unknown) => isFailure(error, expected);

test(
  'one program at a time, and the next one after it',
  inFolder(async (folder) => {
    const first = await openDataFolder(folder, realDisk);
    await assert.rejects(openDataFolder(folder, realDisk), code('program.data-in-use'));
    first.release();
    (await openDataFolder(folder, realDisk)).release();
  }),
);

test(
  'a newer layout and a damaged marker are refused, and nothing is written',
  inFolder(async (folder) => {
    for (const [text, expected] of [
      ['{"layout":999}', 'program.data-newer'],
      ['{"layout":', 'program.data-damaged'],
      ['null', 'program.data-damaged'],
    ] as const) {
      writeFileSync(join(folder, 'jingwei.json'), text);
      await assert.rejects(openDataFolder(folder, realDisk), code(expected));
      assert.deepEqual(readdirSync(folder), ['jingwei.json']);
    }
  }),
);

const asRoot = process.getuid?.() === 0 ? 'skipped: root may write anywhere' : false;

test(
  'a folder that cannot be written is named',
  { skip: asRoot },
  inFolder(async (folder) => {
    chmodSync(folder, 0o500);
    await assert.rejects(openDataFolder(join(folder, 'x'), realDisk), code('world.cannot-write'));
    assert.ok(!existsSync(join(folder, 'x')));
  }),
);

test(
  'a path through a file is named',
  inFolder(async (folder) => {
    writeFileSync(join(folder, 'file'), '');
    await assert.rejects(
      openDataFolder(join(folder, 'file', 'x'), realDisk),
      code('world.cannot-write'),
    );
  }),
);
