import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  isCovered,
  stateOf,
  step,
  untouched,
  type AlarmEvent,
  type AlarmStatus,
} from './alarm-machine.ts';
import { alarmStates, stateLetters, transitions } from './alarm-table.ts';

const shelving = { by: 'li', why: 'noise', atMs: 0, untilMs: 10, oneShot: false };
const suppression = { by: 'rule', who: 'evaluation', why: 'off', atMs: 0 } as const;
const outOfService = { by: 'li', why: 'repair', atMs: 0 };

function walk(events: readonly AlarmEvent[], latching = false): AlarmStatus {
  return events.reduce((status, event) => step(status, event, { latching }) ?? status, untouched);
}
const of = (...kinds: readonly ('raised' | 'returned' | 'acknowledged' | 'reset')[]) =>
  kinds.map((kind) => ({ kind }));

test('each transition of the table goes as it says', () => {
  const ways: Readonly<Record<string, readonly AlarmEvent[]>> = {
    normal: [],
    unacknowledged: of('raised'),
    acknowledged: of('raised', 'acknowledged'),
    'returned-unacknowledged': of('raised', 'returned'),
    'latched-unacknowledged': of('raised', 'returned'),
    'latched-acknowledged': of('raised', 'returned', 'acknowledged'),
  };
  for (const { from, on, to, latching, says } of transitions) {
    const isLatching = latching ?? from.startsWith('latched');
    const before = walk(ways[from] ?? [], isLatching);
    assert.equal(stateOf(before), from, says);
    const after = step(before, { kind: on }, { latching: isLatching });
    assert.equal(after && stateOf(after), to, says);
    assert.match(says, new RegExp(`^${stateLetters[from]}→${stateLetters[to]} `));
  }
  assert.deepEqual(new Set(Object.values(stateLetters)).size, alarmStates.length);
});

test('what lies over an alarm: shelved, suppressed, out of service', () => {
  const shelved = walk([...of('raised'), { kind: 'shelved', shelving }]);
  assert.equal(stateOf(shelved), 'shelved');
  const both = step(shelved, { kind: 'suppressed', suppression }, { latching: false });
  assert.equal(both && stateOf(both), 'suppressed');
  const all = both && step(both, { kind: 'out-of-service', outOfService }, { latching: false });
  assert.equal(all && stateOf(all), 'out-of-service');
  const off = walk([
    ...of('raised', 'acknowledged'),
    { kind: 'shelved', shelving },
    { kind: 'unshelved' },
  ]);
  assert.equal(stateOf(off), 'unacknowledged', 'it occurs anew: G→B');
  const gone = walk([
    ...of('raised'),
    { kind: 'shelved', shelving },
    ...of('returned'),
    { kind: 'unshelved' },
  ]);
  assert.equal(stateOf(gone), 'normal', 'G→A');
});

test('a one-shot shelving ends when the process is normal', () => {
  const oneShot = { kind: 'shelved', shelving: { ...shelving, oneShot: true } } as const;
  assert.equal(stateOf(walk([...of('raised'), oneShot, ...of('returned')])), 'normal');
  assert.equal(stateOf(walk([...of('raised'), oneShot])), 'shelved');
});

test('whatever happens in whatever order, the state fits what happened', () => {
  const event = fc.constantFrom<AlarmEvent>(
    ...of('raised', 'returned', 'acknowledged', 'reset'),
    { kind: 'shelved', shelving },
    { kind: 'unshelved' },
    { kind: 'suppressed', suppression },
    { kind: 'suppressed', suppression: { ...suppression, by: 'flood' } },
    { kind: 'unsuppressed', by: 'rule' },
    { kind: 'unsuppressed', by: 'flood' },
    { kind: 'out-of-service', outOfService },
    { kind: 'in-service' },
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), fc.boolean(), (events, latching) => {
      let status = untouched;
      let active = false;
      for (const one of events) {
        if (one.kind === 'raised') active = true;
        if (one.kind === 'returned') active = false;
        status = step(status, one, { latching }) ?? status;
        assert.equal(status.active, active, 'the condition is followed in every state');
        const state = stateOf(status);
        if (isCovered(status)) assert.equal(status.process, 'normal');
        else if (active) assert.match(state, /^(un)?acknowledged$/);
        else assert.doesNotMatch(state, /^(un)?acknowledged$/);
        if (!latching) assert.ok(!state.startsWith('latched'), state);
        assert.notEqual(status.suppressed?.length, 0);
      }
    }),
  );
});
