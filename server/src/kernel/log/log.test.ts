import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { realClock } from '../world/real/clock.ts';
import { fileSink } from './file-sink.ts';
import { createLog, Secret } from './log.ts';

test('a line is one JSON object with its scope, and no secret gets into it', () => {
  const lines: string[] = [];
  const log = createLog({ clock: realClock, sink: (line) => lines.push(line), level: 'info' });
  log
    .scope('gateway')
    .info('connected', { source: 'press', token: new Secret('hunter2'), big: 'x'.repeat(5_000) });
  log.debug('unseen');
  assert.equal(lines.length, 1);
  const line = JSON.parse(lines[0] ?? '') as Record<string, string>;
  assert.equal(line['event'], 'gateway.connected');
  assert.equal(line['token'], '***');
  assert.ok((line['big']?.length ?? 0) < 2_100);
});

test('the log on disk is bounded', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jingwei-log-'));
  const { sink, close } = fileSink(join(folder, 'a.log'));
  const line = 'x'.repeat(1024 * 1024);
  for (let i = 0; i < 100; i++) sink(line);
  close();
  const bytes = readdirSync(folder).reduce(
    (sum, name) => sum + statSync(join(folder, name)).size,
    0,
  );
  assert.ok(bytes < 80 * 1024 * 1024, `${bytes} bytes after writing 100 MiB`);
  rmSync(folder, { recursive: true });
});

test('a disk that takes nothing stops nobody, and what was lost is told when there is room again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jingwei-log-'));
  const path = join(folder, 'a.log');
  const { sink, close } = fileSink(path);
  // A folder in the way makes the rotation fail, as a full disk makes the writing fail.
  mkdirSync(join(`${path}.3`, 'in the way'), { recursive: true });
  writeFileSync(`${path}.2`, '');
  for (let i = 0; i < 20; i++) sink('x'.repeat(1024 * 1024));
  rmSync(`${path}.3`, { recursive: true });
  sink('after');
  close();
  sink('closed');
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  assert.deepEqual(JSON.parse(lines[0] ?? ''), {
    level: 'error',
    event: 'log.lines-lost',
    lines: 4,
  });
  assert.equal(lines[1], 'after');
  rmSync(folder, { recursive: true });
});
