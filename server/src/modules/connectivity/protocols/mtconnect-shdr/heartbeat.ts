// The heartbeat of the adapter agent protocol: we ask `* PING`, the adapter promises with
// `* PONG <ms>` to answer at least that often, and after two such intervals of silence it is gone.
// An adapter that never answers has no heartbeat and is given the long silence of the settings.
import type { Clock, Timer } from '../../../../kernel/world/clock.ts';

export type HeartbeatOptions = {
  readonly clock: Clock;
  readonly silenceMs: number;
  readonly ping: () => void;
  /** Called once, with the silence that was too long. */
  readonly lost: (silenceMs: number) => void;
};

/** A peer that asks for a ping each millisecond gets one each tenth of a second. */
const intervalMsMin = 100;
const intervalMsMax = 3_600_000;

export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #limitMs: number;
  #heardAt: number;
  #held = false;
  #watch: Timer;
  #beat: Timer | undefined;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#limitMs = options.silenceMs;
    this.#heardAt = options.clock.monotonicMs();
    this.#watch = this.#arm(this.#limitMs);
    options.ping();
  }

  /** Any bytes are a sign of life. */
  heard(): void {
    this.#heardAt = this.#options.clock.monotonicMs();
  }

  pong(intervalMs: number): void {
    if (this.#beat || intervalMs <= 0) return;
    const period = Math.min(Math.max(intervalMs, intervalMsMin), intervalMsMax);
    this.#limitMs = 2 * period;
    this.#watch.cancel();
    this.#watch = this.#arm(this.#limitMs);
    this.#repeat(period);
  }

  /** While we do not read, silence says nothing about the adapter. */
  hold(held: boolean): void {
    this.#held = held;
    this.heard();
  }

  stop(): void {
    this.#watch.cancel();
    this.#beat?.cancel();
  }

  #repeat(period: number): void {
    this.#beat = this.#options.clock.after(period, () => {
      this.#options.ping();
      this.#repeat(period);
    });
  }

  #arm(delayMs: number): Timer {
    return this.#options.clock.after(delayMs, () => {
      const left = this.#limitMs - (this.#options.clock.monotonicMs() - this.#heardAt);
      if (this.#held) this.#watch = this.#arm(this.#limitMs);
      else if (left > 0) this.#watch = this.#arm(left);
      else {
        this.stop();
        this.#options.lost(this.#limitMs);
      }
    });
  }
}
