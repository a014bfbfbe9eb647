// The desk of the nodes that may have children: nodes elsewhere ask here for their prefixes.
import { defineModule } from '../../kernel/module/module.ts';
import { optional } from '../../kernel/module/port.ts';
import { hostPortText } from '../../kernel/world/host-port.ts';
import { recordsPort } from '../../stores/ports.ts';
import {
  delegateRight,
  rootDelegationsPort,
  secondLevelDelegationsPort,
  topDelegationsPort,
} from './api.ts';
import { deskCommands } from './delegation/desk-commands.ts';
import { DelegationDesk } from './delegation/desk.ts';
import { secureAddress, vouchedBy } from './delegation/own-certificate.ts';
import { delegationRoutes, type DoorFacts } from './delegation/routes.ts';
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
  async start({ records, world, root, top, secondLevel, certificates }, register) {
    const parents = [root, top, secondLevel].filter((one) => one !== undefined);
    const desk = new DelegationDesk({ ...world, records, parents });
    await desk.define();
    const door = async (): Promise<DoorFacts> => {
      const { publicUrl, http } = register.program;
      const address = secureAddress({ publicUrl, http }, http.host);
      if (address === undefined) return { parent: publicUrl };
      const authority = await vouchedBy(await certificates.root(), address);
      const parent = `https://${hostPortText(address)}`;
      return { parent, ...(authority === undefined ? {} : { authority }) };
    };
    register.route(...delegationRoutes(desk, door));
    register.job('remove-expired', hourMs, () => desk.removeExpired());
    return {};
  },
});
