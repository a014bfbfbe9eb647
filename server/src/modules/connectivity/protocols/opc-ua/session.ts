// A source that reads: subscriptions for what the server watches, polling for the rest, a heartbeat that measures the
// round trip and notices a dead server, and an end with a reason, after which the source connects again.
import { fill, same, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { every, sleep, type Timer } from '../../../../kernel/world/clock.ts';
import type { Figure } from '../../api.ts';
import type { PollSchedule } from '../../polling/poll-schedule.ts';
import type { Link, ObservedReading, Session, SignalWrite, WriteOutcome } from '../protocol.ts';
import type { View } from './address-space.ts';
import type { OpcUaConnection } from './connection.ts';
import { hangUp, type Dialled } from './dial.ts';
import { figuresOf } from './figures.ts';
import { ItemReader, type Addressed, type Item } from './items.ts';
import { pollingOf, readValues } from './polled.ts';
import { timeUsOf } from './values.ts';
import { statusNameOf, firstLine } from './troubles.ts';
import { Watch } from './watch.ts';
import { Writing } from './writing.ts';

export type SessionOptions = {
  readonly link: Link;
  readonly connection: OpcUaConnection;
  readonly dialled: Dialled;
  readonly view: View;
};

const heartbeatMs = 10_000;
const beatAnswerMs = 15_000;
const retryMs = 60_000;
/** Beyond two signs of life and the way they take. */
const graceMs = 10_000;
const serverTime = 'ns=0;i=2258';

const endings = {
  gateway: { en: 'the gateway closed the connection', zh: '网关关闭了连接' },
  closed: { en: 'the server closed the connection', zh: '服务器关闭了连接' },
  session: { en: 'the server ended the session: {status}', zh: '服务器结束了会话：{status}' },
  subscription: { en: 'the subscription was lost: {status}', zh: '订阅已丢失：{status}' },
  silence: {
    en: 'the subscription said nothing for {seconds} s, though it should',
    zh: '订阅在 {seconds} 秒内没有任何消息',
  },
  heartbeat: {
    en: 'the server does not answer any more: {status}',
    zh: '服务器不再应答：{status}',
  },
} satisfies Record<string, Bilingual>;

export class OpcUaSession implements Session {
  readonly closed: Promise<Bilingual>;
  readonly #options: SessionOptions;
  readonly #reader: ItemReader;
  readonly #watch: Watch;
  readonly #writing: Writing;
  readonly #items = new Map<number, Item>();
  readonly #batching: { size: number };
  readonly #timers: Timer[] = [];
  readonly #ended = Promise.withResolvers<Bilingual>();
  #polling: PollSchedule | undefined;
  #polled: readonly Item[] = [];
  #gone: readonly Item[] = [];
  #over = false;
  #held = false;
  #heardMs: number;
  #roundTripMs = 0;
  #clockMs = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { link, connection, view } = options;
    const { clock } = link.world;
    this.closed = this.#ended.promise;
    this.#heardMs = clock.monotonicMs();
    this.#reader = new ItemReader(link.listener, connection.times ?? 'source', () => clock.now());
    this.#batching = { size: view.facts.limits.read };
    this.#writing = new Writing(view);
    this.#watch = new Watch({
      ...{ library: view.library, session: view.session, connection, reader: this.#reader },
      log: link.log,
      batching: { size: view.facts.limits.monitor },
      heard: () => (this.#heardMs = clock.monotonicMs()),
      lost: (status) => this.#end(fill(endings.subscription, { status })),
    });
    this.#listen();
  }

  /** Begins to read. Rejects when the session fails meanwhile. */
  async start(signals: readonly Addressed[]): Promise<void> {
    const { link, view } = this.#options;
    const items = this.#reader.placed(signals, view.facts.namespaces);
    for (const item of items) this.#items.set(item.signal, item);
    const { poll, gone } = await this.#watch.add(items);
    for (const item of gone) this.#reader.missing(item, 'no-node', item.nodeId);
    this.#gone = gone;
    this.#poll(poll);
    const { clock } = link.world;
    this.#heardMs = clock.monotonicMs();
    this.#timers.push(
      every(clock, heartbeatMs, () => this.#beat()),
      every(clock, retryMs, () => this.#retry()),
    );
    await this.#beat();
  }

  pause(): void {
    this.#held = true;
    this.#watch.hold(true);
    this.#polling?.hold(true);
  }

  resume(): void {
    this.#held = false;
    this.#heardMs = this.#options.link.world.clock.monotonicMs();
    this.#watch.hold(false);
    this.#polling?.hold(false);
  }

  close(): void {
    this.#end(endings.gateway);
  }

  figures(): readonly Figure[] {
    return figuresOf({
      roundTripMs: this.#roundTripMs,
      clockMs: this.#clockMs,
      notifications: this.#watch.notifications,
      items: this.#watch.items,
      polled: this.#polled.length,
      gone: this.#gone.length,
      revised: this.#watch.revised,
      subscriptions: this.#watch.subscriptions,
      publishRequests: this.#watch.publishRequests,
    });
  }

  async read(signals: readonly number[]): Promise<readonly ObservedReading[]> {
    const items = signals.flatMap((signal) => this.#items.get(signal) ?? []);
    const values = await readValues(this.#options.view, items, this.#batching);
    return items.flatMap((item, i) => {
      const value = values[i];
      return value ? [this.#reader.read(item, value).reading] : [];
    });
  }

  write(writes: readonly SignalWrite[]): Promise<readonly WriteOutcome[]> {
    return this.#writing.write(writes, (signal) => this.#items.get(signal));
  }

  #listen(): void {
    const { client, session } = this.#options.dialled;
    client.on('close', (error) =>
      this.#end(error ? same(statusNameOf(error) ?? firstLine(error)) : endings.closed),
    );
    session.on('session_closed', (status) =>
      this.#end(fill(endings.session, { status: status.name })),
    );
  }

  #poll(items: readonly Item[]): void {
    if (items.length === 0) return;
    const { link, connection, view } = this.#options;
    const unwatched = this.#watch.subscriptions > 0;
    if (unwatched) for (const { id, nodeId } of items.slice(0, 1)) this.#noteUnwatched(id, nodeId);
    this.#polled = items;
    this.#polling = pollingOf({
      ...{ view, items, reader: this.#reader, clock: link.world.clock },
      intervalMs: Math.max(connection.samplingMs ?? 500, connection.publishMs ?? 500),
      failed: (error) => this.#failed(error),
    });
    this.#polling.start();
    if (this.#held) this.#polling.hold(true);
  }

  #noteUnwatched(id: string, nodeId: string): void {
    this.#options.link.log.info('polled', { signal: id, node: nodeId });
  }

  async #beat(): Promise<void> {
    const { clock } = this.#options.link.world;
    if (this.#over) return;
    const begunMs = clock.monotonicMs();
    const silentMs = begunMs - this.#heardMs;
    const { silenceMs } = this.#watch;
    if (!this.#held && silenceMs > 0 && silentMs > 2 * silenceMs + graceMs)
      return this.#end(fill(endings.silence, { seconds: Math.round(silentMs / 1_000) }));
    try {
      const [told] = await this.#inTime(
        readValues(this.#options.view, [{ nodeId: serverTime }], this.#batching),
      );
      this.#roundTripMs = clock.monotonicMs() - begunMs;
      const theirs = told?.value?.value instanceof Date ? timeUsOf(told.value.value, 0) : undefined;
      if (theirs !== undefined)
        this.#clockMs = Math.round(theirs / 1_000 + this.#roundTripMs / 2 - clock.now());
    } catch (error) {
      this.#failed(error);
    }
  }

  async #inTime<T>(work: Promise<T>): Promise<T> {
    const timer = new AbortController();
    const late = sleep(this.#options.link.world.clock, beatAnswerMs, timer.signal).then(() => {
      throw new Error('BadTimeout');
    });
    late.catch(() => undefined); // the race below tells it
    work.catch(() => undefined); // it may fail when nobody waits any more
    return Promise.race([work, late]).finally(() => timer.abort());
  }

  /** What a server did not have may come with the next program of its controller. */
  async #retry(): Promise<void> {
    if (this.#over || this.#gone.length === 0) return;
    try {
      const { poll, gone } = await this.#watch.add(this.#gone);
      // What it can read but not watch by now waits for the next connection.
      this.#gone = [...gone, ...poll];
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    this.#end(fill(endings.heartbeat, { status: statusNameOf(error) ?? firstLine(error) }));
  }

  #end(reason: Bilingual): void {
    if (this.#over) return;
    this.#over = true;
    for (const timer of this.#timers) timer.cancel();
    const stopped = this.#polling?.stop() ?? Promise.resolve();
    const over = Promise.all([
      hangUp(this.#options.dialled, this.#options.link.world.clock),
      stopped,
    ]);
    void over.finally(() => this.#ended.resolve(reason));
  }
}
