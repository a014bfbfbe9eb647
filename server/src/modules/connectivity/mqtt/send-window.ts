// How many messages we may have under way to a broker (MQTT 5, 4.9: its receive maximum); the next ones wait.

/** Also where the broker takes more: memory is ours. */
const countMax = 1_000;

export class SendWindow {
  #room = countMax;
  #under = 0;
  #over: Error | undefined;
  readonly #waiting: { go(): void; give(error: Error): void }[] = [];

  get size(): number {
    return this.#under + this.#waiting.length;
  }

  /** The broker takes so many at once; absent, as many as we like. */
  open(receiveMax: number = countMax): void {
    this.#room = Math.min(receiveMax, countMax);
  }

  /** Rejects when the connection is over before. */
  async enter(): Promise<void> {
    if (this.#over) throw this.#over;
    if (this.#under < this.#room && this.#waiting.length === 0) {
      this.#under += 1;
      return;
    }
    await new Promise<void>((go, give) => this.#waiting.push({ go, give }));
  }

  leave(): void {
    const next = this.#waiting.shift();
    if (next) next.go();
    else this.#under -= 1;
  }

  close(error: Error): void {
    this.#over = error;
    for (const { give } of this.#waiting.splice(0)) give(error);
  }
}
