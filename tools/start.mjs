// `npm start`: installs what is missing, builds the console when it changed, starts the program.
import { ensureConsole } from './console-build.mjs';
import { ensureInstalled } from './install.mjs';
import { launchOf } from './launch.mjs';
import { run } from './runtime.mjs';

ensureInstalled('running');
await ensureConsole();
const words = ['start', ...process.argv.slice(2)];
const { flags, environment } = launchOf(words);
const env = { ...environment, ...process.env };
process.exitCode = await run([...flags, 'server/src/main.ts', ...words], { env });
