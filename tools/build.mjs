// `npm run build`: the console, if it changed.
import { ensureConsole } from './console-build.mjs';
import { ensureInstalled } from './install.mjs';

ensureInstalled('running');
await ensureConsole();
