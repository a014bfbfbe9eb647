// Addresses, zones and values of commands: what is read as meant, and what is refused by name.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isFailure } from '../../../../kernel/failure/failure.ts';
import { iec104 } from './iec104.ts';
import { readAddress } from './address.ts';
import { StationZone } from './station-time.ts';
import { commandValue } from './values.ts';

const at = (address: string) => readAddress('s', { id: 'x', address });

test('an address is two numbers, perhaps a type, perhaps another object for commands', () => {
  assert.deepEqual(at('1/100'), { common: 1, object: 100, command: { common: 1, object: 100 } });
  assert.equal(at('1/100:M_ME_TF_1').family, 'ME_NC');
  assert.equal(at('1/100:45').command.spec?.name, 'C_SC_NA');
  const both = at(' 1/100:M_SP_NA > 2/2100:C_SC_TA ');
  assert.deepEqual([both.family, both.command.common, both.command.object], ['SP', 2, 2100]);
  for (const wrong of ['', '1', '0/1', '65535/1', '1/16777216', '1/1>', '1/1>1/2:M_SP_NA', 'a/b'])
    assert.throws(
      () => at(wrong),
      (error) => isFailure(error, 'iec104.bad-address'),
      wrong,
    );
  for (const wrong of ['1/1:M_XX_NA', '1/1:C_IC_NA'])
    assert.throws(
      () => at(wrong),
      (error) => isFailure(error, 'iec104.unknown-type'),
      wrong,
    );
});

test('settings that cannot be right are refused before anything is connected', () => {
  const describe = (zone: string, addresses: string[]) =>
    iec104.describe('88.118.8', {
      ...{ name: 's', protocol: iec104.name, connection: { host: 'h', zone } },
      signals: addresses.map((address, n) => ({ id: `s${n}`, address })),
    });
  assert.equal(describe('UTC', ['1/1', '1/2']).signals.length, 2);
  assert.throws(
    () => describe('UTC', ['1/1', '1/1:M_SP_NA']),
    (error) => isFailure(error, 'iec104.address-twice'),
  );
  assert.throws(
    () => describe('Mars/Olympus', []),
    (error) => isFailure(error, 'iec104.bad-zone'),
  );
});

test('a moment told in any zone is the same moment', () => {
  const zones = ['UTC', '+08:00', '-03:30', 'Asia/Shanghai', 'Europe/Berlin', 'America/New_York'];
  const moment = fc.integer({ min: Date.UTC(2001, 0, 1), max: Date.UTC(2098, 0, 1) });
  fc.assert(
    fc.property(fc.constantFrom(...zones), moment, (name, epochMs) => {
      const zone = StationZone.named(name);
      assert.ok(zone);
      assert.equal(zone.epochMs(zone.stationTime(epochMs)), epochMs);
    }),
  );
});

test('the hour that comes twice is told apart by the summer bit', () => {
  const zone = StationZone.named('Europe/Berlin');
  const time = { year: 2026, month: 10, day: 25, hour: 2, minute: 30, millisecond: 0 };
  const at = (summer: boolean) => zone?.epochMs({ ...time, invalid: false, summer });
  assert.equal(at(true), Date.UTC(2026, 9, 25, 0, 30));
  assert.equal(at(false), Date.UTC(2026, 9, 25, 1, 30));
});

test('a command is a state or a number that its type has', () => {
  const cases = [
    ['SP', true, 1],
    ['SP', 'off', 0],
    ['DP', true, 2],
    ['DP', 0, undefined],
    ['ST', 'higher', 2],
    ['ME_NA', 1, undefined],
    ['ME_NA', -1, -1],
    ['ME_NB', 1.5, undefined],
    ['ME_NB', 32_768, undefined],
    ['ME_NC', Number.NaN, undefined],
    ['ME_NC', 1e39, undefined],
    ['BO', 0xff_ff_ff_ff, 0xff_ff_ff_ff],
    ['IT', 1, undefined],
    ['SP', 'toString', undefined],
  ] as const;
  for (const [family, told, value] of cases) {
    const outcome = commandValue(family, told);
    assert.equal(outcome.ok ? outcome.value : undefined, value, `${family} ${told}`);
  }
});
