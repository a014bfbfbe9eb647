// One piece of work after another: what is decided about orders is decided on what the one before left.

export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined); // the caller has the failure; the next turn starts anyway
    return result;
  }

  async ended(): Promise<void> {
    await this.#last;
  }
}
