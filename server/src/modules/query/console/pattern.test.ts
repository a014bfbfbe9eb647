import assert from 'node:assert/strict';
import { test } from 'node:test';
import { patternOf } from './pattern.ts';

test('words are parts of names from the top down; a path is a path', () => {
  assert.equal(patternOf(' ', '88.118.8'), undefined);
  assert.equal(patternOf('press temp', '88.118.8'), '88.118.8/**/*press*/**/*temp*/**');
  assert.equal(patternOf('**/melt_*', '88.118.8'), '**/melt_*');
  assert.equal(patternOf('88.118.8/上海/压机', '88.118.8'), '88.118.8/上海/压机');
});
