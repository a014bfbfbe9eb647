// The gateway's end: asks the platform for orders without end, gives them to the gateway's own orders, and tells what
// became of them. An order whose answer was lost is handed out again and is known again by its id.
import type { Log } from '../../../kernel/log/log.ts';
import { isFailure } from '../../../kernel/failure/failure.ts';
import { check } from '../../../kernel/schema/schema.ts';
import { sleep } from '../../../kernel/world/clock.ts';
import type { World } from '../../../kernel/world/world.ts';
import type { RecordsStore } from '../../../stores/records/records.ts';
import { openOrders } from '../../../wire/tier/orders.ts';
import type { PlatformLine } from '../../outbox/api.ts';
import { controlFailures } from '../failures.ts';
import type { Orders } from '../orders.ts';
import { forgetReport, readOrder, reportsCollection, type ReportDocument } from '../store.ts';
import {
  answerSchema,
  asksPath,
  asksType,
  deadlineOf,
  reportsAtOnce,
  type Answer,
  type Ask,
  type Item,
} from './message.ts';

export type OrderLineOptions = {
  readonly gateway: string;
  readonly line: PlatformLine;
  readonly orders: Orders;
  readonly records: RecordsStore;
  readonly world: World;
  readonly log: Log;
};

const waitMs = 10_000;
/** Longer than the platform waits; a link that was cut silently is found out by then. */
const answerWithinMs = 10_000;
/** A platform that answers at once, whatever it is told, keeps nobody busy. */
const betweenMs = 20;
const retryFirstMs = 500;
const retryMaxMs = 30_000;
const nonceBytes = 18;

export class OrderLine {
  readonly #options: OrderLineOptions;
  readonly #stopped = new AbortController();
  /** Handed over and not done with: the same again is not looked at. */
  readonly #inHand = new Map<string, Promise<void>>();
  readonly #declined = new Map<string, Ask['declined'][number]>();
  #idle = new AbortController();
  #isBusy = false;
  #trouble = '';
  #running: Promise<void> = Promise.resolve();

  constructor(options: OrderLineOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** There is something to tell; an ask that only waits gives way. */
  wake(): void {
    if (!this.#isBusy) this.#idle.abort();
  }

  async close(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
    await Promise.allSettled(this.#inHand.values());
  }

  async #run(): Promise<void> {
    const { clock } = this.#options.world;
    let pauseMs = retryFirstMs;
    while (!this.#stopped.signal.aborted) {
      this.#idle = new AbortController();
      const signal = AbortSignal.any([this.#idle.signal, this.#stopped.signal]);
      try {
        await this.#ask(signal);
        await sleep(clock, betweenMs, signal);
        pauseMs = retryFirstMs;
        this.#trouble = '';
      } catch (error) {
        if (signal.aborted) continue;
        this.#warn(error);
        await sleep(clock, pauseMs, this.#stopped.signal);
        pauseMs = Math.min(pauseMs * 2, retryMaxMs);
      }
    }
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const { line, records, world, gateway } = this.#options;
    const key = await line.key();
    const query = { tenant: '*', limit: reportsAtOnce };
    const found = await records.find<ReportDocument>(reportsCollection.name, query);
    const declined = [...this.#declined.values()];
    const nonce = Buffer.from(world.random.bytes(nonceBytes)).toString('base64url');
    const reports = found.rows.map(({ document }) => ({
      ...document,
      entries: [...document.entries],
    }));
    this.#isBusy = reports.length + declined.length > 0;
    const ask: Ask = { nonce, waitMs: this.#isBusy ? 0 : waitMs, reports, declined };
    const askedMs = world.clock.monotonicMs();
    const body = Buffer.from(JSON.stringify(ask));
    const withinMs = ask.waitMs + answerWithinMs;
    const bytes = await line.call(asksPath, body, { type: asksType, withinMs, signal });
    const opened = openOrders(bytes, key, { gateway, nonce });
    if (!opened.ok) throw controlFailures['not-the-platform']({ reason: opened.reason });
    const fits = check(answerSchema, opened.value);
    if (!fits.ok) throw controlFailures['not-the-platform']({ reason: 'malformed' });
    for (const { id } of declined) this.#declined.delete(id);
    for (const heard of fits.value.heard) await forgetReport(records, heard);
    this.#takeAll(fits.value, askedMs);
  }

  /** Not waited for: the next ask tells how far they are. */
  #takeAll(answer: Answer, askedMs: number): void {
    const nowMs = this.#options.world.clock.monotonicMs();
    for (const item of answer.items) {
      const key = `${item.kind} ${item.id}`;
      if (this.#inHand.has(key)) continue;
      const deadlineMs =
        item.kind === 'order'
          ? deadlineOf({ ...item, waitedMs: answer.waitedMs }, { askedMs, nowMs })
          : 0;
      const work = this.#take(item, deadlineMs)
        .catch((error: unknown) => this.#options.log.error('order-not-taken', { error }))
        .finally(() => this.#inHand.delete(key));
      this.#inHand.set(key, work);
    }
  }

  async #take(item: Item, deadlineMs: number): Promise<void> {
    const { orders, records } = this.#options;
    const { id, enterprise, by } = item;
    if (item.kind === 'order') {
      if (await orders.take({ ...item, deadlineMs })) return;
      this.#declined.set(id, { id, enterprise });
      this.wake();
      return;
    }
    const order = await readOrder(records, item);
    if (order?.from !== 'platform' || order.state !== 'waiting') return; // decided or over since
    await orders.decide({ id: by }, { order, agrees: item.agrees });
  }

  #warn(error: unknown): void {
    const text = isFailure(error) ? error.code : String(error);
    if (text === this.#trouble) return;
    this.#trouble = text;
    this.#options.log.warn('orders-not-asked', { error });
  }
}
