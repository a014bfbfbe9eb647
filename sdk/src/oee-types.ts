// What the calls about plant calendars and OEE carry.
import type { Bilingual, ReadingValue } from './types.ts';

export type CalendarPattern = {
  /** IANA name, e.g. `Asia/Shanghai`. */
  readonly zone: string;
  /** `06:00`. */
  readonly dayStart: string;
  readonly shifts: readonly {
    readonly id: string;
    readonly name: Bilingual;
    readonly from: string;
    readonly to: string;
    readonly breaks: readonly { readonly from: string; readonly to: string }[];
  }[];
  /** A Monday. */
  readonly weekOne: string;
  /** Weeks of seven days, Monday first, of identifiers of shifts. */
  readonly weeks: readonly (readonly (readonly string[])[])[];
  readonly exceptions: readonly {
    readonly from: string;
    readonly to: string;
    readonly name: Bilingual;
    readonly shifts: readonly string[];
  }[];
};

export type CalendarVersion = {
  /** The production day from which it holds. */
  readonly from: string;
  /** Absent: from then on the place follows what is above it. */
  readonly pattern?: CalendarPattern;
  readonly by: string;
  readonly at: string;
  readonly replacedAt?: string;
};

export type PlaceCalendar = {
  readonly identifier: string;
  readonly versions: readonly CalendarVersion[];
  readonly zone: string;
  /** Whose calendar holds today. */
  readonly heldBy?: string;
  readonly pattern?: CalendarPattern;
};

export type CalendarMonth = {
  readonly zone: string;
  readonly days: readonly {
    readonly day: string;
    readonly from: string;
    readonly to: string;
    readonly keepsShifts: boolean;
    readonly exception?: Bilingual;
    readonly shifts: readonly {
      readonly id: string;
      readonly name: Bilingual;
      readonly from: string;
      readonly to: string;
      readonly breaks: readonly { readonly from: string; readonly to: string }[];
    }[];
  }[];
};

/** Time elements of ISO 22400-2, and what is unknown or not planned. */
export type TimeElement = 'APT' | 'AUST' | 'ADET' | 'ADOT' | 'PDOT' | 'UNKNOWN' | 'NOPT';
export type OeeGroup = 'total' | 'machine' | 'article' | 'shift' | 'day' | 'week';
export type OeeFlag =
  | 'wrong-ideal-cycle'
  | 'no-ideal-cycle'
  | 'time-unknown'
  | 'nothing-known'
  | 'counts-disagree';
export type OeeFigureName =
  | 'availability'
  | 'availabilityLeast'
  | 'availabilityMost'
  | 'effectiveness'
  | 'quality'
  | 'oee'
  | 'nee'
  | 'teep'
  | 'utilization'
  | 'technicalEfficiency'
  | 'allocationEfficiency'
  | 'setupRatio'
  | 'scrapRatio'
  | 'reworkRatio'
  | 'throughputPerHour'
  | 'mtbfSeconds'
  | 'mttrSeconds';

export type OeeRow = {
  /** The machine, article, shift (`<day> <id>`), day or week (`2026-W48`). */
  readonly key: string;
  /** Microseconds; they add up to `calendarUs`. */
  readonly timesUs: { readonly [K in TimeElement]: number };
  readonly calendarUs: number;
  readonly busyUs: number;
  readonly minorUs: number;
  readonly minorStops: number;
  readonly beyondPlanUs: number;
  readonly stops: number;
  readonly failures: number;
  readonly counts: {
    readonly produced: number;
    readonly good: number;
    readonly scrap: number;
    readonly rework: number;
  };
  readonly idealUs: number;
  readonly figures: { readonly [K in OeeFigureName]: number | null };
  readonly flags: readonly OeeFlag[];
  /** Longest first; `` has none yet, `minor` are micro-stops. */
  readonly reasons: readonly {
    readonly reason: string;
    readonly us: number;
    readonly stops: number;
  }[];
};

export type OeeFigures = {
  readonly identifier: string;
  readonly from: string;
  readonly to: string;
  readonly zone: string;
  readonly by: OeeGroup;
  readonly machines: readonly string[];
  readonly rows: readonly OeeRow[];
  /** Days that came to something else after they were over. */
  readonly changes: readonly {
    readonly machine: string;
    readonly day: string;
    readonly at: string;
    readonly why: string;
    readonly oeeBefore: number | null;
    readonly oeeAfter: number | null;
  }[];
  /** Days that are not computed again, since their readings are thinned or removed. */
  readonly final: readonly {
    readonly machine: string;
    readonly day: string;
    readonly at: string;
    readonly why: 'readings-gone';
  }[];
};

export type OeeCause = {
  readonly signal?: string;
  readonly time?: string;
  readonly value?: ReadingValue;
  readonly part?: string;
  readonly entry?: string;
};

export type OeeInterval = {
  readonly from: string;
  readonly to: string;
  readonly us: number;
  readonly element: TimeElement;
  readonly minor: boolean;
  readonly plan: 'busy' | 'break' | 'off';
  readonly beyondPlan: boolean;
  readonly failure: boolean;
  readonly day: string;
  readonly shift?: string;
  readonly article?: string;
  readonly reason?: string;
  readonly said?: string;
  readonly by: string;
  readonly cause?: OeeCause;
};

export type OeeTimeline = {
  readonly machine: string;
  readonly zone: string;
  readonly from: string;
  readonly to: string;
  readonly intervals: readonly OeeInterval[];
};

export type OeeFormula = {
  readonly name: string;
  readonly formula: string;
  readonly clause: string;
  readonly says: Bilingual;
  /** Times in seconds. */
  readonly operands: Readonly<Record<string, number>>;
  readonly value: number | null;
};

export type StopReason = {
  readonly id: string;
  readonly parent?: string;
  readonly name: Bilingual;
  readonly is?: Exclude<TimeElement, 'NOPT'>;
  readonly failure?: boolean;
};

export type OeeState = Exclude<TimeElement, 'NOPT'>;

export type OeeRule = {
  readonly when: string;
  readonly is: OeeState;
  readonly reason?: string;
  readonly failure?: boolean;
  readonly says?: Bilingual;
};

export type OeeMapping = {
  readonly source?: string;
  readonly inputs: readonly { readonly name: string; readonly signal: string }[];
  readonly rules: readonly OeeRule[];
  readonly otherwise: OeeState;
};

export type OeeCount =
  | {
      readonly from: 'counter';
      readonly signal: string;
      readonly quantity: 'produced' | 'good' | 'scrap' | 'rework';
      readonly wrapsAt?: number;
    }
  | {
      readonly from: 'reading';
      readonly signal: string;
      readonly scrapWhen?: string;
      readonly reworkWhen?: string;
    }
  | {
      readonly from: 'part-finished';
      readonly scrapWhen?: string;
      readonly reworkWhen?: string;
    };

/** Where the states, parts and articles of a machine come from. */
export type OeeSettings = {
  readonly mapping: OeeMapping;
  readonly silenceMs?: number;
  readonly alive?: readonly string[];
  readonly microStopMs: number;
  readonly counts: readonly OeeCount[];
  readonly article?: { readonly fixed?: string; readonly signal?: string };
  readonly reasonFrom?: {
    readonly signal: string;
    readonly reasons: readonly { readonly value: string; readonly reason: string }[];
  };
};

export type OeeMachine = {
  readonly identifier: string;
  readonly versions: readonly {
    readonly from: string;
    readonly settings: OeeSettings;
    readonly by: string;
    readonly at: string;
    readonly replacedAt?: string;
  }[];
};

/** A published mapping. */
export type OeeTemplate = {
  readonly id: string;
  readonly title: Bilingual;
  readonly source: string;
  readonly inputs: readonly { readonly name: string; readonly types: readonly string[] }[];
  readonly rules: readonly OeeRule[];
  readonly otherwise: OeeState;
  /** Filled with the signals of the machine that was asked for. */
  readonly fitted?: OeeMapping;
};

/** With its ideal cycles: planned run time per item, from a moment on, of one machine or of all. */
export type Article = {
  readonly id: string;
  readonly name?: string;
  readonly cycles: readonly {
    readonly from: string;
    readonly machine?: string;
    readonly seconds: number;
  }[];
};

export type Meter = { readonly name: string; readonly signal: string; readonly wrapsAt?: number };
export type Meters = { readonly main: Meter; readonly parts: readonly Meter[] };

export type OeeEntry = {
  readonly id: string;
  readonly kind: 'reason' | 'count' | 'order';
  readonly machine: string;
  readonly from: string;
  readonly to?: string;
  readonly reason?: string;
  readonly is?: Exclude<TimeElement, 'NOPT'>;
  readonly failure?: boolean;
  readonly good?: number;
  readonly scrap?: number;
  readonly rework?: number;
  readonly order?: string;
  readonly article?: string;
  readonly note?: string;
  readonly by: string;
  readonly at: string;
  readonly undone?: { readonly by: string; readonly at: string };
};

export type NewOeeEntry =
  | {
      readonly kind: 'reason';
      readonly machine: string;
      readonly from: string;
      readonly to: string;
      readonly reason: string;
      readonly note?: string;
    }
  | {
      readonly kind: 'count';
      readonly machine: string;
      readonly at: string;
      readonly article?: string;
      readonly note?: string;
      readonly good?: number;
      readonly scrap?: number;
      readonly rework?: number;
    };
