// A Python script that is a server: started, its port read from its first line, ended with the test.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Python } from './python-packages.ts';

export type PythonServer = { readonly port: number; stop(): Promise<void> };

export async function startPythonServer(
  python: Python,
  script: string,
  args: readonly string[],
): Promise<PythonServer> {
  if ('missing' in python) throw new Error(python.missing);
  const child = spawn(python.program, [join(python.scripts, script), ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_000)));
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([
    once(lines, 'line').then(([line]) => String(line)),
    once(child, 'exit').then(() => ''),
  ]);
  const port = Number(first);
  if (!(port > 0)) throw new Error(`${script} did not start: ${first} ${said}`);
  return {
    port,
    async stop() {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
