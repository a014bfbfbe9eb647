// `npm run check`: types, lint, format and house rules only, for a quick look while working.
import { runChecks } from './checks.mjs';
import { ensureInstalled } from './install.mjs';
import { run } from './runtime.mjs';
import { Steps } from './steps.mjs';

ensureInstalled('developing');
const steps = new Steps();
await runChecks(steps.step);
const reporter = ['--test-reporter', './tools/brief-reporter.mjs'];
await steps.step('house rules', () =>
  run(['--test', '--test-isolation=none', ...reporter, 'tidy.test.ts']),
);
steps.end();
