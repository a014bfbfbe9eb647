// What the store tells of stretches is what their readings give, one by one; and of thinned readings what there was before.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { embeddedSubject } from '../../engines/embedded/subject.ts';
import { realClock } from '../../kernel/world/real/clock.ts';
import { toColumns, type Reading } from '../../stores/series/series.ts';
import { Spent } from './limits.ts';
import { stretchesOf, zoneCalendar, type Stretch } from './model/buckets.ts';
import { Figures, type FigureName } from './model/figures.ts';
import { isStored, storedFigures } from './stored-figures.ts';

const begunUs = Date.UTC(2026, 2, 28) * 1_000;
const hourUs = 3_600_000_000;
const names: readonly FigureName[] = ['count', 'minimum', 'maximum', 'mean', 'sum', 'range'];
const limits = {
  ...{ signalsMax: 100, readingsMax: 1e9, pointsMax: 1e6, secondsMax: 60, queriesMax: 1 },
};
const spent = () => new Spent(realClock, limits, new AbortController().signal);

function reading(series: string, minute: number, value: Reading['value']): Reading {
  const sourceTimeUs = begunUs + minute * 60_000_000;
  return { series, sourceTimeUs, serverTimeUs: sourceTimeUs, value, quality: 2 };
}

/** One after the other, as they come from the store. */
async function plainly(store: { all: readonly Reading[] }, stretches: readonly Stretch[]) {
  const figures = new Figures(stretches, Infinity, names);
  for (const { sourceTimeUs, value } of store.all) figures.take(sourceTimeUs, value, true);
  figures.end();
  return figures;
}

test('the figures of the store are those of its readings, whatever the stretches', async (t) => {
  const { store, dispose } = await embeddedSubject('series');
  t.after(dispose);
  let run = 0;
  const made = fc.array(
    fc.record({
      minute: fc.integer({ min: 0, max: 6 * 1_440 }),
      value: fc.oneof(fc.integer({ min: -99, max: 99 }), fc.boolean()),
    }),
    { maxLength: 60 },
  );
  const every = fc.constantFrom('7m', '1h', '25h', '60h', 'hour', 'day', 'week', 'none');
  await fc.assert(
    fc.asyncProperty(
      fc.array(made, { minLength: 1, maxLength: 4 }),
      every,
      fc.nat(72),
      fc.integer({ min: 1, max: 140 }),
      async (rows, length, first, hours) => {
        const signals = rows.map((_, n) => `88.118.8/M-${run}/s${n}`);
        run++;
        const all = rows.map((own, n) =>
          own
            .toSorted((a, b) => a.minute - b.minute)
            .map(({ minute, value }) => reading(signals[n] ?? '', minute, value)),
        );
        await store.append(toColumns(all.flat()));
        if (run % 3 === 0) await store.seal(begunUs + 2 * 24 * hourUs);
        const fromUs = begunUs + first * hourUs;
        const span = { fromUs, toUs: fromUs + hours * hourUs };
        const given = { calendar: zoneCalendar('Europe/Berlin'), most: 10_000 };
        const stretches = stretchesOf(length === 'none' ? undefined : length, span, given);
        const found = await storedFigures(store, { signals, stretches }, spent());
        for (const [n, signal] of signals.entries()) {
          const expected = await plainly({ all: all[n] ?? [] }, stretches);
          const own = found.get(signal);
          assert.ok(own, 'numbers alone');
          for (const at of stretches.keys()) {
            for (const name of names) {
              const [actual, wanted] = [own.figure(name, at), expected.figure(name, at)];
              const isClose = Math.abs(Number(actual) - Number(wanted)) < 1e-9;
              assert.ok(actual === wanted || (wanted !== null && isClose), `${name} of ${at}`);
            }
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('a signal that has more than numbers is left to its readings', async (t) => {
  const { store, dispose } = await embeddedSubject('series');
  t.after(dispose);
  const signals = ['text', 'bad', 'infinite', 'plain', 'silent'].map((one) => `88.118.8/M/${one}`);
  const [text = '', bad = '', infinite = '', plain = ''] = signals;
  await store.append(
    toColumns([
      ...signals.slice(0, 4).map((signal) => reading(signal, 0, 1)),
      reading(text, 1, 'RUN'),
      { ...reading(bad, 1, 7), quality: 0 },
      reading(infinite, 1, Infinity),
      reading(plain, 1, 3),
    ]),
  );
  const stretches = [{ fromUs: begunUs, toUs: begunUs + hourUs }];
  const found = await storedFigures(store, { signals, stretches }, spent());
  assert.deepEqual([...found.keys()], [plain, signals[4]]);
  assert.deepEqual(
    names.map((name) => found.get(plain)?.figure(name, 0)),
    [2, 1, 3, 2, 4, 2],
  );
  const usual = { kind: 'aggregate' } as const;
  assert.equal(isStored(usual, names), true);
  assert.equal(isStored(usual, ['mean', 'timeWeightedMean']), false);
  assert.equal(isStored({ ...usual, quality: 'good' }, names), false);
});

test('means and counts of thinned readings are those of all that there were', async (t) => {
  const { store, dispose } = await embeddedSubject('series');
  t.after(dispose);
  const signal = '88.118.8/M/t';
  const day = Array.from({ length: 1_440 }, (_, n) => reading(signal, n, (n * n) % 97));
  await store.append(toColumns(day));
  const span = { fromUs: begunUs, toUs: begunUs + 24 * hourUs };
  await store.seal(span.toUs);
  const calendar = zoneCalendar('UTC');
  const stretches = stretchesOf('4h', span, { calendar, most: 10 });
  const expected = await plainly({ all: day }, stretches);
  await store.thin({ series: [signal], ...span, bucketUs: hourUs });
  const own = (await storedFigures(store, { signals: [signal], stretches }, spent())).get(signal);
  for (const at of stretches.keys()) {
    for (const name of ['count', 'minimum', 'maximum', 'sum'] as const) {
      assert.equal(own?.figure(name, at), expected.figure(name, at), name);
    }
  }
});
