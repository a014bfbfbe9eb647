import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limitsText } from './limits-text.ts';

const usual = { secondPerson: false, readBackMs: 0 };

test('limits in one line, without holes where there is no unit', () => {
  const given = { ...usual, minimum: 0, maximum: 80, stepMaximum: 5, condition: 'x > {unit}' };
  const english = limitsText(given, { language: 'en', unit: '°C' });
  assert.equal(english, '0 to 80 °C · steps of at most 5 °C · while x > {unit}');
  assert.equal(limitsText({ ...usual, maximum: 3 }, { language: 'zh', unit: '' }), '不高于 3');
  assert.equal(limitsText(usual, { language: 'en', unit: '' }), 'no range');
  const choice = { ...usual, allowed: ['A', 1], readBackMs: 500 };
  assert.equal(
    limitsText(choice, { language: 'en', unit: '' }),
    'one of A, 1 · read back within 500 ms',
  );
});
