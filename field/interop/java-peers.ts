// The Java clients that tests drive: where `tools/java-peers.sh` puts them, and our small driver for each,
// which is run from its source and prints one JSON line a step.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const endMs = 120_000;

export type JavaPeer = 'handle-client' | 'id-pointer-sdk' | 'id-sdk' | 'iotdb' | 'milo-server';

export type DriverStep = {
  readonly step: string;
  /** The node's response code; -1 for trouble of the client's own. */
  readonly code: number;
  /** Values, handles or whatever the step counts. */
  readonly count: number;
};

/** What `tools/setup.sh` cannot do for a peer, as found in November 2026. */
const lacking = 'Maven Central lacks it; its jars can be put there by hand';
const advice: Readonly<Record<JavaPeer, string>> = {
  'handle-client': 'run tools/setup.sh',
  iotdb: 'run tools/setup.sh',
  'milo-server': 'run tools/setup.sh',
  'id-pointer-sdk': `cn.teleinfo.id-pointer:id-pointer-sdk:2.3.1, ${lacking}`,
  'id-sdk': `cn.ac.caict.iiiiot:ID-SDK:2.0.3, ${lacking}`,
};

export const folderOf = (peer: JavaPeer): string => join(root, '.cache', 'java', peer);
const hasJava = spawnSync('javac', ['-version'], { timeout: 20_000 }).status === 0;

/** For the `skip` of a test: why this peer cannot run here, or false. */
export function withoutPeer(peer: JavaPeer): string | false {
  if (!hasJava) return 'no JDK is installed: run tools/setup.sh';
  const folder = folderOf(peer);
  if (existsSync(folder) && globSync('*.jar', { cwd: folder }).length > 0) return false;
  return `.cache/java/${peer} holds no jar: ${advice[peer]}`;
}

/** How a program of ours in `java/` is run with the jars of a peer, from its source. */
export function commandOf(
  peer: JavaPeer,
  program: string,
  args: readonly (string | number)[],
): { readonly program: string; readonly args: string[] } {
  const source = join(import.meta.dirname, 'java', `${program}.java`);
  const classPath = join(folderOf(peer), '*');
  return { program: 'java', args: ['-cp', classPath, source, ...args.map(String)] };
}

/** Runs a driver to its end and gives its steps; fails with what it complained of when it did not get there. */
export async function drive(
  peer: JavaPeer,
  driver: string,
  args: readonly (string | number)[],
): Promise<DriverStep[]> {
  const { program, args: line } = commandOf(peer, driver, args);
  const child = spawn(program, line, { timeout: endMs, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let complained = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complained += chunk.toString()));
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`${driver} ended with ${code}:\n${complained.slice(-4_000)}`);
  return said
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as DriverStep);
}
