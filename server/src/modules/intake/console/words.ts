// Reasons in words for people; a reason that this console does not know is shown as the gateway says it.
import type { Bilingual, Language } from '@jingwei/console/kit';

const reasons: Readonly<Record<string, Bilingual>> = {
  'disk-full': { en: 'gateway disk full', zh: '网关磁盘已满' },
  operator: { en: 'by an operator', zh: '操作员决定' },
  unreadable: { en: 'disk error at the gateway', zh: '网关磁盘读取失败' },
  'dead-band': { en: 'within the dead band', zh: '死区内' },
  'intake.other-enterprise': {
    en: 'enterprise not served by the gateway',
    zh: '网关未获准服务该企业',
  },
  'intake.mixed-enterprises': { en: 'names another enterprise', zh: '涉及其他企业' },
  'intake.unknown-stream': { en: 'unknown stream', zh: '未知数据流' },
  'intake.bad-readings': { en: 'readings that cannot be stored', zh: '读数无法存储' },
  'intake.bad-fact': { en: 'a fact that cannot be taken', zh: '事实无法接收' },
  'intake.bad-ledger': { en: 'ledger that cannot be read', zh: '台账无法读取' },
};

export function reasonText(reason: string, language: Language): string {
  return reasons[reason]?.[language] ?? reason;
}

/** `3 gateway disk full, 1 by an operator`; empty for none. */
export function countsText(counts: Readonly<Record<string, number>>, language: Language): string {
  return Object.entries(counts)
    .map(([reason, count]) => `${count} ${reasonText(reason, language)}`)
    .join(language === 'zh' ? '，' : ', ');
}

export function totalOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
