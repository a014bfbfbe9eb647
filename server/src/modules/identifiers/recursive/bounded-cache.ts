// Memory for answers, bounded in bytes: what was used longest ago goes first, what is older than its
// time to live is not given.
import type { Clock } from '../../../kernel/world/clock.ts';

type Entry<V> = { readonly value: V; readonly bytes: number; readonly untilMs: number };

/** What an entry costs besides key and value, roughly. */
const entryOverheadBytes = 200;

export class BoundedCache<V> {
  /** Least recently used first. */
  readonly #entries = new Map<string, Entry<V>>();
  readonly #clock: Clock;
  readonly #bytesMax: number;
  #bytes = 0;

  constructor(options: { clock: Clock; bytesMax: number }) {
    this.#clock = options.clock;
    this.#bytesMax = options.bytesMax;
  }

  get size(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    if (entry.untilMs <= this.#clock.monotonicMs()) {
      this.#bytes -= entry.bytes;
      return undefined;
    }
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** `bytes` is the size of the value; one that alone exceeds the bound is not kept, nor is one without time to live. */
  set(key: string, value: V, options: { bytes: number; ttlMs: number }): void {
    this.delete(key);
    const bytes = options.bytes + key.length * 2 + entryOverheadBytes;
    if (options.ttlMs <= 0 || bytes > this.#bytesMax) return;
    this.#entries.set(key, {
      value,
      bytes,
      untilMs: this.#clock.monotonicMs() + options.ttlMs,
    });
    this.#bytes += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#bytesMax) return;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
  }
}
