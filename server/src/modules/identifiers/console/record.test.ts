import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HandleValue } from '@jingwei/sdk';
import { encodingOf, identifierFrom, linksOf, textOf } from './record.ts';

function value(type: string, data: HandleValue['data']): HandleValue {
  return { index: 1, type, data, ttl: 300, timestamp: '2026-11-23T00:00:00Z' };
}
const text = (type: string, held: string) => value(type, { format: 'string', value: held });

test('a machine and its cycle become links', () => {
  const from = '2026-11-23T00:00:00.000000Z';
  const to = '2026-11-23T00:01:14.830000Z';
  const values = [
    text('MACHINE', '88.118.8/M-1'),
    text('CYCLE_START', from),
    text('CYCLE_END', to),
  ];
  assert.deepEqual(linksOf('88.118.8/L-1', values), {
    machine: '88.118.8/M-1',
    relation: 'made-by',
    cycle: { from, to },
  });
});

test('no cycle without a machine, without an end, or running backwards', () => {
  const from = text('CYCLE_START', '2026-11-23T00:01:00Z');
  const before = text('CYCLE_END', '2026-11-23T00:00:00Z');
  const machine = text('MACHINE', '88.118.8/M-1');
  assert.deepEqual(linksOf('88.118.8/L-1', [from, before]), {});
  assert.deepEqual(linksOf('88.118.8/L-1', [machine, from]), {
    machine: '88.118.8/M-1',
    relation: 'made-by',
  });
  assert.deepEqual(linksOf('88.118.8/L-1', [machine, from, before]), {
    machine: '88.118.8/M-1',
    relation: 'made-by',
  });
  assert.deepEqual(linksOf('88.118.8/L-1', [machine, from, text('CYCLE_END', 'soon')]), {
    machine: '88.118.8/M-1',
    relation: 'made-by',
  });
  assert.deepEqual(linksOf('88.118.8/L-1', [text('MACHINE', 'press 4')]), {}, 'not an identifier');
});

test('a machine is itself, its parts and signals belong to it', () => {
  const of = (kind: string) => linksOf('e/M-1/x', [text('KIND', kind), text('MACHINE', 'e/M-1')]);
  assert.deepEqual(of('machine'), { machine: 'e/M-1/x', relation: 'is' });
  assert.deepEqual(of('signal'), { machine: 'e/M-1', relation: 'belongs-to' });
  assert.deepEqual(of('component'), { machine: 'e/M-1', relation: 'belongs-to' });
});

test('every form of value has a text', () => {
  assert.equal(textOf(text('DESC', '灯罩')), '灯罩');
  const admin = { handle: '0.NA/88.118.8', index: 300, permissions: '111111111111' };
  assert.equal(
    textOf(value('HS_ADMIN', { format: 'admin', value: admin })),
    '300:0.NA/88.118.8 · 111111111111',
  );
  assert.equal(
    textOf(value('HS_SITE', { format: 'site', value: { version: 1 } })),
    '{\n  "version": 1\n}',
  );
  assert.equal(encodingOf(value('X', { format: 'hex', value: '00ff' })), 'hex');
  assert.equal(encodingOf(text('X', 'a')), undefined);
});

test('an identifier is taken out of what a person types or scans', () => {
  assert.equal(identifierFrom('  88.118.8/L-1 \n'), '88.118.8/L-1');
  assert.equal(identifierFrom('hdl:88.118.8/L-1'), '88.118.8/L-1');
  assert.equal(identifierFrom('https://hdl.handle.net/88.118.8/L-1'), '88.118.8/L-1');
  assert.equal(identifierFrom('88.118.8/a b'), '88.118.8/a b');
});
