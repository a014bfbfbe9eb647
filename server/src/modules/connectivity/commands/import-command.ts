// `jingwei source import FILE`: tag lists of other programs become sources; `--dry-run` only shows what would change.
import { defineCommand, type Command, type CommandInput } from '../../../kernel/module/command.ts';
import { parseHostPort } from '../../../kernel/world/host-port.ts';
import { connectivityFailures } from '../failures.ts';
import type { ImportReply } from '../import/import-sources.ts';
import { enterpriseOption, query } from './source-commands.ts';
import { readTextFile } from './source-options.ts';

export const importCommand: Command = defineCommand({
  words: ['source', 'import'],
  summary: {
    en: 'Take the tag list of another program into sources',
    zh: '将其他软件的标签列表导入为数据源',
  },
  args: [
    {
      name: 'file',
      summary: {
        en: 'CSV, a Kepware project as JSON, or a UANodeSet',
        zh: 'CSV 文件、JSON 格式的 Kepware 项目或 UANodeSet',
      },
    },
  ],
  options: {
    '--format': {
      value: 'FORMAT',
      defaultsTo: 'kepware-json',
      summary: { en: 'kepware-json, csv or ua-nodeset', zh: 'kepware-json、csv 或 ua-nodeset' },
    },
    '--source': {
      value: 'NAME',
      summary: {
        en: 'With csv and ua-nodeset: whose signals these are',
        zh: 'csv 和 ua-nodeset 格式：所属数据源名称',
      },
    },
    '--protocol': {
      value: 'PROTOCOL',
      summary: { en: 'With csv: how a new source is spoken to', zh: 'csv 格式：新数据源的协议' },
    },
    '--address': {
      value: 'HOST:PORT',
      summary: { en: 'With csv: where a new source listens', zh: 'csv 格式：新数据源的地址' },
    },
    '--dry-run': {
      summary: { en: 'Change nothing, show what would change', zh: '只显示将发生的变化，不做修改' },
    },
    ...enterpriseOption,
  },
  run: importFile,
});

async function importFile(input: CommandInput): Promise<number> {
  const { options, language } = input;
  const text = await readTextFile(input.world, input.args['file'] ?? '');
  const dryRun = options['--dry-run'] === 'true';
  const body = { format: options['--format'] ?? 'kepware-json', text, dryRun, ...sourceOf(input) };
  const reply = await input.api.call<ImportReply>(
    'POST',
    `/api/sources/import${query(input)}`,
    body,
  );
  if (input.json) input.print(JSON.stringify(reply));
  else for (const line of linesOf(reply, language)) input.print(line);
  return 0;
}

function sourceOf({ options }: CommandInput) {
  const name = options['--source'];
  if (name === undefined) return {};
  const protocol = options['--protocol'];
  const address = options['--address'];
  const connection = address === undefined ? undefined : parseHostPort(address);
  if (address !== undefined && !connection) throw connectivityFailures['bad-address']({ address });
  return {
    source: {
      name,
      ...(protocol === undefined ? {} : { protocol }),
      ...(connection === undefined ? {} : { connection }),
    },
  };
}

const changes = {
  added: { en: 'added', zh: '新增' },
  changed: { en: 'changed', zh: '更新' },
  same: { en: 'unchanged', zh: '不变' },
} as const;

function linesOf({ applied, sources, notTaken }: ImportReply, language: 'en' | 'zh'): string[] {
  const isChinese = language === 'zh';
  const lines = sources.map(({ name, protocol, address, change, signals }) => {
    const { added, changed, removed, same } = signals;
    return `${name}  ${changes[change][language]}  ${protocol} ${address}  +${added} ~${changed} -${removed} =${same}`;
  });
  for (const { place, why } of notTaken)
    lines.push(`${isChinese ? '未导入' : 'not taken'}  ${place}  ${why[language]}`);
  if (!applied)
    lines.push(isChinese ? '仅预览，未做任何修改。' : 'Nothing was changed: this was a dry run.');
  return lines;
}
