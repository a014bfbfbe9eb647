// `npm run check`: types, lint and house rules only, for a quick look while working.
import { ensureInstalled } from './install.mjs';
import { run } from './runtime.mjs';

ensureInstalled('developing');
const steps = [
  ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'],
  ['node_modules/typescript/bin/tsc', '-p', 'console/tsconfig.json'],
  ['node_modules/typescript/bin/tsc', '-p', 'console/tsconfig.tests.json'],
  ['node_modules/oxlint/bin/oxlint', '--type-aware'],
  [
    '--test',
    '--test-isolation=none',
    '--test-reporter',
    './tools/brief-reporter.mjs',
    'tidy.test.ts',
  ],
];
for (const step of steps) process.exitCode ||= await run(step);
