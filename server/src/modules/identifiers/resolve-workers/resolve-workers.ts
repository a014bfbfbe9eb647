// The resolve workers of a node: starts them, takes what they hand over, and starts one again that ended, after a
// pause that grows while it keeps ending.
import type { Log } from '../../../kernel/log/log.ts';
import type { Clock, Timer } from '../../../kernel/world/clock.ts';
import type { Address } from '../../../kernel/world/network.ts';
import type { Thread, Threads } from '../../../kernel/world/threads.ts';
import type { SharedCells } from './shared-cells.ts';
import type { FromWorker, ToWorker, WorkerData } from './worker-data.ts';

export type ResolveWorkersOptions = {
  readonly threads: Threads;
  readonly clock: Clock;
  readonly log: Log;
  readonly count: number;
  readonly cells: SharedCells;
  readonly data: Omit<WorkerData, 'worker' | 'memory'>;
  /** Answers a packet from the node's own socket on the port. */
  readonly take: (packet: Uint8Array, from: Address) => void;
  /** What runs on the thread; tests run something that breaks. */
  readonly entry?: URL;
};

const firstPauseMs = 500;
const pauseMsMax = 60_000;
/** A worker that ran so long before it ended is started again after the first pause. */
const steadyMs = 60_000;
const stopWithinMs = 1_000;

export class ResolveWorkers {
  readonly #workers: readonly ResolveWorker[];

  constructor(options: ResolveWorkersOptions) {
    this.#workers = Array.from({ length: options.count }, (_, n) => new ResolveWorker(n, options));
  }

  /** When each has begun to answer, or has ended, which is logged and tried again. */
  async begun(): Promise<void> {
    await Promise.all(this.#workers.map(({ begun }) => begun));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop()));
  }
}

class ResolveWorker {
  readonly begun: Promise<void>;
  readonly #number: number;
  readonly #options: ResolveWorkersOptions;
  #thread: Thread | undefined;
  #pauseMs = firstPauseMs;
  #startedMs = 0;
  #again: Timer | undefined;
  #stopping = false;
  #began: () => void = () => {};
  #ended: () => void = () => {};

  constructor(number: number, options: ResolveWorkersOptions) {
    this.#number = number;
    this.#options = options;
    this.begun = new Promise((resolve) => (this.#began = resolve));
    this.#start();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#again?.cancel();
    const thread = this.#thread;
    if (thread === undefined) return;
    const ended = new Promise<void>((resolve) => (this.#ended = resolve));
    const late = this.#options.clock.after(stopWithinMs, () => void thread.terminate());
    thread.post({ kind: 'stop' } satisfies ToWorker);
    await ended;
    late.cancel();
  }

  #start(): void {
    const { threads, clock, cells, data, entry = workerModule } = this.#options;
    const own: WorkerData = { ...data, worker: this.#number, memory: cells.memory };
    this.#startedMs = clock.monotonicMs();
    this.#thread = threads.start(entry, own, {
      onMessage: (message) => this.#hear(message as FromWorker),
      onEnd: (error) => this.#over(error),
    });
  }

  #hear(message: FromWorker): void {
    if (message.kind === 'ready') return this.#began();
    const { cells, take } = this.#options;
    cells.taken(this.#number, message.packets.length);
    for (const { packet, from } of message.packets) take(packet, from);
  }

  #over(error: Error | undefined): void {
    const { clock, log, cells } = this.#options;
    this.#thread = undefined;
    cells.forget(this.#number);
    this.#began();
    this.#ended();
    if (this.#stopping) return;
    const steady = clock.monotonicMs() - this.#startedMs >= steadyMs;
    const pauseMs = steady ? firstPauseMs : this.#pauseMs;
    this.#pauseMs = Math.min(pauseMs * 2, pauseMsMax);
    log.warn('resolve-worker-ended', { worker: this.#number, againInMs: pauseMs, error });
    this.#again = clock.after(pauseMs, () => this.#start());
  }
}

const workerModule = new URL('resolve-worker.ts', import.meta.url);
