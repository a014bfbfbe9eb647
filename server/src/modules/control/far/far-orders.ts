// The platform's end: orders to machines of gateways elsewhere. Each is held in memory for as long as it lives by our
// own clock that never goes back, and handed out only then; what a restart finds held is over, so nothing fires late.
import { sleep } from '../../../kernel/world/clock.ts';
import type { Principal } from '../../../kernel/access/rights.ts';
import type { World } from '../../../kernel/world/world.ts';
import type { RecordsStore } from '../../../stores/records/records.ts';
import type { Assets } from '../../assets/api.ts';
import type { GatewayCalls } from '../../intake/api.ts';
import type { Order, OrderRequest, OrderState } from '../api.ts';
import { controlFailures } from '../failures.ts';
import { checkedEnterprise, idOf, keyOf } from '../new-order.ts';
import {
  orderWithKey,
  ordersInState,
  readOrder,
  shownOrder,
  writeSteps,
  type FarState,
  type OrderDocument,
  type Step,
} from '../store.ts';
import { Turns } from '../turns.ts';
import { reportsAtOnce, type Answer, type Ask, type Item, type Report } from './message.ts';

export type FarOrdersOptions = {
  readonly world: World;
  readonly records: RecordsStore;
  readonly calls: GatewayCalls;
  readonly assets: Assets | undefined;
  readonly config: { readonly expiresInMs: number; readonly waitingMax: number };
  readonly ended: (order: Order) => Promise<void>;
};

export type FarOrder = OrderDocument & { readonly far: FarState };
type Held = { order: FarOrder; readonly deadlineMs: number; handedMs: number };

const unsettled: readonly OrderState[] = ['queued', 'handed', 'waiting', 'sending'];
/** How long somebody who gave an order is kept waiting for its end. */
const answerWithinMs = 10_000;
/** What was handed out is handed out again after so long without a word. */
const againMs = 1_000;
/** An ask may have begun before the end of an order's life and arrive after it. */
const settleMs = 5_000;
/** After its life a gateway may still be reading back; then nobody knows. */
const graceMs = 90_000;
const all = '*';
const itemsBytesMax = 1024 * 1024;

const words = {
  declined: {
    en: 'No gateway of the enterprise has this signal now: is its source connected?',
    zh: '该企业的网关目前均无此测点，请检查其数据源是否已连接。',
  },
} as const;

export class FarOrders {
  readonly #options: FarOrdersOptions;
  readonly #held = new Map<string, Held>();
  /** The queue of all: a gateway may serve several enterprises, and nothing in it waits for a machine. */
  readonly #turns = new Turns();
  /** Those who wait for anything to happen. */
  #changed = new AbortController();

  constructor(options: FarOrdersOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    const { records, world } = this.#options;
    for (const state of unsettled) {
      for (const order of await ordersInState(records, state)) {
        if (!isFar(order)) continue;
        if (state === 'queued') await this.#end(order, 'expired', 'found-after-restart');
        else if (state === 'handed') await this.#end(order, 'unknown', 'found-after-restart');
        else {
          const lifeMs = Date.parse(order.expiresAt) - world.clock.now();
          const deadlineMs = world.clock.monotonicMs() + Math.max(0, lifeMs);
          this.#held.set(order.id, { order, deadlineMs, handedMs: -Infinity });
        }
      }
    }
  }

  /** As far as it has come within ten seconds. Fails as a local order does, and with `control.no-gateway`. */
  async give(principal: Principal, request: OrderRequest): Promise<Order> {
    const order = await this.#turns.run(all, () => this.#give(principal, request));
    return this.#settled(order, ['queued', 'handed', 'sending']);
  }

  async decide(
    principal: Principal,
    { order: { id }, agrees }: { order: OrderDocument; agrees: boolean },
  ): Promise<Order> {
    const decided = await this.#turns.run(all, async () => {
      const held = this.#held.get(id);
      const state = held?.order.state ?? 'unknown';
      if (held?.order.by === principal.id) throw controlFailures['own-order']({ id });
      if (!held || state !== 'waiting' || held.order.far.decision || this.#isOver(held)) {
        throw controlFailures['not-waiting']({ id, state });
      }
      const far = { ...held.order.far, decision: { by: principal.id, agrees } };
      const step = agrees ? 'agreed' : 'rejected';
      await this.#keep(held, { ...held.order, far }, { name: step, by: principal.id });
      held.handedMs = -Infinity;
      this.#wake();
      return held.order;
    });
    return this.#settled(decided, ['waiting', 'sending']);
  }

  /** What a gateway is told: what is for it, at once or when there is something. */
  async answer(gateway: string, asked: Ask, signal: AbortSignal): Promise<Answer> {
    const { clock } = this.#options.world;
    const begunMs = clock.monotonicMs();
    const heard = await this.#turns.run(all, () => this.#hear(gateway, asked));
    let items = await this.#turns.run(all, () => this.#handOut(gateway, signal));
    for (;;) {
      const leftMs = begunMs + asked.waitMs - clock.monotonicMs();
      if (items.length > 0 || heard.length > 0 || leftMs <= 0 || signal.aborted) break;
      const any = AbortSignal.any([signal, this.#changed.signal]);
      await sleep(clock, Math.min(leftMs, againMs), any);
      items = await this.#turns.run(all, () => this.#handOut(gateway, signal));
    }
    const answeredMs = clock.monotonicMs();
    return {
      ...{ gateway, nonce: asked.nonce, heard: [...heard] },
      waitedMs: Math.floor(answeredMs - begunMs),
      items: items.flatMap((make) => make(answeredMs) ?? []),
    };
  }

  /** Ends what nobody took in time; what a gateway took and never spoke of is unknown. */
  async sweep(): Promise<void> {
    const over = [...this.#held.values()].filter((held) => this.#isOver(held));
    if (over.length === 0) return;
    await this.#turns.run(all, async () => {
      const nowMs = this.#options.world.clock.monotonicMs();
      for (const { order, deadlineMs } of over.filter(({ order: { id } }) => this.#held.has(id))) {
        if (order.state === 'queued') await this.#end(order, 'expired', 'expired');
        else if (nowMs > deadlineMs + graceMs) {
          await this.#end(order, 'unknown', 'not-heard-of');
        }
      }
    });
  }

  async close(): Promise<void> {
    await this.#turns.ended();
  }

  async #give(principal: Principal, request: OrderRequest): Promise<OrderDocument> {
    const { calls, assets, world, config, records } = this.#options;
    const enterprise = checkedEnterprise(principal, request.writes);
    for (const { signal } of request.writes) {
      if (assets && !(await assets.signal(signal))) {
        throw controlFailures['unknown-signal']({ signal });
      }
    }
    const key = keyOf(principal, request);
    const known = key === undefined ? undefined : await orderWithKey(records, enterprise, key);
    if (known) return known;
    if (calls.serving(enterprise).length === 0) {
      throw controlFailures['no-gateway']({ enterprise });
    }
    const alive = [...this.#held.values()];
    const count = alive.filter(({ order }) => order.enterprise === enterprise).length;
    if (count >= config.waitingMax) throw controlFailures['too-many-waiting']({ count });
    const { expiresInMs = config.expiresInMs, reason, writes, dryRun } = request;
    const nowMs = world.clock.now();
    const deadlineMs = world.clock.monotonicMs() + expiresInMs;
    const order: FarOrder = {
      ...{ id: idOf(world), enterprise, state: 'queued', by: principal.id },
      at: new Date(nowMs).toISOString(),
      expiresAt: new Date(nowMs + expiresInMs).toISOString(),
      ...(reason === undefined ? {} : { reason }),
      ...(key === undefined ? {} : { key }),
      writes: writes.map(({ signal, value }) => ({ signal, value })),
      far: { number: 0, declined: [], ...(dryRun === true ? { dryRun } : {}) },
    };
    const held = { order, deadlineMs, handedMs: -Infinity };
    await this.#keep(held, order, { name: 'given', by: principal.id });
    this.#held.set(order.id, held);
    this.#wake();
    return order;
  }

  /** What is handed out is known as handed out before anybody has it; its life is measured when the answer is made. */
  async #handOut(
    gateway: string,
    signal: AbortSignal,
  ): Promise<((nowMs: number) => Item | undefined)[]> {
    const { calls, world } = this.#options;
    const items: ((nowMs: number) => Item | undefined)[] = [];
    let bytes = 0;
    for (const held of this.#held.values()) {
      const { order } = held;
      const nowMs = world.clock.monotonicMs();
      if (signal.aborted || bytes > itemsBytesMax) break;
      if (this.#isOver(held) || nowMs - held.handedMs < againMs) continue;
      if (order.gateway !== undefined && order.gateway !== gateway) continue;
      // Asked each time: it may be blocked, or no longer the enterprise's, since it began to wait.
      if (!calls.serving(order.enterprise).includes(gateway)) continue;
      const { id, enterprise, far, by, reason, writes } = order;
      if (order.state === 'queued' && !far.declined.includes(gateway)) {
        const handed = { ...order, state: 'handed' as const, gateway };
        await this.#keep(held, handed, { name: 'handed', by: gateway });
      }
      if (held.order.state === 'handed') {
        const fact = { id, enterprise, by, ...(reason === undefined ? {} : { reason }) };
        const plain = writes.map(({ signal: of, value }) => ({ signal: of, value }));
        bytes += JSON.stringify(plain).length;
        items.push((atMs) => {
          const remainingMs = Math.floor(held.deadlineMs - atMs);
          if (remainingMs <= 0) return undefined;
          const dryRun = far.dryRun === true;
          return { kind: 'order', ...fact, dryRun, writes: plain, remainingMs };
        });
      } else if (order.state === 'waiting' && far.decision) {
        const { decision } = far;
        items.push(() => ({ kind: 'decision', id, enterprise, ...decision }));
      } else continue;
      held.handedMs = world.clock.monotonicMs();
    }
    return items;
  }

  async #hear(gateway: string, { reports, declined }: Ask): Promise<Answer['heard']> {
    const heard: Answer['heard'] = [];
    for (const report of reports) {
      await this.#hearOne(gateway, report);
      const { id, enterprise } = report.order;
      heard.push({ id, enterprise, number: report.number });
    }
    for (const { id } of declined) {
      const held = this.#held.get(id);
      if (held?.order.state !== 'handed' || held.order.gateway !== gateway) continue;
      const { gateway: _gateway, ...order } = held.order;
      const far = { ...order.far, declined: [...order.far.declined, gateway] };
      held.handedMs = -Infinity;
      await this.#keep(held, { ...order, state: 'queued', far }, { name: 'declined', by: gateway });
      if (this.#options.calls.serving(order.enterprise).some((one) => !far.declined.includes(one)))
        continue;
      const outcome = 'not-sent' as const;
      const writes = order.writes.map((write) => ({ ...write, outcome, says: words.declined }));
      await this.#end({ ...held.order, writes }, 'refused', 'refused');
    }
    if (reports.length < reportsAtOnce) await this.#endUntaken(gateway);
    if (declined.length > 0) this.#wake();
    return heard;
  }

  /** A gateway that asks, after the end of an order's life, and says nothing of it, never had it. */
  async #endUntaken(gateway: string): Promise<void> {
    const nowMs = this.#options.world.clock.monotonicMs();
    const untaken = [...this.#held.values()].filter(
      ({ order, deadlineMs }) =>
        order.state === 'handed' && order.gateway === gateway && nowMs > deadlineMs + settleMs,
    );
    for (const { order } of untaken) await this.#end(order, 'expired', 'not-taken');
  }

  /** Of its own orders only, and nothing that is older than what is known. */
  async #hearOne(gateway: string, { order: told, number, entries }: Report): Promise<void> {
    const { records } = this.#options;
    const known = this.#held.get(told.id)?.order ?? (await readOrder(records, told));
    if (!known || !isFar(known) || known.gateway !== gateway || number <= known.far.number) return;
    const isSame = told.writes.every(({ signal }, i) => signal === known.writes[i]?.signal);
    if (!isSame || told.writes.length !== known.writes.length) return;
    const { decision: _decision, ...far } = known.far;
    const { state, writes, decidedBy, decidedAt, endedAt } = told;
    const heard: FarOrder = {
      ...known,
      ...{ state, writes, far: { ...(state === 'waiting' ? known.far : far), number } },
      ...(decidedBy === undefined ? {} : { decidedBy }),
      ...(decidedAt === undefined ? {} : { decidedAt }),
      ...(endedAt === undefined ? {} : { endedAt }),
    };
    const at = this.#now();
    const steps = entries
      .filter((entry) => entry.order === told.id && entry.number > known.far.number)
      .map((entry): Step => {
        return { name: `gateway-${entry.step}`, by: entry.by, at, detail: JSON.stringify(entry) };
      });
    await writeSteps(records, heard, steps);
    const held = this.#held.get(told.id);
    if (held) held.order = heard;
    if (!unsettled.includes(state)) {
      this.#held.delete(told.id);
      await this.#options.ended(shownOrder(heard));
    }
    this.#wake();
  }

  async #keep(held: Held, order: FarOrder, step: Omit<Step, 'at'>): Promise<void> {
    await writeSteps(this.#options.records, order, [{ ...step, at: this.#now() }]);
    held.order = order;
  }

  async #end(order: FarOrder, state: OrderState, step: string): Promise<void> {
    const at = this.#now();
    const ended = { ...order, state, endedAt: at };
    this.#held.delete(order.id);
    await writeSteps(this.#options.records, ended, [{ name: step, by: 'platform', at }]);
    await this.#options.ended(shownOrder(ended));
    this.#wake();
  }

  async #settled(order: OrderDocument, states: readonly OrderState[]): Promise<Order> {
    const { clock } = this.#options.world;
    const untilMs = clock.monotonicMs() + answerWithinMs;
    let now: OrderDocument | undefined = order;
    while (now && states.includes(now.state)) {
      const leftMs = untilMs - clock.monotonicMs();
      if (leftMs <= 0) break;
      await sleep(clock, leftMs, this.#changed.signal);
      now = this.#held.get(order.id)?.order ?? (await readOrder(this.#options.records, order));
    }
    return shownOrder(now ?? order);
  }

  #wake(): void {
    const before = this.#changed;
    this.#changed = new AbortController();
    before.abort();
  }

  #isOver({ deadlineMs }: Held): boolean {
    return this.#options.world.clock.monotonicMs() >= deadlineMs;
  }

  #now(): string {
    return new Date(this.#options.world.clock.now()).toISOString();
  }
}

function isFar(order: OrderDocument): order is FarOrder {
  return order.far !== undefined;
}
