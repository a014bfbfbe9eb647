// What happens to a value between the machine and the store.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReadingValue } from '../../../stores/series/series.ts';
import type { SignalSettings } from '../api.ts';
import { keepWhen } from './keep-when.ts';
import { Treatment } from './treatment.ts';

type Rules = Partial<SignalSettings>;

function treated(
  rules: Rules,
  told: readonly ReadingValue[],
  {
    value = 'number',
    stepMs = 1_000,
  }: { value?: 'number' | 'text' | 'boolean'; stepMs?: number } = {},
) {
  const keep = keepWhen({ id: 'x', value, ...rules });
  const treatment = new Treatment({ value }, { ...rules, ...(keep === undefined ? {} : { keep }) });
  let strange = 0;
  const values = told.map((one, i) => {
    const given = { value: one, quality: one === null ? 0 : 2 } as const;
    const result = treatment.treat(given, i * stepMs, () => (strange += 1));
    return result.keep ? [result.value, result.quality] : 'left out';
  });
  return { values, strange, treatment };
}

test('numbers are scaled, and unscaled for writing', () => {
  const { values, treatment } = treated({ scale: { factor: 0.1, offset: -40 } }, [1_200, null]);
  assert.deepEqual(values, [
    [80, 2],
    [null, 0],
  ]);
  assert.equal(treatment.untreated(80), 1_200);
});

test('what is no finite number is bad, and told', () => {
  const { values, strange } = treated({}, [Number.NaN, Infinity, 'abc', true, 1]);
  assert.equal(strange, 3);
  assert.deepEqual(values, [
    [null, 0],
    [null, 0],
    [null, 0],
    [1, 2],
    [1, 2],
  ]);
});

test('changes within the dead band are left out, but not for ever, and never a change of quality', () => {
  const band = { deadBand: { absolute: 1, silenceMs: 3_000 } };
  const { values } = treated(band, [10, 10.5, 11, 11.5, 11.6, 11.7, 11.8, null, null, 11.8]);
  assert.deepEqual(
    values.map((one) => (Array.isArray(one) ? one[0] : one)),
    [10, 'left out', 'left out', 11.5, 'left out', 'left out', 11.8, null, 'left out', 11.8],
  );
  const percent = treated({ deadBand: { percent: 10 } }, [100, 109, 111, 'x']).values;
  assert.deepEqual(percent, [[100, 2], 'left out', [111, 2], [null, 0]]);
  const text = treated({ deadBand: {} }, ['a', 'a', 'b'], { value: 'text' }).values;
  assert.deepEqual(text, [['a', 2], 'left out', ['b', 2]]);
});

test('a condition keeps what it holds for, in the unit of the signal, and what is not known', () => {
  const { values } = treated({ unit: 'bar', keepWhen: 'value > 200kPa' }, [1, 3, null]);
  assert.deepEqual(values, ['left out', [3, 2], [null, 0]]);
  assert.throws(
    () => keepWhen({ id: 'x', keepWhen: 'value +' }),
    /condition of x, value \+, is wrong/,
  );
  assert.throws(() => keepWhen({ id: 'x', keepWhen: 'value' }), /no condition over value/);
  assert.throws(() => keepWhen({ id: 'x', keepWhen: 'true' }), /no condition over value/);
});

test('a number that scaling takes beyond all numbers is bad, not infinite', () => {
  const { values, strange } = treated({ scale: { factor: 1e10 } }, [1e300, 1]);
  assert.deepEqual(values, [
    [null, 0],
    [1e10, 2],
  ]);
  assert.equal(strange, 1);
});
