// Where the cursor stands, outside of React's tree: only what shows values hears of each of its moves.
export class Cursor {
  #seconds: number | undefined;
  readonly #listeners = new Set<() => void>();

  readonly put = (seconds: number | undefined): void => {
    if (seconds === this.#seconds) return;
    this.#seconds = seconds;
    for (const listener of this.#listeners) listener();
  };

  /** Seconds since 1970; undefined when it stands nowhere. */
  readonly read = (): number | undefined => this.#seconds;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}
