// Time elements, figures, flags and spans in words, and numbers as this page shows them.
import type { OeeFigureName, OeeFlag, TimeElement } from '@jingwei/sdk';
import { nothing, type Bilingual, type Language } from '@jingwei/console/kit';

export const elementWords: Readonly<Record<TimeElement | 'minor', Bilingual>> = {
  APT: { en: 'Production', zh: '生产' },
  AUST: { en: 'Setup', zh: '换型准备' },
  ADET: { en: 'Delay', zh: '延误停机' },
  minor: { en: 'Micro-stop', zh: '微停机' },
  ADOT: { en: 'Idle', zh: '空闲' },
  PDOT: { en: 'Planned down', zh: '计划停机' },
  UNKNOWN: { en: 'Unknown', zh: '未知' },
  NOPT: { en: 'Not planned', zh: '非计划时间' },
};

export const mainFigures: readonly (readonly [OeeFigureName, Bilingual])[] = [
  ['oee', { en: 'OEE', zh: 'OEE 综合效率' }],
  ['availability', { en: 'Availability', zh: '可用率' }],
  ['effectiveness', { en: 'Effectiveness', zh: '有效率' }],
  ['quality', { en: 'Quality', zh: '合格率' }],
];

export const moreFigures: readonly (readonly [OeeFigureName, Bilingual])[] = [
  ['nee', { en: 'NEE', zh: 'NEE 净效率' }],
  ['teep', { en: 'TEEP', zh: 'TEEP' }],
  ['utilization', { en: 'Utilization', zh: '利用率' }],
  ['technicalEfficiency', { en: 'Technical efficiency', zh: '技术效率' }],
  ['throughputPerHour', { en: 'Parts an hour', zh: '每小时产量' }],
  ['mtbfSeconds', { en: 'MTBF', zh: '平均故障间隔' }],
  ['mttrSeconds', { en: 'MTTR', zh: '平均修复时间' }],
];

export const flagWords: Readonly<Record<OeeFlag, Bilingual>> = {
  'wrong-ideal-cycle': {
    en: 'More was made than the ideal cycle allows: the cycle is wrong. The figure is shown as it is.',
    zh: '产量超过理想节拍所允许的数量：理想节拍有误。指标按原值显示。',
  },
  'no-ideal-cycle': {
    en: 'Parts were made of an article without an ideal cycle: effectiveness and OEE cannot be told.',
    zh: '部分产品的物品没有理想节拍：无法给出有效率和 OEE。',
  },
  'time-unknown': {
    en: 'For {time} nothing is known. Availability is of the known time; with all of it between {least} and {most}.',
    zh: '有 {time} 无数据。可用率按已知时间计算；计入未知时间则在 {least} 与 {most} 之间。',
  },
  'nothing-known': {
    en: 'Nothing was heard of it in this time, or its readings are no longer kept: nobody can tell figures.',
    zh: '该时段没有读数，或读数已不再保留：无法得出指标。',
  },
  'counts-disagree': {
    en: 'Good, scrap and rework do not add up to what was produced.',
    zh: '合格、废品与返工之和与总产量不符。',
  },
};

export function percentText(value: number | null | undefined): string {
  return value === null || value === undefined ? nothing : `${(value * 100).toFixed(1)} %`;
}

/** `7:05:30` in hours, minutes and seconds. */
export function hoursText(us: number): string {
  const seconds = Math.round(us / 1e6);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${Math.floor(seconds / 3_600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

export function figureText(name: OeeFigureName, value: number | null): string {
  if (value === null) return nothing;
  if (name === 'throughputPerHour') return value.toFixed(1);
  return name.endsWith('Seconds') ? hoursText(value * 1e6) : percentText(value);
}

export function reasonText(
  reason: string,
  names: ReadonlyMap<string, Bilingual>,
  language: Language,
): string {
  if (reason === '') return language === 'zh' ? '尚无原因' : 'no reason yet';
  if (reason === 'minor') return elementWords.minor[language];
  return names.get(reason)?.[language] ?? reason;
}
