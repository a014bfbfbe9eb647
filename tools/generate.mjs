// `npm run generate`: the reference pages, from the program itself.
import { ensureInstalled } from './install.mjs';
import { run } from './runtime.mjs';

ensureInstalled('developing');
process.exitCode = await run(['field/reference/generate.ts']);
