import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedClock } from '../../../kernel/world/simulated/clock.ts';
import { VirtualTime } from '../../../kernel/world/simulated/time.ts';
import { sleep } from '../../../kernel/world/clock.ts';
import { RequestWindow } from './request-window.ts';

function opened(limits: { atOnce: number; atOncePerKey: number; numberMax?: number }) {
  const time = new VirtualTime();
  const clock = new SimulatedClock(time);
  const window = new RequestWindow<string>({
    ...{ clock, timeoutMs: 100, numberMax: 1_000 },
    ...limits,
    noAnswer: (key) => new Error(`${key} is silent`),
  });
  const sent: [string, number][] = [];
  const told: string[] = [];
  const ask = (key: string, urgent = false) =>
    window.ask({
      ...{ key, urgent },
      send: (number) => void sent.push([key, number]),
      take: (answer) => void told.push(answer),
      fail: (error) => void told.push((error as Error).message),
    });
  return { window, sent, told, ask, pass: (ms: number) => time.run(sleep(clock, ms), ms) };
}

test('so many at once in all and with one key; what is urgent goes first', () => {
  const { window, sent, ask, told } = opened({ atOnce: 2, atOncePerKey: 1 });
  for (const key of ['a', 'a', 'b', 'c']) ask(key);
  assert.deepEqual(sent, [
    ['a', 1],
    ['b', 2],
  ]);
  ask('c', true);
  assert.equal(window.waiting, 3);
  assert.equal(window.answered(2, 'two'), true);
  assert.deepEqual(sent.at(-1), ['c', 3]);
  window.answered(1, 'one');
  assert.deepEqual(sent.at(-1), ['a', 4]);
  assert.deepEqual(told, ['two', 'one']);
});

test('what is not answered in time fails, its late answer is dropped, and others go on', async () => {
  const { window, ask, told, pass, sent } = opened({ atOnce: 1, atOncePerKey: 1 });
  ask('a');
  ask('b');
  await pass(150);
  assert.deepEqual(told, ['a is silent']);
  assert.deepEqual(sent.at(-1), ['b', 2]);
  assert.equal(window.answered(1, 'late'), false);
  assert.deepEqual([window.late, window.timeouts, window.underWay], [1, 1, 1]);
  window.close(new Error('over'));
  ask('c');
  assert.deepEqual(told, ['a is silent', 'over', 'over']);
});

test('numbers begin again and never meet one under way', () => {
  const { window, sent, ask } = opened({ atOnce: 3, atOncePerKey: 3, numberMax: 3 });
  ask('a');
  ask('b');
  window.answered(2, 'b');
  ask('c');
  ask('d');
  assert.deepEqual(sent, [
    ['a', 1],
    ['b', 2],
    ['c', 3],
    ['d', 2],
  ]);
});
