// The health of a session with a device in numbers.
import type { Figure } from '../../api.ts';
import type { PollSchedule } from '../../polling/poll-schedule.ts';
import type { BacnetClient } from './client.ts';

export type Measured = {
  readonly schedule: Pick<PollSchedule, 'figures'>;
  readonly client: Pick<BacnetClient, 'requests' | 'repeated'>;
  readonly subscriptions: number;
  readonly notifications: number;
  readonly unreadable: number;
};

export function figuresOf(measured: Measured): Figure[] {
  const { schedule, client, subscriptions, notifications, unreadable } = measured;
  return [
    ...schedule.figures(),
    { name: 'requests', title: { en: 'Messages asked', zh: '请求报文数' }, value: client.requests },
    {
      name: 'repeated',
      title: { en: 'Messages asked again', zh: '重发请求数' },
      value: client.repeated,
    },
    {
      name: 'subscriptions',
      title: { en: 'Objects whose changes are told', zh: '已订阅变化的对象数' },
      value: subscriptions,
    },
    {
      name: 'notifications',
      title: { en: 'Changes told', zh: '收到的变化通知数' },
      value: notifications,
    },
    {
      name: 'unreadable',
      title: { en: 'Properties that cannot be read', zh: '无法读取的属性数' },
      value: unreadable,
    },
  ];
}
