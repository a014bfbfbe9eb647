import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sleep } from '../../../kernel/world/clock.ts';
import { SimulatedClock } from '../../../kernel/world/simulated/clock.ts';
import { VirtualTime } from '../../../kernel/world/simulated/time.ts';
import { PollSchedule, type PollTask } from './poll-schedule.ts';

function scheduled(make: (clock: SimulatedClock) => PollTask[]) {
  const time = new VirtualTime();
  const clock = new SimulatedClock(time);
  const options = { clock, pauseFirstMs: 100, pauseMaxMs: 400 };
  const schedule = new PollSchedule({ ...options, tasks: make(clock) });
  schedule.start();
  const figure = (name: string) => schedule.figures().find((one) => one.name === name)?.value;
  return { schedule, figure, pass: (ms: number) => time.run(sleep(clock, ms), ms) };
}

test('each task at its interval, those of one queue never at once', async () => {
  const rounds: string[] = [];
  let under = 0;
  const { pass, figure } = scheduled((clock) =>
    [100, 200].map((intervalMs) => ({
      queue: 'unit 1',
      intervalMs,
      async run() {
        under += 1;
        assert.equal(under, 1);
        await sleep(clock, 5);
        under -= 1;
        rounds.push(String(intervalMs));
      },
      down: () => {},
    })),
  );
  await pass(1_000);
  assert.equal(rounds.filter((name) => name === '100').length, 10);
  assert.equal(rounds.filter((name) => name === '200').length, 5);
  assert.equal(figure('skipped'), 0);
});

test('a dead queue is asked more rarely, told once, and nobody waits for it', async () => {
  let answers = 0;
  let tries = 0;
  const downs: string[] = [];
  const { pass, figure, schedule } = scheduled((clock) => [
    { queue: '1', intervalMs: 50, run: async () => void (answers += 1), down: () => {} },
    {
      queue: '2',
      intervalMs: 50,
      async run() {
        tries += 1;
        await sleep(clock, 300);
        throw new Error('no answer');
      },
      down: (error) => void downs.push((error as Error).message),
    },
  ]);
  await pass(5_000);
  assert.ok(answers >= 99, `${answers} answers of the other`);
  assert.ok(tries >= 7 && tries <= 10, `${tries} tries with pauses of 100, 200, 400, 400 …`);
  assert.deepEqual(downs, ['no answer']);
  assert.ok((figure('failures') ?? 0) >= tries - 1);
  schedule.hold(true);
  const before = answers;
  await pass(500);
  assert.ok(answers <= before + 1, 'nothing is asked while held');
});
