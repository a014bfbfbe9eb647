// Subscribes to the items of a session: one subscription with many items, a further one where the server limits those
// of one, and what the server does not take (an S7-1200 takes 1,000) is left for polling. Items are created
// without the library's object for each, so that 10,000 of them weigh little.
import type {
  ClientSession,
  ClientSessionRawSubscriptionService,
  ClientSubscription,
} from 'node-opcua-client';
import type { Log } from '../../../../kernel/log/log.ts';
import { inBatches, type Batching } from './batches.ts';
import type { OpcUaConnection } from './connection.ts';
import type { Item, ItemReader } from './items.ts';
import type { Library } from './library.ts';
import { statusNameOf } from './troubles.ts';
import type { ToldValue } from './variants.ts';

export type WatchOptions = {
  readonly library: Library;
  readonly session: ClientSession;
  readonly connection: OpcUaConnection;
  readonly reader: ItemReader;
  readonly log: Log;
  /** Items of one call, as the server says. */
  readonly batching: Batching;
  /** Something came from a subscription, if only a sign of life. */
  readonly heard: () => void;
  readonly lost: (status: string) => void;
};

const subscriptionsMax = 10;
/** The server sends a sign of life at least so often, and forgets a subscription that nobody fetches from. */
const signOfLifeMs = 5_000;
const lifeMs = 120_000;
const notificationsPerMessage = 1_000;
const attributeValue = 13;

type Result = 'watched' | 'full' | 'unsupported' | 'gone';
/** What a subscription tells; the library's declarations leave the parts open. */
type Notification = {
  readonly notificationData?: readonly ({
    readonly monitoredItems?: readonly { clientHandle: number; value: ToldValue }[] | null;
    readonly status?: { readonly name: string; readonly value: number };
  } | null)[];
};

export class Watch {
  readonly #options: WatchOptions;
  /** By the handle that the server sends back. */
  readonly #items: Item[] = [];
  readonly #subscriptions: ClientSubscription[] = [];
  #held = false;
  #structures: Promise<unknown> = Promise.resolve();
  items = 0;
  notifications = 0;
  revised = 0;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  get subscriptions(): number {
    return this.#subscriptions.length;
  }

  /** Longest silence of a healthy subscription, in milliseconds. */
  get silenceMs(): number {
    const longest = this.#subscriptions.map(
      (one) => one.publishingInterval * one.maxKeepAliveCount,
    );
    return Math.max(0, ...longest);
  }

  /** Returns what the server does not watch: `poll` can still be read, `gone` is not there. Rejects when the session fails. */
  async add(items: readonly Item[]): Promise<{ poll: readonly Item[]; gone: readonly Item[] }> {
    const poll: Item[] = [];
    const gone: Item[] = [];
    let rest = items;
    while (rest.length > 0) {
      const subscription = await this.#roomy(rest === items);
      if (!subscription) break;
      const outcome = await this.#create(subscription, rest);
      gone.push(...outcome.gone);
      poll.push(...outcome.unsupported);
      rest = outcome.full;
      if (outcome.watched > 0) continue;
      // Not even one fits into a new subscription: the limit is that of the session or the server.
      if (rest.length > 0) break;
    }
    return { poll: [...poll, ...rest], gone };
  }

  /** Stops fetching; the server keeps what changes in its queues. */
  hold(held: boolean): void {
    this.#held = held;
    for (const subscription of this.#subscriptions) engineOf(subscription)?.suspend(held);
  }

  get publishRequests(): number {
    const [first] = this.#subscriptions;
    return first ? (engineOf(first)?.nbPendingPublishRequests ?? 0) : 0;
  }

  /** The newest subscription, or one more; undefined where the server gives none. */
  async #roomy(first: boolean): Promise<ClientSubscription | undefined> {
    const newest = this.#subscriptions.at(-1);
    if (first && newest) return newest;
    if (this.#subscriptions.length >= subscriptionsMax) return undefined;
    try {
      return await this.#subscribe();
    } catch (error) {
      const status = statusNameOf(error);
      this.#options.log.info('no-subscription', { status: status ?? String(error) });
      if (status === undefined || !noMore.has(status)) throw error;
      return undefined;
    }
  }

  async #subscribe(): Promise<ClientSubscription> {
    const { session, connection } = this.#options;
    const requestedPublishingInterval = connection.publishMs ?? 500;
    const keepAlive = Math.max(3, Math.ceil(signOfLifeMs / requestedPublishingInterval));
    const subscription = await session.createSubscription2({
      requestedPublishingInterval,
      requestedMaxKeepAliveCount: keepAlive,
      requestedLifetimeCount: Math.max(
        3 * keepAlive,
        Math.ceil(lifeMs / requestedPublishingInterval),
      ),
      maxNotificationsPerPublish: notificationsPerMessage,
      publishingEnabled: true,
      priority: 1,
    });
    subscription.on('raw_notification', (message) =>
      this.#take(message as unknown as Notification),
    );
    subscription.on('terminated', () => this.#options.lost('BadSubscriptionIdInvalid'));
    subscription.on('internal_error', (error: Error) =>
      this.#options.lost(statusNameOf(error) ?? error.message),
    );
    this.#subscriptions.push(subscription);
    if (this.#held) engineOf(subscription)?.suspend(true);
    return subscription;
  }

  async #create(
    subscription: ClientSubscription,
    items: readonly Item[],
  ): Promise<{ watched: number; full: Item[]; unsupported: Item[]; gone: Item[] }> {
    const { connection, batching } = this.#options;
    const { samplingMs = 500 } = connection;
    const outcome = {
      watched: 0,
      full: [] as Item[],
      unsupported: [] as Item[],
      gone: [] as Item[],
    };
    let isFull = false;
    await inBatches(items, batching, async (some) => {
      if (isFull) {
        outcome.full.push(...some);
        return some;
      }
      const response = await this.#ask(subscription, some);
      const results = response.results ?? [];
      for (const [i, item] of some.entries()) {
        const result = results[i];
        const kind = resultOf(result?.statusCode.name, result?.statusCode.value ?? 0x8000_0000);
        if (kind === 'watched') outcome.watched += 1;
        else outcome[kind].push(item);
        if (kind === 'full') isFull = true;
        const asked = item.intervalMs ?? samplingMs;
        if (kind === 'watched' && (result?.revisedSamplingInterval ?? asked) > asked)
          this.revised += 1;
      }
      return some;
    });
    this.items += outcome.watched;
    return outcome;
  }

  async #ask(subscription: ClientSubscription, some: readonly Item[]) {
    const { library, session, connection } = this.#options;
    const { samplingMs = 500, queueSize = 10 } = connection;
    const begin = this.#items.length;
    // Known before they are asked for: the first values may come before the answer, and are not sent again.
    this.#items.push(...some);
    try {
      return await rawOf(session).createMonitoredItems({
        subscriptionId: subscription.subscriptionId,
        timestampsToReturn: library.TimestampsToReturn.Both,
        itemsToCreate: some.map(({ nodeId, intervalMs }, i) => ({
          itemToMonitor: { nodeId: library.resolveNodeId(nodeId), attributeId: attributeValue },
          monitoringMode: library.MonitoringMode.Reporting,
          requestedParameters: {
            clientHandle: begin + i,
            samplingInterval: intervalMs ?? samplingMs,
            queueSize,
            discardOldest: true,
          },
        })),
      });
    } catch (error) {
      this.#items.length = begin;
      throw error;
    }
  }

  #take(message: Notification): void {
    const { heard, reader, lost } = this.#options;
    heard();
    for (const data of message.notificationData ?? []) {
      if (data?.status && data.status.value >>> 30 > 1) lost(data.status.name);
      const told: { item: Item; value: ToldValue }[] = [];
      let structured = false;
      for (const { clientHandle, value } of data?.monitoredItems ?? []) {
        const item = this.#items[clientHandle];
        if (!item) continue;
        told.push({ item, value });
        structured ||= value.value?.dataType === extensionObject;
      }
      this.notifications += told.length;
      if (structured) this.#afterDecoding(told);
      else reader.observe(told);
    }
  }

  /** Structures of the server's own types are decoded by its descriptions of them, which may have to be fetched. */
  #afterDecoding(told: readonly { item: Item; value: ToldValue }[]): void {
    const { library, session, reader, log } = this.#options;
    this.#structures = this.#structures
      .then(() =>
        library.promoteOpaqueStructure(
          session,
          told.map(({ value }) => value as never),
        ),
      )
      .catch((error: unknown) => log.warn('structure-not-decoded', { error }))
      .then(() => reader.observe(told));
  }
}

const extensionObject = 22;
const noMore = new Set([
  'BadTooManySubscriptions',
  'BadServiceUnsupported',
  'BadNotSupported',
  'BadNotImplemented',
  'BadOutOfMemory',
  'BadResourceUnavailable',
]);
const fullNames = new Set([
  'BadTooManyMonitoredItems',
  'BadOutOfMemory',
  'BadResourceUnavailable',
  'BadOutOfService',
]);
const goneNames = new Set([
  'BadNodeIdUnknown',
  'BadNodeIdInvalid',
  'BadUserAccessDenied',
  'BadNotReadable',
]);

function resultOf(name: string | undefined, value: number): Result {
  if (value >>> 30 < 2) return 'watched';
  if (name !== undefined && fullNames.has(name)) return 'full';
  return name !== undefined && goneNames.has(name) ? 'gone' : 'unsupported';
}

type Engine = { suspend(held: boolean): void; readonly nbPendingPublishRequests: number };

/** What fetches for all subscriptions of a session. */
function engineOf(subscription: ClientSubscription): Engine | undefined {
  return (subscription as unknown as { publishEngine?: Engine }).publishEngine;
}

/** The services under the library's objects for items. */
function rawOf(session: ClientSession): ClientSessionRawSubscriptionService {
  return session as unknown as ClientSessionRawSubscriptionService;
}
