// `npm test`: installs what is missing, then everything that must hold before a change lands: types, lint,
// format, the house rules, unit and contract tests, simulation, crashes, peers and browser. What cannot run
// here is skipped by name. `npm test -- PATTERN` runs only the test files whose path contains PATTERN.
import { ensureConsole } from './console-build.mjs';
import { ensureInstalled } from './install.mjs';
import { globSync } from './files.mjs';
import { run } from './runtime.mjs';

ensureInstalled('developing');
const pattern = process.argv[2];
const startedMs = Date.now();
const failed = [];

async function step(name, work) {
  const before = Date.now();
  const code = await work();
  console.log(`${code === 0 ? '✔' : '✖'} ${name} (${((Date.now() - before) / 1000).toFixed(1)} s)`);
  if (code !== 0) failed.push(name);
}

const bin = (name) => `node_modules/${name}`;
if (!pattern) {
  await step('console builds', async () => (await ensureConsole(), 0));
  await step('types', () => run([bin('typescript/bin/tsc'), '-p', 'tsconfig.json']));
  await step('types of the console', () =>
    run([bin('typescript/bin/tsc'), '-p', 'console/tsconfig.json']),
  );
  await step('lint', () => run([bin('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings']));
  await step('format', () => run([bin('oxfmt/bin/oxfmt'), '--check', '.']));
} else {
  await ensureConsole();
}

/** Tests that spawn, kill or measure run in processes of their own; the others share one. */
const alone = /^(field\/(interop|browser|journey)|server\/src\/engines|server\/src\/testing)\//;
const files = globSync(
  ['tidy.test.ts', 'server/src', 'sdk', 'console/src', 'field'],
  /\.test\.tsx?$/,
);
const chosen = files.filter((path) => !pattern || path.includes(pattern));
const together = chosen.filter((path) => !alone.test(path));
const apart = chosen.filter((path) => alone.test(path));
const reporter = ['--test-reporter', './tools/brief-reporter.mjs'];
if (together.length > 0) {
  await step('tests', () => run(['--test', '--test-isolation=none', ...reporter, ...together]));
}
if (apart.length > 0) {
  await step('tests in processes of their own', () =>
    run(['--test', '--test-concurrency=2', '--test-timeout=180000', ...reporter, ...apart]),
  );
}

console.log(`${((Date.now() - startedMs) / 1000).toFixed(0)} s in all`);
if (failed.length > 0) {
  console.log(`Failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
