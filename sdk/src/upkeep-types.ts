// Corrections, retention and backups of readings as the interface shows them.
import type { Bilingual } from './types.ts';

type QualityName = 'good' | 'uncertain' | 'bad';

export type ReadingChange =
  | { kind: 'value'; value: number | string | boolean | null; quality?: QualityName }
  | { kind: 'line'; factor: number; offset: number }
  | { kind: 'quality'; quality: QualityName }
  | { kind: 'withdrawn' };

export type NewCorrection = {
  signal: string;
  /** ISO 8601 with a zone; inclusive, by the machine's time. */
  from: string;
  /** Exclusive. */
  to: string;
  change: ReadingChange;
  reason: string;
};

export type ReadingCorrection = NewCorrection & {
  id: string;
  by: string;
  at: string;
  /** How many readings there were in the span when it was made. */
  readings: number;
  state: 'asked' | 'counts' | 'undoing' | 'undone';
  undone?: { by: string; reason: string; at: string };
};
export type CorrectionPage = { corrections: ReadingCorrection[]; next?: string };

export type NewRetentionPolicy = {
  name: string;
  /** Of policies that meet in a signal, the one with the smallest position holds. */
  position: number;
  path?: string;
  under?: string;
  signalType?: string;
  keepRawDays: number;
  thinToSeconds?: number;
  removeAfterDays?: number;
};
export type RetentionPolicy = NewRetentionPolicy & {
  id: string;
  enterprise: string;
  by: string;
  at: string;
};
export type RetentionRun = {
  enterprise: string;
  by: string;
  startedAt: string;
  day: string;
  state: 'running' | 'done' | 'stopped' | 'failed';
  step: number;
  steps: number;
  policy?: string;
  reached?: string;
  thinned: number;
  removed: number;
  endedAt?: string;
};
export type Retention = {
  policies: RetentionPolicy[];
  run?: RetentionRun;
  /** False: nothing is touched until the operator confirms the clock. */
  clockBelieved: boolean;
  now: string;
};
export type RetentionAffected = {
  before: string;
  readings: number;
  bytes: number;
  oldest?: string;
};
export type RetentionPreview = {
  policies: {
    id: string;
    name: string;
    position: number;
    series: number;
    taken: number;
    /** Fewer than `series`: the numbers are estimates. */
    counted: number;
    thin?: RetentionAffected;
    remove?: RetentionAffected;
  }[];
};

export type BackupTask = {
  work: 'make' | 'verify' | 'restore';
  backup: string;
  by: string;
  startedAt: string;
  state: 'running' | 'done' | 'failed';
  endedAt?: string;
  told?: Bilingual;
};
export type Backup = {
  name: string;
  state: 'whole' | 'unfinished';
  madeAt?: string;
  by?: string;
  readings?: number;
  series?: number;
  bytes?: number;
};
export type BackupList = { folder: string; backups: Backup[]; task?: BackupTask };
