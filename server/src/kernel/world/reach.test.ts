// Which addresses a call on somebody's behalf may reach.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkOf, reachOf } from './reach.ts';

test('inside is refused in every spelling, outside is reached', () => {
  const reach = reachOf([]);
  const inside = [
    ...['127.0.0.1', '127.9.9.9', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
    ...['169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '198.18.0.1'],
    ...['::1', '::', 'fe80::1', 'fe80::1%eth0', 'fd00::1', 'ff02::1', '::ffff:127.0.0.1'],
    ...['::ffff:7f00:1', '::ffff:8.8.8.8', '64:ff9b::7f00:1', '2002:7f00:1::', '2001:0:1::1'],
    ...['2001:db8::1', 'nobody', ''],
  ];
  assert.deepEqual(inside.filter(reach), []);
  const outside = ['8.8.8.8', '172.15.0.1', '172.32.0.1', '223.5.5.5', '2400:3200::1', '2a00::1'];
  assert.deepEqual(outside.filter(reach), outside);
});

test('named networks are reached besides, and nothing around them', () => {
  const reach = reachOf(['10.1.0.0/16', 'fd00:1::/32', '127.0.0.1', 'no network', '10.0.0.0/99']);
  const asked = ['10.1.255.1', '10.2.0.1', 'fd00:1::7', 'fd00:2::7', '127.0.0.1', '127.0.0.2'];
  assert.deepEqual(asked.filter(reach), ['10.1.255.1', 'fd00:1::7', '127.0.0.1']);
  assert.equal(networkOf('10.0.0.0/99'), undefined);
  assert.deepEqual(networkOf('::1'), { address: '::1', bits: 128 });
  assert.equal(networkOf('factory.example'), undefined);
});
