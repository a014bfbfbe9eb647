import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HandleValue } from '@jingwei/sdk';
import { friendlyText, type Reader } from './friendly.ts';

const signs: Readonly<Record<string, string>> = { Cel: '°C', 'N.m': 'N·m', cm3: 'cm³' };
const zh: Reader = {
  language: 'zh',
  timeText: (iso) => `local ${iso}`,
  signOf: (code) => signs[code] ?? code,
};

function value(type: string, data: HandleValue['data']): HandleValue {
  return { index: 1, type, data, ttl: 300, timestamp: '2026-11-23T00:00:00Z' };
}
const text = (type: string, held: string) =>
  friendlyText(value(type, { format: 'string', value: held }), zh);

test('units are signs, and digits end where they tell nothing', () => {
  assert.equal(text('PROCESS.MELT_TEMPERATURE', '106.27280603310146 Cel'), '106.273 °C');
  assert.equal(text('PROCESS.TORQUE_PEAK', '114.2 N.m'), '114.2 N·m');
  assert.equal(text('PROCESS.SHOT_VOLUME', '18.65 cm3'), '18.65 cm³');
  assert.equal(text('PROCESS.PART_COUNT', '1'), undefined);
  assert.equal(text('UNIT', 'Cel'), '°C');
});

test('times are told in the zone of the reader, with the zone', () => {
  assert.equal(
    text('CYCLE_START', '2026-11-23T01:18:30.619000Z'),
    'local 2026-11-23T01:18:30.619Z',
  );
  assert.equal(text('CYCLE_START', '2026-11-23T01:18:30.000Z'), 'local 2026-11-23T01:18:30Z');
});

test('known words in Chinese, others as they are', () => {
  assert.equal(text('KIND', 'signal'), '测点');
  assert.equal(text('NAME', 'signal'), undefined);
});

test('an administrator and a site are told in one line', () => {
  const admin = { handle: '0.NA/88.118.8', index: 300, permissions: '111111111111' };
  assert.equal(
    friendlyText(value('HS_ADMIN', { format: 'admin', value: admin }), zh),
    '0.NA/88.118.8，索引 300 · 全部权限',
  );
  const interfaces = ['UDP', 'TCP'].map((protocol) => ({ protocol, port: 2643 }));
  const site = {
    attributes: [{ name: 'desc', value: 'enterprise 88.118.8' }],
    servers: [{ address: '127.0.0.1', interfaces }],
  };
  const shown = value('HS_SITE', { format: 'site', value: site });
  assert.equal(friendlyText(shown, zh), '企业节点 88.118.8 · 127.0.0.1:2643 UDP, TCP');
  assert.equal(
    friendlyText(value('HS_SITE', { format: 'site', value: {} }), { ...zh, language: 'en' }),
    undefined,
  );
});
