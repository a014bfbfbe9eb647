// Asks machines again and again: tasks of one queue (a unit, a device) one after the other, queues beside
// each other. A queue that fails waits longer each time, and never makes another wait.
import { sleep, type Clock } from '../../../kernel/world/clock.ts';
import type { Figure } from '../api.ts';

export type PollTask = {
  /** Tasks of one queue never run at the same time, e.g. those of one Modbus unit. */
  readonly queue: string;
  readonly intervalMs: number;
  /** One round: ask, and hand on what was answered. Rejects when there was no answer. */
  run(): Promise<void>;
  /** There is no answer any more: called at the first failure, and again only after a success. */
  down(error: unknown): void;
};

export type PollOptions = {
  readonly clock: Clock;
  readonly tasks: readonly PollTask[];
  /** First pause of a queue that fails; it doubles each time. */
  readonly pauseFirstMs: number;
  readonly pauseMaxMs: number;
};

type Timed = { readonly task: PollTask; dueMs: number; up: boolean };

export class PollSchedule {
  readonly #options: PollOptions;
  readonly #stopping = new AbortController();
  #held: PromiseWithResolvers<void> | undefined;
  #done: Promise<unknown> = Promise.resolve();
  #polls = 0;
  #failures = 0;
  #skipped = 0;
  #roundTripMs = 0;

  constructor(options: PollOptions) {
    this.#options = options;
  }

  start(): void {
    const queues = Map.groupBy(this.#options.tasks, ({ queue }) => queue);
    this.#done = Promise.all([...queues.values()].map((tasks) => this.#work(tasks)));
  }

  /** Resolves when the last answer under way has come or failed. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.hold(false);
    await this.#done;
  }

  /** Asks nothing while held. */
  hold(held: boolean): void {
    if (held) this.#held ??= Promise.withResolvers();
    else {
      this.#held?.resolve();
      this.#held = undefined;
    }
  }

  figures(): readonly Figure[] {
    return [
      { name: 'polls', title: { en: 'Requests answered', zh: '成功请求数' }, value: this.#polls },
      {
        name: 'failures',
        title: { en: 'Requests failed', zh: '失败请求数' },
        value: this.#failures,
      },
      {
        name: 'skipped',
        title: {
          en: 'Rounds left out because the last took too long',
          zh: '因上轮未完成而跳过的轮次',
        },
        value: this.#skipped,
      },
      {
        name: 'round-trip',
        title: { en: 'Last round trip', zh: '最近一次往返时间' },
        value: Math.round(this.#roundTripMs * 100) / 100,
        unit: 'ms',
      },
    ];
  }

  async #work(tasks: readonly PollTask[]): Promise<void> {
    const { clock, pauseFirstMs, pauseMaxMs } = this.#options;
    const timed: Timed[] = tasks.map((task) => ({ task, dueMs: clock.monotonicMs(), up: true }));
    let pauseMs = pauseFirstMs;
    while (!this.#stopping.signal.aborted) {
      const next = timed.reduce((a, b) => (b.dueMs < a.dueMs ? b : a));
      await sleep(clock, Math.max(0, next.dueMs - clock.monotonicMs()), this.#stopping.signal);
      await this.#held?.promise;
      if (this.#stopping.signal.aborted) return;
      if (await this.#poll(next)) pauseMs = pauseFirstMs;
      else {
        for (const one of timed) one.dueMs = Math.max(one.dueMs, clock.monotonicMs() + pauseMs);
        pauseMs = Math.min(pauseMs * 2, pauseMaxMs);
      }
    }
  }

  async #poll(timed: Timed): Promise<boolean> {
    const { clock } = this.#options;
    const begun = clock.monotonicMs();
    try {
      await timed.task.run();
      this.#polls += 1;
      this.#roundTripMs = clock.monotonicMs() - begun;
      timed.up = true;
      this.#schedule(timed);
      return true;
    } catch (error) {
      this.#failures += 1;
      if (timed.up && !this.#stopping.signal.aborted) timed.task.down(error);
      timed.up = false;
      this.#schedule(timed);
      return false;
    }
  }

  /** At multiples of the interval, so that a slow answer does not move all that follow. */
  #schedule(timed: Timed): void {
    const now = this.#options.clock.monotonicMs();
    const { intervalMs } = timed.task;
    const behind = Math.floor((now - timed.dueMs) / intervalMs);
    if (behind > 0) this.#skipped += behind;
    timed.dueMs += (Math.max(0, behind) + 1) * intervalMs;
  }
}
