// The victim of `alarms-killed.test.ts`: tells a signal that goes up and down without end, judged by one rule, and prints
// the number of each reading AFTER it was stored. Run as `node alarms-writer.ts <folder> <first number>`.
import { toColumns } from '../../server/src/stores/series/series.ts';
import { realWorld } from '../../server/src/kernel/world/real/world.ts';
import {
  AlarmsUnderTest,
  machine,
  signalOf,
  startMs,
} from '../../server/src/modules/alarms/testing/alarms-under-test.ts';

export const stepUs = 10_000;
/** Ten readings low, ten high. */
export const valueOf = (n: number): number => (Math.floor(n / 10) % 2 === 0 ? 20 : 90);
export const readingOf = (n: number) => ({
  ...{ series: `${machine}/temp`, sourceTimeUs: startMs * 1_000 + n * stepUs },
  ...{ serverTimeUs: realWorld.clock.now() * 1_000, value: valueOf(n), quality: 2 as const },
});
export const alarmsOn = (folder: string) =>
  new AlarmsUnderTest(folder, {
    signals: [signalOf('temp', { unitCode: 'Cel' })],
    world: { clock: realWorld.clock },
  });

if (import.meta.main) {
  // Timers of the world keep no process alive; an open pipe does.
  process.stdin.resume();
  const [folder = '', first = '0'] = process.argv.slice(2);
  const under = alarmsOn(folder);
  await under.open();
  if (first === '0') await under.put('hot', {});
  for (let n = Number(first); ; n += 1) {
    await under.telemetry.append(toColumns([readingOf(n)]));
    process.stdout.write(`${n}\n`);
  }
}
