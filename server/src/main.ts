// The composition root: the catalogue, the real world and the command line, put together.
import { readFileSync } from 'node:fs';
import { catalogue } from './catalogue.ts';
import { runCommandLine } from './cli/run.ts';
import { start } from './cli/start.ts';
import { terminalQuestions } from './cli/terminal-questions.ts';
import { programSections } from './kernel/module/program.ts';
import { realWorld } from './kernel/world/real/world.ts';
import { accessPort } from './modules/access/api.ts';
import { chooseRoles } from './roles.ts';

/** Stopping in order takes well under this; what hangs longer is ended. */
const stopWithinMs = 1_900;
const secondSignalAfterMs = 500;

const manifest = new URL('../package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
const stop = new AbortController();
let toldAtMs: number | undefined;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    const now = realWorld.clock.monotonicMs();
    if (toldAtMs !== undefined && now - toldAtMs > secondSignalAfterMs) process.exit(130);
    toldAtMs ??= now;
    stop.abort();
    realWorld.clock.after(stopWithinMs, () => process.exit(1));
  });
}

// A reader that has seen enough (`… | head`) is no failure of ours.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const print = (line: string) => void process.stdout.write(`${line}\n`);
const ask = terminalQuestions(process.stdin, process.stderr, stop.signal);
const common = { environment: process.env, world: realWorld, print, signal: stop.signal };

// Timers never keep the process alive by themselves, so that a stopped program ends; while it runs, this does.
const alive = setInterval(() => {}, 2 ** 30);
process.exitCode = await runCommandLine({
  ...common,
  argv: process.argv.slice(2),
  commands: catalogue.flatMap((module) => module.commands ?? []),
  sections: programSections(catalogue),
  ask: ask.ask,
  version,
  note: (line) => void process.stderr.write(`${line}\n`),
  start: (flags, language) =>
    start({
      ...common,
      modules: catalogue,
      chooseRoles,
      flags,
      language,
      version,
      credentials: async (program) => {
        const access = program.port(accessPort);
        return { code: await access.newOperatorCode(), token: access.localToken.reveal() };
      },
    }),
});
clearInterval(alive);
ask.close();
