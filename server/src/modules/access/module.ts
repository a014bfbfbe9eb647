// Access: enterprises as tenants, people and services with rights on identifiers, sign-in by one-time
// links. There is no password anywhere, so there is no default one.
import { authenticatorPort } from '../../kernel/access/authenticator.ts';
import { defineModule } from '../../kernel/module/module.ts';
import { recordsPort } from '../../stores/ports.ts';
import { Accounts } from './access.ts';
import { accountRoutes } from './account-routes.ts';
import { accessPort, manageAccessRight } from './api.ts';
import { accessCommands } from './commands.ts';
import { accessFailures } from './failures.ts';
import { sessionRoutes } from './session-routes.ts';
import { AccessStore } from './store.ts';

const hourMs = 3_600_000;

export const accessModule = defineModule({
  name: 'access',
  title: { en: 'Access', zh: '访问控制' },
  roles: ['root', 'top', 'second-level', 'enterprise', 'resolver', 'gateway', 'platform'],
  uses: { records: recordsPort },
  offers: { access: accessPort, authenticator: authenticatorPort },
  rights: [manageAccessRight],
  failures: { access: accessFailures.definitions },
  commands: accessCommands,
  async start({ records, world }, register) {
    const store = new AccessStore(records);
    await store.define();
    const accounts = new Accounts({ store, clock: world.clock, random: world.random });
    register.route(
      ...sessionRoutes(accounts, register.program),
      ...accountRoutes(accounts, register.program),
    );
    register.job('remove-expired', hourMs, () => store.removeExpired(world.clock.now()));
    return { access: accounts, authenticator: accounts };
  },
});
