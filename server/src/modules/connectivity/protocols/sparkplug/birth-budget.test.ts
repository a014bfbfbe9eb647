// How many metrics may be born.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BirthBudget } from './birth-budget.ts';

test('metrics of all nodes count together, and those that died make room', () => {
  const budget = new BirthBudget(100);
  const [a, b] = [{ metrics: 0 }, { metrics: 0 }];
  assert.ok(budget.hasRoom('a', a, 60));
  a.metrics = 60;
  budget.count('a', a);
  assert.equal(budget.hasRoom('b', b, 41), false);
  assert.ok(budget.hasRoom('b', b, 40));
  b.metrics = 40;
  budget.count('b', b);
  assert.equal(budget.hasRoom('a', a, 1), false);
  a.metrics = 10;
  assert.ok(budget.hasRoom('a', a, 50), 'what died meanwhile is counted before it is refused');
  assert.equal(budget.hasRoom('a', a, 51), false);
});
