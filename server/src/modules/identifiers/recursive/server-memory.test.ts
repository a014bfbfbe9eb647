// Which server is asked first: the fast, then the slow; the silent last, and again after a while.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock } from '../../../kernel/world/clock.ts';
import { placeOf, ServerMemory } from './server-memory.ts';

const contact = (name: string) => ({ node: name, host: name, udpPort: 1 });
const [a, b, c] = ['a', 'b', 'c'].map(contact) as [Contact, Contact, Contact];
type Contact = ReturnType<typeof contact>;

function memory() {
  const time = { ms: 1 };
  const servers = new ServerMemory({ monotonicMs: () => time.ms } as Clock);
  const order = () =>
    servers
      .inOrder([a, b, c])
      .map(({ node }) => node)
      .join('');
  return { time, servers, order };
}

test('unknown servers in the given order, then by time; the silent last', () => {
  const { servers, order } = memory();
  assert.equal(order(), 'abc');
  servers.answered(placeOf(a), 50);
  assert.equal(order(), 'bca');
  servers.answered(placeOf(b), 20);
  servers.answered(placeOf(c), 5);
  assert.equal(order(), 'cba');
  servers.silent(placeOf(c));
  assert.equal(order(), 'bac');
  assert.ok(servers.isDead(placeOf(c)));
});

test('a silent server is left longer each time, at most a minute, and is as new when it answered', () => {
  const { time, servers } = memory();
  const place = placeOf(a);
  const pauses: number[] = [];
  for (let n = 0; n < 9; n++) {
    servers.silent(place);
    const fromMs = time.ms;
    while (servers.isDead(place)) time.ms += 500;
    pauses.push(time.ms - fromMs);
  }
  assert.deepEqual(pauses, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  servers.answered(place, 1);
  servers.silent(place);
  time.ms += 1_000;
  assert.ok(!servers.isDead(place));
});

test('a slow server gets another chance in time, and the table is bounded', () => {
  const { time, servers, order } = memory();
  servers.answered(placeOf(a), 50);
  time.ms += 30 * 60_000;
  servers.answered(placeOf(b), 10);
  servers.answered(placeOf(c), 11);
  assert.equal(order(), 'abc');
  for (let n = 0; n < 30_000; n++) servers.silent(`h${n}:1`);
  assert.ok(servers.size <= 10_000);
});
