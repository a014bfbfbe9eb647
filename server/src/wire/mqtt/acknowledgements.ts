// Acknowledgements leave in the order in which the messages came (MQTT 5, 4.6), also where what they wait for
// gets ready in another.

type Entry = { ready: boolean; readonly send: () => void };

export class Acknowledgements {
  readonly #entries: Entry[] = [];
  readonly #empty: (() => void)[] = [];

  /** Messages whose handler has not answered, or that wait behind such a one. */
  get waiting(): number {
    return this.#entries.length;
  }

  /** Resolves when none waits. */
  empty(): Promise<void> {
    if (this.#entries.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#empty.push(resolve));
  }

  /** Calls `send` when `done` has resolved and all before it are sent; rejects never, `failed` is told instead. */
  after(done: Promise<unknown>, send: () => void, failed: (error: unknown) => void): void {
    const entry = { ready: false, send };
    this.#entries.push(entry);
    done.then(() => {
      entry.ready = true;
      this.#flush();
    }, failed);
  }

  #flush(): void {
    let count = 0;
    for (const { ready, send } of this.#entries) {
      if (!ready) break;
      send();
      count += 1;
    }
    this.#entries.splice(0, count);
    if (this.#entries.length === 0) for (const resolve of this.#empty.splice(0)) resolve();
  }
}
