// Publishes readings in the form of UMH Core: one topic a signal, `{"value":…,"timestamp_ms":…}` and nothing else, as its
// time series demand. A value that is not good is not published; a retained one is taken back instead, so that nobody who
// comes later takes it for the present.
import type { Log } from '../../../kernel/log/log.ts';
import type { Clock } from '../../../kernel/world/clock.ts';
import { quality, type Quality, type ReadingValue } from '../../../stores/series/series.ts';
import type { BrokerLink, OpenLink, Outgoing } from '../link.ts';
import { Linked } from '../linked.ts';
import { NewestQueue } from '../newest-queue.ts';

export type UmhReading = {
  /** The topic. */
  readonly key: string;
  readonly value: ReadingValue;
  readonly quality: Quality;
  readonly timeMs: number;
};

export type UmhOptions = {
  readonly open: OpenLink;
  readonly clock: Clock;
  readonly log: Log;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  readonly queueMax: number;
};

/** Published at once; the connection bounds what is under way. */
const burst = 500;

export class UmhPublisher {
  readonly #options: UmhOptions;
  readonly #linked: Linked;
  readonly #queue: NewestQueue<UmhReading>;
  #link: BrokerLink | undefined;
  #wake: () => void = () => {};
  #isBusy = false;
  published = 0;
  /** Not good, and so not published. */
  withheld = 0;

  constructor(options: UmhOptions) {
    this.#options = options;
    this.#linked = new Linked(options.clock, options.log);
    this.#queue = new NewestQueue(options.queueMax);
  }

  get waiting(): number {
    return this.#queue.size;
  }

  get replaced(): number {
    return this.#queue.replaced;
  }

  get trouble() {
    return this.#linked.trouble;
  }

  start(): void {
    const { open } = this.#options;
    this.#linked.start(
      () => open({ filters: [], hear: () => {} }),
      (link) => this.#serve(link),
    );
  }

  tell(readings: readonly UmhReading[]): void {
    for (const reading of readings) this.#queue.push(reading);
    if (!this.#isBusy) this.#wake();
  }

  stop(): Promise<void> {
    return this.#linked.stop(async () => {
      this.#wake();
      await this.#link?.close();
    });
  }

  async #serve(link: BrokerLink): Promise<void> {
    this.#link = link;
    void link.closed.then(() => {
      this.#link = undefined;
      this.#wake();
    });
    while (this.#link === link && !this.#linked.isStopping) {
      const readings = this.#queue.take(burst);
      if (readings.length > 0) await this.#publish(link, readings);
      else await this.#idle();
    }
  }

  async #publish(link: BrokerLink, readings: readonly UmhReading[]): Promise<void> {
    this.#isBusy = true;
    const outcomes = await Promise.allSettled(
      readings.map(async (reading) => {
        const message = this.#messageOf(reading);
        if (message) await link.publish(message);
      }),
    );
    // The connection is over for those that failed; the next one takes them.
    const failed = readings.filter((_, i) => outcomes[i]?.status === 'rejected');
    this.published += readings.length - failed.length;
    if (failed.length > 0) this.#queue.putBack(failed);
    this.#isBusy = false;
  }

  #messageOf({ key: topic, value, quality: told, timeMs }: UmhReading): Outgoing | undefined {
    const { qos, retain } = this.#options;
    if (value === null || told !== quality.good || !isTold(value)) {
      this.withheld += 1;
      return retain ? { topic, payload: '', qos, retain } : undefined;
    }
    return { topic, payload: JSON.stringify({ value, timestamp_ms: timeMs }), qos, retain };
  }

  #idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

function isTold(value: NonNullable<ReadingValue>): boolean {
  return typeof value !== 'number' || Number.isFinite(value);
}
