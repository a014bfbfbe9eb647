// Serves the built console: its files from memory, and its one page for every path that is neither a
// file nor an interface call.
import { fileURLToPath } from 'node:url';
import { defineModule } from '../../kernel/module/module.ts';
import { loadConsole } from './console-files.ts';
import { consoleRoute } from './routes.ts';

const built = fileURLToPath(new URL('../../../../console/dist', import.meta.url));

export const consoleHostModule = defineModule({
  name: 'console-host',
  title: { en: 'Console', zh: '控制台' },
  roles: ['root', 'top', 'second-level', 'enterprise', 'resolver', 'gateway', 'platform'],
  uses: {},
  offers: {},
  async start({ world, log }, register) {
    const files = await loadConsole(world.disk, built);
    if (files.size === 0) log.warn('not-built', { folder: built, remedy: 'npm run build' });
    register.route(consoleRoute(files));
    return {};
  },
});
