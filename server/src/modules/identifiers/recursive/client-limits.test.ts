// Every client has its share, whatever others do.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock } from '../../../kernel/world/clock.ts';
import { isFailure } from '../../../kernel/failure/failure.ts';
import { ClientLimits } from './client-limits.ts';

function limits(perSecond: number, exempt: readonly string[] = []) {
  const time = { ms: 0 };
  const clock = { monotonicMs: () => time.ms } as Clock;
  return { time, limits: new ClientLimits({ clock, perSecond, burst: perSecond * 2, exempt }) };
}

function allowed(of: ClientLimits, host: string, tries: number): number {
  return Array.from({ length: tries }, () => of.allows(host)).filter(Boolean).length;
}

test('a burst, then the steady rate; another client has its own', () => {
  const { time, limits: of } = limits(10);
  assert.equal(allowed(of, '192.0.2.1', 100), 20);
  assert.equal(of.refused, 80);
  assert.equal(allowed(of, '192.0.2.2', 5), 5);
  time.ms += 1_000;
  assert.equal(allowed(of, '192.0.2.1', 100), 10);
  time.ms += 60_000;
  assert.equal(allowed(of, '192.0.2.1', 100), 20);
});

test('an IPv6 client is its /64, and an IPv4 one the same behind ::ffff:', () => {
  const { limits: of } = limits(10);
  assert.equal(allowed(of, '2001:db8::1', 15), 15);
  assert.equal(allowed(of, '2001:db8::ffff:2', 15), 5);
  assert.equal(allowed(of, '2001:db8:0:1::1', 15), 15);
  assert.equal(allowed(of, '::ffff:192.0.2.1', 30), 20);
});

test('loopback and the networks of the settings are exempt', () => {
  const { limits: of } = limits(1, ['10.0.0.0/8', '2001:db8::/32', '192.0.2.9']);
  for (const host of [
    '127.0.0.1',
    '127.9.9.9',
    '::1',
    '10.1.2.3',
    '::ffff:10.1.2.3',
    '2001:db8:1::1',
    '192.0.2.9',
  ]) {
    assert.equal(allowed(of, host, 50), 50, host);
  }
  for (const host of ['11.0.0.1', '2001:db9::1', '192.0.2.8', 'fe80::1%eth0', '?']) {
    assert.equal(allowed(of, host, 50), 2, host);
  }
});

test('no limit is no limit, and a wrong network is named', () => {
  assert.equal(allowed(limits(0).limits, '192.0.2.1', 1_000), 1_000);
  for (const text of ['10.0.0.0/33', 'x/8', '10.0.0.0/-1', '10.0.0.0/a', '::/129', '']) {
    assert.throws(
      () => limits(1, [text]),
      (error) => isFailure(error, 'identifiers.bad-address') && /limitExempt/.test(error.message),
      text,
    );
  }
});

test('a flood of addresses does not grow the table without bound', () => {
  const { limits: of } = limits(10);
  for (let n = 0; n < 50_000; n++) of.allows(`10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`);
  for (let n = 0; n < 50_000; n++) of.allows(`2001:db8:${n.toString(16)}::1`);
  assert.ok(of.clients <= 20_000);
});
