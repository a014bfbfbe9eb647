// Stores that cannot be opened say why: damaged, newer, or held by another process.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { isFailure } from '../../kernel/failure/failure.ts';
import type { ShapeName } from '../../stores/ports.ts';
import { embeddedSubject, openEmbedded } from './subject.ts';

async function reasonOf(opening: Promise<unknown>): Promise<string> {
  try {
    await opening;
  } catch (error) {
    if (isFailure(error, 'stores.cannot-open')) return error.message;
    throw error;
  }
  return assert.fail('it opened');
}

const files = {
  records: 'records.sqlite',
  log: 'log.sqlite',
  leases: 'leases.sqlite',
  series: 'manifest',
  names: 'format',
} as const;

for (const shape of ['records', 'log', 'leases'] as const) {
  test(`a ${shape} file of a newer version is refused and left as it is`, async () => {
    const { store, folder, dispose } = await embeddedSubject(shape);
    await store.close();
    const database = new DatabaseSync(join(folder, files[shape]));
    database.exec('PRAGMA user_version = 99');
    assert.match(await reasonOf(openEmbedded(shape, folder)), /newer Jingwei \(format 99;/);
    database.exec('PRAGMA user_version = 1');
    database.close();
    await (await openEmbedded(shape, folder)).close();
    await dispose();
  });
}

for (const shape of ['records', 'log', 'leases', 'series'] as const) {
  test(`a ${shape} file that is none is refused`, async () => {
    const { store, folder, dispose } = await embeddedSubject(shape);
    await store.close();
    await writeFile(join(folder, files[shape]), 'x'.repeat(20_000));
    const message = await reasonOf(openEmbedded(shape, folder));
    assert.ok(message.includes(join(folder, files[shape])), message);
    await dispose();
  });
}

test('a series file of a newer version is refused', async () => {
  const { store, folder, dispose } = await embeddedSubject('series');
  await store.close();
  const front = Uint8Array.of(99);
  const head = new Uint32Array([front.length, crc32(front)]);
  await writeFile(join(folder, files.series), Buffer.concat([new Uint8Array(head.buffer), front]));
  assert.match(await reasonOf(openEmbedded('series', folder)), /newer Jingwei \(format 99;/);
  await dispose();
});

test('names of a newer version are refused, and a damaged space when it is opened', async () => {
  const { store, folder, dispose } = await embeddedSubject('names');
  await (await store.open('node')).close();
  await writeFile(join(folder, 'space-node', 'data.mdb'), 'x'.repeat(20_000));
  assert.match(await reasonOf(store.open('node')), /space-node/);
  await writeFile(join(folder, files.names), '99\n');
  assert.match(await reasonOf(openEmbedded('names', folder)), /newer Jingwei \(format 99;/);
  await dispose();
});

test('a series file that another process holds is refused', async () => {
  const { store, folder, dispose } = await embeddedSubject('series');
  await store.close();
  const writer = fileURLToPath(new URL('kill-writer.ts', import.meta.url));
  const child = spawn(process.execPath, [writer, 'series' satisfies ShapeName, folder, 'r'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  assert.match(await reasonOf(openEmbedded('series', folder)), /lock/i);
  child.kill('SIGKILL');
  await once(child, 'close');
  await (await openEmbedded('series', folder)).close();
  await dispose();
});
