// `jingwei source …`: machine connections from the command line, through a running Jingwei.
import { defineCommand, type Command, type CommandInput } from '../../../kernel/module/command.ts';
import type { SourceSettings, SourceStatus } from '../api.ts';
import type { TestStep } from '../protocols/protocol.ts';
import { connectionOptions, settingsOf } from './source-options.ts';

export const enterpriseOption = {
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
      ...connectionOptions,
      ...enterpriseOption,
    },
    run: add,
  }),
  defineCommand({
    words: ['source', 'test'],
    summary: {
      en: 'Try a connection step by step; nothing is kept',
      zh: '逐步测试连接，不保存任何内容',
    },
    args: [nameArgument],
    options: { ...connectionOptions, ...enterpriseOption },
    run: test,
  }),
  defineCommand({
    words: ['source', 'show'],
    summary: {
      en: 'Settings of a machine connection as JSON, ready for --settings',
      zh: '以 JSON 显示设备连接的设置，可用于 --settings',
    },
    args: [nameArgument],
    options: enterpriseOption,
    run: show,
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

async function add(input: CommandInput): Promise<number> {
  const settings = await settingsOf(input);
  const path = `/api/sources${query(input)}`;
  const status = await input.api.call<SourceStatus>('POST', path, settings);
  if (input.json) input.print(JSON.stringify(status));
  else for (const line of linesOf(status, input)) input.print(line);
  return 0;
}

/** Without options, the connection that is kept under the name. */
async function test(input: CommandInput): Promise<number> {
  const { args, options } = input;
  const isKept = options['--settings'] === undefined && options['--address'] === undefined;
  const settings = isKept ? await kept(input, args['name'] ?? '') : await settingsOf(input);
  const path = `/api/connections/test${query(input)}`;
  const reply = await input.api.call<{ ok: boolean; steps: TestStep[] }>('POST', path, settings);
  if (input.json) input.print(JSON.stringify(reply));
  for (const { name, ok, tookMs, says } of input.json ? [] : reply.steps) {
    const { language } = input;
    input.print(`${ok ? '✔' : '✖'} ${name[language]}  ${tookMs} ms  ${says[language]}`);
  }
  return reply.ok ? 0 : 2;
}

async function show(input: CommandInput): Promise<number> {
  const settings = await kept(input, input.args['name'] ?? '');
  input.print(input.json ? JSON.stringify(settings) : JSON.stringify(settings, undefined, 2));
  return 0;
}

function kept(input: CommandInput, name: string): Promise<SourceSettings> {
  return input.api.call('GET', `/api/sources/${encodeURIComponent(name)}${query(input)}`);
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

export function query(input: CommandInput): string {
  const enterprise = input.options['--enterprise'];
  return enterprise === undefined ? '' : `?enterprise=${encodeURIComponent(enterprise)}`;
}
