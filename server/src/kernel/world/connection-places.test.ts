// Who makes room when all places are taken: the longest idle, or one of the newcomer's own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ConnectionPlaces, networkOf } from './connection-places.ts';

const quietMs = 1_000;
const freshMs = 500;

function filled(hosts: readonly string[], countMax = hosts.length): ConnectionPlaces<string> {
  const places = new ConnectionPlaces<string>({ countMax, quietMs, freshMs });
  hosts.forEach((host, n) => places.enter(`${host}#${n}`, host, n * 200));
  return places;
}

test('there is room until all places are taken, and again when one leaves', () => {
  const places = filled(['a', 'b', 'c'], 4);
  assert.deepEqual(places.roomFor('d', 0), { ok: true });
  places.enter('d#3', 'd', 600);
  assert.deepEqual(places.roomFor('e', 499), { ok: false });
  places.leave('b#1');
  assert.deepEqual(places.roomFor('e', 499), { ok: true });
  assert.equal(places.count, 3);
  places.leave('b#1');
  assert.equal(places.count, 3);
});

test('the connection that is idle the longest makes room, and use keeps a place', () => {
  const places = filled(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
  assert.deepEqual(places.roomFor('x', 5_000), { ok: true, instead: 'a#0' });
  places.used('a#0', 5_000);
  assert.deepEqual(places.roomFor('x', 5_000), { ok: true, instead: 'b#1' });
});

test('what was never used goes before what is idle, once it is not fresh any more', () => {
  const places = filled(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
  for (const name of ['a#0', 'b#1', 'c#2', 'd#3', 'e#4', 'f#5', 'g#6']) places.used(name, 1_200);
  assert.deepEqual(places.roomFor('x', 1_700), { ok: false });
  assert.deepEqual(places.roomFor('x', 2_000), { ok: true, instead: 'h#7' });
  assert.deepEqual(places.roomFor('x', 9_000), { ok: true, instead: 'h#7' });
  places.used('h#7', 9_000);
  assert.deepEqual(places.roomFor('x', 9_000), { ok: true, instead: 'a#0' });
});

test('what is in use is closed for nobody, unless its host has a quarter of all places', () => {
  const each = filled(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
  for (const name of ['a#0', 'b#1']) each.used(name, 1_900);
  each.used('c#2', 1_900);
  each.leave('c#2');
  each.enter('c#2', 'c', 1_900);
  for (const name of ['d#3', 'e#4', 'f#5', 'g#6', 'h#7']) each.used(name, 1_900);
  assert.deepEqual(each.roomFor('x', 2_000), { ok: false });
  const greedy = filled(['a', 'b', 'g', 'g', 'g', 'g', 'g', 'g']);
  const names = ['a#0', 'b#1', 'g#4', 'g#5', 'g#6', 'g#7', 'g#2', 'g#3'];
  for (const name of names) greedy.used(name, 1_900);
  assert.deepEqual(greedy.roomFor('x', 1_901), { ok: true, instead: 'g#4' });
});

test('a host with a quarter of all places pays with its own, however idle others are', () => {
  const places = filled(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'g']);
  assert.deepEqual(places.roomFor('g', 9_000), { ok: true, instead: 'g#6' });
  assert.deepEqual(places.roomFor('a', 9_000), { ok: true, instead: 'a#0' });
});

test('addresses of one IPv6 network are one host', () => {
  assert.equal(networkOf('2001:db8:1:2::7'), networkOf('2001:db8:1:2:3:4:5:6'));
  assert.notEqual(networkOf('2001:db8:1:2::7'), networkOf('2001:db8:1:3::7'));
  assert.equal(networkOf('::ffff:10.0.0.1'), '::ffff:10.0.0.1');
});

test('one host, whatever it does, closes no used connection of a host with less than a quarter', () => {
  const acts = fc.array(fc.tuple(fc.constantFrom('enter', 'use', 'leave'), fc.nat(40)), {
    maxLength: 300,
  });
  fc.assert(
    fc.property(acts, (done) => {
      const places = new ConnectionPlaces<string>({ countMax: 16, quietMs, freshMs });
      let nowMs = 0;
      for (const name of ['a#1', 'b#2', 'c#3']) places.enter(name, name.slice(0, 1), nowMs);
      const attackers: string[] = [];
      for (const [act, n] of done) {
        nowMs += 150;
        for (const name of ['a#1', 'b#2', 'c#3']) places.used(name, nowMs);
        const one = attackers[n % Math.max(1, attackers.length)];
        if (act === 'use' && one !== undefined) places.used(one, nowMs);
        if (act === 'leave' && one !== undefined) {
          places.leave(one);
          attackers.splice(attackers.indexOf(one), 1);
        }
        if (act !== 'enter') continue;
        const { ok, instead } = places.roomFor('evil', nowMs);
        if (instead !== undefined) {
          assert.match(instead, /^evil/);
          places.leave(instead);
          attackers.splice(attackers.indexOf(instead), 1);
        }
        if (!ok) continue;
        const name = `evil#${nowMs}`;
        places.enter(name, 'evil', nowMs);
        attackers.push(name);
        assert.equal(places.count, attackers.length + 3);
        assert.ok(places.count <= 16);
      }
    }),
  );
});
