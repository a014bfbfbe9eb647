// Orders to machines from the first check to the last record. An order is written down before anything is sent,
// so that after a crash it is known as unknown and never sent again.
import type { Log } from '../../kernel/log/log.ts';
import { allows, type Principal } from '../../kernel/access/rights.ts';
import type { World } from '../../kernel/world/world.ts';
import type { RecordsStore } from '../../stores/records/records.ts';
import { enterpriseOf } from '../assets/api.ts';
import type { Actuation, SignalValue } from '../connectivity/api.ts';
import { writeSignalsRight, type Order, type OrderRequest, type OrderState } from './api.ts';
import { Execution } from './execution.ts';
import { controlFailures } from './failures.ts';
import type { Interlocks } from './interlocks.ts';
import { checkWrite } from './model/check-write.ts';
import { ordersCollection, writeStep, type OrderDocument } from './store.ts';

export type OrdersOptions = {
  readonly world: World;
  readonly log: Log;
  readonly records: RecordsStore;
  readonly actuation: Actuation;
  readonly interlocks: Interlocks;
  readonly config: { readonly expiresInMs: number; readonly waitingMax: number };
  /** Told of each order that ended. */
  readonly ended: (order: Order) => Promise<void>;
};

export class Orders {
  readonly #options: OrdersOptions;
  readonly #execution: Execution;
  /** Moments of the clock that never goes back, so that setting the clock revives nothing. */
  readonly #deadlines = new Map<string, number>();
  readonly #waiting = new Map<string, OrderDocument>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: OrdersOptions) {
    this.#options = options;
    this.#execution = new Execution(options);
  }

  /** What a stop or a crash left: waiting orders wait on within their time, and what was being sent is unknown. */
  async open(): Promise<void> {
    for (const state of ['waiting', 'sending'] as const) {
      for (const order of await this.#inState(state)) {
        if (state === 'waiting') this.#await(order);
        else await this.#end({ ...order, state: 'unknown' }, 'found-after-restart', 'gateway');
      }
    }
  }

  give(principal: Principal, request: OrderRequest): Promise<Order> {
    return this.#inTurn(() => this.#give(principal, request));
  }

  /** Agrees to an order that waits, or rejects it. */
  decide(
    principal: Principal,
    { order: waiting, agrees }: { order: OrderDocument; agrees: boolean },
  ): Promise<Order> {
    return this.#inTurn(async () => {
      const order = (await this.#read(waiting.enterprise, waiting.id)) ?? waiting;
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
    if (over.length === 0) return;
    await this.#inTurn(async () => {
      for (const order of over) if (this.#waiting.has(order.id)) await this.#expire(order);
    });
  }

  async close(): Promise<void> {
    await this.#turn;
  }

  async #give(principal: Principal, request: OrderRequest): Promise<Order> {
    const enterprise = this.#checkedEnterprise(principal, request.writes);
    const key = request.key === undefined ? undefined : `${principal.id} ${request.key}`;
    const known = key === undefined ? undefined : await this.#withKey(enterprise, key);
    if (known) return known;
    const order = this.#newOrder(principal, {
      ...request,
      enterprise,
      ...(key === undefined ? {} : { key }),
    });
    const checked = await this.#checked(order);
    const isRefused = checked.writes.some(({ outcome }) => outcome === 'refused');
    if (isRefused) return this.#end({ ...checked, state: 'refused' }, 'refused', principal.id);
    if (request.dryRun === true) {
      return this.#end({ ...checked, state: 'tried' }, 'tried', principal.id);
    }
    if (!(await this.#needsSecond(order.writes))) return this.#send(checked, principal.id);
    if (this.#waiting.size >= this.#options.config.waitingMax) {
      throw controlFailures['too-many-waiting']({ count: this.#waiting.size });
    }
    await this.#write(checked, 'given', principal.id);
    this.#await(checked);
    return checked;
  }

  /** Fails with `control.several-enterprises`, `control.not-allowed` or `control.unknown-signal`. */
  #checkedEnterprise(principal: Principal, writes: readonly SignalValue[]): string {
    const [first] = writes;
    const enterprise = enterpriseOf(first?.signal ?? '');
    for (const { signal } of writes) {
      const other = enterpriseOf(signal);
      if (other !== enterprise) {
        throw controlFailures['several-enterprises']({ one: enterprise, other });
      }
      if (!allows(principal, writeSignalsRight, signal)) {
        throw controlFailures['not-allowed']({ signal, right: writeSignalsRight.name });
      }
      if (!this.#options.actuation.known(signal)) {
        throw controlFailures['unknown-signal']({ signal });
      }
    }
    return enterprise;
  }

  #newOrder(
    principal: Principal,
    request: OrderRequest & { enterprise: string; key?: string },
  ): OrderDocument {
    const { world, config } = this.#options;
    const nowMs = world.clock.now();
    const expiresMs = request.expiresInMs ?? config.expiresInMs;
    const id = `${nowMs.toString(36)}-${Buffer.from(world.random.bytes(6)).toString('hex')}`;
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
    const { actuation, interlocks, world } = this.#options;
    const writes = await Promise.all(
      order.writes.map(async ({ signal: identifier, value }) => {
        const now = actuation.now(identifier);
        const before = now === undefined ? {} : { before: now.value };
        const known = actuation.known(identifier);
        if (!known) return { signal: identifier, value, ...before, outcome: 'refused' as const };
        const limits = await interlocks.known(known.signal);
        const against = checkWrite({
          ...{ signal: known.signal, value, nowMs: world.clock.now() },
          interlock: limits?.interlock,
          condition: limits?.condition,
          now: (signal) => actuation.now(signal),
        });
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
    const { key: _key, ...shown } = ended;
    await this.#options.ended(shown);
    return shown;
  }

  #write(order: OrderDocument, name: string, by: string): Promise<void> {
    return writeStep(this.#options.records, order, { name, by, at: this.#now() });
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

  async #read(enterprise: string, id: string): Promise<OrderDocument | undefined> {
    const { name } = ordersCollection;
    return (await this.#options.records.get<OrderDocument>(name, enterprise, id))?.document;
  }

  async #withKey(tenant: string, key: string): Promise<OrderDocument | undefined> {
    const where = [{ key: 'key', is: 'equal', value: key }] as const;
    const { name } = ordersCollection;
    const found = await this.#options.records.find<OrderDocument>(name, {
      tenant,
      where,
      limit: 1,
    });
    return found.rows[0]?.document;
  }

  async #inState(state: OrderState): Promise<OrderDocument[]> {
    const where = [{ key: 'state', is: 'equal', value: state }] as const;
    const { name } = ordersCollection;
    const query = { tenant: '*', where, limit: 1_000 };
    const found = await this.#options.records.find<OrderDocument>(name, query);
    return found.rows.map(({ document }) => document);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined); // the caller has the failure; the next turn starts anyway
    return result;
  }
}
