// What a person writes becomes the change that is meant, or none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeOf, changeText, emptyDraft } from './change-text.ts';

test('a draft becomes a change of the right kind, or none', () => {
  const of = (more: object, tells: 'number' | 'text' | 'boolean' = 'number') =>
    changeOf({ ...emptyDraft, ...more }, tells);
  assert.equal(of({}), undefined);
  assert.deepEqual(of({ factor: '2' }), { kind: 'line', factor: 2, offset: 0 });
  assert.equal(of({ factor: 'x' }), undefined);
  assert.equal(of({ offset: ' ' }), undefined);
  assert.deepEqual(of({ kind: 'value', value: '7' }), { kind: 'value', value: 7 });
  assert.equal(of({ kind: 'value', value: 'RUN' }), undefined);
  assert.deepEqual(of({ kind: 'value', value: '7' }, 'text'), { kind: 'value', value: '7' });
  assert.equal(of({ kind: 'value', value: 'yes' }, 'boolean'), undefined);
  assert.deepEqual(of({ kind: 'value', value: 'false' }, 'boolean'), {
    kind: 'value',
    value: false,
  });
  assert.deepEqual(of({ kind: 'withdrawn', factor: '2' }), { kind: 'withdrawn' });
});

test('a change in words', () => {
  assert.equal(changeText({ kind: 'line', factor: 2, offset: -1 }).en, '× 2 − 1');
  assert.equal(changeText({ kind: 'line', factor: 1, offset: 4 }).en, '+ 4');
  assert.equal(changeText({ kind: 'quality', quality: 'bad' }).zh, '质量：无效');
});
