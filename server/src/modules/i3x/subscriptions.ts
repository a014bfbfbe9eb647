// Subscriptions of i3X: what changed of registered objects is queued for each client until it says that it has it. A
// client that asks no more is forgotten with all that it left; one that asks too seldom loses the oldest and is told.
import { allows, type Principal } from '../../kernel/access/rights.ts';
import type { Clock } from '../../kernel/world/clock.ts';
import { secretText, type Random } from '../../kernel/world/random.ts';
import type { Reading, ReadingColumns } from '../../stores/series/series.ts';
import type { Signal } from '../assets/api.ts';
import { readTelemetryRight, shownReading } from '../telemetry/api.ts';
import { i3xFailures } from './failures.ts';
import { vqtOf, type Vqt } from './model/values.ts';

const queueMax = 10_000;
const eachMax = 50;
/** One leaves places, and memory for their queues, to others. */
const ofEnterpriseMax = 500;
const allMax = 2_000;
/** Objects of one subscription, those below registered ones too. */
export const followedMax = 20_000;
const lifeMs = 30 * 60_000;

export type Update = Vqt & { readonly elementId: string };
type Batch = { readonly sequenceNumber: number; readonly updates: readonly Update[] };

export type Monitored = {
  readonly maxDepth: number;
  readonly objects: number;
  readonly signals: readonly Signal[];
};

export type Subscription = {
  readonly id: string;
  readonly clientId: string;
  readonly owner: string;
  /** Its owner's enterprise. */
  readonly tenant: string;
  readonly displayName: string | null;
  /** By registered object: how deep, how many objects that is, and the signals whose readings it brings. */
  readonly monitored: Map<string, Monitored>;
  /** What its owner may see, as it was when the signals were chosen. */
  grants: string;
  fresh: Update[];
  batches: Batch[];
  lastNumber: number;
  dropped: boolean;
  seenMs: number;
  /** The open stream; another one takes its place. */
  stream: object | undefined;
  wake: (() => void) | undefined;
};

/** `times`: by how many registered objects. */
type Followed = { readonly signal: Signal; readonly times: number };

export class Subscriptions {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #all = new Map<string, Subscription>();
  /** By signal, so that a reading costs as much as it has followers. */
  readonly #followers = new Map<string, Map<Subscription, Followed>>();

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  get size(): number {
    return this.#all.size;
  }

  create(principal: Principal, clientId: string, displayName: string | null): Subscription {
    this.#refuseTooMany(principal);
    const subscription: Subscription = {
      id: secretText(this.#random, 32),
      ...{ clientId, owner: principal.id, tenant: principal.tenant, displayName },
      monitored: new Map(),
      grants: JSON.stringify(principal.grants),
      ...{ fresh: [], batches: [], lastNumber: 0, dropped: false },
      ...{ seenMs: this.#clock.monotonicMs(), stream: undefined, wake: undefined },
    };
    this.#all.set(subscription.id, subscription);
    return subscription;
  }

  #refuseTooMany({ id, tenant }: Principal): void {
    const ofEnterprise = [...this.#all.values()].filter((one) => one.tenant === tenant);
    const own = ofEnterprise.filter(({ owner }) => owner === id);
    for (const [count, most] of [
      [own.length, eachMax],
      [ofEnterprise.length, ofEnterpriseMax],
      [this.#all.size, allMax],
    ] as const) {
      if (count >= most) throw i3xFailures['too-many-subscriptions']({ most });
    }
  }

  /** Undefined also where it is of another client or principal: nobody learns that it exists. */
  find(principal: Principal, clientId: string, id: string): Subscription | undefined {
    const found = this.#all.get(id);
    if (found?.clientId !== clientId || found.owner !== principal.id) return undefined;
    found.seenMs = this.#clock.monotonicMs();
    this.#forgetForbidden(found, principal);
    return found;
  }

  /** Rights may be taken away while a subscription lives: what was queued of them goes too. */
  #forgetForbidden(subscription: Subscription, principal: Principal): void {
    const grants = JSON.stringify(principal.grants);
    if (subscription.grants === grants) return;
    subscription.grants = grants;
    const may = (identifier: string) => allows(principal, readTelemetryRight, identifier);
    for (const [elementId, { signals, ...own }] of subscription.monitored) {
      const seen = signals.filter(({ identifier }) => may(identifier));
      this.#followNoMore(subscription, signals);
      this.#follow(subscription, seen);
      subscription.monitored.set(elementId, { ...own, signals: seen });
    }
    const seenOnly = (updates: readonly Update[]) =>
      updates.filter(({ elementId }) => may(elementId));
    subscription.fresh = seenOnly(subscription.fresh);
    subscription.batches = subscription.batches.map(({ sequenceNumber, updates }) => ({
      sequenceNumber,
      updates: seenOnly(updates),
    }));
  }

  /** Its readings from now on. Fails with `i3x.too-many-followed`. */
  monitor(subscription: Subscription, elementId: string, monitored: Monitored): void {
    const { objects } = monitored;
    const isGone = this.#all.get(subscription.id) !== subscription;
    if (isGone || subscription.monitored.has(elementId)) return; // meanwhile
    if (objectsOf(subscription) + objects > followedMax) {
      throw i3xFailures['too-many-followed']({ most: followedMax });
    }
    subscription.monitored.set(elementId, monitored);
    this.#follow(subscription, monitored.signals);
  }

  /** False where it was not registered. */
  ignore(subscription: Subscription, elementId: string): boolean {
    const known = subscription.monitored.get(elementId);
    if (!known) return false;
    subscription.monitored.delete(elementId);
    this.#followNoMore(subscription, known.signals);
    return true;
  }

  #follow(subscription: Subscription, signals: readonly Signal[]): void {
    for (const signal of signals) {
      const followers = this.#followers.get(signal.identifier) ?? new Map<Subscription, Followed>();
      const times = (followers.get(subscription)?.times ?? 0) + 1;
      followers.set(subscription, { signal, times });
      this.#followers.set(signal.identifier, followers);
    }
  }

  #followNoMore(subscription: Subscription, signals: readonly Signal[]): void {
    for (const { identifier } of signals) {
      const followers = this.#followers.get(identifier);
      const known = followers?.get(subscription);
      if (!followers || !known) continue;
      if (known.times > 1) followers.set(subscription, { ...known, times: known.times - 1 });
      else followers.delete(subscription);
      if (followers.size === 0) this.#followers.delete(identifier);
    }
  }

  /** Fails with `i3x.no-subscription`. */
  need(principal: Principal, clientId: string, id: string): Subscription {
    const found = this.find(principal, clientId, id);
    if (!found) throw i3xFailures['no-subscription']({ id, minutes: lifeMs / 60_000 });
    return found;
  }

  delete(subscription: Subscription): void {
    this.#all.delete(subscription.id);
    for (const { signals } of subscription.monitored.values()) {
      this.#followNoMore(subscription, signals);
    }
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
    const wanted = new Map<Subscription, Map<number, Signal>>();
    batch.series.forEach((name, number) => {
      for (const [subscription, { signal }] of this.#followers.get(name) ?? []) {
        const own = wanted.get(subscription);
        if (own) own.set(number, signal);
        else wanted.set(subscription, new Map([[number, signal]]));
      }
    });
    for (const [subscription, signals] of wanted) queueNewest(subscription, batch, signals);
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
  for (const update of updates) subscription.fresh.push(update);
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

/** Of a batch that is longer than the queue, no more than has room in it. */
function queueNewest(
  subscription: Subscription,
  batch: ReadingColumns,
  signals: ReadonlyMap<number, Signal>,
): void {
  const updates: Update[] = [];
  for (let n = batch.index.length - 1; n >= 0; n--) {
    const signal = signals.get(batch.index[n] ?? 0);
    if (!signal) continue;
    if (updates.length === queueMax) {
      subscription.dropped = true;
      break;
    }
    const reading: Reading = {
      series: signal.identifier,
      sourceTimeUs: batch.sourceTimeUs[n] ?? 0,
      serverTimeUs: batch.serverTimeUs[n] ?? 0,
      value: batch.values[n] ?? null,
      quality: (batch.quality[n] ?? 0) as Reading['quality'],
    };
    updates.push({ elementId: signal.identifier, ...vqtOf(shownReading(reading), signal) });
  }
  queue(subscription, updates.toReversed());
}

export function objectsOf({ monitored }: Subscription): number {
  let count = 0;
  for (const { objects } of monitored.values()) count += objects;
  return count;
}
