// A turnstile: asynchronous pieces of work pass one at a time, in the order they came.

export class Turn {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `work` when everything before it has ended, well or badly. */
  take<R>(work: () => R | Promise<R>): Promise<R> {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => {});
    return mine;
  }

  /** Resolves when all work taken so far has ended. */
  async ended(): Promise<void> {
    await this.#last;
  }
}
