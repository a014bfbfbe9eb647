import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { machinePath, matchPage, resolvePath, safeAddress } from './route.ts';

const pages = ['/resolve', '/machines'];

test('a page is found with what follows it', () => {
  assert.deepEqual(matchPage('/machines', pages), { page: '/machines', rest: '' });
  assert.deepEqual(matchPage('/machines/88.1/M-1/x', pages), {
    page: '/machines',
    rest: '88.1/M-1/x',
  });
  assert.equal(matchPage('/machinesx', pages), undefined);
  assert.equal(matchPage('/', pages), undefined);
  assert.deepEqual(matchPage('/resolve/%E0%A4%A', pages)?.rest, '%E0%A4%A', 'broken escapes stay');
});

test('every identifier survives the way into the address and back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (identifier) => {
      assert.equal(matchPage(resolvePath(identifier), pages)?.rest, identifier);
    }),
  );
});

test('a cycle travels in the query', () => {
  const cycle = { from: '2022-08-08T13:51:00Z', to: '2022-08-08T13:52:00Z', part: '88.1/L-1' };
  const url = new URL(machinePath('88.1/M-1', cycle), 'http://x');
  assert.equal(url.pathname, '/machines/88.1/M-1');
  assert.deepEqual(Object.fromEntries(url.searchParams), cycle);
});

test('only addresses that cannot run anything are followed', () => {
  assert.equal(safeAddress('https://example.org/a'), 'https://example.org/a');
  assert.equal(safeAddress('/machines/x'), '/machines/x');
  for (const bad of [
    'javascript:alert(1)',
    '//evil.example',
    '/\\evil.example',
    'data:text/html,x',
    'https://',
    ' /x',
  ]) {
    assert.equal(safeAddress(bad), undefined, bad);
  }
});
