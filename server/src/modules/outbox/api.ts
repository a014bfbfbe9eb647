// What other modules may know of the outbox: a stream for each source, durable when `append` resolves, and how full it is.
import type { KeyObject } from 'node:crypto';
import { defineRight } from '../../kernel/access/rights.ts';
import { definePort } from '../../kernel/module/port.ts';
import { bilingualSchema, oneOf, Type, type Static } from '../../kernel/schema/schema.ts';
import type { ReadingColumns } from '../../stores/series/series.ts';
import type { StepKey, TierEvent } from '../../wire/tier/facts.ts';
import type { MachineModel } from '../assets/api.ts';

/** What becomes durable in one step or not at all. */
export type OutboxStep = {
  readonly readings?: ReadingColumns;
  readonly events?: readonly TierEvent[];
  readonly models?: readonly MachineModel[];
  /** Under which it was sent to us: known after any crash exactly when the rest is durable. Forgotten with an empty value. */
  readonly keys?: readonly StepKey[];
};

export interface OutboxStream {
  /**
   * Durable when it resolves. Waits while the outbox is full and told to hold. Fails with a failure of kind `invalid`
   * for what can never be kept. The caller leaves the columns alone until this returns its promise, not longer.
   */
  append(step: OutboxStep): Promise<void>;
  /** Keys of durable steps with their values, the oldest first; 65,536 at most. */
  keys(): Iterable<StepKey>;
  /** For the ledger: told by the machine and not taken. `reason` is one of few stable words. */
  refused(reason: string, count?: number): void;
  /** For the ledger: taken and by a rule not stored, e.g. within a dead band. */
  leftOut(reason: string, count?: number): void;
}

export type StreamOf = {
  readonly enterprise: string;
  readonly source: string;
  readonly priority: 'low' | 'normal' | 'high';
};

export const outboxStatus = Type.Object({
  gateway: Type.String(),
  incarnation: Type.String(),
  /** Where it goes; empty where nothing is configured. */
  platform: Type.String(),
  state: oneOf(['sending', 'idle', 'waiting', 'no-platform']),
  /** Durable here and not settled by a receipt. */
  waiting: Type.Object({
    readings: Type.Integer(),
    bytes: Type.Integer(),
    /** Of the whole gateway, and told with it alone, as are `oldestAt`, `parcels` and `failures`. */
    segments: Type.Optional(Type.Integer()),
  }),
  bytesMax: Type.Integer(),
  whenFull: oneOf(['drop-oldest', 'hold']),
  /** Sources wait for room. */
  held: Type.Boolean(),
  /** ISO 8601. */
  oldestAt: Type.Optional(Type.String()),
  /** A second, over the last ten. */
  rates: Type.Object({
    appended: Type.Number(),
    settled: Type.Number(),
    bytes: Type.Number(),
    /** By how much the backlog shrinks. */
    catchUp: Type.Number(),
  }),
  totals: Type.Object({
    appended: Type.Integer(),
    settled: Type.Integer(),
    refused: Type.Integer(),
    givenUp: Type.Integer(),
    parcels: Type.Optional(Type.Integer()),
    failures: Type.Optional(Type.Integer()),
  }),
  streams: Type.Array(
    Type.Object({
      stream: Type.String(),
      highest: Type.Integer(),
      waiting: Type.Integer(),
      givenUp: Type.Integer(),
      refused: Type.Integer(),
    }),
  ),
  /** Why nothing is sent. */
  trouble: Type.Optional(bilingualSchema),
});
export type OutboxStatus = Readonly<Static<typeof outboxStatus>>;

export interface Outbox {
  /** The same stream for the same names; a new priority holds from the next step on. */
  stream(of: StreamOf): OutboxStream;
  /** Figures of this enterprise alone; `*` for the whole gateway. */
  status(enterprise: string): OutboxStatus;
}
export const outboxPort = definePort<Outbox>('outbox.outbox');

/** Calls to a platform elsewhere, signed with this gateway's key as parcels are. */
export interface PlatformLine {
  /** The answer's body. Fails as the platform refuses, and with `outbox.platform-unreachable`. */
  call(
    path: string,
    body: Uint8Array,
    given: { readonly type: string; readonly withinMs: number; readonly signal: AbortSignal },
  ): Promise<Uint8Array>;
  /** The platform's key; pinned. */
  key(): Promise<KeyObject>;
}
export type PlatformLines = {
  /** Of this gateway, as the platform knows it. */
  readonly gateway: string;
  /** Undefined until the program is ready, and where the platform is in this process or none is. */
  readonly line: () => PlatformLine | undefined;
};
export const platformLinesPort = definePort<PlatformLines>('outbox.platform-lines');

export const readOutboxRight = defineRight('outbox.read', {
  en: 'See what the gateway has still to send',
  zh: '查看网关待发送的数据',
});
