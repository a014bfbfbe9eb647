import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allows, anonymous, covers, defineRight, scopesOf, type Principal } from './rights.ts';

const read = defineRight('x.read', { en: 'read', zh: '读' });
const write = defineRight('x.write', { en: 'write', zh: '写' });
const who = (...grants: Principal['grants'][number][]): Principal => ({
  ...anonymous,
  kind: 'person',
  grants,
});

test('a grant on a prefix covers the prefix, its handles and its derived prefixes, and nothing else', () => {
  for (const inside of ['88.118.8', '88.118.8/L-1', '88.118.8.1', '88.118.8.1/x']) {
    assert.ok(covers('88.118.8', inside), inside);
  }
  for (const outside of [
    '88.118.80',
    '88.118.80/L-1',
    '88.118',
    '88.118/8',
    '0.NA/88.118.8',
    '*',
  ]) {
    assert.ok(!covers('88.118.8', outside), outside);
  }
});

test('a grant on a handle covers that handle alone, without ASCII case', () => {
  assert.ok(covers('88.118.8/L-1', '88.118.8/l-1'));
  assert.ok(!covers('88.118.8/L-1', '88.118.8/L-12'));
  assert.ok(!covers('88.118.8/L-1', '88.118.8/L-1/x'));
});

test('everything is denied unless granted', () => {
  assert.ok(!allows(anonymous, read, '88.118.8/L-1'));
  const reader = who({ right: 'x.read', on: '88.118.8' });
  assert.ok(allows(reader, read, '88.118.8/L-1'));
  assert.ok(!allows(reader, write, '88.118.8/L-1'));
  assert.ok(!allows(reader, read, '88.118.9/L-1'));
  assert.ok(allows(who({ right: '*', on: '*' }), write, 'anything'));
});

test('scopes of a right are the prefixes it was given on; * swallows the others', () => {
  assert.deepEqual(
    scopesOf(who({ right: 'x.read', on: 'a' }, { right: 'x.write', on: 'b' }), read),
    ['a'],
  );
  assert.deepEqual(scopesOf(who({ right: '*', on: 'a' }, { right: 'x.read', on: '*' }), read), [
    '*',
  ]);
});

test('letters that only look alike without case are other identifiers', () => {
  assert.ok(!covers('88.k', '88.\u212a/x'), 'the Kelvin sign');
  assert.ok(covers('88.k', '88.K/x'));
});
