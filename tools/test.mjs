// `npm test`: installs what is missing, then everything that must hold before a change lands: types, lint,
// format, the house rules, unit and contract tests, simulation, crashes, peers and browser. What cannot run
// here is skipped by name. `npm test -- PATTERN` runs only the test files whose path contains PATTERN.
import { runChecks } from './checks.mjs';
import { ensureConsole } from './console-build.mjs';
import { ensureInstalled } from './install.mjs';
import { globSync } from './files.mjs';
import { run } from './runtime.mjs';
import { Steps } from './steps.mjs';

ensureInstalled('developing');
const pattern = process.argv[2];
const steps = new Steps();

if (pattern) await ensureConsole();
else {
  await steps.step('console builds', async () => (await ensureConsole(), 0));
  await runChecks(steps.step);
}

/** Tests that spawn, kill or measure run in processes of their own; the others share one. */
const alone = /^(field\/(chaos|fuzz|interop|browser|journey)|server\/src\/engines)\//;
const files = globSync(
  ['tidy.test.ts', 'server/src', 'sdk', 'console/src', 'field'],
  /\.test\.tsx?$/,
);
const chosen = files.filter((path) => !pattern || path.includes(pattern));
const together = chosen.filter((path) => !alone.test(path));
const apart = chosen.filter((path) => alone.test(path));
const reporter = ['--test-reporter', './tools/brief-reporter.mjs'];
if (together.length > 0) {
  await steps.step('tests', () =>
    run(['--test', '--test-isolation=none', ...reporter, ...together]),
  );
}
if (apart.length > 0) {
  await steps.step('tests in processes of their own', () =>
    run(['--test', '--test-concurrency=2', '--test-timeout=180000', ...reporter, ...apart]),
  );
}
steps.end();
