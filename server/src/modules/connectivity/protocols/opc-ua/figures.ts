// The health of an OPC UA connection in numbers.
import type { Bilingual } from '../../../../kernel/schema/bilingual.ts';
import type { Figure } from '../../api.ts';

export type Health = {
  readonly roundTripMs: number;
  /** Theirs before ours. */
  readonly clockMs: number;
  readonly notifications: number;
  readonly items: number;
  readonly polled: number;
  readonly gone: number;
  readonly revised: number;
  readonly subscriptions: number;
  readonly publishRequests: number;
};

const titles: Readonly<Record<keyof Health, Bilingual>> = {
  roundTripMs: { en: 'Last round trip', zh: '最近一次往返时间' },
  clockMs: { en: 'Clock of the server ahead of ours', zh: '服务器时钟超前量' },
  notifications: { en: 'Values told by subscriptions', zh: '订阅上报的数值数' },
  items: { en: 'Monitored items', zh: '监视项数' },
  polled: { en: 'Signals polled instead', zh: '改为轮询的测点数' },
  gone: { en: 'Signals that the server does not have', zh: '服务器上不存在的测点数' },
  revised: { en: 'Signals sampled slower than asked', zh: '采样周期被服务器放宽的测点数' },
  subscriptions: { en: 'Subscriptions', zh: '订阅数' },
  publishRequests: { en: 'Publish requests waiting at the server', zh: '在服务器排队的发布请求数' },
};
const names: Readonly<Record<keyof Health, string>> = {
  roundTripMs: 'round-trip',
  clockMs: 'clock-difference',
  notifications: 'notifications',
  items: 'items',
  polled: 'polled',
  gone: 'gone',
  revised: 'revised',
  subscriptions: 'subscriptions',
  publishRequests: 'publish-queue',
};

export function figuresOf(health: Health): readonly Figure[] {
  return (Object.keys(names) as (keyof Health)[]).map((key) => ({
    name: names[key],
    title: titles[key],
    value: Math.round(health[key] * 100) / 100,
    ...(key === 'roundTripMs' || key === 'clockMs' ? { unit: 'ms' } : {}),
  }));
}
