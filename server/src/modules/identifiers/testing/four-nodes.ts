// For tests: programs with real stores in a temporary folder and real sockets on free ports.
import type { TestContext } from 'node:test';
import { authenticatorPort } from '../../../kernel/access/authenticator.ts';
import type { Settings } from '../../../kernel/config/load.ts';
import { defineModule } from '../../../kernel/module/module.ts';
import type { RunningProgram } from '../../../kernel/module/program.ts';
import type { Address } from '../../../kernel/world/network.ts';
import type { World } from '../../../kernel/world/world.ts';
import { startModules } from '../../../testing/start-modules.ts';
import {
  enterpriseNodeModule,
  identifierDoorModule,
  identifierHttpModule,
  identifierProxyModule,
  recursiveNodeModule,
  secondLevelNodeModule,
  topNodeModule,
  trustHttpModule,
} from '../module.ts';

export const allRoles = ['top', 'second-level', 'enterprise', 'resolver'] as const;

/** Whoever asks is the operator. */
const openDoor = defineModule({
  name: 'open-door',
  title: { en: 'open door', zh: '无门' },
  roles: [...allRoles],
  uses: {},
  offers: { authenticator: authenticatorPort },
  async start() {
    const operator = { kind: 'operator', id: 'test', name: 'test', tenant: '*' } as const;
    const grants = [{ right: '*', on: '*' }];
    return { authenticator: { principalOf: async () => ({ ...operator, grants }) } };
  },
});

const modules = [
  openDoor,
  topNodeModule,
  secondLevelNodeModule,
  enterpriseNodeModule,
  recursiveNodeModule,
  identifierHttpModule,
  identifierProxyModule,
  trustHttpModule,
  identifierDoorModule,
];

const freePorts: Settings = {
  topNode: { port: 0 },
  secondLevelNode: { port: 0 },
  enterpriseNode: { port: 0 },
  recursiveNode: { port: 0, retryMs: 40, timeoutMs: 300 },
};

/** Stops, and leaves nothing behind, when the test ends. */
export function startNodes(
  test: TestContext,
  options: {
    roles?: readonly string[];
    settings?: Record<string, object>;
    folder?: string;
    world?: World;
  } = {},
): Promise<RunningProgram> {
  const { roles = allRoles, folder, world } = options;
  const settings = { ...freePorts, ...options.settings };
  return startModules(test, {
    modules,
    roles,
    settings,
    ...(folder === undefined ? {} : { folder }),
    ...(world === undefined ? {} : { world }),
  });
}

/** Where a node of the program listens. */
export function addressOf(program: RunningProgram, name: string): Address {
  const fact = program.listeners.find((listener) => listener.name === name);
  if (fact === undefined) throw new Error(`no listener ${name}`);
  return { host: fact.host, port: fact.port };
}
