// The reference pages, made from the catalogue itself so that they cannot be wrong about it.
import { catalogue } from '../../server/src/catalogue.ts';
import { settingKeys } from '../../server/src/kernel/config/keys.ts';
import { configFailures } from '../../server/src/kernel/config/failures.ts';
import type { FailureDefinition } from '../../server/src/kernel/failure/failure.ts';
import { httpFailures } from '../../server/src/kernel/http/failures.ts';
import { httpStatus } from '../../server/src/kernel/http/status.ts';
import { moduleFailures } from '../../server/src/kernel/module/failures.ts';
import { programSections } from '../../server/src/kernel/module/program.ts';
import { worldFailures } from '../../server/src/kernel/world/failures.ts';
import { exitCode } from '../../server/src/cli/exit-codes.ts';
import { cliFailures } from '../../server/src/cli/failures.ts';
import { usageOf } from '../../server/src/cli/help.ts';
import { iotdbFailures } from '../../server/src/engines/iotdb/failures.ts';
import { storeFailures } from '../../server/src/stores/failures.ts';

/** File name in docs/reference -> its text. */
export function referencePages(): Readonly<Record<string, string>> {
  return {
    'settings.md': settings(),
    'commands.md': commands(),
    'failures.md': failures(),
    'rights.md': rights(),
    'events.md': events(),
  };
}

const made = (title: string) => `# ${title}\n\nMade by \`npm run generate\`; do not edit.\n\n`;
const cell = (text: unknown) =>
  String(text ?? '')
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ');
const row = (...cells: readonly unknown[]) => `| ${cells.map(cell).join(' | ')} |`;

function table(head: readonly string[], rows: readonly string[]): string {
  return `${[row(...head), row(...head.map(() => '---')), ...rows].join('\n')}\n`;
}

function settings(): string {
  const rows = settingKeys(programSections(catalogue)).map(
    ({ section, path, flag, variable, schema }) =>
      row(
        `\`${[section, ...path].join('.')}\``,
        `\`${flag}\``,
        `\`${variable}\``,
        `\`${JSON.stringify(schema.default)}\``,
        schema.description,
        schema.descriptionZh,
      ),
  );
  return (
    made('Settings 设置') +
    table(['in a file', 'flag', 'variable', 'default', 'what', '说明'], rows)
  );
}

function commands(): string {
  const all = catalogue.flatMap((module) => module.commands ?? []);
  const sections = all
    .toSorted((a, b) => (a.words.join(' ') < b.words.join(' ') ? -1 : 1))
    .map((command) => {
      const rows = Object.entries(command.options ?? {}).map(([name, option]) =>
        row(
          `\`${name}\``,
          option.value ?? '',
          option.defaultsTo ?? '',
          option.summary.en,
          option.summary.zh,
        ),
      );
      const options =
        rows.length > 0 ? `\n${table(['option', 'value', 'default', 'what', '说明'], rows)}` : '';
      return `## \`${usageOf(command)}\`\n${command.summary.en}. ${command.summary.zh}。\n${options}`;
    });
  const codes = Object.entries(exitCode).map(([kind, code]) => row(kind, code));
  return `${made('Commands 命令')}${sections.join('\n')}\n## Exit codes\n${table(['failure', 'code'], codes)}`;
}

function failures(): string {
  const tables: Record<string, Readonly<Record<string, FailureDefinition>>> = {
    program: moduleFailures.definitions,
    world: worldFailures.definitions,
    config: configFailures.definitions,
    http: httpFailures.definitions,
    cli: cliFailures.definitions,
    stores: storeFailures.definitions,
    iotdb: iotdbFailures.definitions,
  };
  for (const module of catalogue) Object.assign(tables, module.failures);
  const rows = Object.entries(tables).flatMap(([area, definitions]) =>
    Object.entries(definitions).map(([name, { kind, message }]) =>
      row(`\`${area}.${name}\``, kind, httpStatus[kind], message.en, message.zh),
    ),
  );
  return made('Failures 错误') + table(['code', 'kind', 'HTTP', 'message', '信息'], rows);
}

function rights(): string {
  const rows = catalogue
    .flatMap((module) => module.rights ?? [])
    .map(({ name, title }) => row(`\`${name}\``, title.en, title.zh));
  return made('Rights 权限') + table(['right', 'allows to', '允许'], rows);
}

function events(): string {
  const rows = catalogue
    .flatMap((module) => module.events ?? [])
    .map(({ name, title, schema }) =>
      row(`\`${name}\``, title.en, title.zh, `\`${JSON.stringify(schema)}\``),
    );
  return (
    made('Events 事件') + table(['event', 'what happened', '含义', 'body (JSON Schema)'], rows)
  );
}
