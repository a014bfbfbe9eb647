import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { createClient } from './client.ts';
import type { LiveState } from './live.ts';
import type { Timer } from './pause.ts';
import { realTimer } from './pause.ts';
import { openStand, sendJson } from './testing/stand.ts';
import type { Reading } from './types.ts';

function reading(value: number): Reading {
  return { signal: 'm/s', value, quality: 'good', sourceTime: 't', serverTime: 't' };
}

function send(response: ServerResponse, id: string, value: number): void {
  const data = JSON.stringify({ readings: [reading(value)], missed: value * 10 });
  response.write(`id: ${id}\nevent: readings\ndata: ${data}\n\n`);
}

/** Pauses take no time but are written down. */
function quickTimer(pauses: number[]): Timer {
  return {
    ...realTimer,
    pause: async (ms) => {
      pauses.push(ms);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

test('connects again after a cut, from the last id, and tells its states', async (t) => {
  const lastIds: unknown[] = [];
  const stand = await openStand((request, response) => {
    lastIds.push(request.headers['last-event-id']);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('retry: 200\n\n');
    send(response, String(lastIds.length), lastIds.length);
  });
  t.after(() => stand.close());
  const states: string[] = [];
  const pauses: number[] = [];
  const values: unknown[] = [];
  const client = createClient({ origin: stand.origin });
  await new Promise<void>((resolve) => {
    const following = client.followReadings('m', {
      timer: quickTimer(pauses),
      onState: (state) => states.push(state.name),
      onReadings: (readings, missed) => {
        values.push(readings[0]?.value);
        assert.equal(missed, Number(readings[0]?.value) * 10);
        if (values.length < 3) return stand.cut();
        following.close();
        void following.ended.then(resolve);
      },
    });
  });
  assert.deepEqual(values, [1, 2, 3]);
  assert.deepEqual(lastIds, [undefined, '1', '2']);
  assert.deepEqual(pauses, [200, 200], 'a connection that spoke starts the pauses anew');
  assert.deepEqual(states.slice(0, 5), ['connecting', 'live', 'waiting', 'connecting', 'live']);
});

test('pauses grow up to their maximum while nobody answers', async () => {
  const pauses: number[] = [];
  const abort = new AbortController();
  const client = createClient({ origin: 'http://127.0.0.1:1' });
  const following = client.followReadings('m', {
    signal: abort.signal,
    pauseMsMax: 3_000,
    timer: quickTimer(pauses),
    onReadings: () => assert.fail('nobody is there'),
    onState: (state) => {
      if (state.name === 'waiting' && pauses.length === 4) abort.abort();
    },
  });
  await following.ended;
  assert.deepEqual(pauses.slice(0, 4), [500, 1_000, 2_000, 3_000]);
});

test('a refusal is final', async (t) => {
  const message = { en: 'sign in', zh: '请登录' };
  const stand = await openStand((_request, response) =>
    sendJson(response, { code: 'http.sign-in-first', kind: 'unauthenticated', message }, 401),
  );
  t.after(() => stand.close());
  let last: LiveState | undefined;
  const following = createClient({ origin: stand.origin }).followReadings('m', {
    onReadings: () => undefined,
    onState: (state) => (last = state),
  });
  await following.ended;
  assert(last?.name === 'refused');
  assert.equal(last.failure.code, 'http.sign-in-first');
  assert.equal(stand.asked.length, 1);
});

test('silence counts as a dead connection', async (t) => {
  const stand = await openStand((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(': here\n\n');
  });
  t.after(() => stand.close());
  const waited = await new Promise<LiveState>((resolve) => {
    const following = createClient({ origin: stand.origin }).followReadings('m', {
      silenceMsMax: 60,
      onReadings: () => undefined,
      onState: (state) => {
        if (state.name !== 'waiting') return;
        following.close();
        resolve(state);
      },
    });
  });
  assert(waited.name === 'waiting');
  assert.equal(waited.failure.kind, 'unavailable');
});

test('retryNow cuts the pause short', async (t) => {
  const stand = await openStand((_request, response) => sendJson(response, {}, 503));
  t.after(() => stand.close());
  let waits = 0;
  await new Promise<void>((resolve) => {
    const following = createClient({ origin: stand.origin }).followReadings('m', {
      timer: { ...realTimer, pause: (_ms, signal) => realTimer.pause(3_600_000, signal) },
      onReadings: () => undefined,
      onState: (state) => {
        if (state.name !== 'waiting') return;
        waits += 1;
        if (waits === 1) return void setImmediate(() => following.retryNow());
        following.close();
        resolve();
      },
    });
  });
  assert.equal(stand.asked.length, 2);
});
