// The oven behaves like one, and its registers say so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { realWorld } from '../../server/src/kernel/world/real/world.ts';
import { until } from '../../server/src/testing/until.ts';
import { modbusTcp } from '../../server/src/modules/connectivity/protocols/modbus/modbus-tcp.ts';
import { calculated } from '../../server/src/modules/connectivity/protocols/calculated/calculated.ts';
import { checkedSettings } from '../../server/src/modules/connectivity/settings-check.ts';
import { sourceUnderTest } from '../../server/src/modules/connectivity/testing/source-under-test.ts';
import { ModbusStation } from './modbus-station.ts';
import { Oven, ovenRegisters } from './oven.ts';
import { ovenRules, ovenSource } from './oven-sources.ts';

const { zone1, power, energy, target } = ovenRegisters;

function readings(oven: Oven) {
  const view = new DataView(oven.memory.buffer);
  return {
    zone1: view.getFloat32(zone1 * 2),
    power: view.getFloat32(power * 2),
    energy: view.getUint32(energy * 2),
    set: (value: number) => view.setFloat32(target * 2, value),
  };
}

test('it follows its target, an open door costs heat, and energy only grows', () => {
  const oven = new Oven(realWorld.random);
  let now = 0;
  const pass = (seconds: number) => {
    for (const end = now + seconds * 1_000; now < end; now += 250) oven.step(now);
  };
  pass(120);
  assert.ok(Math.abs(readings(oven).zone1 - 180) < 3, String(readings(oven).zone1));
  const before = readings(oven);
  before.set(120);
  pass(15);
  assert.ok(readings(oven).zone1 < before.zone1, 'it cools');
  assert.ok(readings(oven).power < before.power);
  readings(oven).set(180);
  pass(10);
  assert.ok(oven.isDoorOpen, 'after 138 s of each 150');
  const closed = readings(oven).energy;
  pass(60);
  assert.ok((readings(oven).energy - closed) >>> 0 > 0);
});

for (const host of ['127.0.0.1', '::1']) {
  test(`its station answers on ${host} as its source asks, takes a target and refuses other writes`, async (t) => {
    const oven = new Oven(realWorld.random);
    oven.step(0);
    const station = new ModbusStation({
      network: realWorld.network,
      address: { host, port: 0 },
      registers: oven.memory,
      writable: [[target, 2]],
      coils: () => [oven.isDoorOpen],
    });
    const settings = checkedSettings(ovenSource(await station.open()));
    t.after(() => station.close());
    const { source, readings: told, stop } = sourceUnderTest(modbusTcp, settings);
    t.after(stop);
    source.start();
    await until('each signal', () => new Set(told.map(({ series }) => series)).size === 6);
    assert.ok(told.every(({ quality }) => quality === 2));
    const position = (id: string) => source.observer.positionOf(`88.118.8/M-oven-01/${id}`) ?? -1;
    const outcomes = await source.session?.write?.([
      { signal: position('target'), value: 150 },
      { signal: position('power'), value: 1 },
    ]);
    assert.deepEqual(
      outcomes?.map(({ taken }) => taken),
      [true, false],
    );
    assert.equal(oven.targetC, 150);
  });
}

test('its rules compile for its signals', () => {
  const settings = checkedSettings(ovenRules('88.118.8'));
  const { signals } = calculated.describe('88.118.8', settings);
  assert.deepEqual(
    signals.map(({ id }) => id),
    ['spread', 'steady', 'power_mean'],
  );
});
