// `npm run jingwei -- <verb>`: the command line.
import { ensureInstalled } from './install.mjs';
import { launchOf } from './launch.mjs';
import { run } from './runtime.mjs';

ensureInstalled('running');
const words = process.argv.slice(2);
const { flags, environment } = launchOf(words);
const env = { ...environment, ...process.env };
process.exitCode = await run([...flags, 'server/src/main.ts', ...words], { env });
