// `jingwei start`: settings, roles, data folder, program, ready block; then waits until told to stop.
import { join, resolve } from 'node:path';
import { configFailures } from '../kernel/config/failures.ts';
import { loadConfig, type ConfigSources } from '../kernel/config/load.ts';
import { openDataFolder, settingsFileName } from '../kernel/data-folder/data-folder.ts';
import { fileSink } from '../kernel/log/file-sink.ts';
import { createLog, type Log, type LogLevel } from '../kernel/log/log.ts';
import type { Module } from '../kernel/module/module.ts';
import { programSections, startProgram, type RunningProgram } from '../kernel/module/program.ts';
import type { Language } from '../kernel/schema/bilingual.ts';
import type { World } from '../kernel/world/world.ts';
import { withFreePorts } from './free-ports.ts';
import { readyBlock, writeReadyFile, type ReadyFacts } from './ready.ts';
import { removeRunFile, writeRunFile } from './run-file.ts';

export type StartOptions = {
  readonly modules: readonly Module[];
  readonly chooseRoles: (text: string) => readonly string[];
  readonly flags: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly language: Language;
  readonly world: World;
  readonly version: string;
  readonly print: (line: string) => void;
  /** Aborts when the program shall stop. */
  readonly signal: AbortSignal;
  /** What the running program needs to be signed in to: a one-time code, and a token for local tools. */
  readonly credentials: (program: RunningProgram) => Promise<{ code: string; token: string }>;
};

/** Flags of `start` that are not settings of a module. */
const ownFlags = ['--role', '--data', '--config', '--ready-file', '--free-ports', '--lang'];

export async function start(options: StartOptions): Promise<number> {
  const { flags, environment, world } = options;
  const startedMs = world.clock.monotonicMs();
  const dataFolder = resolve(flags['--data'] ?? environment['JINGWEI_DATA'] ?? 'data');
  const sources = await readSources(options, dataFolder);
  const settings = loadConfig(programSections(options.modules), sources);
  const { role } = settings['program'] as { role: string };
  const roles = options.chooseRoles(flags['--role'] ?? environment['JINGWEI_ROLE'] ?? role);
  const folder = await openDataFolder(dataFolder, world.disk);
  await world.disk.makeFolder(join(dataFolder, 'log'));
  const journal = openLog(world, dataFolder, (settings['log'] as { level: LogLevel }).level);
  try {
    const { modules, version } = options;
    const common = { modules, roles, world, dataFolder, settings, version };
    const program = await startProgram({ ...common, log: journal.log });
    try {
      await announce(options, { program, dataFolder, startedMs });
      await told(options.signal);
    } finally {
      await removeRunFile(world.disk, dataFolder);
      await program.stop();
    }
  } finally {
    journal.close();
    folder.release();
  }
  return 0;
}

/** The file that is named, or the one that `node init` left in the data folder. */
async function readSources(
  { flags, environment, world, modules }: StartOptions,
  dataFolder: string,
): Promise<ConfigSources> {
  const own = Object.fromEntries(
    Object.entries(flags).filter(([name]) => !ownFlags.includes(name)),
  );
  const sections = programSections(modules);
  const chosen = '--free-ports' in flags ? withFreePorts(sections, own, environment) : own;
  const named = flags['--config'] ?? environment['JINGWEI_CONFIG'];
  const path = named ?? join(dataFolder, settingsFileName);
  const bytes = await world.disk.read(path);
  if (named !== undefined && !bytes) throw configFailures.absent({ path });
  const file = bytes === undefined ? {} : { file: { path, text: new TextDecoder().decode(bytes) } };
  return { ...file, environment, flags: chosen };
}

function openLog(world: World, dataFolder: string, level: LogLevel): { log: Log; close(): void } {
  const file = fileSink(join(dataFolder, 'log', 'jingwei.log'));
  return { log: createLog({ clock: world.clock, sink: file.sink, level }), close: file.close };
}

async function announce(
  options: StartOptions,
  running: { program: RunningProgram; dataFolder: string; startedMs: number },
): Promise<void> {
  const { program, dataFolder, startedMs } = running;
  const { world, version, language, flags } = options;
  const { code, token } = await options.credentials(program);
  const { origin, roles, listeners, suggestions } = program;
  await writeRunFile(world.disk, dataFolder, { origin, pid: process.pid, token });
  const facts: ReadyFacts = {
    pid: process.pid,
    version,
    roles,
    dataFolder,
    origin,
    signInLink: `${origin}/sign-in#${code}`,
    listeners,
    suggestions,
    startedInMs: Math.round(world.clock.monotonicMs() - startedMs),
  };
  options.print(readyBlock(facts, language));
  const readyFile = flags['--ready-file'];
  if (readyFile !== undefined) await writeReadyFile(world.disk, resolve(readyFile), facts);
}

function told(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => signal.addEventListener('abort', () => done(), { once: true }));
}
