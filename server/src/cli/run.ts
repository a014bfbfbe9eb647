// The command line: finds the verb, runs it, prints its failure in the reader's language, and gives
// the exit code.
import { join } from 'node:path';
import type { ConfigSection } from '../kernel/config/section.ts';
import { Failure } from '../kernel/failure/failure.ts';
import { defineCommand, type Command } from '../kernel/module/command.ts';
import { languageOf, type Language } from '../kernel/schema/bilingual.ts';
import type { World } from '../kernel/world/world.ts';
import { apiCaller } from './api-caller.ts';
import { commonOptions, findCommand, parseArguments, parseFlags, plainWords } from './arguments.ts';
import { exitCode } from './exit-codes.ts';
import { commandHelp, commandList, groupHelp, settingList } from './help.ts';
import { readRunFile } from './run-file.ts';

export type CommandLine = {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly commands: readonly Command[];
  readonly sections: readonly ConfigSection[];
  readonly world: World;
  readonly print: (line: string) => void;
  readonly note: (line: string) => void;
  /** As in `CommandInput`. */
  readonly ask: (question: string) => Promise<string | undefined>;
  readonly signal: AbortSignal;
  readonly version: string;
  /** Runs the program until it is told to stop; gets the flags of `start`. */
  readonly start: (flags: Readonly<Record<string, string>>, language: Language) => Promise<number>;
};

const defaultOrigin = 'http://127.0.0.1:8640';

const startCommand = defineCommand({
  words: ['start'],
  summary: {
    en: 'Start the roles chosen, all of them by default; its flags are the settings',
    zh: '启动所选角色（默认全部）；参数即设置项',
  },
  run: async () => 0,
});

const helpCommand = defineCommand({
  words: ['help'],
  summary: {
    en: 'This list, or what one command takes; `help settings` for the settings',
    zh: '显示命令列表或某个命令的用法；`help settings` 列出设置',
  },
  args: [
    {
      name: 'topic',
      summary: { en: '`settings` or a command', zh: '`settings` 或某个命令' },
      optional: true,
    },
  ],
  run: async () => 0,
});

export async function runCommandLine(line: CommandLine): Promise<number> {
  const { argv, environment } = line;
  const language = languageFor(argv, environment);
  const commands = [...line.commands, startCommand, helpCommand];
  try {
    const words = argv.length === 0 ? ['help'] : argv;
    if (words[0] === 'start' && !words.includes('--help')) {
      return await line.start(parseFlags(words.slice(1)), language);
    }
    if (words[0] === '--version') {
      line.print(line.version);
      return 0;
    }
    if (words[0] === 'help' || words[0] === '--help') {
      line.print(helpAbout(line, commands, { topic: words.slice(1), language }));
      return 0;
    }
    return await runCommand(line, commands, { words, language });
  } catch (error) {
    line.note(visible(explain(error, language)));
    return error instanceof Failure ? exitCode[error.kind] : exitCode.internal;
  }
}

/** About the settings, one command, or all commands. Fails as the command line does for others. */
function helpAbout(
  line: CommandLine,
  commands: readonly Command[],
  { topic, language }: { topic: readonly string[]; language: Language },
): string {
  const words = plainWords(topic);
  if (words.length === 0) return commandList(commands, language);
  if (words[0] === 'settings') return settingList(line.sections, language);
  const command = findCommand(commands, words);
  if (command !== undefined) return commandHelp(command, commonOptions, language);
  const group = words.length === 1 ? commands.filter((one) => one.words[0] === words[0]) : [];
  if (group.length > 0) return groupHelp(group, language);
  return commandHelp(parseArguments(commands, words).command, commonOptions, language);
}

async function runCommand(
  line: CommandLine,
  commands: readonly Command[],
  asked: { words: readonly string[]; language: Language },
): Promise<number> {
  const { words, language } = asked;
  const named = findCommand(commands, words);
  if (named && words.includes('--help')) {
    line.print(commandHelp(named, commonOptions, language));
    return 0;
  }
  if (words.length === 2 && words[1] === '--help') {
    line.print(helpAbout(line, commands, { topic: words.slice(0, 1), language }));
    return 0;
  }
  const { command, args, options } = parseArguments(commands, words);
  return command.run({
    args,
    options,
    language,
    world: line.world,
    api: apiCaller(await target(line, options)),
    print: (text) => line.print(visible(text)),
    note: (text) => line.note(visible(text)),
    ask: line.ask,
    json: options['--json'] === 'true',
    signal: line.signal,
  });
}

async function target(line: CommandLine, options: Readonly<Record<string, string>>) {
  const { environment, world } = line;
  const chosen = options['--data'] ?? environment['JINGWEI_DATA'];
  const running = await readRunFile(world.disk, chosen ?? join('.', 'data'));
  const named = options['--server'] ?? environment['JINGWEI_SERVER'];
  // Whoever names a folder means the program on it: what listens at the usual port may be another's.
  const stopped = named === undefined && running === undefined ? chosen : undefined;
  return {
    ...(stopped === undefined ? {} : { stopped }),
    origin: (named ?? running?.origin ?? defaultOrigin).replace(/\/+$/, ''),
    token: environment['JINGWEI_TOKEN'] ?? (named === undefined ? running?.token : undefined),
  };
}

function languageFor(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Language {
  const at = argv.indexOf('--lang');
  const asked = at >= 0 ? argv[at + 1] : argv.find((word) => word.startsWith('--lang='))?.slice(7);
  return languageOf(
    asked ?? environment['JINGWEI_LANG'] ?? environment['LC_ALL'] ?? environment['LANG'],
  );
}

/** What a machine or another node wrote must not steer the reader's terminal; JSON means the same after it. */
function visible(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** A failure in the reader's words; a bug with its stack, since the reader is then its finder. */
export function explain(error: unknown, language: Language): string {
  if (error instanceof Failure) {
    return `${error.publicMessage[language]} [${error.code}]`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
