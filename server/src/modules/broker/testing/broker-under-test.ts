// A broker on a free port with an open door: the token is the enterprise (`88.118.8`, `*` for the operator).
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { assert } from '../../../kernel/failure/assert.ts';
import { folderOf, openDoor, startModules } from '../../../testing/start-modules.ts';
import type { Log } from '../../../kernel/log/log.ts';
import type { World } from '../../../kernel/world/world.ts';
import { brokerModule } from '../module.ts';

export type BrokerUnderTest = {
  readonly port: number;
  /** PEM of the authority that issued its certificate. */
  root(): Promise<string>;
  stop(): Promise<void>;
};

export async function startBroker(
  t: TestContext,
  settings: Readonly<Record<string, unknown>> = {},
  { folder, log, world }: { folder?: string; log?: Log; world?: World } = {},
): Promise<BrokerUnderTest> {
  const dataFolder = folder ?? folderOf(t);
  const program = await startModules(t, {
    modules: [openDoor('gateway'), brokerModule],
    roles: ['gateway'],
    settings: { broker: { port: 0, ...settings } },
    folder: dataFolder,
    ...(log === undefined ? {} : { log }),
    ...(world === undefined ? {} : { world }),
  });
  const listener = program.listeners.find(({ name }) => name === 'broker');
  assert(listener !== undefined, 'the broker listens');
  const root = () => readFile(join(dataFolder, 'certificates', 'root.pem'), 'utf8');
  return { port: listener.port, root, stop: () => program.stop() };
}
