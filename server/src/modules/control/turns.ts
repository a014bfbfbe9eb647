// One piece of work after another: what is decided about orders is decided on what the one before left. Each
// enterprise has turns of its own: one that waits for its machine keeps no other waiting.

export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  run<T>(enterprise: string, work: () => Promise<T>): Promise<T> {
    const result = (this.#last.get(enterprise) ?? Promise.resolve()).then(work);
    // The caller has the failure; the next turn starts anyway.
    const over: Promise<void> = result.then(
      () => this.#forget(enterprise, over),
      () => this.#forget(enterprise, over),
    );
    this.#last.set(enterprise, over);
    return result;
  }

  async ended(): Promise<void> {
    await Promise.all(this.#last.values());
  }

  #forget(enterprise: string, over: Promise<void>): void {
    if (this.#last.get(enterprise) === over) this.#last.delete(enterprise);
  }
}
