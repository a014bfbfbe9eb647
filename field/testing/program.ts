// Starts the real program as its own process, as a user would, and reads its ready file.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchOf } from '../../tools/launch.mjs';

const main = fileURLToPath(new URL('../../server/src/main.ts', import.meta.url));
const readyWithinMs = 30_000;

export type Ready = {
  readonly pid: number;
  readonly origin: string;
  readonly signInLink: string;
  readonly startedInMs: number;
  readonly listeners: readonly {
    readonly name: string;
    readonly role: string;
    readonly protocol: string;
    readonly host: string;
    readonly port: number;
  }[];
};

export type StartedProgram = {
  readonly ready: Ready;
  readonly folder: string;
  readonly process: ChildProcess;
  readonly output: () => string;
  listener(name: string, protocol?: string): { host: string; port: number };
  /** Runs a verb of the command line against it. */
  jingwei(...words: readonly string[]): Promise<Ended>;
  stop(): Promise<number>;
  kill(): Promise<void>;
};

export type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

export async function startRealProgram(
  folder: string,
  flags: readonly string[] = ['--free-ports'],
  environment: Readonly<Record<string, string>> = {},
): Promise<StartedProgram> {
  const readyFile = join(folder, 'ready.json');
  rmSync(readyFile, { force: true });
  const words = ['start', '--data', join(folder, 'data'), '--ready-file', readyFile, ...flags];
  const launch = launchOf(words);
  const child = spawn(process.execPath, [...launch.flags, main, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...launch.environment, ...process.env, ...environment },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  const deadline = Date.now() + readyWithinMs;
  while (!existsSync(readyFile)) {
    if (child.exitCode !== null)
      throw new Error(`the program ended with ${child.exitCode}:\n${output}`);
    if (Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`not ready within ${readyWithinMs} ms:\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const ready = JSON.parse(readFileSync(readyFile, 'utf8')) as Ready;
  const ended = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await once(child, 'exit');
    }
    return child.exitCode ?? -1;
  };
  return {
    ready,
    folder,
    process: child,
    output: () => output,
    listener: (name, protocol) => listenerOf(ready, name, protocol),
    jingwei: (...given) => runJingwei([...given, '--data', join(folder, 'data')]),
    stop: () => ended('SIGTERM'),
    kill: async () => void (await ended('SIGKILL')),
  };
}

function listenerOf(ready: Ready, name: string, protocol: string | undefined) {
  const found = ready.listeners.find(
    (listener) =>
      listener.name === name && (protocol === undefined || listener.protocol === protocol),
  );
  if (!found) throw new Error(`no listener ${name} among ${JSON.stringify(ready.listeners)}`);
  return { host: found.host, port: found.port };
}

/** Starts a verb of the command line, in English, without waiting for its end. */
export function spawnJingwei(
  words: readonly string[],
  environment = {},
): { process: ChildProcess; output: () => string; errors: () => string } {
  const child = spawn(process.execPath, [main, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, JINGWEI_LANG: 'en', ...environment },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return { process: child, output: () => stdout, errors: () => stderr };
}

/** Runs a verb to its end. */
export async function runJingwei(words: readonly string[], environment = {}): Promise<Ended> {
  const running = spawnJingwei(words, environment);
  const [code] = (await once(running.process, 'close')) as [number | null];
  return { code: code ?? -1, stdout: running.output(), stderr: running.errors() };
}
