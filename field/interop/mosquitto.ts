// The mosquitto broker of Debian as a foreign peer: started on a free port with the settings of a test.
import { spawn, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { realWorld } from '../../server/src/kernel/world/real/world.ts';
import { folderOf } from '../../server/src/testing/start-modules.ts';
import { until } from '../../server/src/testing/until.ts';
import { freePort } from '../testing/free-port.ts';

export const withoutMosquitto =
  spawnSync('mosquitto', ['-h']).error === undefined
    ? false
    : 'mosquitto is not installed; run tools/setup.sh';

export type Mosquitto = { readonly port: number; stop(): Promise<void> };

/** `settings`: lines of mosquitto.conf beside the listener. */
export async function startMosquitto(
  t: TestContext,
  settings: readonly string[] = ['allow_anonymous true'],
  { host = '127.0.0.1', port: wanted }: { host?: string; port?: number } = {},
): Promise<Mosquitto> {
  const port = wanted ?? (await freePort());
  const file = join(folderOf(t), 'mosquitto.conf');
  await writeFile(file, [`listener ${port} ${host}`, ...settings, ''].join('\n'));
  const child = spawn('mosquitto', ['-c', file], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = () => {
    child.kill('SIGKILL');
    return ended;
  };
  t.after(stop);
  await until('mosquitto listens', async () => {
    const connection = await realWorld.network
      .connectTcp({ host, port }, 1_000)
      .catch(() => undefined);
    connection?.destroy();
    return connection !== undefined;
  });
  return { port, stop };
}
