// `jingwei order …`: writing to machines from the command line, through a running Jingwei.
import { defineCommand, type Command, type CommandInput } from '../../kernel/module/command.ts';
import { textTable } from '../../kernel/module/text-table.ts';
import type { Order } from './api.ts';

const enterprise = {
  name: 'enterprise',
  summary: { en: 'Prefix of the enterprise', zh: '企业前缀' },
};

export const orderCommands: readonly Command[] = [
  defineCommand({
    words: ['order', 'give'],
    summary: {
      en: 'Write a value to a machine, within its limits',
      zh: '在联锁范围内向设备写入数值',
    },
    args: [
      { name: 'signal', summary: { en: 'Identifier of the signal', zh: '测点标识' } },
      { name: 'value', summary: { en: 'The new value', zh: '新值' } },
    ],
    options: {
      '--reason': { value: 'TEXT', summary: { en: 'Why', zh: '原因' } },
      '--dry-run': { summary: { en: 'Check everything and send nothing', zh: '只检查，不发送' } },
      '--text': { summary: { en: 'The value is a text', zh: '将新值作为文本' } },
    },
    run: give,
  }),
  defineCommand({
    words: ['order', 'list'],
    summary: { en: 'Orders to machines, newest first', zh: '列出设备指令（从新到旧）' },
    args: [enterprise],
    options: {
      '--state': {
        value: 'STATE',
        summary: { en: 'Only those, e.g. waiting', zh: '仅该状态，例如 waiting' },
      },
    },
    run: list,
  }),
  defineCommand({
    words: ['order', 'agree'],
    summary: { en: "Agree to another person's order", zh: '批准他人的指令' },
    args: [enterprise, { name: 'id', summary: { en: 'Of the order', zh: '指令编号' } }],
    options: { '--reject': { summary: { en: 'Reject it instead', zh: '改为驳回' } } },
    run: agree,
  }),
];

async function give(input: CommandInput): Promise<number> {
  const { args, options } = input;
  const text = args['value'] ?? '';
  const reason = options['--reason'];
  const order = await input.api.call<Order>('POST', '/api/orders', {
    writes: [
      {
        signal: args['signal'] ?? '',
        value: options['--text'] === undefined ? valueOf(text) : text,
      },
    ],
    ...(reason === undefined ? {} : { reason }),
    ...(options['--dry-run'] === undefined ? {} : { dryRun: true }),
  });
  show(input, [order]);
  return ['done', 'waiting', 'tried'].includes(order.state) ? 0 : 2;
}

function valueOf(text: string): number | string | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

async function list(input: CommandInput): Promise<number> {
  const state = input.options['--state'];
  const query = state === undefined ? '' : `?state=${encodeURIComponent(state)}`;
  const path = `/api/orders/${encodeURIComponent(input.args['enterprise'] ?? '')}${query}`;
  const { orders } = await input.api.call<{ orders: Order[] }>('GET', path);
  if (orders.length === 0 && !input.json) {
    input.note(input.language === 'zh' ? '尚无指令。' : 'There are no orders yet.');
  }
  show(input, orders);
  return 0;
}

async function agree(input: CommandInput): Promise<number> {
  const { args, options } = input;
  const place = [args['enterprise'] ?? '', args['id'] ?? ''].map(encodeURIComponent).join('/');
  const agrees = options['--reject'] === undefined;
  const order = await input.api.call<Order>('POST', `/api/orders/${place}/decision`, { agrees });
  show(input, [order]);
  return order.state === 'done' || order.state === 'rejected' ? 0 : 2;
}

function show({ json, print, language }: CommandInput, orders: readonly Order[]): void {
  if (json) print(JSON.stringify(orders));
  const rows = orders.flatMap(({ id, state, by, at, writes }) =>
    writes.map(({ signal, value, before, outcome, says }) => [
      ...[id, at, stateNames[state][language], by, signal],
      `${before === undefined ? '?' : String(before)} → ${String(value)}`,
      says?.[language] ?? outcome ?? '',
    ]),
  );
  if (!json) for (const line of textTable(rows)) print(line);
}

const stateNames: Readonly<Record<Order['state'], { en: string; zh: string }>> = {
  queued: { en: 'waits for its gateway', zh: '等待网关领取' },
  handed: { en: 'at its gateway', zh: '已交网关' },
  waiting: { en: 'waiting', zh: '待批准' },
  sending: { en: 'being sent', zh: '发送中' },
  done: { en: 'done', zh: '已完成' },
  failed: { en: 'failed', zh: '失败' },
  refused: { en: 'refused', zh: '被联锁拒绝' },
  rejected: { en: 'rejected', zh: '已驳回' },
  expired: { en: 'expired', zh: '已过期' },
  unknown: { en: 'unknown', zh: '结果不明' },
  tried: { en: 'tried only', zh: '仅试行' },
};
