// Registering in bulk: ranges, and many identifiers in one call.
import { defineModule } from '../../kernel/module/module.ts';
import { rangeRegistryPort, registryPort } from './api.ts';
import { loadCommand } from './bulk/load-command.ts';
import { bulkRoute } from './bulk/routes.ts';
import { rangeCommands } from './ranges/commands.ts';
import { rangeFailures } from './ranges/failures.ts';
import { rangeRoutes } from './ranges/routes.ts';

export const registrationHttpModule = defineModule({
  name: 'registration-http',
  title: { en: 'registration in bulk', zh: '批量注册' },
  roles: ['enterprise'],
  uses: { registry: registryPort, ranges: rangeRegistryPort },
  offers: {},
  failures: { ranges: rangeFailures.definitions },
  commands: [loadCommand, ...rangeCommands],
  async start({ registry, ranges }, register) {
    register.route(bulkRoute(registry), ...rangeRoutes(ranges));
    return {};
  },
});
