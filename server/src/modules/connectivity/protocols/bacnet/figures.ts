// The health of a session with a device in numbers.
import type { Figure } from '../../api.ts';
import { figuresOf } from '../figures.ts';
import type { PollSchedule } from '../../polling/poll-schedule.ts';
import type { BacnetClient } from './client.ts';

export type Measured = {
  readonly schedule: Pick<PollSchedule, 'figures'>;
  readonly client: Pick<BacnetClient, 'requests' | 'repeated'>;
  readonly subscriptions: number;
  readonly notifications: number;
  readonly unreadable: number;
};

const titles = {
  requests: { en: 'Messages asked', zh: '请求报文数' },
  repeated: { en: 'Messages asked again', zh: '重发请求数' },
  subscriptions: { en: 'Objects whose changes are told', zh: '已订阅变化的对象数' },
  notifications: { en: 'Changes told', zh: '收到的变化通知数' },
  unreadable: { en: 'Properties that cannot be read', zh: '无法读取的属性数' },
};

export function measuredFigures({ schedule, client, ...counts }: Measured): Figure[] {
  const { requests, repeated } = client;
  return [...schedule.figures(), ...figuresOf(titles, { requests, repeated, ...counts })];
}
