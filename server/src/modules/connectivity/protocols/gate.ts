// A place to wait while nothing more may be read.

export class Gate {
  #held: PromiseWithResolvers<void> | undefined;

  get held(): boolean {
    return this.#held !== undefined;
  }

  /** Resolves at once while open. */
  get open(): Promise<void> {
    return this.#held?.promise ?? Promise.resolve();
  }

  hold(held: boolean): void {
    if (held) this.#held ??= Promise.withResolvers();
    else {
      this.#held?.resolve();
      this.#held = undefined;
    }
  }
}
