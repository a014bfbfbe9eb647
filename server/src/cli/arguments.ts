// From the words after `jingwei` to a command, its arguments and its options.
import { nearest } from '../kernel/failure/nearest.ts';
import type { Command, CommandOption } from '../kernel/module/command.ts';
import { fill, same, type Bilingual } from '../kernel/schema/bilingual.ts';
import { cliFailures } from './failures.ts';
import { usageOf } from './help.ts';

/** Options that every command takes. */
export const commonOptions: Readonly<Record<string, CommandOption>> = {
  '--server': {
    value: 'http://host:port',
    summary: { en: 'The Jingwei to ask', zh: '要访问的经纬实例' },
  },
  '--data': {
    value: 'folder',
    summary: { en: 'The data folder of the Jingwei to ask', zh: '要访问的经纬实例的数据文件夹' },
  },
  '--lang': { value: 'en|zh', summary: { en: 'Language', zh: '语言' } },
  '--json': { summary: { en: 'One JSON document as output', zh: '输出一个 JSON 文档' } },
  '--help': { summary: { en: 'This help', zh: '显示帮助' } },
};

export type Parsed = {
  readonly command: Command;
  readonly args: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, string>>;
};

const problems = {
  missing: { en: '{name} is missing.', zh: '缺少 {name}。' },
  extra: { en: '“{extra}” is one argument too many.', zh: '多余的参数“{extra}”。' },
  unknown: {
    en: '{name} is not an option of this command. It takes {options}.',
    zh: '该命令没有选项 {name}。可用选项：{options}。',
  },
  meant: { en: 'Did you mean “{command}”? ', zh: '是否要写“{command}”？' },
  noValue: { en: '{name} needs a value: {value}.', zh: '{name} 需要一个值：{value}。' },
} satisfies Record<string, Bilingual>;

/** The command with the most words among those that `words` begins with. */
export function findCommand(
  commands: readonly Command[],
  words: readonly string[],
): Command | undefined {
  return commands
    .filter((command) => command.words.every((word, i) => words[i] === word))
    .toSorted((a, b) => b.words.length - a.words.length)[0];
}

/** Fails with `cli.unknown-command`, `cli.unfinished-command`, `cli.unknown-verb` or `cli.bad-usage`. */
export function parseArguments(commands: readonly Command[], argv: readonly string[]): Parsed {
  const command = findCommand(commands, argv);
  if (!command) throw noCommand(commands, argv);
  const usage = usageOf(command);
  const refuse = (problem: Bilingual) => cliFailures['bad-usage']({ problem, usage });
  const { plain, options } = splitOptions(command, argv.slice(command.words.length), refuse);
  const args: Record<string, string> = {};
  const wanted = command.args ?? [];
  wanted.forEach(({ name, optional }, i) => {
    const value = plain[i];
    if (value !== undefined) args[name] = value;
    else if (!optional && !('--help' in options))
      throw refuse(fill(problems.missing, { name: `<${name}>` }));
  });
  const extra = plain[wanted.length];
  if (extra !== undefined) throw refuse(fill(problems.extra, { extra: extra.slice(0, 100) }));
  for (const [name, option] of Object.entries(command.options ?? {})) {
    if (option.defaultsTo !== undefined) options[name] ??= option.defaultsTo;
    if (option.required && !(name in options) && !('--help' in options)) {
      throw refuse(fill(problems.missing, { name }));
    }
  }
  return { command, args, options };
}

function noCommand(commands: readonly Command[], argv: readonly string[]): Error {
  const [first, verb] = plainWords(argv);
  const begun = commands.filter(({ words }) => first !== undefined && words[0] === first);
  const usages = begun.map(usageOf);
  if (begun.length > 0 && verb !== undefined) {
    return cliFailures['unknown-verb']({ words: first, verb, commands: usages });
  }
  if (begun.length > 0)
    return cliFailures['unfinished-command']({ words: first, commands: usages });
  const words = [first, verb].filter((word) => word !== undefined).join(' ');
  const known = commands.map((one) => one.words.join(' '));
  const near = nearest(words, known) ?? nearest(first ?? '', known);
  const meant = near === undefined ? same('') : fill(problems.meant, { command: near });
  return cliFailures['unknown-command']({ words, meant });
}

/** Without options and the values of those that every command takes. */
export function plainWords(argv: readonly string[]): string[] {
  return argv.filter((word, i) => {
    const takesThis = commonOptions[argv[i - 1] ?? '']?.value !== undefined;
    return !word.startsWith('-') && !takesThis;
  });
}

function splitOptions(
  command: Command,
  words: readonly string[],
  refuse: (problem: Bilingual) => Error,
): { plain: string[]; options: Record<string, string> } {
  const known = { ...commonOptions, ...command.options };
  const plain: string[] = [];
  const options: Record<string, string> = {};
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (!word.startsWith('--')) {
      plain.push(word);
      continue;
    }
    const [name, inline] = splitOnce(word);
    const option = known[name];
    if (!option) {
      const taken = Object.keys(known).join(', ');
      throw refuse(fill(problems.unknown, { name, options: taken }));
    }
    if (option.value === undefined) {
      options[name] = 'true';
      continue;
    }
    const value = inline ?? words[++i];
    if (value === undefined) {
      throw refuse(fill(problems.noValue, { name, value: option.value }));
    }
    options[name] = value;
  }
  return { plain, options };
}

function splitOnce(word: string): [string, string | undefined] {
  const at = word.indexOf('=');
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

/** `--http-port 0 --data x` for `start`, whose flags are the settings: name -> text. */
export function parseFlags(words: readonly string[]): Record<string, string> {
  const flags: Record<string, string> = {};
  for (let i = 0; i < words.length; i++) {
    const [name, inline] = splitOnce(words[i] ?? '');
    const next = words[i + 1];
    if (inline !== undefined) flags[name] = inline;
    else if (next !== undefined && !next.startsWith('--')) flags[name] = words[++i] ?? '';
    else flags[name] = 'true';
  }
  return flags;
}
