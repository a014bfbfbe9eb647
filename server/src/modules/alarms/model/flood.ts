// Alarm floods at an operator position (ISA-18.2 clause 16, IEC 62682): more than 10 alarms shown within 10 minutes begin
// one, fewer than 5 within 10 minutes end it.

export const floodSpanMs = 600_000;
export const floodBegins = 10;
export const floodEnds = 5;

export class FloodWatch {
  #shown: number[] = [];
  #isFlood: boolean;

  constructor(isFlood = false) {
    this.#isFlood = isFlood;
  }

  get isFlood(): boolean {
    return this.#isFlood;
  }

  /** An alarm was shown; true when a flood begins with it. */
  shown(atMs: number): boolean {
    this.#shown.push(atMs);
    this.#forget(atMs);
    if (this.#isFlood || this.#shown.length <= floodBegins) return false;
    this.#isFlood = true;
    return true;
  }

  /** True when the flood is over. */
  passed(nowMs: number): boolean {
    this.#forget(nowMs);
    if (!this.#isFlood || this.#shown.length >= floodEnds) return false;
    this.#isFlood = false;
    return true;
  }

  #forget(nowMs: number): void {
    const fromMs = nowMs - floodSpanMs;
    if ((this.#shown[0] ?? Infinity) <= fromMs) {
      this.#shown = this.#shown.filter((atMs) => atMs > fromMs);
    }
    // More than this change nothing any more.
    if (this.#shown.length > 1_000) this.#shown.splice(0, this.#shown.length - 1_000);
  }
}
