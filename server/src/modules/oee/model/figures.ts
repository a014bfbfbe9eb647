// THE figures of ISO 22400-2:2014, from sums of times and counts: the one place where they are computed, for the page,
// the command line, the export and the interface alike.
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import type { Totals } from './totals.ts';

export const figureNames = [
  ...([
    'availability',
    'availabilityLeast',
    'availabilityMost',
    'effectiveness',
    'quality',
  ] as const),
  ...([
    'oee',
    'nee',
    'teep',
    'utilization',
    'technicalEfficiency',
    'allocationEfficiency',
  ] as const),
  ...(['setupRatio', 'scrapRatio', 'reworkRatio', 'throughputPerHour'] as const),
  ...(['mtbfSeconds', 'mttrSeconds'] as const),
] as const;
export type FigureName = (typeof figureNames)[number];
/** Null where it cannot be told. Never capped. */
export type Figures = Readonly<Record<FigureName, number | null>>;

export const flagNames = [
  'wrong-ideal-cycle',
  'no-ideal-cycle',
  'time-unknown',
  'nothing-known',
  'counts-disagree',
] as const;
export type Flag = (typeof flagNames)[number];

type Definition = { readonly formula: string; readonly clause: string; readonly says: Bilingual };

export const definitions: Readonly<Record<FigureName, Definition>> = {
  availability: {
    formula: 'APT / (PBT − UNKNOWN)',
    clause: 'ISO 22400-2:2014, clause 8, “Availability”',
    says: {
      en: 'Share of the planned busy time in which it produced; unknown time is left out of both.',
      zh: '计划忙碌时间中实际生产的比例；未知时间不计入分子和分母。',
    },
  },
  availabilityLeast: {
    formula: 'APT / PBT',
    clause: 'ISO 22400-2:2014, clause 8, “Availability”',
    says: { en: 'If all unknown time was standstill.', zh: '假设未知时间全部停机。' },
  },
  availabilityMost: {
    formula: '(APT + UNKNOWN) / PBT',
    clause: 'ISO 22400-2:2014, clause 8, “Availability”',
    says: { en: 'If all unknown time was production.', zh: '假设未知时间全部在生产。' },
  },
  effectiveness: {
    formula: 'PRI × PQ / APT',
    clause: 'ISO 22400-2:2014, clause 8, “Effectiveness”',
    says: {
      en: 'The planned time of what was produced, of the time that it took; above 1 the ideal cycle is wrong.',
      zh: '产量所需计划时间与实际生产时间之比；大于 1 说明理想节拍有误。',
    },
  },
  quality: {
    formula: 'GQ / PQ',
    clause: 'ISO 22400-2:2014, clause 8, “Quality ratio”',
    says: { en: 'Good parts of all parts.', zh: '合格品占全部产量的比例。' },
  },
  oee: {
    formula: 'availability × effectiveness × quality',
    clause: 'ISO 22400-2:2014, clause 8, “Overall equipment effectiveness index”',
    says: { en: 'Overall equipment effectiveness.', zh: '设备综合效率。' },
  },
  nee: {
    formula: 'AUPT / (PBT − UNKNOWN) × effectiveness × quality, AUPT = APT + AUST',
    clause: 'ISO 22400-2:2014, clause 8, “Net equipment effectiveness index”',
    says: { en: 'As OEE, with setup as time well used.', zh: '净设备效率：换型准备视为有效时间。' },
  },
  teep: {
    formula: 'oee × (PBT − UNKNOWN) / (calendar time − UNKNOWN)',
    clause: 'not of ISO 22400; common use',
    says: { en: 'OEE of all the time there is.', zh: '以全部日历时间计算的综合效率。' },
  },
  utilization: {
    formula: 'APT / AUBT, AUBT = APT + AUST + ADET',
    clause: 'ISO 22400-2:2014, clause 8, “Utilization efficiency”',
    says: { en: 'Production of the time that it was busy.', zh: '忙碌时间中用于生产的比例。' },
  },
  technicalEfficiency: {
    formula: 'APT / (APT + ADET)',
    clause: 'ISO 22400-2:2014, clause 8, “Technical efficiency”',
    says: { en: 'Production without delays.', zh: '生产时间占生产与延误时间之和的比例。' },
  },
  allocationEfficiency: {
    formula: 'AUBT / (PBT − UNKNOWN)',
    clause: 'ISO 22400-2:2014, clause 8, “Allocation efficiency”',
    says: { en: 'How much of the planned time it was busy.', zh: '计划时间中实际被占用的比例。' },
  },
  setupRatio: {
    formula: 'AUST / AUPT',
    clause: 'ISO 22400-2:2014, clause 8, “Setup ratio”',
    says: { en: 'Setup of the time processed.', zh: '换型准备占加工时间的比例。' },
  },
  scrapRatio: {
    formula: 'SQ / PQ',
    clause: 'ISO 22400-2:2014, clause 8, “Scrap ratio”',
    says: { en: 'Scrap of all parts.', zh: '废品率。' },
  },
  reworkRatio: {
    formula: 'RQ / PQ',
    clause: 'ISO 22400-2:2014, clause 8, “Rework ratio”',
    says: { en: 'Parts for rework of all parts.', zh: '返工率。' },
  },
  throughputPerHour: {
    formula: 'PQ / AOET, AOET = APT + AUST + ADET + ADOT',
    clause: 'ISO 22400-2:2014, clause 8, “Throughput rate”',
    says: { en: 'Parts an hour.', zh: '每小时产量。' },
  },
  mtbfSeconds: {
    formula: 'ΣTBF / (FE + 1), ΣTBF = APT + AUST',
    clause: 'ISO 22400-2:2014, clause 8, “Mean operating time between failures”',
    says: { en: 'Time in operation between failures.', zh: '平均故障间隔时间。' },
  },
  mttrSeconds: {
    formula: 'ΣTTR / FE',
    clause: 'ISO 22400-2:2014, clause 8, “Mean time to restoration”',
    says: { en: 'How long a failure lasts.', zh: '平均修复时间。' },
  },
};

export function figuresOf(totals: Totals): Figures {
  const { APT, AUST, ADET, UNKNOWN } = totals.times;
  const busy = busyUs(totals);
  const known = busy - UNKNOWN;
  const availability = ratio(APT, known);
  const effectiveness = totals.withoutIdeal !== 0 ? null : ratio(totals.idealUs, APT);
  const quality = ratio(totals.good, totals.produced);
  const oee = product(availability, effectiveness, quality);
  return {
    availability,
    // From 0 to 1 is no knowledge.
    availabilityLeast: known > 0 ? ratio(APT, busy) : null,
    availabilityMost: known > 0 ? ratio(APT + UNKNOWN, busy) : null,
    effectiveness,
    quality,
    oee,
    nee: product(ratio(APT + AUST, known), effectiveness, quality),
    teep: product(oee, ratio(known, totals.calendarUs - UNKNOWN)),
    utilization: ratio(APT, APT + AUST + ADET),
    technicalEfficiency: ratio(APT, APT + ADET),
    allocationEfficiency: ratio(APT + AUST + ADET, known),
    setupRatio: ratio(AUST, APT + AUST),
    scrapRatio: ratio(totals.scrap, totals.produced),
    reworkRatio: ratio(totals.rework, totals.produced),
    throughputPerHour: ratio(totals.produced * 3_600_000_000, known),
    mtbfSeconds: totals.failures === 0 ? null : (APT + AUST) / 1e6 / (totals.failures + 1),
    mttrSeconds: totals.failures === 0 ? null : totals.failureUs / 1e6 / totals.failures,
  };
}

/** Planned busy time (PBT), with what was worked beyond the plan. */
export function busyUs({ times }: Totals): number {
  return times.APT + times.AUST + times.ADET + times.ADOT + times.UNKNOWN;
}

/**
 * `parts`: what the totals are the sum of, by machine and article. A cycle that is wrong for one of them is said of the
 * sum too, where slower ones would hide it, and also where another has no cycle at all.
 */
export function flagsOf(totals: Totals, parts: readonly Totals[] = []): Flag[] {
  const flags: Flag[] = [];
  if ([totals, ...parts].some(isTooFast)) flags.push('wrong-ideal-cycle');
  if (totals.withoutIdeal !== 0) flags.push('no-ideal-cycle');
  const { UNKNOWN } = totals.times;
  if (UNKNOWN > 0) flags.push(busyUs(totals) > UNKNOWN ? 'time-unknown' : 'nothing-known');
  const { produced, good, scrap, rework } = totals;
  const isOff = good < 0 || scrap < 0 || rework < 0 || good + scrap + rework !== produced;
  if (isOff) flags.push('counts-disagree');
  return flags;
}

function isTooFast(totals: Totals): boolean {
  const { effectiveness } = figuresOf(totals);
  return effectiveness !== null && effectiveness > 1;
}

function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

function product(...factors: readonly (number | null)[]): number | null {
  let result = 1;
  for (const factor of factors) {
    if (factor === null) return null;
    result *= factor;
  }
  return result;
}
