import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { realClock } from '../../kernel/world/real/clock.ts';
import { toColumns, type ReadingColumns } from '../../stores/series/series.ts';
import { liveReadings } from './live.ts';

test('a view that stays open for long leaves nothing behind with each message', async () => {
  let hear: (batch: ReadingColumns) => void = () => {};
  const telemetry = {
    append: async () => {},
    delivered: async () => [],
    last: async () => new Map(),
    range: async () => [],
    aggregate: async () => [],
    atRest: async <T>(work: () => T) => work(),
    follow: (listener: typeof hear) => {
      hear = listener;
      return { cancel() {} };
    },
  };
  const abort = new AbortController();
  const given = { signals: ['a'], clock: realClock, signal: abort.signal };
  const messages = liveReadings(telemetry, given);
  await messages.next();
  for (let i = 1; i <= 5; i++) {
    const next = messages.next();
    await new Promise(setImmediate);
    hear(toColumns([{ series: 'a', sourceTimeUs: i, serverTimeUs: i, value: i, quality: 2 }]));
    assert.equal((await next).done, false);
  }
  assert.equal(getEventListeners(abort.signal, 'abort').length, 0);
  abort.abort();
  assert.equal((await messages.next()).done, true);
});
