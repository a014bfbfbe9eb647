// The history of orders as rows for a spreadsheet, one for each write. Column names and states are not translated.
import type { Order } from '@jingwei/sdk';

const heads = [
  ...[
    'order',
    'enterprise',
    'state',
    'given_by',
    'given_at',
    'decided_by',
    'decided_at',
    'ended_at',
  ],
  ...['reason', 'signal', 'before', 'value', 'read_back', 'outcome', 'says'],
];

export function orderRows(orders: readonly Order[], language: 'en' | 'zh'): (string | number)[][] {
  const rows = orders.flatMap(({ writes, ...order }) =>
    writes.map((write) => [
      ...[order.id, order.enterprise, order.state, order.by, order.at, order.decidedBy ?? ''],
      ...[order.decidedAt ?? '', order.endedAt ?? '', order.reason ?? '', write.signal],
      ...[shown(write.before), shown(write.value), shown(write.after), write.outcome ?? ''],
      write.says?.[language] ?? '',
    ]),
  );
  return [heads, ...rows];
}

function shown(value: string | number | boolean | null | undefined): string | number {
  if (value === null || value === undefined) return '';
  return typeof value === 'boolean' ? String(value) : value;
}
