// Whatever comes between — readings while history is sent, breaks, restarts, slow readers — each reading is sent once.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import type { RunningProgram } from '../../../kernel/module/program.ts';
import { realClock } from '../../../kernel/world/real/clock.ts';
import { seriesPort } from '../../../stores/ports.ts';
import { toColumns, type Reading } from '../../../stores/series/series.ts';
import { ask, folderOf, openDoor, startModules } from '../../../testing/start-modules.ts';
import { until } from '../../../testing/until.ts';
import { assetsModule } from '../../assets/module.ts';
import { telemetryPort } from '../../telemetry/api.ts';
import { telemetryModule } from '../../telemetry/module.ts';
import { queryModule } from '../module.ts';
import { Arrivals } from './arrivals.ts';
import { cursorOf, cursorText, listOf } from './cursor.ts';
import { Subscription, type Start } from './subscription.ts';

const begunUs = Date.UTC(2026, 0, 1) * 1_000;

function reading(series: string, n: number): Reading {
  // Two readings share each machine time.
  const sourceTimeUs = begunUs + Math.floor(n / 2) * 1_000_000;
  return { series, sourceTimeUs, serverTimeUs: sourceTimeUs + 7, value: n, quality: 2 };
}

function platform(t: TestContext, folder = folderOf(t)): Promise<RunningProgram> {
  const modules = [assetsModule, telemetryModule, queryModule, openDoor('platform')];
  return startModules(t, { modules, roles: ['platform'], folder });
}

type Shown = { readonly signal: string; readonly value: number };
type Told = { event: string; id: string; readings: Shown[]; exact?: boolean };

/** A reader of its own, with its own arrivals: `kept` readings of them. */
function readerOf(program: RunningProgram, kept = 10_000, run = 7) {
  const telemetry = program.port(telemetryPort);
  const arrivals = new Arrivals(run, kept);
  const following = telemetry.follow((batch) => arrivals.take(batch));
  const parts = { telemetry, series: program.port(seriesPort), arrivals, clock: realClock };
  return {
    stop: () => following.cancel(),
    open(signals: readonly string[], start: Start) {
      const abort = new AbortController();
      const messages = new Subscription(parts, signals, abort.signal).messages(start);
      return {
        async next(): Promise<Told> {
          const { value } = await messages.next();
          assert.ok(value, 'the subscription goes on');
          return {
            event: value.event,
            id: value.id ?? '',
            ...(value.data as { readings: Shown[] }),
          };
        },
        async close() {
          abort.abort();
          await messages.return(undefined);
        },
      };
    },
  };
}

function cursorIn(id: string): Start {
  const cursor = cursorOf(id);
  assert.ok(cursor);
  return { cursor };
}

test('history and arrivals meet without gap and double, however breaks and appends fall', async (t) => {
  const program = await platform(t);
  const telemetry = program.port(telemetryPort);
  const reader = readerOf(program);
  t.after(() => reader.stop());
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('append' as const),
        many: fc.integer({ min: 1, max: 5 }),
      }),
    },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('read' as const), many: fc.constant(0) }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('break' as const), many: fc.constant(0) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('seal' as const), many: fc.nat(30) }) },
  );
  let life = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.nat(20), async (steps, before) => {
      const signals = ['a', 'b', 'c'].map((name) => `88.118.8/M-${life}/${name}`);
      life++;
      const written = new Map(signals.map((signal) => [signal, 0]));
      const pending: Promise<void>[] = [];
      const append = (many: number) => {
        const readings = signals.flatMap((signal, at) =>
          Array.from({ length: at === 2 ? Math.min(1, many) : many }, () => {
            const n = written.get(signal) ?? 0;
            written.set(signal, n + 1);
            return reading(signal, n);
          }),
        );
        pending.push(telemetry.append(toColumns(readings)));
      };
      append(before);
      await Promise.all(pending);
      const got = new Map<string, number[]>(signals.map((signal) => [signal, []]));
      let subscription = reader.open(signals, { fromUs: begunUs });
      let last = '';
      const take = ({ id, readings }: Told) => {
        last = id;
        for (const { signal, value } of readings) got.get(signal)?.push(value);
      };
      for (const one of steps) {
        if (one.do === 'append') append(one.many);
        else if (one.do === 'seal') {
          await program.port(seriesPort).seal(begunUs + one.many * 1_000_000);
        } else if (one.do === 'break') {
          await subscription.close();
          subscription = reader.open(signals, last === '' ? { fromUs: begunUs } : cursorIn(last));
        } else if ([...got].some(([signal, { length }]) => length < (written.get(signal) ?? 0))) {
          take(await subscription.next());
        }
      }
      await Promise.all(pending);
      for (const [signal, values] of got) {
        while (values.length < (written.get(signal) ?? 0)) take(await subscription.next());
      }
      await subscription.close();
      for (const [signal, values] of got) {
        assert.deepEqual(
          values,
          Array.from({ length: written.get(signal) ?? 0 }, (_, n) => n),
        );
      }
    }),
    { numRuns: 40 },
  );
});

test('a reader that falls behind what is kept goes on from the store and is told', async (t) => {
  const program = await platform(t);
  const telemetry = program.port(telemetryPort);
  const reader = readerOf(program, 100);
  t.after(() => reader.stop());
  const signals = ['88.118.8/M-1/a'];
  const subscription = reader.open(signals, 'now');
  assert.deepEqual((await subscription.next()).event, 'live');
  const append = (from: number, to: number) => {
    const many = Array.from({ length: to - from }, (_, n) => reading(signals[0] ?? '', from + n));
    return telemetry.append(toColumns(many));
  };
  await append(0, 10);
  const values = (await subscription.next()).readings.map(({ value }) => value);
  for (let from = 10; from < 2_010; from += 50) await append(from, from + 50);
  const events: string[] = [];
  while (values.length < 2_010) {
    const told = await subscription.next();
    if (told.readings.length === 0) events.push(`${told.event} ${told.exact ?? ''}`);
    values.push(...told.readings.map(({ value }) => value));
  }
  assert.deepEqual(
    values,
    Array.from({ length: 2_010 }, (_, n) => n),
  );
  assert.deepEqual(events.slice(0, 1), ['resumed ']);
  await subscription.close();
});

test('late readings come when they arrive, also after a break', async (t) => {
  const program = await platform(t);
  const telemetry = program.port(telemetryPort);
  const reader = readerOf(program);
  t.after(() => reader.stop());
  const signal = '88.118.8/M-1/a';
  await telemetry.append(toColumns([reading(signal, 100)]));
  const first = reader.open([signal], { fromUs: begunUs });
  let last: Told;
  do last = await first.next();
  while (last.event !== 'live');
  await first.close();
  await telemetry.append(toColumns([reading(signal, 10), reading(signal, 102)]));
  const second = reader.open([signal], cursorIn(last.id));
  const told = [await second.next(), await second.next()];
  assert.deepEqual(
    told.map(({ event, exact }) => [event, exact]),
    [
      ['live', true],
      ['readings', undefined],
    ],
  );
  assert.deepEqual(
    told[1]?.readings.map(({ value }) => value),
    [10, 102],
  );
  await second.close();
});

/** Events of the route until `enough` says so, and the id of the last. */
async function events(
  program: RunningProgram,
  query: string,
  given: { id?: string; enough: (readings: readonly Shown[]) => boolean },
): Promise<{ readings: Shown[]; id: string }> {
  const abort = new AbortController();
  const answer = await fetch(`${program.origin}/api/subscriptions?${query}`, {
    headers: {
      authorization: 'Bearer 88.118.8',
      ...(given.id === undefined ? {} : { 'last-event-id': given.id }),
    },
    signal: abort.signal,
  });
  assert.equal(answer.status, 200);
  const readings: Shown[] = [];
  let [text, id] = ['', ''];
  try {
    for await (const chunk of answer.body ?? []) {
      text += new TextDecoder().decode(chunk);
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const event = text.slice(0, end);
        text = text.slice(end + 2);
        id = /^id: (.*)$/m.exec(event)?.[1] ?? id;
        const data = /^data: (.*)$/m.exec(event)?.[1];
        if (data) readings.push(...(JSON.parse(data) as { readings: Shown[] }).readings);
        if (given.enough(readings)) return { readings, id };
      }
    }
  } finally {
    abort.abort();
  }
  throw new Error('the stream ended');
}

test('over HTTP, and on across a restart of the program', async (t) => {
  const folder = folderOf(t);
  const signal = '88.118.8/M-1/a';
  const query = `signal=${encodeURIComponent(signal)}&from=2026-01-01T00:00:00Z`;
  const append = (program: RunningProgram, from: number, to: number) => {
    const many = Array.from({ length: to - from }, (_, n) => reading(signal, from + n));
    return program.port(telemetryPort).append(toColumns(many));
  };
  const before = await platform(t, folder);
  await append(before, 0, 31);
  const first = await events(before, query, { enough: (all) => all.length >= 31 });
  await before.stop();
  const after = await platform(t, folder);
  await append(after, 31, 40);
  const second = await events(after, query, { id: first.id, enough: (all) => all.length >= 9 });
  const values = [...first.readings, ...second.readings].map(({ value }) => value);
  assert.deepEqual(
    values,
    Array.from({ length: 40 }, (_, n) => n),
  );
  const path = `/api/subscriptions?${query}`;
  assert.equal((await ask(after, path, { as: '88.118.9' })).status, 403);
  assert.equal((await ask(after, path)).status, 401);
  const wrong = await ask(after, path, { as: '88.118.8', headers: { 'last-event-id': 'xyz' } });
  assert.equal(wrong.body['code'], 'query.bad-cursor');
});

test('a moment of rest comes while appends never stop, and sees all of what was told', async (t) => {
  const program = await platform(t);
  const telemetry = program.port(telemetryPort);
  const series = program.port(seriesPort);
  let told = 0;
  const over = new AbortController();
  t.after(() => telemetry.follow(() => {}).cancel());
  telemetry.follow((batch) => (told += batch.index.length));
  const writers = Array.from({ length: 4 }, async (_, writer) => {
    for (let n = 0; !over.signal.aborted; n++)
      await telemetry.append(toColumns([reading(`e/${writer}`, n)]));
  });
  await until('some are stored', () => told > 20);
  for (let n = 0; n < 20; n++) {
    const { count, readings } = await telemetry.atRest(() => ({
      count: told,
      readings: series.statistics(),
    }));
    assert.equal((await readings).readings, count);
  }
  over.abort();
  await Promise.all(writers);
});

test('cursors: what was written is read, and no text makes one throw', () => {
  const place = fc
    .tuple(fc.integer({ min: -(2 ** 50), max: 2 ** 50 }), fc.nat())
    .map(([timeUs, given]) => ({ timeUs, given }));
  const cursor = fc
    .tuple(fc.nat(), fc.nat(), fc.nat(), fc.array(place, { minLength: 1, maxLength: 9 }))
    .map(([run, arrival, list, places]) => ({ run, arrival, list, places }));
  fc.assert(fc.property(cursor, (one) => assert.deepEqual(cursorOf(cursorText(one)), one)));
  fc.assert(fc.property(fc.string(), (text) => void cursorOf(text)));
  fc.assert(
    fc.property(
      fc.uint8Array(),
      (bytes) => void cursorOf(Buffer.from(bytes).toString('base64url')),
    ),
  );
  assert.notEqual(listOf(['a', 'b']), listOf(['b', 'a']));
});
