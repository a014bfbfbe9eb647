// `npm run fuzz`: attacks a program of its own with damaged messages; see field/fuzz.
import { ensureInstalled } from './install.mjs';
import { run } from './runtime.mjs';

ensureInstalled('developing');
process.exitCode = await run(['field/fuzz/fuzz.ts', ...process.argv.slice(2)]);
