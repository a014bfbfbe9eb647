// `jingwei protocol list`, `jingwei source browse`, `jingwei source discover`: looking around on machines.
import { defineCommand, type Command, type CommandInput } from '../../../kernel/module/command.ts';
import { textTable } from '../../../kernel/module/text-table.ts';
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import type { SourceSettings } from '../api.ts';
import type { BrowsePage, Discovered } from '../protocols/protocol.ts';
import { connectionOptions, settingsOf } from './source-options.ts';
import { enterpriseOption, query } from './source-commands.ts';

export const lookCommands: readonly Command[] = [
  defineCommand({
    words: ['protocol', 'list'],
    summary: { en: 'Protocols that the gateway speaks', zh: '列出网关支持的协议' },
    run: protocols,
  }),
  defineCommand({
    words: ['source', 'browse'],
    summary: { en: 'See what a machine offers to read', zh: '浏览设备可读取的内容' },
    args: [{ name: 'name', summary: { en: 'Name of the source', zh: '数据源名称' } }],
    options: {
      ...connectionOptions,
      '--at': {
        value: 'PLACE',
        summary: { en: 'Look below this place', zh: '从该位置向下浏览' },
      },
      ...enterpriseOption,
    },
    run: browse,
  }),
  defineCommand({
    words: ['source', 'discover'],
    summary: { en: 'Find machines on the network', zh: '在网络中发现设备' },
    args: [{ name: 'protocol', summary: { en: 'How they speak', zh: '设备使用的协议' } }],
    options: {
      '--host': { value: 'HOST', summary: { en: 'Where to look', zh: '查找的地址' } },
      '--port': { value: 'PORT', summary: { en: 'On which port', zh: '查找的端口' } },
      ...enterpriseOption,
    },
    run: discover,
  }),
];

type Shown = {
  readonly name: string;
  readonly title: Bilingual;
  readonly address?: { readonly example: string };
  readonly canBrowse: boolean;
  readonly canDiscover: boolean;
};

async function protocols(input: CommandInput): Promise<number> {
  const reply = await input.api.call<{ protocols: Shown[] }>('GET', '/api/protocols');
  if (input.json) input.print(JSON.stringify(reply));
  else {
    const rows = reply.protocols.map((one) => [
      one.name,
      one.title[input.language],
      one.address?.example ?? '',
    ]);
    for (const line of textTable(rows)) input.print(line);
  }
  return 0;
}

async function browse(input: CommandInput): Promise<number> {
  const { options, args } = input;
  const isNew = options['--settings'] !== undefined || options['--address'] !== undefined;
  const path = `/api/sources/${encodeURIComponent(args['name'] ?? '')}${query(input)}`;
  const { name, protocol, connection } = isNew
    ? await settingsOf(input)
    : await input.api.call<SourceSettings>('GET', path);
  const at = options['--at'];
  let after: string | undefined;
  let count = 0;
  do {
    const page: BrowsePage = await input.api.call(
      'POST',
      `/api/connections/browse${query(input)}`,
      {
        ...{ name, protocol, connection, limit: 1_000 },
        ...(at === undefined ? {} : { at }),
        ...(after === undefined ? {} : { after }),
      },
    );
    for (const thing of page.things)
      input.print(input.json ? JSON.stringify(thing) : lineOf(thing));
    count += page.things.length;
    after = page.next;
  } while (after !== undefined && !input.signal.aborted);
  if (count === 0)
    input.note(input.language === 'zh' ? '此处没有内容。' : 'There is nothing here.');
  return 0;
}

function lineOf({ kind, name, place, hasMore, detail }: BrowsePage['things'][number]): string {
  const mark = kind === 'signal' ? '·' : hasMore ? '+' : '-';
  return `${mark} ${name}  ${place}${detail === undefined ? '' : `  ${detail}`}`;
}

async function discover(input: CommandInput): Promise<number> {
  const { args, options } = input;
  const port = options['--port'];
  const reply = await input.api.call<{ found: Discovered[] }>(
    'POST',
    `/api/connections/discover${query(input)}`,
    {
      protocol: args['protocol'] ?? '',
      ...(options['--host'] === undefined ? {} : { host: options['--host'] }),
      ...(port === undefined ? {} : { port: Number(port) }),
    },
  );
  if (input.json) input.print(JSON.stringify(reply));
  else if (reply.found.length === 0)
    input.note(input.language === 'zh' ? '没有设备应答。' : 'No machine answered.');
  else {
    const rows = reply.found.map(({ name, detail, connection }) => [
      name,
      detail,
      JSON.stringify(connection),
    ]);
    for (const line of textTable(rows)) input.print(line);
  }
  return 0;
}
