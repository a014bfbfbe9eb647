// Runs the simulation for many seeds by hand: `node field/simulation/run.ts [count] [first seed]`.
import { runCrashScenario } from './crash-scenario.ts';

const count = Number(process.argv[2] ?? 100);
const first = Number(process.argv[3] ?? 1);
let failed = 0;

for (let seed = first; seed < first + count; seed++) {
  const report = await runCrashScenario(seed).catch((error: unknown) => ({
    violations: [String(error)],
  }));
  if (report.violations.length === 0) continue;
  failed += 1;
  console.log(`SEED=${seed}`, report.violations.slice(0, 5));
}
console.log(`${count} seeds, ${failed} with violations`);
process.exitCode = failed === 0 ? 0 : 1;
