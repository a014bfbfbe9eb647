// States, outcomes and values of orders in words.
import type { ControlValue, OrderState, OrderWrite, Signal } from '@jingwei/sdk';
import type { Bilingual } from '@jingwei/console/kit';

export const stateWords: Readonly<Record<OrderState, Bilingual>> = {
  queued: { en: 'waits for its gateway', zh: '等待网关领取' },
  handed: { en: 'at its gateway', zh: '已交网关' },
  waiting: { en: 'waits for a second person', zh: '等待第二人批准' },
  sending: { en: 'being sent', zh: '发送中' },
  done: { en: 'done', zh: '已执行' },
  failed: { en: 'failed', zh: '失败' },
  refused: { en: 'refused by the limits', zh: '被联锁拒绝' },
  rejected: { en: 'rejected', zh: '已驳回' },
  expired: { en: 'expired, never sent', zh: '已过期，未发送' },
  unknown: {
    en: 'unknown: a restart, or no word from its gateway',
    zh: '结果不明（程序重启或网关无回音）',
  },
  tried: { en: 'tried, nothing sent', zh: '仅试算，未发送' },
};

export const outcomeWords: Readonly<Record<NonNullable<OrderWrite['outcome']>, Bilingual>> = {
  taken: { en: 'taken by the machine', zh: '设备已接受' },
  'not-taken': { en: 'not taken by the machine', zh: '设备未接受' },
  'not-read-back': { en: 'not found when read back', zh: '回读不一致' },
  refused: { en: 'refused by the limits', zh: '被联锁拒绝' },
  'not-sent': { en: 'never sent', zh: '未发送' },
};

export const toneOf: Readonly<Record<OrderState, 'good' | 'fault' | 'warning' | 'plain'>> = {
  ...{ queued: 'warning', handed: 'warning' },
  ...{ waiting: 'warning', sending: 'warning', done: 'good', failed: 'fault', refused: 'fault' },
  ...{ rejected: 'plain', expired: 'warning', unknown: 'fault', tried: 'plain' },
};

export const yes: Bilingual = { en: 'yes', zh: '是' };
export const no: Bilingual = { en: 'no', zh: '否' };

/** What a person typed, in the kind of the signal; undefined for what does not fit it. */
export function valueOf(kind: Signal['value'], told: string): ControlValue | undefined {
  if (kind === 'boolean') return told === 'true' ? true : told === 'false' ? false : undefined;
  if (kind === 'text') return told === '' ? undefined : told;
  const value = told.trim() === '' ? Number.NaN : Number(told);
  return Number.isFinite(value) ? value : undefined;
}

export function enterpriseOf(identifier: string): string {
  return identifier.split('/')[0] ?? '';
}
