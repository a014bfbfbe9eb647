// What a key may do in a day: 0, 1 and many, by key and not by spelling, counted back when refused later.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SimulatedClock } from '../../../kernel/world/simulated/clock.ts';
import { VirtualTime } from '../../../kernel/world/simulated/time.ts';
import { opCode, type Message } from '../../../wire/handle/handle.ts';
import { question, read } from '../testing/wire.ts';
import { KeyLedger, noLimits, type KeyLimits } from './key-limits.ts';

const who = { handle: '0.NA/88', index: 300 };
const create = (handle: string): Message =>
  read(question({ op: opCode.create, body: { kind: 'values-request', handle, values: [] } }));
const remove = (handle: string): Message =>
  read(question({ op: opCode.delete, body: { kind: 'handle-request', handle } }));

function ledgerOf(limits: Partial<KeyLimits>): { ledger: KeyLedger; clock: SimulatedClock } {
  const clock = new SimulatedClock(new VirtualTime());
  return { clock, ledger: new KeyLedger(clock, { ...noLimits, ...limits }) };
}

/** The code of each request, the admitted ones having gone well. */
function codesOf(ledger: KeyLedger, requests: readonly Message[], of = who): number[] {
  return requests.map((request) => {
    const admitted = ledger.admit(of, request);
    if (admitted.ok) admitted.end(1);
    return admitted.ok ? 1 : admitted.code;
  });
}

const dayMs = 24 * 60 * 60 * 1000;

test('without limits a key does what it likes, and nothing is remembered of it', () => {
  const { ledger } = ledgerOf({});
  const many = Array.from({ length: 500 }, (_, number) => create(`88/${number}`));
  assert.ok(codesOf(ledger, many).every((code) => code === 1));
  assert.equal(ledger.size, 0);
});

test('the request beyond the limit is refused with 603 until the next day', () => {
  const { ledger, clock } = ledgerOf({ requestsPerDay: 2 });
  const three = [remove('88/a'), create('88/a'), remove('88/a')];
  assert.deepEqual(codesOf(ledger, three), [1, 1, 603]);
  assert.deepEqual(codesOf(ledger, three.slice(0, 1), { handle: '0.na/88', index: 300 }), [603]);
  assert.deepEqual(codesOf(ledger, three.slice(0, 1), { handle: '0.NA/88', index: 301 }), [1]);
  clock.step(dayMs);
  assert.deepEqual(codesOf(ledger, three), [1, 1, 603]);
  assert.equal(ledger.size, 1, 'yesterday is forgotten');
});

test('registrations are refused with 604, other requests not', () => {
  const { ledger } = ledgerOf({ registrationsPerDay: 1 });
  const some = [create('88/a'), create('88/b'), remove('88/a')];
  assert.deepEqual(codesOf(ledger, some), [1, 604, 1]);
});

test('a registration under one prefix too many is refused with 605', () => {
  const { ledger } = ledgerOf({ prefixesPerDay: 1 });
  const some = [create('88.A/1'), create('88.b/1'), create('88.a/2')];
  assert.deepEqual(codesOf(ledger, some), [1, 605, 1]);
});

test('what is refused later counts neither as registration nor as prefix', () => {
  const { ledger } = ledgerOf({ registrationsPerDay: 1, prefixesPerDay: 1 });
  const first = ledger.admit(who, create('88.1/a'));
  assert.deepEqual(codesOf(ledger, [create('88.1/b')]), [604], 'taken as long as it is under way');
  assert.ok(first.ok);
  first.end(400);
  assert.deepEqual(codesOf(ledger, [create('88.2/a'), create('88.2/b')]), [1, 604]);
});

test('a key more than can be counted is told to come later', () => {
  const clock = new SimulatedClock(new VirtualTime());
  const ledger = new KeyLedger(clock, { ...noLimits, requestsPerDay: 5 }, { keysMax: 1 });
  assert.deepEqual(codesOf(ledger, [remove('88/a')]), [1]);
  assert.deepEqual(codesOf(ledger, [remove('88/a')], { ...who, index: 1 }), [3]);
  assert.deepEqual(codesOf(ledger, [remove('88/a')]), [1]);
});

test('never more than the limits, whatever is asked in whatever order', () => {
  const step = fc.record({ prefix: fc.nat(3), good: fc.boolean(), is: fc.boolean() });
  const limit = fc.integer({ min: 1, max: 5 });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), limit, limit, limit, (steps, a, b, c) => {
      const limits = { requestsPerDay: 4 * a, registrationsPerDay: b, prefixesPerDay: c };
      const { ledger } = ledgerOf(limits);
      const made: number[] = [];
      let admitted = 0;
      for (const { prefix, good, is } of steps) {
        const outcome = ledger.admit(who, is ? create(`88.${prefix}/x`) : remove('88/x'));
        if (!outcome.ok) continue;
        admitted += 1;
        outcome.end(good ? 1 : 400);
        if (is && good) made.push(prefix);
      }
      assert.ok(admitted <= 4 * a && made.length <= b && new Set(made).size <= c);
    }),
  );
});
