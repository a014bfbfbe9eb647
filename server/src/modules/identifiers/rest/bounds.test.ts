// What strangers can make the API remember is bounded, in number and in time: sessions and failed logins.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sleep } from '../../../kernel/world/clock.ts';
import { realRandom } from '../../../kernel/world/real/random.ts';
import { SimulatedClock } from '../../../kernel/world/simulated/clock.ts';
import { VirtualTime } from '../../../kernel/world/simulated/time.ts';
import { attemptBounds, Attempts } from './attempts.ts';
import { sessionBounds, SessionStore, type Login } from './session-store.ts';

function simulated() {
  const time = new VirtualTime();
  const clock = new SimulatedClock(time);
  const pass = (ms: number) => time.run(sleep(clock, ms), ms + 1);
  return { clock, random: realRandom, pass };
}
const fails = async () => undefined;
const succeeds = async () => 'in';
const tooMany = { code: 'handle-api.too-many-attempts' };

test('failures of a name from an address are few, of an address some, of a name many', async () => {
  const { clock, pass } = simulated();
  const attempts = new Attempts(clock, { ...attemptBounds, bothMax: 3, hostMax: 6, nameMax: 8 });
  const fail = (name: string, peer: string) => attempts.run({ name, peer }, fails);
  for (let n = 0; n < 3; n++) await fail('a', '192.0.2.1');
  await assert.rejects(fail('a', '192.0.2.1'), tooMany);
  assert.equal(await attempts.run({ name: 'a', peer: '192.0.2.2' }, succeeds), 'in');
  for (let n = 0; n < 3; n++) await fail(`b${n}`, '192.0.2.1');
  await assert.rejects(fail('c', '192.0.2.1'), tooMany);
  for (let n = 0; n < 5; n++) await fail('a', `192.0.2.${10 + n}`);
  await assert.rejects(fail('a', '192.0.2.99'), tooMany);
  await pass(attemptBounds.windowMs);
  assert.equal(await attempts.run({ name: 'a', peer: '192.0.2.1' }, succeeds), 'in');
});

test('who succeeds is never stopped, and an IPv6 network is one address', async () => {
  const { clock } = simulated();
  const attempts = new Attempts(clock, { ...attemptBounds, bothMax: 2 });
  for (let n = 0; n < 50; n++)
    assert.equal(await attempts.run({ name: 'a', peer: '::1' }, succeeds), 'in');
  await attempts.run({ name: 'a', peer: '2001:db8:0:1::5' }, fails);
  await attempts.run({ name: 'a', peer: '2001:db8:0:1:ffff::9' }, fails);
  await assert.rejects(attempts.run({ name: 'a', peer: '2001:db8:0:1::7' }, succeeds), tooMany);
  assert.equal(await attempts.run({ name: 'a', peer: '2001:db8:0:2::7' }, succeeds), 'in');
});

test('attempts at the same time are few, and what is counted stays small', async () => {
  const { clock } = simulated();
  const attempts = new Attempts(clock, { ...attemptBounds, underWayMax: 3, countersMax: 50 });
  let finish = (): void => {};
  const slow = () => new Promise<string>((resolve) => (finish = () => resolve('in')));
  const three = [1, 2, 3].map((n) =>
    attempts.run({ name: `${n}`, peer: 'p' }, n === 3 ? slow : succeeds),
  );
  await assert.rejects(attempts.run({ name: 'x', peer: 'p' }, succeeds), tooMany);
  finish();
  await Promise.all(three);
  assert.equal(await attempts.run({ name: 'x', peer: 'p' }, succeeds), 'in');
  const broken = attempts.run({ name: 'x', peer: 'p' }, () => Promise.reject(new Error('down')));
  await assert.rejects(broken, /down/);
  for (let n = 0; n < 500; n++) {
    await attempts.run({ name: `${n}${'x'.repeat(5_000)}`, peer: `host ${n}` }, fails);
  }
  assert.ok(attempts.counters <= 50, String(attempts.counters));
});

const loginOf = (handle: string): Login => ({
  identity: { handle, index: 300 },
  key: { type: 'HS_SECKEY', data: Buffer.from('x') },
});

test('sessions end by waiting, by idling and by age', async () => {
  const { pass, ...world } = simulated();
  const store = new SessionStore(world);
  const waiting = store.begin();
  assert.equal(store.find(waiting.id), waiting);
  await pass(sessionBounds.waitMs);
  assert.equal(store.find(waiting.id), undefined);
  const idle = store.begin();
  store.logIn(idle, loginOf('a/b'), 'proof');
  await pass(sessionBounds.idleMs);
  assert.equal(store.find(idle.id), undefined);
  const busy = store.begin();
  store.logIn(busy, loginOf('a/b'), 'proof');
  for (
    let ms = 0;
    ms < sessionBounds.lifeMs - sessionBounds.idleMs;
    ms += sessionBounds.idleMs / 2
  ) {
    assert.equal(store.find(busy.id), busy);
    await pass(sessionBounds.idleMs / 2);
  }
  await pass(sessionBounds.idleMs / 2);
  await pass(sessionBounds.idleMs / 2);
  assert.equal(store.find(busy.id), undefined);
  assert.deepEqual(store.count, { waiting: 0, open: 0 });
});

test('who only opens sessions pushes nobody out who is logged in', () => {
  const { clock, random } = simulated();
  const bounds = { ...sessionBounds, waitingMax: 5, openMax: 7, openEachMax: 2 };
  const step = fc.record({
    act: fc.constantFrom('begin', 'log in', 'end', 'find'),
    who: fc.nat(5),
    at: fc.nat(50),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const store = new SessionStore({ clock, random }, bounds);
      const known = [store.begin()];
      for (const { act, who, at } of steps) {
        const session = known[at % known.length] ?? store.begin();
        const openBefore = store.count.open;
        if (act === 'begin') {
          known.push(store.begin());
          assert.equal(store.count.open, openBefore);
        } else if (act === 'end') store.end(session.id);
        else if (act === 'log in') store.logIn(session, loginOf(`a/${who}`), '');
        else assert.ok([undefined, session].includes(store.find(session.id)));
        const { waiting, open } = store.count;
        assert.ok(waiting <= 5 && open <= 7);
        const alive = known.filter(({ id }) => store.find(id)?.login !== undefined);
        for (let n = 0; n <= 5; n++) {
          assert.ok(alive.filter(({ login }) => login?.identity.handle === `a/${n}`).length <= 2);
        }
      }
    }),
  );
});
