// Reasons in words for people; a reason that this console does not know is shown as the gateway says it.
import type { Bilingual, Language } from '@jingwei/console/kit';

const reasons: Readonly<Record<string, Bilingual>> = {
  'disk-full': { en: 'gateway disk full', zh: '网关磁盘已满' },
  operator: { en: 'by an operator', zh: '操作员决定' },
  unreadable: { en: 'disk error at the gateway', zh: '网关磁盘读取失败' },
  'dead-band': { en: 'within the dead band', zh: '死区内' },
  unchanged: { en: 'unchanged', zh: '未变化' },
  repeated: { en: 'repeated', zh: '重复读取' },
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

const remedies: Readonly<Record<string, Bilingual>> = {
  'intake.other-enterprise': {
    en: 'If the gateway should speak for that enterprise, give it a new invitation that names it.',
    zh: '若该网关应服务此企业，请重新发放包含该企业的邀请。',
  },
  'intake.mixed-enterprises': {
    en: 'Correct the machine identifier in the settings of the source: it must begin with the prefix of its enterprise.',
    zh: '请在数据源设置中更正设备标识：须以所属企业的前缀开头。',
  },
  'intake.unknown-stream': {
    en: 'Update this platform to the version of the gateway; if it is the same already, the gateway has too many sources.',
    zh: '请将平台升级到与网关相同的版本；若版本相同，则是网关的数据源过多。',
  },
  'intake.bad-readings': {
    en: 'Update the gateway; if it stays, save a diagnostic record of it and ask its maker.',
    zh: '请升级网关；若仍出现，请保存其诊断记录并联系提供方。',
  },
  'intake.bad-fact': {
    en: 'Look at the name and the model of the machine in the settings of the source; then update the gateway.',
    zh: '请检查数据源设置中的设备名称与型号，再升级网关。',
  },
  'intake.bad-ledger': {
    en: 'Readings are stored all the same, but the gap report misses these minutes. Update the gateway.',
    zh: '读数已正常存储，但缺口报告缺少这些分钟的记录。请升级网关。',
  },
};

/** What to do about what was refused. */
export function remedyText(code: string, language: Language): string | undefined {
  return remedies[code]?.[language];
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
