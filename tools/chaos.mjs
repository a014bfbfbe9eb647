// `npm run chaos`: gateways and a platform under every fault that we can make, and a count of what arrived; see
// field/chaos.
import { ensureInstalled } from './install.mjs';
import { run } from './runtime.mjs';

ensureInstalled('developing');
process.exitCode = await run(['field/chaos/chaos.ts', ...process.argv.slice(2)]);
