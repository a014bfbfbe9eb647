// A broker on a free port with an open door: the token is the enterprise (`88.118.8`, `*` for the operator).
import type { TestContext } from 'node:test';
import { assert } from '../../../kernel/failure/assert.ts';
import { openDoor, startModules } from '../../../testing/start-modules.ts';
import type { Log } from '../../../kernel/log/log.ts';
import { brokerModule } from '../module.ts';

export type BrokerUnderTest = { readonly port: number; stop(): Promise<void> };

export async function startBroker(
  t: TestContext,
  settings: Readonly<Record<string, unknown>> = {},
  { folder, log }: { folder?: string; log?: Log } = {},
): Promise<BrokerUnderTest> {
  const program = await startModules(t, {
    modules: [openDoor('gateway'), brokerModule],
    roles: ['gateway'],
    settings: { broker: { port: 0, ...settings } },
    ...(folder === undefined ? {} : { folder }),
    ...(log === undefined ? {} : { log }),
  });
  const listener = program.listeners.find(({ name }) => name === 'broker');
  assert(listener !== undefined, 'the broker listens');
  return { port: listener.port, stop: () => program.stop() };
}
