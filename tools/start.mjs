// `npm start`: installs what is missing, builds the console when it changed, starts the program.
import { ensureConsole } from './console-build.mjs';
import { ensureInstalled } from './install.mjs';
import { run } from './runtime.mjs';

ensureInstalled('running');
await ensureConsole();
process.exitCode = await run(['server/src/main.ts', 'start', ...process.argv.slice(2)]);
