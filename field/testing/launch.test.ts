// Only a gateway alone is started with little memory; every other set of roles as it was.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { launchOf } from '../../tools/launch.mjs';

const isLean = (words: readonly string[], role?: string) => launchOf(words, role).flags.length > 0;

test('a gateway alone is told by its flag, or by the environment where there is none', () => {
  assert.ok(isLean(['start', '--data', 'd', '--role', 'gateway']));
  assert.ok(isLean(['start', '--role=gateway']));
  assert.ok(isLean(['start'], 'gateway'));
  for (const role of ['all', 'platform', 'gateway,platform', 'platform,gateway', '']) {
    assert.ok(!isLean(['start', '--role', role]), role);
    assert.ok(!isLean(['start', '--role', role], 'gateway'), `${role} goes before`);
  }
  assert.ok(!isLean(['start']) && !isLean(['start', '--role']) && !isLean(['help'], 'gateway'));
});
