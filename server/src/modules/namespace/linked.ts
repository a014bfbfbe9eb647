// Keeps a link to a broker: connects, serves it until it ends, and connects again with growing pauses.
import { isFailure } from '../../kernel/failure/failure.ts';
import type { Log } from '../../kernel/log/log.ts';
import { same, type Bilingual } from '../../kernel/schema/bilingual.ts';
import { sleep, type Clock } from '../../kernel/world/clock.ts';
import type { BrokerLink } from './link.ts';

const pauseFirstMs = 500;
const pauseMaxMs = 30_000;

export class Linked {
  readonly #stopping = new AbortController();
  readonly #clock: Clock;
  readonly #log: Log;
  #running: Promise<void> = Promise.resolve();
  /** Absent while it is connected. */
  trouble: Bilingual | undefined = { en: 'not connected yet', zh: '尚未连接' };

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  get isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** `serve` resolves when the link is over. */
  start(open: () => Promise<BrokerLink>, serve: (link: BrokerLink) => Promise<void>): void {
    this.#running = this.#run(open, serve);
  }

  /** `goodbye` is called first, while the link may still be there. */
  async stop(goodbye: () => Promise<void>): Promise<void> {
    this.#stopping.abort();
    await goodbye();
    await this.#running;
  }

  async #run(
    open: () => Promise<BrokerLink>,
    serve: (link: BrokerLink) => Promise<void>,
  ): Promise<void> {
    let pauseMs = pauseFirstMs;
    while (!this.isStopping) {
      try {
        const link = await open();
        this.trouble = undefined;
        pauseMs = pauseFirstMs;
        this.#log.info('connected');
        if (this.isStopping) await link.close();
        else await serve(link);
        this.#note(await link.closed);
      } catch (error) {
        this.#note(isFailure(error) ? error.publicMessage : same(String(error)));
      }
      if (this.isStopping) return;
      await sleep(this.#clock, pauseMs, this.#stopping.signal);
      pauseMs = Math.min(pauseMs * 2, pauseMaxMs);
    }
  }

  #note(trouble: Bilingual): void {
    if (!this.isStopping && this.trouble?.en !== trouble.en)
      this.#log.warn('not-connected', { trouble: trouble.en });
    this.trouble = trouble;
  }
}
