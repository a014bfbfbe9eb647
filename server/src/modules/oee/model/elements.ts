// The time elements of ISO 22400-2:2014 clause 7 that each microsecond of a machine falls into, exactly one of them,
// and the two that the standard does not name: what is not planned, and what nobody knows.
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';

/** What a mapping can say of a machine at a moment. */
export const states = ['APT', 'AUST', 'ADET', 'ADOT', 'PDOT', 'UNKNOWN'] as const;
export type State = (typeof states)[number];

export const elements = [...states, 'NOPT'] as const;
export type Element = (typeof elements)[number];

export const elementWords: Readonly<Record<Element, Bilingual>> = {
  APT: { en: 'Production (APT)', zh: '生产时间（APT）' },
  AUST: { en: 'Setup (AUST)', zh: '换型准备（AUST）' },
  ADET: { en: 'Delay: stopped while it should produce (ADET)', zh: '延误：应生产而停机（ADET）' },
  ADOT: { en: 'Down: ready, with nothing to do (ADOT)', zh: '空闲：可用但无任务（ADOT）' },
  PDOT: { en: 'Planned down time: breaks, maintenance (PDOT)', zh: '计划停机：休息、保养（PDOT）' },
  UNKNOWN: { en: 'Unknown: no data', zh: '未知：缺少数据' },
  NOPT: { en: 'Outside planned operation', zh: '非计划运行时间' },
};

/** Where the machine stands still within planned time: what reasons are given for. */
export function isStop(state: State): boolean {
  return state === 'ADET' || state === 'ADOT';
}
