import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '../log/log.ts';
import { Type } from '../schema/schema.ts';
import { realClock } from '../world/real/clock.ts';
import { until } from '../../testing/until.ts';
import { LoggedEvents, type EventLog } from './event-log.ts';
import { defineEvent } from './events.ts';

const happened = defineEvent({
  name: 'test.happened',
  title: { en: 'It happened', zh: '发生了' },
  schema: Type.Object({ n: Type.Integer() }),
});

/** A log in memory with the semantics of the shape. */
function memoryLog(): EventLog & { entries: { position: number; id: string; body: string }[] } {
  const entries: { position: number; id: string; body: string }[] = [];
  const commits = new Map<string, number>();
  return {
    entries,
    async append(_topic, added) {
      return added.map(({ id, body }) => {
        const old = entries.find((entry) => entry.id === id);
        if (old) return old.position;
        entries.push({ position: entries.length + 1, id, body });
        return entries.length;
      });
    },
    read: async (_topic, after, limit) =>
      entries.filter(({ position }) => position > after).slice(0, limit),
    committed: async (topic, consumer) => commits.get(`${topic} ${consumer}`) ?? 0,
    commit: async (topic, consumer, position) => void commits.set(`${topic} ${consumer}`, position),
    truncate: async () => {},
  };
}

const eventsOver = (log: EventLog) =>
  new LoggedEvents({ log, clock: realClock, journal: silentLog });
const facts = (...numbers: number[]) => numbers.map((n) => ({ id: `e${n}`, body: { n } }));

test('what was told is heard in order, once for each id', async () => {
  const events = eventsOver(memoryLog());
  const heard: number[] = [];
  const listening = events.listen(
    happened,
    'l',
    async (told) => void heard.push(...told.map(({ body }) => body.n)),
  );
  await events.tell(happened, facts(1, 2));
  await events.tell(happened, facts(2, 3));
  await until('the events', () => heard.length >= 3);
  assert.deepEqual(heard, [1, 2, 3]);
  await listening.stop();
});

test('a listener goes on where it stopped, also in another process', async () => {
  const log = memoryLog();
  const first = eventsOver(log);
  const heard: number[] = [];
  const hear = async (told: readonly { body: { n: number } }[]) =>
    void heard.push(...told.map(({ body }) => body.n));
  await first.tell(happened, facts(1));
  const listening = first.listen(happened, 'l', hear);
  await until('the events', () => heard.length === 1);
  await listening.stop();
  await first.tell(happened, facts(2));
  const again = eventsOver(log).listen(happened, 'l', hear);
  await until('the events', () => heard.length === 2);
  assert.deepEqual(heard, [1, 2]);
  await again.stop();
});

test('what could not be heard is told again, and nothing behind it is lost', async () => {
  const events = eventsOver(memoryLog());
  const heard: number[] = [];
  let refusals = 2;
  const listening = events.listen(happened, 'l', async (told) => {
    if (refusals-- > 0) throw new Error('not now');
    heard.push(...told.map(({ body }) => body.n));
  });
  await events.tell(happened, facts(1, 2));
  await until('the events', () => heard.length === 2);
  assert.deepEqual(heard, [1, 2]);
  await listening.stop();
});

test('a fact that does not fit its schema is a bug, found where it is told', async () => {
  const events = eventsOver(memoryLog());
  await assert.rejects(
    events.tell(happened, [{ id: 'x', body: { n: 'one' as never } }]),
    /does not fit/,
  );
});
