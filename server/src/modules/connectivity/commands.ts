// `jingwei source …`: machine connections from the command line, through a running Jingwei.
import { defineCommand, type Command, type CommandInput } from '../../kernel/module/command.ts';
import { parseHostPort } from '../../kernel/world/host-port.ts';
import type { Address } from '../../kernel/world/network.ts';
import type { World } from '../../kernel/world/world.ts';
import type { SourceSettings, SourceStatus } from './api.ts';
import { connectivityFailures } from './failures.ts';

const enterpriseOption = {
  '--enterprise': {
    value: 'PREFIX',
    summary: {
      en: "The enterprise, if not the gateway's own",
      zh: '企业前缀（默认为网关所属企业）',
    },
  },
} as const;

const nameArgument = { name: 'name', summary: { en: 'Name of the source', zh: '数据源名称' } };

export const sourceCommands: readonly Command[] = [
  defineCommand({
    words: ['source', 'add'],
    summary: { en: 'Connect a machine, or change how it is connected', zh: '接入设备或修改其连接' },
    args: [nameArgument],
    options: {
      '--protocol': {
        value: 'PROTOCOL',
        defaultsTo: 'mtconnect-shdr',
        summary: { en: 'How the machine speaks', zh: '设备使用的协议' },
      },
      '--address': {
        value: 'HOST:PORT',
        required: true,
        summary: { en: 'Where the machine listens', zh: '设备监听的地址' },
      },
      '--devices': {
        value: 'FILE',
        required: true,
        summary: {
          en: 'Description of the machine; for MTConnect its Devices.xml',
          zh: '设备描述文件；MTConnect 为 Devices.xml',
        },
      },
      ...enterpriseOption,
    },
    run: add,
  }),
  defineCommand({
    words: ['source', 'list'],
    summary: { en: 'Show machine connections', zh: '列出设备连接' },
    options: enterpriseOption,
    run: list,
  }),
  defineCommand({
    words: ['source', 'remove'],
    summary: {
      en: 'Disconnect a machine; its readings stay',
      zh: '断开并删除设备连接，已有读数保留',
    },
    args: [nameArgument],
    options: enterpriseOption,
    run: remove,
  }),
];

/** Fails with `connectivity.bad-address`. */
function addressOf(address: string): Address {
  const parsed = parseHostPort(address);
  if (!parsed) throw connectivityFailures['bad-address']({ address });
  return parsed;
}

/** A text file that a person named. Fails with `connectivity.no-file` or `connectivity.file-unreadable`. */
export async function readTextFile(world: World, path: string): Promise<string> {
  let bytes: Uint8Array | undefined;
  try {
    bytes = await world.disk.read(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw connectivityFailures['file-unreadable']({ path, reason }, error);
  }
  if (!bytes) throw connectivityFailures['no-file']({ path });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw connectivityFailures['file-unreadable']({ path, reason: 'not UTF-8' }, error);
  }
}

async function add(input: CommandInput): Promise<number> {
  const { options } = input;
  const settingsFile = options['--devices'] ?? '';
  const settings: SourceSettings = {
    name: input.args['name'] ?? '',
    protocol: options['--protocol'] ?? 'mtconnect-shdr',
    connection: {
      ...addressOf(options['--address'] ?? ''),
      devices: await readTextFile(input.world, settingsFile),
    },
  };
  const status = await input.api.call<SourceStatus>(
    'POST',
    `/api/sources${query(input)}`,
    settings,
  );
  if (input.json) input.print(JSON.stringify(status));
  else for (const line of linesOf(status, input)) input.print(line);
  return 0;
}

async function list(input: CommandInput): Promise<number> {
  const reply = await input.api.call<{ sources: SourceStatus[] }>(
    'GET',
    `/api/sources${query(input)}`,
  );
  if (input.json) {
    input.print(JSON.stringify(reply));
    return 0;
  }
  if (reply.sources.length === 0) {
    input.note(input.language === 'zh' ? '尚无数据源。' : 'There are no sources yet.');
  }
  for (const status of reply.sources) for (const line of linesOf(status, input)) input.print(line);
  return 0;
}

async function remove(input: CommandInput): Promise<number> {
  const name = input.args['name'] ?? '';
  const path = `/api/sources/${encodeURIComponent(name)}${query(input)}`;
  const reply = await input.api.call('DELETE', path);
  if (input.json) input.print(JSON.stringify(reply));
  else input.print(input.language === 'zh' ? `已删除数据源 ${name}` : `Removed the source ${name}`);
  return 0;
}

function linesOf(status: SourceStatus, { language }: CommandInput): string[] {
  const { name, state, address, protocol, readings, refused, machines, trouble } = status;
  const counts =
    language === 'zh'
      ? `读数 ${readings}，拒收 ${refused}`
      : `${readings} readings, ${refused} refused`;
  const lines = [`${name}  ${states[state][language]}  ${protocol} ${address}  ${counts}`];
  for (const machine of machines) lines.push(`  ${machine}`);
  if (trouble !== undefined)
    lines.push(`  ${language === 'zh' ? '问题：' : 'trouble: '}${trouble[language]}`);
  return lines;
}

const states = {
  connecting: { en: 'connecting', zh: '连接中' },
  connected: { en: 'connected', zh: '已连接' },
  waiting: { en: 'waiting to connect again', zh: '等待重连' },
  stopped: { en: 'stopped', zh: '已停止' },
} as const;

function query(input: CommandInput): string {
  const enterprise = input.options['--enterprise'];
  return enterprise === undefined ? '' : `?enterprise=${encodeURIComponent(enterprise)}`;
}
