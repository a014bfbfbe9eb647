import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { atoms, prefixes } from './atoms.ts';
import { combined, convert, isSameKind, parseUnit, toPower, type Unit } from './unit.ts';

function unit(code: string): Unit {
  const outcome = parseUnit(code);
  assert.ok(outcome.ok, `${code}: ${outcome.ok ? '' : outcome.at}`);
  return outcome.unit;
}

const same: readonly [number, string, number, string][] = [
  [100, 'Cel', 212, '[degF]'],
  [0, 'Cel', 273.15, 'K'],
  [1, 'kW.h', 3.6, 'MJ'],
  [1, 'bar', 100, 'kPa'],
  [1, 'bar', 14.503_773_773, '[psi]'],
  [60, 'L/min', 1, 'L/s'],
  [3.6, 'km/h', 1, 'm/s'],
  [60, '[rpm]', 360, 'deg/s'],
  [1, 'm3', 1_000, 'L'],
  [1, 'N.m', 1, 'J'],
  [1, 'kg.m/s2', 1, 'N'],
  [50, '%', 0.5, '1'],
  [60, '/min', 1, 'Hz'],
  [1, '{parts}/h', 24, '/d'],
  [1, 'kg', 2.204_622_622, '[lb_av]'],
  [25.4, 'mm', 1, '[in_i]'],
  [1, 'KiBy', 8_192, 'bit'],
  [1, '(m/s)2', 1, 'm2/s2'],
  [1, 'm[H2O]', 9.806_65, 'kPa'],
];

for (const [value, from, expected, to] of same) {
  test(`${value} ${from} = ${expected} ${to}`, () => {
    assert.ok(isSameKind(unit(from), unit(to)));
    const got = convert(value, unit(from), unit(to));
    assert.ok(Math.abs(got - expected) <= Math.abs(expected) * 1e-9, String(got));
  });
}

test('what is no unit says where', () => {
  for (const [code, at] of [
    ['furlong', 'furlong'],
    ['kg/', ''],
    ['m//s', '/s'],
    ['kCel', 'kCel'],
    ['(m', ''],
    ['m)', ')'],
    ['{x', '{x'],
  ] as const) {
    assert.deepEqual(parseUnit(code), { ok: false, at }, code);
  }
});

test('products, quotients and powers have the dimensions of the whole', () => {
  assert.ok(isSameKind(combined(unit('kW'), unit('h'), 1), unit('J')));
  assert.ok(isSameKind(combined(unit('m'), unit('s'), -1), unit('km/h')));
  assert.ok(isSameKind(toPower(unit('m2'), 0.5) ?? unit('s'), unit('m')));
  assert.equal(toPower(unit('m'), 0.5), undefined);
  assert.equal(combined(unit('m'), unit('m'), -1).code, '1');
});

test('no text crashes it, and every atom with every prefix that it may have is read', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary-ascii', maxLength: 120 }),
      (code) => void parseUnit(code),
    ),
  );
  const marks = fc.constantFrom(
    ...atoms.keys(),
    ...prefixes.keys(),
    '.',
    '/',
    '2',
    '-1',
    '(',
    ')',
    '{a}',
  );
  fc.assert(
    fc.property(fc.array(marks, { maxLength: 12 }), (parts) => {
      const outcome = parseUnit(parts.join(''));
      if (outcome.ok) assert.ok(outcome.unit.factor > 0);
    }),
  );
  for (const [code, { metric }] of atoms) {
    assert.ok(parseUnit(code).ok, code);
    if (metric)
      for (const prefix of prefixes.keys()) assert.ok(parseUnit(prefix + code).ok, prefix + code);
  }
});
