// The newest reading of each signal, outside of React: a page with 250 signals and 20 messages a
// second redraws only the rows whose value changed, and those a few times a second.
import type { Reading, ReadingValue } from '@jingwei/sdk';

export type LiveValue = {
  readonly reading: Reading;
  /** Grows with each change of the value after the first; what a flash hangs on. */
  readonly changes: number;
  /** Some value had decimals: whole numbers among them are shown with decimals too. */
  readonly fractional: boolean;
};

export class LiveValues {
  readonly #values = new Map<string, LiveValue>();
  readonly #shown = new Map<string, LiveValue>();
  readonly #changed = new Set<string>();
  readonly #listeners = new Map<string, Set<() => void>>();

  /** Takes readings in order of arrival; one that is older than what we have is dropped. */
  take(readings: readonly Reading[]): void {
    for (const reading of readings) {
      const before = this.#values.get(reading.signal);
      if (before && before.reading.sourceTime > reading.sourceTime) continue;
      const same = before?.reading.value === reading.value;
      const changes = before === undefined ? 0 : before.changes + (same ? 0 : 1);
      const fractional = before?.fractional === true || hasDecimals(reading.value);
      this.#values.set(reading.signal, { reading, changes, fractional });
      this.#changed.add(reading.signal);
    }
  }

  /** Shows what was taken since the last time; true when there was anything. */
  show(): boolean {
    const changed = [...this.#changed];
    this.#changed.clear();
    for (const signal of changed) {
      const value = this.#values.get(signal);
      if (value) this.#shown.set(signal, value);
    }
    for (const signal of changed) {
      for (const listener of this.#listeners.get(signal) ?? []) listener();
    }
    return changed.length > 0;
  }

  get(signal: string): LiveValue | undefined {
    return this.#shown.get(signal);
  }

  /** Machine time of the newest reading of all; ISO 8601. */
  newestTime(): string | undefined {
    let newest: string | undefined;
    for (const { reading } of this.#values.values()) {
      if (newest === undefined || reading.sourceTime > newest) newest = reading.sourceTime;
    }
    return newest;
  }

  subscribe(signal: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(signal) ?? new Set();
    this.#listeners.set(signal, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(signal);
    };
  }
}

function hasDecimals(value: ReadingValue): boolean {
  return typeof value === 'number' && !Number.isInteger(value);
}
