// `jingwei outbox status`: what the gateway has still to send, through a running Jingwei.
import { defineCommand, type Command, type CommandInput } from '../../kernel/module/command.ts';
import { textTable } from '../../kernel/module/text-table.ts';
import type { OutboxStatus } from './api.ts';

export const outboxCommands: readonly Command[] = [
  defineCommand({
    words: ['outbox', 'status'],
    summary: {
      en: 'Show what the gateway has still to send to the platform',
      zh: '显示网关尚未发送到平台的数据',
    },
    options: {
      '--enterprise': {
        value: 'PREFIX',
        summary: { en: 'Only streams of this enterprise', zh: '只显示该企业的流' },
      },
    },
    run: status,
  }),
];

async function status({ api, options, print, json, language }: CommandInput): Promise<number> {
  const enterprise = options['--enterprise'];
  const query = enterprise === undefined ? '' : `?enterprise=${encodeURIComponent(enterprise)}`;
  const told = await api.call<OutboxStatus>('GET', `/api/outbox${query}`);
  if (json) {
    print(JSON.stringify(told));
    return 0;
  }
  const chinese = language === 'zh';
  const { waiting, rates, totals, trouble } = told;
  const lines: [string, string][] = [
    [chinese ? '平台' : 'platform', told.platform || '-'],
    [chinese ? '状态' : 'state', told.state],
    [chinese ? '待发读数' : 'readings waiting', String(waiting.readings)],
    [
      chinese ? '占用空间' : 'disk used',
      `${mebibytes(waiting.bytes)} / ${mebibytes(told.bytesMax)}`,
    ],
    [chinese ? '最早' : 'oldest', told.oldestAt ?? '-'],
    [chinese ? '每秒写入' : 'appended a second', rates.appended.toFixed(0)],
    [chinese ? '每秒送达' : 'settled a second', rates.settled.toFixed(0)],
    [chinese ? '被拒' : 'refused', String(totals.refused)],
    [chinese ? '放弃' : 'given up', String(totals.givenUp)],
    ...(trouble === undefined
      ? []
      : [[chinese ? '原因' : 'trouble', trouble[language]] as [string, string]]),
  ];
  for (const line of textTable(lines)) print(line);
  if (told.streams.length === 0) return 0;
  print('');
  const head = chinese
    ? ['流', '最高编号', '待发', '放弃', '被拒']
    : ['stream', 'highest', 'waiting', 'given up', 'refused'];
  const rows = told.streams.map(({ stream, highest, waiting: left, givenUp, refused }) => [
    stream,
    ...[highest, left, givenUp, refused].map(String),
  ]);
  for (const line of textTable([head, ...rows])) print(line);
  return 0;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
