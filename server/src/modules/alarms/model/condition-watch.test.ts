import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { quality, type Quality, type ReadingValue } from '../../../stores/series/series.ts';
import { ConditionWatch, type Judge } from './condition-watch.ts';
import { limitJudge, rateJudge, silenceJudge, stateJudge, type QualityPolicy } from './judges.ts';

const policy: QualityPolicy = { bad: 'hold', uncertain: 'as-good' };
const second = 1_000_000;

function watched(judge: Judge, delays: { on?: number; off?: number } = {}) {
  const turns: string[] = [];
  const watch = new ConditionWatch({
    judge,
    ...{ onDelayMs: (delays.on ?? 0) * 1_000, offDelayMs: (delays.off ?? 0) * 1_000 },
    turned: ({ active, atUs }) => turns.push(`${active ? 'on' : 'off'}@${atUs / second}`),
  });
  const tell = (seconds: number, value: ReadingValue, how: Quality = quality.good) =>
    watch.hear({ input: 0, timeUs: seconds * second, value, quality: how });
  return { watch, turns, tell };
}
const high = (at: number, deadBand = 0, how = policy) =>
  limitJudge({ isHigh: true, at, deadBand, policy: how });

test('a limit with a dead band ends below the band', () => {
  const { turns, tell } = watched(high(80, 5));
  [79, 80, 80.1, 76, 75.5, 75, 80, 81].forEach((value, i) => tell(i, value));
  assert.deepEqual(turns, ['on@2', 'off@5', 'on@7']);
});

test('a low limit mirrors it', () => {
  const { turns, tell } = watched(limitJudge({ isHigh: false, at: 10, deadBand: 2, policy }));
  [11, 9, 11, 12, 12.1].forEach((value, i) => tell(i, value));
  assert.deepEqual(turns, ['on@1', 'off@3']);
});

test('delays count in the time of the machine, to the moment they end', () => {
  const { turns, tell, watch } = watched(high(80), { on: 5, off: 10 });
  tell(0, 90);
  tell(4, 70);
  tell(6, 90);
  watch.advance(10 * second);
  assert.deepEqual(turns, [], 'four seconds only');
  watch.advance(20 * second);
  tell(30, 70);
  tell(35, 90);
  tell(36, 70);
  tell(100, 70);
  assert.deepEqual(turns, ['on@11', 'off@46']);
});

test('the quality of a reading counts as the policy says', () => {
  const outcomes = (how: QualityPolicy, told: Quality) => {
    const { turns, tell } = watched(high(80, 0, how));
    tell(0, 90);
    tell(1, 10, told);
    return turns.join(' ');
  };
  const { bad, uncertain } = quality;
  assert.equal(outcomes(policy, bad), 'on@0');
  assert.equal(outcomes({ ...policy, bad: 'clear' }, bad), 'on@0 off@1');
  assert.equal(outcomes({ ...policy, bad: 'alarm' }, bad), 'on@0');
  assert.equal(outcomes(policy, uncertain), 'on@0 off@1');
  assert.equal(outcomes({ bad: 'hold', uncertain: 'as-bad' }, uncertain), 'on@0');
  const { turns, tell } = watched(high(80, 0, { ...policy, bad: 'alarm' }));
  tell(0, 10);
  tell(1, null, bad);
  assert.deepEqual(turns, ['on@1'], 'bad is itself an alarm');
  const odd = watched(high(80));
  odd.tell(0, 'text');
  odd.tell(1, Number.NaN);
  assert.deepEqual(odd.turns, [], 'what is no number is bad');
});

test('a rate is the change over a whole window, and ends when time has passed', () => {
  const judge = rateJudge({
    ...{ direction: 'rising', at: 1 / second, deadBand: 0, windowMs: 10_000, policy },
  });
  const { turns, tell, watch } = watched(judge);
  tell(0, 0);
  tell(5, 100);
  assert.deepEqual(turns, [], 'half a window says nothing');
  tell(20, 100);
  tell(22, 111);
  watch.advance(60 * second);
  assert.deepEqual(turns, ['on@10', 'off@15', 'on@22', 'off@32']);
});

test('a rate keeps to bounded memory, and to the truth within a 64th of its window', () => {
  const judge = rateJudge({
    ...{ direction: 'either', at: 0.5 / second, deadBand: 0, windowMs: 64_000, policy },
  });
  const { turns, tell } = watched(judge);
  for (let ms = 0; ms < 200_000; ms += 10) tell(ms / 1_000, ms < 100_000 ? 0 : ms / 1_000 - 100);
  assert.equal(turns.length, 1);
  const at = Number(turns[0]?.split('@')[1]);
  assert.ok(Math.abs(at - 132) < 2, `${at}`);
});

test('states, equal and not', () => {
  const { turns, tell } = watched(stateJudge({ is: 'equal', values: ['FAULT', 'STOP'], policy }));
  ['RUN', 'FAULT', 'STOP', 'RUN'].forEach((value, i) => tell(i, value));
  assert.deepEqual(turns, ['on@1', 'off@3']);
  const not = watched(stateJudge({ is: 'not-equal', values: [true], policy }));
  [true, false, true].forEach((value, i) => not.tell(i, value));
  assert.deepEqual(not.turns, ['on@1', 'off@2']);
});

test('silence begins with the last reading and ends with the next', () => {
  const { turns, tell, watch } = watched(silenceJudge({ afterMs: 10_000, sinceUs: 0, policy }));
  watch.advance(9 * second);
  tell(9, 1);
  tell(18, 1);
  tell(19, 1, quality.bad);
  watch.advance(27 * second);
  watch.advance(60 * second);
  tell(61, 2);
  assert.deepEqual(turns, ['on@28', 'off@61']);
});

test('however time is cut into steps, the same turns come out', () => {
  const readings = fc.array(fc.tuple(fc.nat(8), fc.integer({ min: 60, max: 100 })), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(readings, fc.array(fc.nat(300), { maxLength: 50 }), (told, looks) => {
      const run = (ticks: readonly number[]) => {
        const { turns, tell, watch } = watched(high(80, 4), { on: 3, off: 5 });
        let at = 0;
        for (const [gap, value] of told) {
          const next = at + gap;
          for (const tick of ticks) if (tick > at && tick < next) watch.advance(tick * second);
          at = next;
          tell(at, value);
        }
        watch.advance(400 * second);
        return turns;
      };
      assert.deepEqual(run(looks.toSorted((a, b) => a - b)), run([]));
    }),
  );
});
