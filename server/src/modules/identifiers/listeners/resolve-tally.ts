// Counts of answers, kept as plain numbers on the hot path and handed to the metrics once a second.
import type { Counter, Histogram, Metrics } from '../../../kernel/metrics/metrics.ts';
import { latencyBounds } from '../../../kernel/metrics/metrics.ts';
import { responseName } from '../../../wire/handle/handle.ts';

/** One in so many answers is timed. */
const timedEach = 64;

export class ResolveTally {
  readonly #counts = new Map<number, number>();
  readonly #counter: Counter;
  readonly #latency: Histogram;
  #found = 0;
  #answers = 0;

  /** `node` is the module's name, e.g. `top-node`. */
  constructor(node: string, metrics: Metrics) {
    const name = `jingwei_${node.replaceAll('-', '_')}`;
    this.#counter = metrics.counter(`${name}_answers`, 'Answers to handle messages, by outcome');
    this.#latency = metrics.histogram(
      `${name}_answer_seconds`,
      `Time from message to answer, of one in ${timedEach}`,
      latencyBounds,
    );
  }

  /** Whether the next answer is to be timed. */
  nextIsTimed(): boolean {
    return this.#answers++ % timedEach === 0;
  }

  found(): void {
    this.#found += 1;
  }

  /** Found by other threads. */
  foundElsewhere(count: number): void {
    this.#found += count;
  }

  count(code: number): void {
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1);
  }

  timed(tookMs: number): void {
    this.#latency.observe(tookMs / 1000);
  }

  /** Adds what was counted since the last time. */
  flush(): void {
    if (this.#found > 0) this.#counter.add(this.#found, { outcome: 'ok' });
    this.#found = 0;
    for (const [code, count] of this.#counts) {
      this.#counter.add(count, { outcome: responseName(code) ?? 'other' });
    }
    this.#counts.clear();
  }
}
