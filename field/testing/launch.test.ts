// Only a gateway alone is started with little memory; every other set of roles as it was.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { launchOf } from '../../tools/launch.mjs';

type Environment = Readonly<Record<string, string>>;

const nowhere = { JINGWEI_DATA: '/nonexistent' };
const isLean = (words: readonly string[], environment: Environment = nowhere) =>
  launchOf(words, environment).flags.length > 0;

test('a gateway alone is told by its flag, or by the environment where there is none', () => {
  const gateway = { ...nowhere, JINGWEI_ROLE: 'gateway' };
  assert.ok(isLean(['start', '--data', 'd', '--role', 'gateway']));
  assert.ok(isLean(['start', '--role=gateway']));
  assert.ok(isLean(['start'], gateway));
  for (const role of ['all', 'platform', 'gateway,platform', 'platform,gateway', '']) {
    assert.ok(!isLean(['start', '--role', role]), role);
    assert.ok(!isLean(['start', '--role', role], gateway), `${role} goes before`);
  }
  assert.ok(!isLean(['start']) && !isLean(['start', '--role']) && !isLean(['help'], gateway));
});

test('a role that only the settings file names counts, unless something goes before it', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'jingwei-launch-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const write = (name: string, role: unknown) =>
    writeFileSync(join(folder, name), JSON.stringify({ program: { role } }));
  write('settings.json', 'gateway');
  write('other.json', 'platform');
  const other = join(folder, 'other.json');
  assert.ok(isLean(['start', '--data', folder]));
  assert.ok(isLean(['start', `--data=${folder}`]));
  assert.ok(isLean(['start'], { JINGWEI_DATA: folder }));
  assert.ok(isLean(['start', '--config', join(folder, 'settings.json')]));
  assert.ok(!isLean(['start', '--data', folder, '--config', other]));
  assert.ok(!isLean(['start', '--data', folder], { JINGWEI_CONFIG: other }));
  assert.ok(!isLean(['start', '--data', folder, '--role', 'all']));
  assert.ok(!isLean(['start', '--data', folder], { JINGWEI_ROLE: 'platform' }));
  for (const role of [7, null, 'all']) {
    write('settings.json', role);
    assert.ok(!isLean(['start', '--data', folder]), String(role));
  }
  writeFileSync(join(folder, 'settings.json'), '{"program":');
  assert.ok(!isLean(['start', '--data', folder]), 'what is wrong with it, the program says');
});
