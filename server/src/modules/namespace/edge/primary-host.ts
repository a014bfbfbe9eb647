// The primary host application of our edge node, as its STATE messages tell (Sparkplug 3.0, clauses 5.4 and 5.8): a message
// counts when its time is not before that of the one that counted last.
import type { HostState } from '../../../wire/sparkplug/state.ts';

export class PrimaryHost {
  #last: HostState | undefined;

  get isOnline(): boolean {
    return this.#last?.online === true;
  }

  /** True when what it tells counts. */
  hear(state: HostState): boolean {
    if (this.#last !== undefined && state.timestamp < this.#last.timestamp) return false;
    this.#last = state;
    return true;
  }

  /** With a new connection it is offline until the broker tells otherwise; older messages stay old. */
  forget(): void {
    if (this.#last) this.#last = { online: false, timestamp: this.#last.timestamp };
  }
}
