// What must hold of the sources without running them, for `npm test` and `npm run check` alike.
import { run } from './runtime.mjs';

const typescript = ['node_modules/typescript/bin/tsc', '-p'];

/** Name -> the program that looks; it exits with 0 when all is well. */
const checks = {
  types: [...typescript, 'tsconfig.json'],
  'types of the console': [...typescript, 'console/tsconfig.json'],
  'types of its tests': [...typescript, 'console/tsconfig.tests.json'],
  lint: ['node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings'],
  format: ['node_modules/oxfmt/bin/oxfmt', '--check', '.'],
};

/** `step` runs the work under its name and keeps count of what failed. */
export async function runChecks(step) {
  for (const [name, args] of Object.entries(checks)) await step(name, () => run(args));
}
