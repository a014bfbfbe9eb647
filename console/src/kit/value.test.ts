import assert from 'node:assert/strict';
import { test } from 'node:test';
import { say } from './bilingual.ts';
import { measureText, numberText, signOf, unitText, valueText } from './value.ts';

test('numbers keep their digits steady by size', () => {
  assert.equal(numberText(106.4761843), '106.48');
  assert.equal(numberText(7.1), '7.100');
  assert.equal(numberText(-1234.567), '-1234.6');
  assert.equal(numberText(0.00123), '0.00123');
  assert.equal(numberText(42), '42');
  assert.equal(numberText(0), '0');
  assert.equal(numberText(1.5e12 + 0.5), '1.500e+12');
  assert.equal(numberText(Number.NaN), 'NaN');
  assert.equal(numberText(902, true), '902.00');
  assert.equal(numberText(0, true), '0.000');
});

test('what is missing is shown as missing, what is false as false', () => {
  assert.equal(valueText(null), '—');
  assert.equal(valueText(''), '—');
  assert.equal(valueText(false), 'false');
});

test('units as signs, unknown ones in small letters', () => {
  assert.equal(unitText({ unit: 'MILLIMETER' }), 'mm');
  assert.equal(unitText({ unit: 'X', unitCode: 'Cel' }), '°C');
  assert.equal(unitText({ unit: 'CUBIC_FURLONG' }), 'cubic furlong');
  assert.equal(unitText({}), '');
});

test('UCUM codes as people write them', () => {
  const codes = ['Cel', 'N.m', 'cm3', 'mm/s2', 'kW.h', '%', 'um', 'kN'];
  assert.deepEqual(codes.map(signOf), ['°C', 'N·m', 'cm³', 'mm/s²', 'kW·h', '%', 'µm', 'kN']);
});

test('large values take the prefix of their unit', () => {
  assert.deepEqual(measureText(92_230_000, 'Pa'), { text: '92.23', unit: 'MPa' });
  assert.deepEqual(measureText(886_900, 'N'), { text: '886.9', unit: 'kN' });
  assert.deepEqual(measureText(9_000, 'N'), { text: '9000', unit: 'N' });
  assert.deepEqual(measureText(92_230_000, 'mm'), { text: '92230000', unit: 'mm' });
});

test('holes in texts are filled, unknown holes stay', () => {
  assert.equal(say({ en: '{a} of {b}', zh: '' }, 'en', { a: 1 }), '1 of {b}');
});
