// One machine, followed live: its values, how the stream stands, and the machine's own clock.
import type { Client, Following, LiveState, Reading } from '@jingwei/sdk';
import { after, nowMs } from '@jingwei/console/kit';
import { LiveValues } from './live-values.ts';

/** How often what arrived is shown: faster than people read, slower than machines speak. */
const showMs = 200;

export type StreamState = LiveState & {
  /** While waiting: when the next attempt is made, by this browser's clock. */
  readonly retryAtMs?: number;
};

export class MachineLive {
  readonly values = new LiveValues();
  readonly #client: Client;
  readonly #machine: string;
  readonly #stateListeners = new Set<() => void>();
  readonly #readingListeners = new Set<(readings: readonly Reading[]) => void>();
  readonly #shownListeners = new Set<() => void>();
  #state: StreamState = { name: 'connecting' };
  #following: Following | undefined;
  #cancelShow: (() => void) | undefined;

  constructor(client: Client, machine: string) {
    this.#client = client;
    this.#machine = machine;
  }

  start(): void {
    this.#following = this.#client.followReadings(this.#machine, {
      onState: (state) => this.#enter(state),
      onReadings: (readings) => this.#take(readings),
    });
  }

  stop(): void {
    this.#following?.close();
    this.#cancelShow?.();
    this.#cancelShow = undefined;
  }

  retryNow(): void {
    this.#following?.retryNow();
  }

  readonly state = (): StreamState => this.#state;
  readonly onState = (listener: () => void): (() => void) => added(this.#stateListeners, listener);
  /** All readings as they come, not only the newest of each signal. */
  readonly onReadings = (listener: (readings: readonly Reading[]) => void): (() => void) =>
    added(this.#readingListeners, listener);
  /** Whenever values are shown anew. */
  readonly onShown = (listener: () => void): (() => void) => added(this.#shownListeners, listener);
  /** Machine time of the newest reading; undefined before the first. */
  readonly newestTime = (): string | undefined => this.values.newestTime();

  #enter(state: LiveState): void {
    this.#state =
      state.name === 'waiting' ? { ...state, retryAtMs: nowMs() + state.waitMs } : state;
    for (const listener of this.#stateListeners) listener();
  }

  #take(readings: readonly Reading[]): void {
    this.values.take(readings);
    for (const listener of this.#readingListeners) listener(readings);
    this.#cancelShow ??= after(showMs, () => {
      this.#cancelShow = undefined;
      this.values.show();
      for (const listener of this.#shownListeners) listener();
    });
  }
}

function added<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
