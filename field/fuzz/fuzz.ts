// `npm run fuzz -- [--minutes 10] [--seed N]`: starts a program of its own and attacks all of its doors. Exit
// code 1 when something was found; the seed repeats the attack.
import { parseArgs } from 'node:util';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { startRealProgram } from '../testing/program.ts';
import { fuzz } from './run.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string' }, seed: { type: 'string' }, json: { type: 'boolean' } },
});
const seconds = Number(values.minutes ?? '10') * 60;
const seed = Number(values.seed ?? Date.now() % 1_000_000);

const folder = temporaryFolder();
const program = await startRealProgram(folder.path);
try {
  const report = await fuzz(program, { seed, seconds });
  if (values.json === true) console.log(JSON.stringify(report));
  else {
    console.log(`seed ${report.seed}, ${report.seconds} s`);
    for (const [door, { sent, bytes }] of Object.entries(report.sent)) {
      console.log(`  ${door.padEnd(24)} ${sent} messages, ${Math.round(bytes / 1024)} KiB`);
    }
    const { before, most } = report.rssMiB;
    console.log(`  memory ${before} MiB, at most ${most} MiB`);
    console.log(
      `  ${report.canaries} canaries, the slowest ${Math.round(report.slowestCanaryMs)} ms`,
    );
    for (const find of report.finds) console.log(`FOUND ${find}`);
  }
  process.exitCode = report.finds.length === 0 ? 0 : 1;
} finally {
  await program.kill();
  folder.remove();
}
