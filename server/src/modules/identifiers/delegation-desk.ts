// The desk of the nodes that may have children: nodes elsewhere ask here for their prefixes.
import { defineModule } from '../../kernel/module/module.ts';
import { optional } from '../../kernel/module/port.ts';
import { recordsPort } from '../../stores/ports.ts';
import {
  delegateRight,
  rootDelegationsPort,
  secondLevelDelegationsPort,
  topDelegationsPort,
} from './api.ts';
import { deskCommands } from './delegation/desk-commands.ts';
import { DelegationDesk } from './delegation/desk.ts';
import { delegationRoutes } from './delegation/routes.ts';
import { identifiersFailures } from './failures.ts';

const hourMs = 3_600_000;

export const delegationDeskModule = defineModule({
  name: 'delegation-desk',
  title: { en: 'delegation of prefixes', zh: '前缀委托' },
  roles: ['root', 'top', 'second-level'],
  uses: {
    records: recordsPort,
    root: optional(rootDelegationsPort),
    top: optional(topDelegationsPort),
    secondLevel: optional(secondLevelDelegationsPort),
  },
  offers: {},
  rights: [delegateRight],
  failures: { identifiers: identifiersFailures.definitions },
  commands: deskCommands,
  async start({ records, world, root, top, secondLevel }, register) {
    const parents = [root, top, secondLevel].filter((one) => one !== undefined);
    const desk = new DelegationDesk({ ...world, records, parents });
    await desk.define();
    register.route(...delegationRoutes(desk));
    register.job('remove-expired', hourMs, () => desk.removeExpired());
    return {};
  },
});
