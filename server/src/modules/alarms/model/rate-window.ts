// How much a value has changed within the last so many milliseconds, in bounded memory: of each 64th of the window the
// last value is kept. Between readings the value stays what it was, since machines tell changes.

const steps = 64;

export class RateWindow {
  readonly #lengthUs: number;
  readonly #stepUs: number;
  #times: number[] = [];
  #values: number[] = [];
  #lookedUs = -Infinity;

  constructor(lengthUs: number) {
    this.#lengthUs = lengthUs;
    this.#stepUs = Math.max(1, Math.floor(lengthUs / steps));
  }

  add(timeUs: number, value: number): void {
    const last = this.#times.length - 1;
    const [before = -Infinity] = last < 0 ? [] : [this.#times[last]];
    // The first of all is kept where it is: from it the window counts as filled.
    if (last > 0 && Math.floor(before / this.#stepUs) === Math.floor(timeUs / this.#stepUs)) {
      this.#times[last] = timeUs;
      this.#values[last] = value;
    } else {
      this.#times.push(timeUs);
      this.#values.push(value);
    }
    this.#forget(timeUs);
  }

  /** The change over the window that ends now, per microsecond; undefined until a whole window is known. */
  rate(nowUs: number): number | undefined {
    this.#lookedUs = Math.max(nowUs, this.#lookedUs);
    this.#forget(nowUs);
    const [firstUs] = this.#times;
    const [first] = this.#values;
    const last = this.#values.at(-1);
    if (firstUs === undefined || first === undefined || last === undefined) return undefined;
    return firstUs + this.#lengthUs > nowUs ? undefined : (last - first) / this.#lengthUs;
  }

  /** When time alone changes the rate next: the window is full, or the value at its beginning changes. */
  nextUs(): number {
    const [first = Infinity, second = Infinity] = this.#times;
    const fullUs = first + this.#lengthUs;
    return fullUs > this.#lookedUs ? fullUs : second + this.#lengthUs;
  }

  /** One that is older than the window stays: it is what held when the window began. */
  #forget(nowUs: number): void {
    let gone = 0;
    while ((this.#times[gone + 1] ?? Infinity) + this.#lengthUs <= nowUs) gone += 1;
    if (gone === 0) return;
    this.#times.splice(0, gone);
    this.#values.splice(0, gone);
  }
}
