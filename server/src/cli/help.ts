// Help, made from the commands and the settings themselves.
import { settingKeys } from '../kernel/config/keys.ts';
import type { ConfigSection } from '../kernel/config/section.ts';
import type { Command, CommandOption } from '../kernel/module/command.ts';
import { padded, widthOf } from '../kernel/module/text-table.ts';
import type { Language } from '../kernel/schema/bilingual.ts';

export function usageOf(command: Command): string {
  const args = (command.args ?? []).map(({ name, optional }) =>
    optional ? `[${name}]` : `<${name}>`,
  );
  const options = Object.entries(command.options ?? {})
    .filter(([, option]) => option.required)
    .map(([name, option]) => `${name} <${option.value ?? ''}>`);
  return ['jingwei', ...command.words, ...args, ...options].join(' ');
}

export function commandList(commands: readonly Command[], language: Language): string {
  const rows = commands
    .toSorted((a, b) => (a.words.join(' ') < b.words.join(' ') ? -1 : 1))
    .map((command): [string, string] => [usageOf(command), command.summary[language]]);
  const title = language === 'zh' ? '命令' : 'Commands';
  const more =
    language === 'zh'
      ? '每个命令都可加 --help；`help settings` 列出 start 的全部设置。'
      : 'Every command takes --help; `help settings` lists all settings of start.';
  return `${title}\n${columns(rows)}\n\n${more}`;
}

/** The commands that begin with one word: `node --help`. */
export function groupHelp(commands: readonly Command[], language: Language): string {
  const list = columns(
    commands.map((command): [string, string] => [usageOf(command), command.summary[language]]),
  );
  return [list, ...commands.flatMap((command) => exampleOf(command, language))].join('\n\n');
}

function exampleOf({ example }: Command, language: Language): string[] {
  return example === undefined ? [] : [`${example.about[language]}\n${example.text}`];
}

export function commandHelp(
  command: Command,
  common: Readonly<Record<string, CommandOption>>,
  language: Language,
): string {
  const args = (command.args ?? []).map(({ name, summary }): [string, string] => [
    `<${name}>`,
    summary[language],
  ]);
  const options = Object.entries({ ...command.options, ...common }).map(
    ([name, option]): [string, string] => [
      option.value === undefined ? name : `${name} <${option.value}>`,
      option.summary[language] + (option.defaultsTo === undefined ? '' : ` [${option.defaultsTo}]`),
    ],
  );
  return [
    ...[usageOf(command), command.summary[language], columns([...args, ...options])],
    ...exampleOf(command, language),
  ].join('\n\n');
}

export function settingList(sections: readonly ConfigSection[], language: Language): string {
  const rows = settingKeys(sections).map(({ flag, schema }): [string, string] => {
    const about = (language === 'zh' ? schema.descriptionZh : schema.description) ?? '';
    return [flag, `${about} [${JSON.stringify(schema.default)}]`];
  });
  return columns(rows);
}

/** What is longer gets a line of its own. */
const widthMax = 58;

function columns(rows: readonly [string, string][]): string {
  const width = Math.min(widthMax, Math.max(0, ...rows.map(([left]) => widthOf(left))));
  const gap = ' '.repeat(width);
  return rows
    .map(([left, right]) =>
      widthOf(left) > width
        ? `  ${left}\n  ${gap}  ${right}`
        : `  ${padded(left, width)}  ${right}`,
    )
    .join('\n');
}
