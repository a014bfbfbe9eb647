// What a reader of live alarms is told: changes at once, never those of another tenant, and a bound however slowly it reads.
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test, type TestContext } from 'node:test';
import type { Principal } from '../../../kernel/access/rights.ts';
import type { StreamMessage } from '../../../kernel/http/route.ts';
import type { Alarm } from '../api.ts';
import {
  alarmsUnderTest,
  machine,
  person,
  ruleOf,
  signalOf,
} from '../testing/alarms-under-test.ts';
import { liveAlarms, toldMax } from './live-alarms.ts';
import { countsFor, seenBy, type AlarmsHere } from './seen-alarms.ts';

const count = toldMax + 50;
const signals = Array.from({ length: count }, (_, i) => signalOf(`t${i}`, { unitCode: 'Cel' }));

async function followed(t: TestContext, principal: Principal = person) {
  const under = await alarmsUnderTest(t, { signals });
  const { signal: _one, ...rule } = ruleOf({ path: '**/t*' });
  await under.system.rules.put({ enterprise: '88.118.8', id: 'all' }, rule, { by: person.id });
  await under.settled();
  const abort = new AbortController();
  const world = { clock: under.clock };
  const given = { query: {}, principal, signal: abort.signal };
  const messages = liveAlarms({ desk: under.system.desk, world }, given);
  const next = async () => {
    const told = messages.next();
    await under.pass(1_000);
    return (await told).value as StreamMessage | undefined;
  };
  let second = 0;
  const hot = (from: number, to: number, value = 90) => {
    second += 1;
    const told = signals.slice(from, to).map(({ id }) => under.reading(id, second, value));
    return under.tell(...told);
  };
  return { under, abort, messages, next, hot };
}
const alarmsOf = (message: StreamMessage | undefined) =>
  (message?.data as { alarms: Alarm[]; counts: { standing: number } } | undefined) ?? {
    ...{ alarms: [], counts: { standing: -1 } },
  };

test('the counts first, then what changed, each alarm once in a message', async (t) => {
  const { next, hot, messages, abort } = await followed(t);
  assert.equal(alarmsOf(await next()).counts.standing, 0);
  await hot(0, 3);
  await hot(0, 1, 95);
  const { alarms, counts } = alarmsOf(await next());
  assert.deepEqual(
    alarms.map(({ signal, state }) => [signal, state]),
    [0, 1, 2].map((i) => [`${machine}/t${i}`, 'unacknowledged']),
  );
  assert.equal(counts.standing, 3);
  const waiting = messages.next();
  abort.abort();
  assert.equal((await waiting).done, true);
  assert.equal(getEventListeners(abort.signal, 'abort').length, 0, 'nothing is left behind');
});

test('a slow reader costs a bound, and is told to read the list', async (t) => {
  const { next, hot, under } = await followed(t);
  await next();
  await hot(0, count);
  await under.pass(5_000);
  const { alarms, counts } = alarmsOf(await next());
  assert.deepEqual([alarms.length, counts.standing], [0, count]);
  await hot(7, 8, 10);
  assert.deepEqual(
    alarmsOf(await next()).alarms.map(({ signal }) => signal),
    [`${machine}/t7`],
    'and goes on from there',
  );
});

test('another tenant is told nothing, not even counts', async (t) => {
  const grants = [{ right: '*', on: '88.118.9' }];
  const other: Principal = { ...person, id: '88.118.9/P-x', tenant: '88.118.9', grants };
  const { messages, next, hot, under, abort } = await followed(t, other);
  await hot(0, 2);
  assert.equal(alarmsOf(await next()).counts.standing, 0);
  const waiting = messages.next();
  await hot(2, 5);
  await under.pass(2_000);
  let isTold = false;
  void waiting.then(() => (isTold = true));
  await under.settled();
  assert.equal(isTold, false);
  abort.abort();
  assert.equal((await waiting).done, true);
});

test('a message costs what changed: all alarms are looked at once a reader', async (t) => {
  const { under, hot } = await followed(t);
  const { desk } = under.system;
  let walks = 0;
  const watched: AlarmsHere = {
    policies: desk.policies,
    alarm: (id) => desk.alarm(id),
    follow: (hear) => desk.follow(hear),
    watch: (look) => desk.watch(look),
    alarms() {
      walks += 1;
      return desk.alarms();
    },
  };
  const abort = new AbortController();
  const given = { query: {}, principal: person, signal: abort.signal };
  const messages = liveAlarms({ desk: watched, world: { clock: under.clock } }, given);
  await messages.next();
  for (let i = 1; i <= 5; i += 1) {
    const told = messages.next();
    await hot(i, i + 1);
    await under.pass(1_000);
    assert.equal(alarmsOf((await told).value as StreamMessage).counts.standing, i);
  }
  assert.equal(walks, 1);
  abort.abort();
  await messages.next();
});

test('counts that are kept up are those of a look at all, whatever happens', async (t) => {
  const { under, hot } = await followed(t);
  const { graph } = under;
  const { desk, rules } = under.system;
  const kept = countsFor(desk, person, {});
  const agree = (what: string) =>
    assert.deepEqual(kept.shown(), seenBy(desk, person, {}).counts, what);
  const alarmOf = (i: number) => {
    const alarm = desk.alarm(`all:high:${machine}/t${i}`);
    assert.ok(alarm);
    return alarm;
  };
  await hot(0, 20);
  agree('raised');
  assert.equal(kept.shown().unacknowledged.high, 20);
  await desk.act(alarmOf(0), person, { event: { kind: 'acknowledged' } });
  const shelving = { by: 'Li', why: 'noise', atMs: 0, untilMs: under.clock.now() + 60_000 };
  const event = { kind: 'shelved', shelving: { ...shelving, oneShot: false } } as const;
  await desk.act(alarmOf(1), person, { event });
  agree('acknowledged and shelved');
  assert.equal(kept.shown().hidden, 1);
  await hot(2, 5, 10);
  agree('returned');
  const { signal: _one, ...rule } = ruleOf({ path: '**/t*', priority: 'low' });
  const place = { enterprise: '88.118.8', id: 'all' };
  await rules.put(place, rule, { by: person.id });
  await under.settled();
  agree('of another priority');
  assert.deepEqual(
    [kept.shown().unacknowledged.high, kept.shown().unacknowledged.low > 0],
    [0, true],
  );
  await under.pass(120_000);
  agree('no longer shelved');
  graph.remove(`${machine}/t7`);
  await under.pass(5_000);
  agree('a signal is gone');
  await rules.remove(place, person);
  await under.settled();
  const { floods, ...counts } = seenBy(desk, person, {}).counts;
  assert.deepEqual({ ...kept.shown(), floods }, { ...counts, floods }, 'the rule is removed');
  assert.deepEqual(kept.shown().floods, ['default'], 'the flood is not over');
  kept.cancel();
});
