// For tests: a program with the nodes above and the recursive node, and enterprise nodes in programs of their
// own, with stores of their own, which ask it for their prefix over HTTP.
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { RunningProgram } from '../../../kernel/module/program.ts';
import { realWorld } from '../../../kernel/world/real/world.ts';
import type { World } from '../../../kernel/world/world.ts';
import { ask, folderOf, openDoor, startModules } from '../../../testing/start-modules.ts';
import { certificatesModule } from '../../certificates/module.ts';
import {
  delegationDeskModule,
  enterpriseNodeModule,
  identifierHttpModule,
  nodeCheckModule,
  recursiveNodeModule,
  registrationHttpModule,
  secondLevelNodeModule,
  topNodeModule,
} from '../module.ts';

const rolesAbove = ['top', 'second-level', 'resolver'];

/** Nodes 88 and 88.118 with their desk, and the recursive node. */
export function startAbove(
  test: TestContext,
  world: World = realWorld,
  http: object = {},
): Promise<RunningProgram> {
  return startModules(test, {
    modules: [
      openDoor(...rolesAbove),
      topNodeModule,
      secondLevelNodeModule,
      recursiveNodeModule,
      delegationDeskModule,
      identifierHttpModule,
      certificatesModule,
    ],
    roles: rolesAbove,
    settings: {
      http: { port: 0, ...http },
      topNode: { port: 0 },
      secondLevelNode: { port: 0 },
      recursiveNode: { port: 0, retryMs: 40, timeoutMs: 300 },
    },
    world,
  });
}

/** A code for 88.118.8 from the program above. */
export async function invitationFrom(above: RunningProgram): Promise<string> {
  const path = '/api/delegations/88.118.8/invitations';
  const { body } = await ask(above, path, { method: 'POST', as: '*', body: {} });
  return String(body['code']);
}

/** The enterprise node 88.118.8 in a program of its own. */
export function startEnterprise(
  test: TestContext,
  given: { settings: object; folder?: string; world?: World; http?: object },
): Promise<RunningProgram> {
  return startModules(test, {
    modules: [
      openDoor('enterprise'),
      enterpriseNodeModule,
      identifierHttpModule,
      registrationHttpModule,
      nodeCheckModule,
    ],
    roles: ['enterprise'],
    settings: { http: { port: 0, ...given.http }, enterpriseNode: { port: 0, ...given.settings } },
    folder: given.folder ?? folderOf(test),
    world: given.world ?? realWorld,
  });
}

/** Ports that nobody listens on at the moment. */
export async function freePorts(count: number): Promise<number[]> {
  const host = '127.0.0.1';
  const opened = Array.from({ length: count }, () =>
    realWorld.network.listenTcp({ host, port: 0 }, () => undefined),
  );
  const listeners = await Promise.all(opened);
  await Promise.all(listeners.map((listener) => listener.close()));
  return listeners.map(({ address }) => address.port);
}

/** Gives a folder the node key of another, as the servers of one site share it. */
export function shareKey(from: string, to: string): void {
  const file = join('enterprise-node', 'node.key');
  mkdirSync(join(to, 'enterprise-node'), { recursive: true });
  copyFileSync(join(from, file), join(to, file));
}
