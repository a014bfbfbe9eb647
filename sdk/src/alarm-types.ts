// What the calls about alarms carry: alarms, their journal, their rules and figures.
import type { Bilingual } from './types.ts';

export type AlarmPriority = 'critical' | 'high' | 'medium' | 'low';
export type AlarmLevel = 'high-high' | 'high' | 'low' | 'low-low';
/** Of ISA-18.2 / IEC 62682. */
export type AlarmState =
  | 'normal'
  | 'unacknowledged'
  | 'acknowledged'
  | 'returned-unacknowledged'
  | 'latched-unacknowledged'
  | 'latched-acknowledged'
  | 'shelved'
  | 'suppressed'
  | 'out-of-service';
export type AlarmValue = number | string | boolean | null;

export type AlarmRationale = {
  readonly consequence: Bilingual;
  readonly cause: Bilingual;
  readonly correctiveAction: Bilingual;
  readonly timeToRespondMs: number;
};

export type Alarm = {
  readonly id: string;
  readonly enterprise: string;
  readonly rule: string;
  readonly name: string;
  readonly signal: string;
  readonly place: string;
  readonly level?: AlarmLevel;
  readonly priority: AlarmPriority;
  readonly position: string;
  readonly state: AlarmState;
  /** Of the standard's diagram, A … I. */
  readonly letter: string;
  readonly active: boolean;
  readonly raisedAt?: string;
  readonly returnedAt?: string;
  readonly acknowledgedAt?: string;
  readonly acknowledgedBy?: string;
  readonly value?: AlarmValue;
  readonly limit?: number;
  readonly unit?: string;
  readonly firstOut?: boolean;
  readonly shelved?: {
    readonly by: string;
    readonly why: string;
    readonly at: string;
    readonly until: string;
    readonly oneShot: boolean;
  };
  readonly suppressed?: readonly {
    readonly by: 'rule' | 'flood' | 'person';
    readonly who: string;
    readonly why: string;
    readonly at: string;
  }[];
  readonly outOfService?: {
    readonly by: string;
    readonly why: string;
    readonly at: string;
    readonly until?: string;
  };
  readonly broken?: Bilingual;
  readonly guidance?: Bilingual;
  readonly rationale?: AlarmRationale;
};

export type AlarmCounts = {
  readonly unacknowledged: Readonly<Record<AlarmPriority, number>>;
  readonly standing: number;
  readonly hidden: number;
  readonly broken: number;
  readonly floods: readonly string[];
};
export type AlarmPage = {
  readonly alarms: readonly Alarm[];
  readonly counts: AlarmCounts;
  readonly next?: string;
};
export type LiveAlarms = Pick<AlarmPage, 'alarms' | 'counts'>;
export type AlarmsActed = {
  readonly alarms: readonly Alarm[];
  readonly refused: readonly { readonly alarm: string; readonly says: Bilingual }[];
};

export type AlarmJournalEvent =
  | 'raised'
  | 'returned'
  | 'acknowledged'
  | 'reset'
  | 'shelved'
  | 'unshelved'
  | 'suppressed'
  | 'unsuppressed'
  | 'out-of-service'
  | 'in-service'
  | 'found-late'
  | 'broken'
  | 'mended'
  | 'removed'
  | 'flood-began'
  | 'flood-ended'
  | 'notified'
  | 'notice-failed'
  | 'notices-dropped'
  | 'rule-put'
  | 'rule-removed';

export type AlarmJournalEntry = {
  readonly id: string;
  readonly at: string;
  readonly recordedAt: string;
  readonly event: AlarmJournalEvent;
  readonly by: string;
  readonly why?: string;
  readonly alarm?: string;
  readonly rule?: string;
  readonly name?: string;
  readonly signal?: string;
  readonly place?: string;
  readonly priority?: AlarmPriority;
  readonly position?: string;
  readonly from?: AlarmState;
  readonly to?: AlarmState;
  readonly value?: AlarmValue;
  readonly until?: string;
};
export type AlarmJournalPage = {
  readonly entries: readonly AlarmJournalEntry[];
  readonly next?: string;
};

type ExpressionInputs = readonly { readonly name: string; readonly signal: string }[];
export type AlarmCondition =
  | {
      readonly kind: 'limit';
      readonly limits: readonly {
        readonly level: AlarmLevel;
        readonly at: number;
        readonly priority?: AlarmPriority;
      }[];
      readonly unit?: string;
      readonly deadBand?: number;
    }
  | {
      readonly kind: 'rate';
      readonly direction: 'rising' | 'falling' | 'either';
      readonly at: number;
      readonly unit?: string;
      readonly deadBand?: number;
      readonly windowMs: number;
    }
  | {
      readonly kind: 'state';
      readonly is: 'equal' | 'not-equal';
      readonly values: readonly (number | string | boolean)[];
    }
  | { readonly kind: 'silence'; readonly afterMs: number }
  | {
      readonly kind: 'expression';
      readonly expression: string;
      readonly inputs: ExpressionInputs;
    };

export type AlarmRule = {
  readonly name: string;
  readonly enabled: boolean;
  readonly signal?: string;
  readonly path?: string;
  readonly condition: AlarmCondition;
  readonly priority: AlarmPriority;
  readonly onDelayMs: number;
  readonly offDelayMs: number;
  readonly latching: boolean;
  readonly quality: {
    readonly bad: 'hold' | 'clear' | 'alarm';
    readonly uncertain: 'as-good' | 'as-bad';
  };
  readonly suppressedWhen?: { readonly expression: string; readonly inputs: ExpressionInputs };
  readonly rationale?: AlarmRationale;
  readonly guidance?: Bilingual;
  readonly position?: string;
  readonly firstOutGroup?: string;
};
export type KeptAlarmRule = AlarmRule & {
  readonly enterprise: string;
  readonly id: string;
  readonly putBy: string;
  readonly putAt: string;
};
type Trouble = { readonly signal?: string; readonly says: Bilingual };
export type AlarmRuleReply = {
  readonly rule: KeptAlarmRule;
  readonly alarms: number;
  readonly troubles: readonly Trouble[];
};
export type AlarmRulePage = { readonly rules: readonly AlarmRuleReply[]; readonly next?: string };

export type AlarmTrial = {
  readonly readings: number;
  readonly complete: boolean;
  readonly raised: number;
  readonly perDay: number;
  readonly longestMs: number;
  readonly alarms: readonly {
    readonly signal: string;
    readonly place: string;
    readonly priority: AlarmPriority;
    readonly level?: AlarmLevel;
    readonly raised: number;
    readonly occurrences: readonly {
      readonly from: string;
      readonly to?: string;
      readonly value: AlarmValue;
    }[];
  }[];
  readonly troubles: readonly Trouble[];
};

type Often = readonly { readonly alarm: string; readonly name: string; readonly count: number }[];
export type AlarmFigures = {
  readonly from: string;
  readonly to: string;
  readonly alarms: number;
  readonly positions: readonly {
    readonly position: string;
    readonly alarms: number;
    readonly averagePer10Min: number;
    readonly peakPer10Min: number;
    /** Share of the time, 0 … 1. */
    readonly floodShare: number;
    readonly periods: readonly { readonly from: string; readonly count: number }[];
    readonly floods: readonly {
      readonly from: string;
      readonly to: string;
      readonly count: number;
    }[];
  }[];
  readonly priorities: readonly {
    readonly priority: AlarmPriority;
    readonly count: number;
    readonly share: number;
    readonly recommended: number;
  }[];
  readonly topTen: Often;
  readonly topTenShare: number;
  readonly chattering: Often;
  readonly stale: readonly {
    readonly alarm: string;
    readonly name: string;
    readonly raisedAt: string;
  }[];
  readonly complete: boolean;
  readonly recommended: {
    readonly averagePer10Min: { readonly acceptable: number; readonly manageable: number };
    readonly peakPer10Min: number;
    readonly floodShare: number;
    readonly topTenShare: number;
    readonly chattering: number;
    readonly stalePerDay: number;
  };
};
