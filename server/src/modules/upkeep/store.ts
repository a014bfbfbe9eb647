// What upkeep keeps as records, by enterprise: corrections as people see them, policies, and where each run stands.
import type { CollectionDefinition, RecordsStore } from '../../stores/records/records.ts';
import type { NewPolicy } from './model/policy.ts';
import type { Change, RestoreWanted, Told } from '../../stores/series/series.ts';

/**
 * `asked` and `undoing` are steps on the way: the row is written first, then the readings' own store is told, then the
 * others are; what a crash left on the way is taken up again.
 */
export type CorrectionState = 'asked' | 'counts' | 'undoing' | 'undone';
export type CorrectionDocument = Told & {
  readonly id: string;
  readonly signal: string;
  readonly fromUs: number;
  readonly toUs: number;
  readonly change: Change;
  /** How many there were in the span when it was made. */
  readonly readings: number;
  readonly state: CorrectionState;
  /** In the series store; known once it counts. */
  readonly number?: number;
  readonly undone?: Told;
};

export type PolicyDocument = NewPolicy & {
  readonly id: string;
  readonly enterprise: string;
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
};

/** The last run of an enterprise; `running` in one that was read from the store says that it was cut short. */
export type RunDocument = {
  readonly enterprise: string;
  readonly by: string;
  readonly day: string;
  readonly startedAt: string;
  readonly state: 'running' | 'done' | 'stopped' | 'failed';
  readonly step: number;
  readonly steps: number;
  readonly policy?: string;
  readonly reached?: string;
  readonly thinned: number;
  readonly removed: number;
  readonly endedAt?: string;
};

/**
 * How far a policy has come: what is older was dealt with, in a pass that began with the oldest reading. It counts as long as
 * `of` is what the policy says and selects.
 */
export type ProgressDocument = {
  readonly of: string;
  readonly beganMs: number;
  readonly removedUs?: number;
  readonly thinnedUs?: number;
};

/** A restore on its way: what a kill left is begun again at the next start. */
export type RestoreDocument = {
  readonly name: string;
  readonly wanted: RestoreWanted;
  readonly by: string;
};

export const collections = {
  policies: {
    name: 'upkeep.policies',
    keys: { position: { path: 'position', unique: true } },
  },
  runs: { name: 'upkeep.runs', keys: {} },
  clock: { name: 'upkeep.clock', keys: {} },
  progress: { name: 'upkeep.progress', keys: {} },
  restores: { name: 'upkeep.restores', keys: {} },
  corrections: {
    name: 'upkeep.corrections',
    keys: { signal: { path: 'signal' }, atUs: { path: 'atUs' }, state: { path: 'state' } },
  },
} as const satisfies Record<string, CollectionDefinition>;

export async function openUpkeepStore(records: RecordsStore): Promise<void> {
  for (const collection of Object.values(collections)) await records.define(collection);
}

/** Prefixes are compared without case: one enterprise, one tenant. */
export function tenantOf(identifier: string): string {
  const slash = identifier.indexOf('/');
  return (slash < 0 ? identifier : identifier.slice(0, slash)).toLowerCase();
}
