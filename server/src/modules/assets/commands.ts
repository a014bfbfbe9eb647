// `jingwei asset …`: the tree of assets from the command line, through a running Jingwei.
import { defineCommand, type Command, type CommandInput } from '../../kernel/module/command.ts';
import { textTable } from '../../kernel/module/text-table.ts';
import { assetsFailures } from './failures.ts';
import type { ImportReply } from './import/schemas.ts';
import type { AssetDetail, Relation } from './schemas.ts';
import { kindNames } from './words.ts';

type Listed = AssetDetail['asset'];
const asset = { name: 'identifier', summary: { en: 'Of the asset', zh: '资产标识' } };
const file = { name: 'file', summary: { en: '.xlsx or .json', zh: '.xlsx 或 .json 文件' } };
const enterprise = {
  name: 'enterprise',
  summary: { en: 'Prefix of the enterprise', zh: '企业前缀' },
};
const listMax = 500;

export const assetCommands: readonly Command[] = [
  defineCommand({
    words: ['asset', 'list'],
    summary: {
      en: 'What stands in a place, or what is found by words',
      zh: '列出某位置的下级，或按文字查找资产',
    },
    args: [{ ...asset, optional: true }],
    options: { '--words': { value: 'TEXT', summary: { en: 'To find', zh: '查找文字' } } },
    run: list,
  }),
  defineCommand({
    words: ['asset', 'show'],
    summary: {
      en: 'An asset, where it stands and how it is related',
      zh: '查看资产、其位置与关系',
    },
    args: [asset],
    run: show,
  }),
  defineCommand({
    words: ['asset', 'move'],
    summary: { en: 'Move an asset with all below it', zh: '移动资产及其全部下级' },
    args: [asset, { name: 'to', summary: { en: 'The place to stand in', zh: '目标位置标识' } }],
    run: move,
  }),
  defineCommand({
    words: ['asset', 'import'],
    summary: { en: 'Import assets: all of the file or nothing', zh: '导入资产：全部成功或不改动' },
    args: [enterprise, file],
    options: {
      '--dry-run': { summary: { en: 'Show what would be done', zh: '只显示将做的修改' } },
    },
    run: importFile,
  }),
  defineCommand({
    words: ['asset', 'export'],
    summary: {
      en: 'Export the assets of an enterprise, or below one, as JSON',
      zh: '将企业或某资产之下的资产导出为 JSON',
    },
    args: [asset],
    run: exportAll,
  }),
];

function pathOf(identifier: string): string {
  return identifier.split('/').map(encodeURIComponent).join('/');
}

async function list(input: CommandInput): Promise<number> {
  const { args, options, json, print, language, note } = input;
  const identifier = args['identifier'];
  const words = options['--words'];
  const query = new URLSearchParams({ limit: String(listMax) });
  if (words !== undefined) query.set('words', words);
  if (words !== undefined && identifier !== undefined) query.set('under', identifier);
  if (words === undefined && identifier === undefined) query.set('kind', 'enterprise');
  const path =
    words === undefined && identifier !== undefined
      ? `/api/assets/children/${pathOf(identifier)}?${query}`
      : `/api/assets?${query}`;
  const page = await input.api.call<{ assets: Listed[]; next?: string }>('GET', path);
  if (json) {
    print(JSON.stringify(page.assets));
    return 0;
  }
  const rows = page.assets.map(({ identifier: id, kind, name, children }) => [
    ...[kindNames[kind][language], name, id, children === 0 ? '' : String(children)],
  ]);
  for (const line of textTable(rows)) print(line);
  if (page.next !== undefined) {
    note(
      language === 'zh'
        ? `仅显示前 ${listMax} 个；请用 --words 缩小范围。`
        : `Only the first ${listMax}; narrow it down with --words.`,
    );
  }
  return 0;
}

async function show({ args, api, json, print, language }: CommandInput): Promise<number> {
  const path = pathOf(args['identifier'] ?? '');
  const detail = await api.call<AssetDetail>('GET', `/api/assets/${path}`);
  type Both = { outward: Relation[]; inward: Relation[] };
  const relations = await api.call<Both>('GET', `/api/assets/relations/${path}`);
  if (json) {
    print(JSON.stringify({ ...detail, relations }));
    return 0;
  }
  print(detail.path.map(({ name }) => name).join(' / '));
  const { children, location, attributes = {}, assetType, ...facts } = detail.asset;
  const rows = [
    ...Object.entries(facts).map(([name, value]) => [name, value]),
    ...(location ? [['location', location.join(' / ')]] : []),
    ...(assetType
      ? [['assetType', `${detail.typeName ?? assetType.identifier} ${assetType.version}`]]
      : []),
    ...Object.entries(attributes).map(([name, { value, unit }]) => [
      `@${name}`,
      `${value} ${unit ?? ''}`,
    ]),
    ...(children === 0 ? [] : [['children', String(children)]]),
    ...relations.outward.map(({ kind, toName, to }) => [`→ ${kind}`, `${toName} (${to})`]),
    ...relations.inward.map(({ kind, fromName, from }) => [`← ${kind}`, `${fromName} (${from})`]),
  ];
  for (const line of textTable(rows)) print(line);
  for (const { says } of detail.problems) print(`! ${says[language]}`);
  return 0;
}

async function move({ args, api, json, print }: CommandInput): Promise<number> {
  const path = `/api/assets/${pathOf(args['identifier'] ?? '')}`;
  const moved = await api.call<Listed>('PATCH', path, { parent: args['to'] ?? '' });
  const { path: line } = await api.call<AssetDetail>('GET', path);
  print(json ? JSON.stringify(moved) : line.map(({ name }) => name).join(' / '));
  return 0;
}

async function importFile(input: CommandInput): Promise<number> {
  const { args, options, world, api, json, print, language } = input;
  const name = args['file'] ?? '';
  const bytes = await world.disk.read(name).catch((error: unknown) => {
    throw assetsFailures['no-file']({ file: name }, error);
  });
  if (!bytes) throw assetsFailures['no-file']({ file: name });
  const dryRun = options['--dry-run'] !== undefined;
  const short = name.split(/[/\\]/).at(-1) ?? name;
  const query = new URLSearchParams({ name: short, ...(dryRun ? { dryRun: 'true' } : {}) });
  const path = `/api/assets/import/${encodeURIComponent(args['enterprise'] ?? '')}?${query}`;
  const reply = await api.call<ImportReply>('POST', path, bytes);
  if (json) print(JSON.stringify(reply));
  else {
    const rows = reply.rows.map(({ sheet, row, outcome, name: shown, identifier, fields }) => [
      ...[`${sheet} ${row}`, outcome, shown, identifier, fields.map((one) => one.name).join(', ')],
    ]);
    for (const line of textTable(rows)) print(line);
    for (const { sheet, row, column, says } of reply.problems) {
      print(`! ${sheet} ${row} ${column}: ${says[language]}`);
    }
    const { create, change, unchanged, problems } = reply.counts;
    print(
      language === 'zh'
        ? `新建 ${create}，修改 ${change}，不变 ${unchanged}，错误 ${problems}${dryRun ? '（试运行）' : ''}`
        : `${create} created, ${change} changed, ${unchanged} unchanged, ${problems} wrong${dryRun ? ' (dry run)' : ''}`,
    );
  }
  return reply.problems.length > 0 ? 2 : 0;
}

async function exportAll({ args, api, print }: CommandInput): Promise<number> {
  const path = `/api/assets/export/${pathOf(args['identifier'] ?? '')}?format=json`;
  print(JSON.stringify(await api.call('GET', path), undefined, 2));
  return 0;
}
