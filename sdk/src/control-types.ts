// What the calls about orders to machines carry: orders, their limits and their record.
import type { Bilingual } from './types.ts';

export type ControlValue = number | string | boolean;

/** What must hold before a signal may be written; without one, nothing may. */
export type Interlock = {
  readonly minimum?: number;
  readonly maximum?: number;
  /** Largest change from the present value. */
  readonly stepMaximum?: number;
  readonly allowed?: readonly ControlValue[];
  /** An expression over the inputs, and `value` for the new one. */
  readonly condition?: string;
  readonly inputs?: readonly { readonly name: string; readonly signal: string }[];
  readonly secondPerson: boolean;
  readonly readBackMs: number;
  readonly tolerance?: number;
};

export type InterlockPage = {
  readonly interlocks: readonly { readonly signal: string; readonly interlock: Interlock }[];
  readonly next?: string;
};

export type OrderRequest = {
  readonly writes: readonly { readonly signal: string; readonly value: ControlValue }[];
  readonly reason?: string;
  readonly expiresInMs?: number;
  /** Checks everything and sends nothing. */
  readonly dryRun?: boolean;
  /** The same key again is the same order. */
  readonly key?: string;
};

export type OrderState =
  | 'queued'
  | 'handed'
  | 'waiting'
  | 'sending'
  | 'done'
  | 'failed'
  | 'refused'
  | 'rejected'
  | 'expired'
  | 'unknown'
  | 'tried';

export type OrderWrite = {
  readonly signal: string;
  readonly value: ControlValue;
  readonly before?: ControlValue | null;
  readonly after?: ControlValue | null;
  readonly outcome?: 'taken' | 'not-taken' | 'not-read-back' | 'refused' | 'not-sent';
  readonly says?: Bilingual;
};

export type Order = {
  readonly id: string;
  readonly enterprise: string;
  readonly state: OrderState;
  readonly by: string;
  readonly at: string;
  readonly expiresAt: string;
  /** At the platform: the gateway elsewhere that has it. */
  readonly gateway?: string;
  /** At the gateway: it was given there, not here. */
  readonly from?: 'platform';
  readonly reason?: string;
  readonly decidedBy?: string;
  readonly decidedAt?: string;
  readonly endedAt?: string;
  readonly writes: readonly OrderWrite[];
};
export type OrderPage = { readonly orders: readonly Order[]; readonly next?: string };

/** One step of an order; each covers the one before by its digest. */
export type AuditEntry = {
  readonly number: number;
  readonly at: string;
  readonly order: string;
  readonly step: string;
  readonly by: string;
  readonly detail: string;
  readonly digest: string;
};
/** Entries up to this one are no longer kept; the next holds its digest, and an entry of the step `cut` tells of it. */
export type RecordCut = { readonly number: number; readonly digest: string; readonly at: string };
export type AuditPage = {
  readonly entries: readonly AuditEntry[];
  /** The first entry of this page that was changed or follows one that is missing. */
  readonly brokenAt?: number;
  readonly cut?: RecordCut;
  readonly next?: string;
};
