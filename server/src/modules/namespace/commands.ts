// `jingwei namespace list`: the unified namespace from the command line, through a running Jingwei.
import { fill } from '../../kernel/schema/bilingual.ts';
import { defineCommand, type Command, type CommandInput } from '../../kernel/module/command.ts';
import { textTable } from '../../kernel/module/text-table.ts';
import type { NamespacePage, PublisherStatus } from './routes.ts';

export const namespaceCommands: readonly Command[] = [
  defineCommand({
    words: ['namespace', 'list'],
    summary: {
      en: 'Show the topics of the unified namespace with their last values',
      zh: '列出统一命名空间的主题及其最新值',
    },
    args: [
      {
        name: 'below',
        optional: true,
        summary: { en: 'Only topics that begin with this', zh: '仅列出以此开头的主题' },
      },
    ],
    options: {
      '--enterprise': {
        value: 'PREFIX',
        summary: {
          en: "The enterprise, if not the gateway's own",
          zh: '企业前缀（默认为网关所属企业）',
        },
      },
      '--limit': {
        value: 'N',
        defaultsTo: '100',
        summary: { en: 'At most so many topics', zh: '最多列出的主题数' },
      },
    },
    run: list,
  }),
];

const words = {
  none: { en: 'There are no topics yet.', zh: '尚无主题。' },
  noneBelow: {
    en: 'No topic begins with {below}. Without it all are listed.',
    zh: '没有以 {below} 开头的主题；省略该参数可列出全部。',
  },
} as const;

async function list(input: CommandInput): Promise<number> {
  const { args, options, language, json, print, note } = input;
  const query = new URLSearchParams();
  const { below } = args;
  if (below !== undefined) query.set('below', below);
  if (options['--enterprise'] !== undefined) query.set('enterprise', options['--enterprise']);
  query.set('limit', options['--limit'] ?? '100');
  const page = await input.api.call<NamespacePage>('GET', `/api/namespace?${query}`);
  if (json) {
    print(JSON.stringify(page));
    return 0;
  }
  const rows = page.topics.map(({ topic, value, unit, quality, time }) => [
    ...[topic, value === null ? '–' : String(value), unit ?? ''],
    ...[quality === 'good' ? '' : quality, time ?? ''],
  ]);
  for (const line of textTable(rows)) print(line);
  if (rows.length === 0)
    note(below === undefined ? words.none[language] : fill(words.noneBelow, { below })[language]);
  if (page.next !== undefined)
    note(language === 'zh' ? '还有更多，请提高 --limit。' : 'There are more; raise --limit.');
  for (const publisher of page.publishers) note(lineOf(publisher, input));
  return 0;
}

function lineOf(publisher: PublisherStatus, { language }: CommandInput): string {
  const { form, published, waiting, replaced, trouble } = publisher;
  const counts =
    language === 'zh'
      ? `已发布 ${published}，等待 ${waiting}，被更新值替代 ${replaced}`
      : `${published} published, ${waiting} waiting, ${replaced} left out for newer ones`;
  return `${form}: ${counts}${trouble === undefined ? '' : ` — ${trouble[language]}`}`;
}
