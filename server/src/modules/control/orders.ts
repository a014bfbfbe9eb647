// Orders to machines from the first check to the last record. An order is written down before anything is sent,
// so that after a crash it is known as unknown and never sent again.
import { isFailure } from '../../kernel/failure/failure.ts';
import type { Bilingual } from '../../kernel/schema/bilingual.ts';
import type { Log } from '../../kernel/log/log.ts';
import type { Principal } from '../../kernel/access/rights.ts';
import type { World } from '../../kernel/world/world.ts';
import type { RecordsStore } from '../../stores/records/records.ts';
import { enterpriseOf, type Signal } from '../assets/api.ts';
import type { Actuation, SignalValue } from '../connectivity/api.ts';
import type { Order, OrderRequest } from './api.ts';
import { Execution } from './execution.ts';
import { controlFailures } from './failures.ts';
import type { Interlocks } from './interlocks.ts';
import { checkWrite } from './model/check-write.ts';
import { checkedEnterprise, idOf, keyOf } from './new-order.ts';
import {
  orderWithKey,
  ordersInState,
  readOrder,
  shownOrder,
  writeSteps,
  type OrderDocument,
} from './store.ts';
import { Turns } from './turns.ts';

export type OrdersOptions = {
  readonly world: World;
  readonly log: Log;
  readonly records: RecordsStore;
  readonly actuation: Actuation;
  readonly interlocks: Interlocks;
  readonly config: { readonly expiresInMs: number; readonly waitingMax: number };
  /** Told of each order that ended. */
  readonly ended: (order: Order) => Promise<void>;
  /** Told when there is news of an order of the platform. */
  readonly reported: () => void;
};

/** An order of the platform, which has checked who gives it. */
export type GivenElsewhere = {
  readonly id: string;
  readonly enterprise: string;
  readonly by: string;
  readonly reason?: string;
  readonly dryRun?: boolean;
  readonly writes: readonly SignalValue[];
  /** Of the clock that never goes back. */
  readonly deadlineMs: number;
};

export class Orders {
  readonly #options: OrdersOptions;
  readonly #execution: Execution;
  /** Moments of the clock that never goes back, so that setting the clock revives nothing. */
  readonly #deadlines = new Map<string, number>();
  readonly #waiting = new Map<string, OrderDocument>();
  readonly #turns = new Turns();

  constructor(options: OrdersOptions) {
    this.#options = options;
    this.#execution = new Execution(options);
  }

  /** What a stop or a crash left: waiting orders wait on within their time, and what was being sent is unknown. */
  async open(): Promise<void> {
    for (const state of ['waiting', 'sending'] as const) {
      for (const order of await ordersInState(this.#options.records, state)) {
        if (order.far) continue; // a gateway elsewhere has it
        if (state === 'waiting') this.#await(order);
        else await this.#end({ ...order, state: 'unknown' }, 'found-after-restart', 'gateway');
      }
    }
  }

  give(principal: Principal, request: OrderRequest): Promise<Order> {
    const enterprise = enterpriseOf(request.writes[0]?.signal ?? '');
    return this.#turns.run(enterprise, () => this.#give(principal, request));
  }

  /** Once: one that is known is left as it is. False where no source has its signals. */
  take(given: GivenElsewhere): Promise<boolean> {
    return this.#turns.run(given.enterprise, async () => {
      const { world, actuation, records } = this.#options;
      const { id, enterprise, by, reason, dryRun = false, writes, deadlineMs } = given;
      if (await readOrder(records, given)) return true;
      const isHere = writes.every(
        ({ signal }) => enterpriseOf(signal) === enterprise && actuation.known(signal),
      );
      if (!isHere) return false;
      this.#deadlines.set(id, deadlineMs);
      const nowMs = world.clock.now();
      const leftMs = Math.max(0, deadlineMs - world.clock.monotonicMs());
      const order: OrderDocument = {
        ...{ id, enterprise, state: 'waiting', by, from: 'platform' },
        at: new Date(nowMs).toISOString(),
        expiresAt: new Date(nowMs + leftMs).toISOString(),
        ...(reason === undefined ? {} : { reason }),
        writes: writes.map(({ signal, value }) => ({ signal, value })),
      };
      if (this.#isOver(order)) await this.#expire(order);
      else await this.#begin(order, { by, dryRun });
      return true;
    });
  }

  /** Agrees to an order that waits, or rejects it. */
  decide(
    principal: Pick<Principal, 'id'>,
    { order: waiting, agrees }: { order: OrderDocument; agrees: boolean },
  ): Promise<Order> {
    return this.#turns.run(waiting.enterprise, async () => {
      const order = (await readOrder(this.#options.records, waiting)) ?? waiting;
      const { id, state } = order;
      if (order.by === principal.id) throw controlFailures['own-order']({ id });
      if (state !== 'waiting') throw controlFailures['not-waiting']({ id, state });
      if (this.#isOver(order)) return this.#expire(order);
      const decided = { ...order, decidedBy: principal.id, decidedAt: this.#now() };
      this.#forget(id);
      if (!agrees) return this.#end({ ...decided, state: 'rejected' }, 'rejected', principal.id);
      return this.#send(decided, principal.id);
    });
  }

  /** Ends what has waited too long. */
  async sweep(): Promise<void> {
    const over = [...this.#waiting.values()].filter((order) => this.#isOver(order));
    await Promise.all(
      over.map((order) =>
        this.#turns.run(order.enterprise, async () => {
          if (this.#waiting.has(order.id)) await this.#expire(order);
        }),
      ),
    );
  }

  async close(): Promise<void> {
    await this.#turns.ended();
  }

  async #give(principal: Principal, request: OrderRequest): Promise<Order> {
    const { records, actuation } = this.#options;
    const enterprise = checkedEnterprise(principal, request.writes);
    for (const { signal } of request.writes) {
      if (!actuation.known(signal)) throw controlFailures['unknown-signal']({ signal });
    }
    const key = keyOf(principal, request);
    const known = key === undefined ? undefined : await orderWithKey(records, enterprise, key);
    if (known) return shownOrder(known);
    const order = this.#newOrder(principal, {
      ...request,
      enterprise,
      ...(key === undefined ? {} : { key }),
    });
    return this.#begin(order, { by: principal.id, dryRun: request.dryRun === true });
  }

  async #begin(
    order: OrderDocument,
    { by, dryRun }: { readonly by: string; readonly dryRun: boolean },
  ): Promise<Order> {
    const checked = await this.#checked(order);
    const isRefused = checked.writes.some(({ outcome }) => outcome === 'refused');
    if (isRefused) return this.#end({ ...checked, state: 'refused' }, 'refused', by);
    if (dryRun) return this.#end({ ...checked, state: 'tried' }, 'tried', by);
    if (!(await this.#needsSecond(order.writes))) return this.#send(checked, by);
    const count = this.#waitingOf(order.enterprise);
    if (count >= this.#options.config.waitingMax) {
      const failure = controlFailures['too-many-waiting']({ count });
      this.#forget(order.id);
      if (order.from === undefined) throw failure;
      const writes = checked.writes.map((write) => ({ ...write, says: failure.publicMessage }));
      return this.#end({ ...checked, writes, state: 'refused' }, 'refused', by);
    }
    await this.#write(checked, 'given', by);
    this.#await(checked);
    return shownOrder(checked);
  }

  #newOrder(
    principal: Principal,
    request: OrderRequest & { enterprise: string; key?: string },
  ): OrderDocument {
    const { world, config } = this.#options;
    const nowMs = world.clock.now();
    const expiresMs = request.expiresInMs ?? config.expiresInMs;
    const id = idOf(world);
    this.#deadlines.set(id, world.clock.monotonicMs() + expiresMs);
    const { enterprise, reason, key } = request;
    return {
      ...{ id, enterprise, state: 'waiting', by: principal.id },
      at: new Date(nowMs).toISOString(),
      expiresAt: new Date(nowMs + expiresMs).toISOString(),
      ...(reason === undefined ? {} : { reason }),
      ...(key === undefined ? {} : { key }),
      writes: request.writes.map(({ signal, value }) => ({ signal, value })),
    };
  }

  /** With what stands against each write, and what the signal was before. */
  async #checked(order: OrderDocument): Promise<OrderDocument> {
    const { actuation } = this.#options;
    const writes = await Promise.all(
      order.writes.map(async ({ signal: identifier, value }) => {
        const now = actuation.now(identifier);
        const before = now === undefined ? {} : { before: now.value };
        const known = actuation.known(identifier);
        if (!known) return { signal: identifier, value, ...before, outcome: 'refused' as const };
        const against = await this.#against(known.signal, value);
        const shown = { signal: identifier, value, ...before };
        if (against.length === 0) return shown;
        const says = {
          en: against.map(({ en }) => en).join(' '),
          zh: against.map(({ zh }) => zh).join(''),
        };
        return { ...shown, outcome: 'refused' as const, says };
      }),
    );
    return { ...order, writes };
  }

  /** Limits that no longer fit, e.g. since the source of an input is gone, let nothing through. */
  async #against(signal: Signal, value: SignalValue['value']): Promise<Bilingual[]> {
    const { actuation, interlocks, world } = this.#options;
    try {
      const limits = await interlocks.known(signal);
      return checkWrite({
        ...{ signal, value, nowMs: world.clock.now() },
        interlock: limits?.interlock,
        condition: limits?.condition,
        now: (input) => actuation.now(input),
      });
    } catch (error) {
      if (isFailure(error)) return [error.publicMessage];
      throw error;
    }
  }

  async #needsSecond(writes: readonly SignalValue[]): Promise<boolean> {
    const limits = await Promise.all(
      writes.map(({ signal }) => this.#options.interlocks.read(signal)),
    );
    return limits.some((one) => one?.secondPerson === true);
  }

  /** The limits are asked once more: what held when the order was given may hold no longer. */
  async #send(order: OrderDocument, by: string): Promise<Order> {
    if (this.#isOver(order)) return this.#expire(order);
    const checked = await this.#checked(order);
    if (checked.writes.some(({ outcome }) => outcome === 'refused')) {
      return this.#end({ ...checked, state: 'refused' }, 'refused', by);
    }
    const sending: OrderDocument = { ...checked, state: 'sending' };
    await this.#write(sending, 'sending', by);
    // Writing it down took time, too.
    if (this.#isOver(sending)) return this.#expire(sending);
    const writes = await this.#execution.send(sending.writes);
    const isDone = writes.every(({ outcome }) => outcome === 'taken');
    return this.#end({ ...sending, writes, state: isDone ? 'done' : 'failed' }, 'sent', by);
  }

  #expire(order: OrderDocument): Promise<Order> {
    return this.#end({ ...order, state: 'expired' }, 'expired', 'gateway');
  }

  async #end(order: OrderDocument, step: string, by: string): Promise<Order> {
    this.#forget(order.id);
    const ended = { ...order, endedAt: this.#now() };
    await this.#write(ended, step, by);
    const shown = shownOrder(ended);
    await this.#options.ended(shown);
    return shown;
  }

  async #write(order: OrderDocument, name: string, by: string): Promise<void> {
    await writeSteps(this.#options.records, order, [{ name, by, at: this.#now() }]);
    if (order.from === 'platform') this.#options.reported();
  }

  #waitingOf(enterprise: string): number {
    const all = [...this.#waiting.values()];
    return all.filter((order) => order.enterprise === enterprise).length;
  }

  #await(order: OrderDocument): void {
    this.#waiting.set(order.id, order);
  }

  #forget(id: string): void {
    this.#waiting.delete(id);
    this.#deadlines.delete(id);
  }

  /** By both clocks: one may have been set, the other begins anew with the process. */
  #isOver({ id, at, expiresAt }: OrderDocument): boolean {
    const { clock } = this.#options.world;
    const now = clock.now();
    const isOutside = now >= Date.parse(expiresAt) || now < Date.parse(at) - 1_000;
    return isOutside || clock.monotonicMs() >= (this.#deadlines.get(id) ?? Infinity);
  }

  #now(): string {
    return new Date(this.#options.world.clock.now()).toISOString();
  }
}
