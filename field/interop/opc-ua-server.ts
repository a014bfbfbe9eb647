// Foreign OPC UA servers as peers of tests: asyncua in Python, Eclipse Milo in Java. Each is a program that says in one
// JSON line that it listens, and takes commands as lines.
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { freePort } from '../testing/free-port.ts';
import { commandOf, withoutPeer } from './java-peers.ts';
import { pythonWith } from './python-packages.ts';

export type OpcUaServer = {
  readonly pid: number | undefined;
  readonly port: number;
  /** SHA-256 of its certificate. */
  readonly fingerprint: string;
  /** Resolves when the server has done it. */
  tell(command: string): Promise<void>;
  stop(): Promise<void>;
};

const readyWithinMs = 120_000;
const python = await pythonWith('asyncua');

/** For the `skip` of a test. */
export const withoutAsyncua: string | false = 'missing' in python ? python.missing : false;

/** `flags`: as `python/opcua_server.py` takes them. */
export async function startAsyncua(
  t: Pick<TestContext, 'after'>,
  flags: readonly string[] = [],
  wanted?: number,
): Promise<OpcUaServer> {
  if ('missing' in python) throw new Error(python.missing);
  const port = wanted ?? (await freePort());
  const script = join(python.scripts, 'opcua_server.py');
  return started(t, port, spawn(python.program, [script, '--port', `${port}`, ...flags]));
}

export async function startMilo(
  t: Pick<TestContext, 'after'>,
  flags: readonly string[] = [],
): Promise<OpcUaServer> {
  const port = await freePort();
  const { program, args } = commandOf('milo-server', 'MiloServer', [port, ...flags]);
  return started(t, port, spawn(program, args));
}

async function started(
  t: Pick<TestContext, 'after'>,
  port: number,
  child: ChildProcess,
): Promise<OpcUaServer> {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = () => {
    child.kill('SIGKILL');
    return ended;
  };
  t.after(stop);
  let complained = '';
  child.stderr?.on('data', (chunk: Buffer) => (complained += chunk.toString()));
  const answers: string[] = [];
  const waiting: ((line: string) => void)[] = [];
  const input = child.stdout;
  if (!input) throw new Error('the server has no output');
  createInterface({ input }).on('line', (line) => {
    if (!line.startsWith('{')) return;
    const next = waiting.shift();
    if (next) next(line);
    else answers.push(line);
  });
  const answer = () =>
    new Promise<string>((resolve, reject) => {
      const [known] = answers.splice(0, 1);
      if (known !== undefined) return resolve(known);
      const timer = setTimeout(
        () => reject(new Error(`no answer from the server: ${complained}`)),
        readyWithinMs,
      );
      waiting.push((line) => {
        clearTimeout(timer);
        resolve(line);
      });
      void ended.then(() => reject(new Error(`the server ended: ${complained}`)));
    });
  const { fingerprint } = JSON.parse(await answer()) as { fingerprint?: string | null };
  const tell = async (command: string) => {
    child.stdin?.write(`${command}\n`);
    await answer();
  };
  return { pid: child.pid, port, fingerprint: fingerprint ?? '', tell, stop };
}

/** For the `skip` of a test. */
export const withoutMilo: string | false = withoutPeer('milo-server');
