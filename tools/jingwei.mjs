// `npm run jingwei -- <verb>`: the command line.
import { ensureInstalled } from './install.mjs';
import { run } from './runtime.mjs';

ensureInstalled('running');
process.exitCode = await run(['server/src/main.ts', ...process.argv.slice(2)]);
