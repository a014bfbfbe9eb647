// The Python peers of Sparkplug: programs that are told by lines and tell JSON lines.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { pythonWith } from './python-packages.ts';

export const python = await pythonWith('pysparkplug');

export type Told = Readonly<Record<string, unknown>>;
export type PythonPeer = { readonly told: Told[]; say(line: string): void; kill(): void };

export function startPeer(t: TestContext, script: string, args: readonly string[]): PythonPeer {
  if ('missing' in python) throw new Error(python.missing);
  const child = spawn(python.program, [join(python.scripts, script), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const kill = () => void child.kill('SIGKILL');
  t.after(() => {
    kill();
    return ended;
  });
  const told: Told[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    told.push(JSON.parse(line) as Told);
  });
  return { told, say: (line) => void child.stdin.write(`${line}\n`), kill };
}
