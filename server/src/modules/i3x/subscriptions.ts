// Subscriptions of i3X: what changed of registered objects is queued for each client until it says that it has it. A
// client that asks no more is forgotten with all that it left; one that asks too seldom loses the oldest and is told.
import type { Principal } from '../../kernel/access/rights.ts';
import type { Clock } from '../../kernel/world/clock.ts';
import { secretText, type Random } from '../../kernel/world/random.ts';
import type { Reading, ReadingColumns } from '../../stores/series/series.ts';
import type { Signal } from '../assets/api.ts';
import { shownReading } from '../telemetry/api.ts';
import { i3xFailures } from './failures.ts';
import { vqtOf, type Vqt } from './model/values.ts';

const queueMax = 10_000;
const eachMax = 50;
const lifeMs = 30 * 60_000;

export type Update = Vqt & { readonly elementId: string };
type Batch = { readonly sequenceNumber: number; readonly updates: readonly Update[] };

export type Subscription = {
  readonly id: string;
  readonly clientId: string;
  readonly owner: string;
  readonly displayName: string | null;
  /** By registered object: how deep, and the signals whose readings it brings. */
  readonly monitored: Map<string, { readonly maxDepth: number; readonly signals: Signal[] }>;
  fresh: Update[];
  batches: Batch[];
  lastNumber: number;
  dropped: boolean;
  seenMs: number;
  /** The open stream; another one takes its place. */
  stream: object | undefined;
  wake: (() => void) | undefined;
};

export class Subscriptions {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #all = new Map<string, Subscription>();

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  get size(): number {
    return this.#all.size;
  }

  create(principal: Principal, clientId: string, displayName: string | null): Subscription {
    const own = [...this.#all.values()].filter(({ owner }) => owner === principal.id);
    if (own.length >= eachMax) throw i3xFailures['too-many-subscriptions']({ most: eachMax });
    const subscription: Subscription = {
      id: secretText(this.#random, 32),
      ...{ clientId, owner: principal.id, displayName },
      monitored: new Map(),
      ...{ fresh: [], batches: [], lastNumber: 0, dropped: false },
      ...{ seenMs: this.#clock.monotonicMs(), stream: undefined, wake: undefined },
    };
    this.#all.set(subscription.id, subscription);
    return subscription;
  }

  /** Undefined also where it is of another client or principal: nobody learns that it exists. */
  find(principal: Principal, clientId: string, id: string): Subscription | undefined {
    const found = this.#all.get(id);
    if (found?.clientId !== clientId || found.owner !== principal.id) return undefined;
    found.seenMs = this.#clock.monotonicMs();
    return found;
  }

  /** Fails with `i3x.no-subscription`. */
  need(principal: Principal, clientId: string, id: string): Subscription {
    const found = this.find(principal, clientId, id);
    if (!found) throw i3xFailures['no-subscription']({ id, minutes: lifeMs / 60_000 });
    return found;
  }

  delete(subscription: Subscription): void {
    this.#all.delete(subscription.id);
    subscription.stream = undefined;
    subscription.wake?.();
  }

  /** Those that nobody asked for too long. */
  removeOld(): void {
    const beforeMs = this.#clock.monotonicMs() - lifeMs;
    for (const one of this.#all.values()) {
      if (one.stream === undefined && one.seenMs < beforeMs) this.delete(one);
    }
  }

  hear(batch: ReadingColumns): void {
    if (this.#all.size === 0) return;
    const numbers = new Map(batch.series.map((name, n) => [name, n]));
    for (const subscription of this.#all.values()) {
      const signals = new Map<number, Signal>();
      for (const { signals: own } of subscription.monitored.values()) {
        for (const signal of own) {
          const number = numbers.get(signal.identifier);
          if (number !== undefined) signals.set(number, signal);
        }
      }
      if (signals.size > 0) queue(subscription, updatesOf(batch, signals));
    }
  }

  /** Acknowledges, and gives what is pending; what is new since is a batch of its own. */
  sync(
    subscription: Subscription,
    last: number | undefined,
  ): { batches: readonly Batch[]; dropped: boolean } {
    if (subscription.stream) throw i3xFailures['stream-open']({ id: subscription.id });
    if (last === -1) {
      subscription.batches = [];
      subscription.fresh = [];
    } else if (last !== undefined && last >= 0 && last <= subscription.lastNumber) {
      subscription.batches = subscription.batches.filter((one) => one.sequenceNumber > last);
    }
    if (subscription.fresh.length > 0) {
      const sequenceNumber = ++subscription.lastNumber;
      subscription.batches.push({ sequenceNumber, updates: subscription.fresh });
      subscription.fresh = [];
    }
    const { batches, dropped } = subscription;
    subscription.dropped = false;
    return { batches, dropped };
  }

  /** Updates as they come, beginning with those that are queued; ends without error when another takes its place. */
  async *stream(
    subscription: Subscription,
    signal: AbortSignal,
  ): AsyncGenerator<readonly Update[]> {
    const own = {};
    subscription.stream = own;
    subscription.wake?.();
    try {
      while (!signal.aborted && subscription.stream === own) {
        const pending = [
          ...subscription.batches.flatMap(({ updates }) => updates),
          ...subscription.fresh,
        ];
        [subscription.batches, subscription.fresh] = [[], []];
        if (pending.length > 0) yield pending;
        else await nextOf(subscription, signal);
      }
    } finally {
      if (subscription.stream === own) subscription.stream = undefined;
      subscription.seenMs = this.#clock.monotonicMs();
    }
  }
}

export function queue(subscription: Subscription, updates: readonly Update[]): void {
  subscription.fresh.push(...updates);
  let count = subscription.batches.reduce((sum, one) => sum + one.updates.length, 0);
  while (count > 0 && count + subscription.fresh.length > queueMax) {
    count -= subscription.batches.shift()?.updates.length ?? 0;
    subscription.dropped = true;
  }
  if (subscription.fresh.length > queueMax) {
    subscription.fresh = subscription.fresh.slice(-queueMax);
    subscription.dropped = true;
  }
  subscription.wake?.();
}

function nextOf(subscription: Subscription, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      signal.removeEventListener('abort', wake);
      if (subscription.wake === wake) subscription.wake = undefined;
      resolve();
    };
    subscription.wake = wake;
    signal.addEventListener('abort', wake, { once: true });
  });
}

function updatesOf(batch: ReadingColumns, signals: ReadonlyMap<number, Signal>): Update[] {
  const updates: Update[] = [];
  for (let n = 0; n < batch.index.length; n++) {
    const signal = signals.get(batch.index[n] ?? 0);
    if (!signal) continue;
    const reading: Reading = {
      series: signal.identifier,
      sourceTimeUs: batch.sourceTimeUs[n] ?? 0,
      serverTimeUs: batch.serverTimeUs[n] ?? 0,
      value: batch.values[n] ?? null,
      quality: (batch.quality[n] ?? 0) as Reading['quality'],
    };
    updates.push({ elementId: signal.identifier, ...vqtOf(shownReading(reading), signal) });
  }
  return updates;
}
