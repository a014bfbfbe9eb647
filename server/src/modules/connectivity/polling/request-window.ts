// Requests and their answers on one connection: at most so many under way in all and with one key (a Modbus unit),
// each given up after its time, answers told apart by number. What answers too late is dropped and counted.
import type { Clock, Timer } from '../../../kernel/world/clock.ts';

export type WindowOptions = {
  readonly clock: Clock;
  /** Requests under way at once. */
  readonly atOnce: number;
  readonly atOncePerKey: number;
  readonly timeoutMs: number;
  /** Numbers go from 1 to here and then again. */
  readonly numberMax: number;
  readonly noAnswer: (key: string) => Error;
};

export type Asked<T> = {
  readonly key: string;
  /** Writes the request; the answer comes with `answered`. */
  send(number: number): void;
  /** Before all that waits, e.g. what a person writes. */
  readonly urgent?: boolean;
  /** Reads the answer; what it throws is what the asker gets. */
  take(answer: T): void;
  fail(error: unknown): void;
};

type UnderWay<T> = { readonly asked: Asked<T>; readonly timer: Timer };

export class RequestWindow<T> {
  readonly #options: WindowOptions;
  readonly #underWay = new Map<number, UnderWay<T>>();
  readonly #perKey = new Map<string, number>();
  #waiting: Asked<T>[] = [];
  #number = 0;
  #over: Error | undefined;
  timeouts = 0;
  late = 0;

  constructor(options: WindowOptions) {
    this.#options = options;
  }

  get underWay(): number {
    return this.#underWay.size;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  get counts() {
    const { underWay, waiting, timeouts, late } = this;
    return { 'under-way': underWay, waiting, timeouts, late };
  }

  ask(asked: Asked<T>): void {
    if (this.#over) {
      asked.fail(this.#over);
      return;
    }
    if (asked.urgent === true) this.#waiting.unshift(asked);
    else this.#waiting.push(asked);
    this.#next();
  }

  /** False when nobody waits for this number any more. */
  answered(number: number, answer: T): boolean {
    const found = this.#end(number);
    if (!found) {
      this.late += 1;
      return false;
    }
    found.take(answer);
    this.#next();
    return true;
  }

  /** Of the only request under way, where answers carry no number. */
  get only(): number | undefined {
    return this.#underWay.size === 1 ? [...this.#underWay.keys()][0] : undefined;
  }

  keyOf(number: number): string | undefined {
    return this.#underWay.get(number)?.asked.key;
  }

  /** The connection is over: everything asked fails, and what is asked later too. */
  close(error: Error): void {
    this.#over ??= error;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const number of this.#underWay.keys()) this.#end(number)?.fail(this.#over);
    for (const asked of waiting) asked.fail(this.#over);
  }

  #next(): void {
    const { atOnce, atOncePerKey } = this.#options;
    for (let i = 0; i < this.#waiting.length && this.#underWay.size < atOnce;) {
      const asked = this.#waiting[i];
      if (!asked || (this.#perKey.get(asked.key) ?? 0) >= atOncePerKey) i += 1;
      else {
        this.#waiting.splice(i, 1);
        this.#send(asked);
      }
    }
  }

  #send(asked: Asked<T>): void {
    const { clock, timeoutMs, numberMax, noAnswer } = this.#options;
    do this.#number = (this.#number % numberMax) + 1;
    while (this.#underWay.has(this.#number));
    const number = this.#number;
    const timer = clock.after(timeoutMs, () => {
      this.timeouts += 1;
      this.#end(number)?.fail(noAnswer(asked.key));
      this.#next();
    });
    this.#underWay.set(number, { asked, timer });
    this.#perKey.set(asked.key, (this.#perKey.get(asked.key) ?? 0) + 1);
    asked.send(number);
  }

  #end(number: number): Asked<T> | undefined {
    const found = this.#underWay.get(number);
    if (!found) return undefined;
    this.#underWay.delete(number);
    found.timer.cancel();
    const { key } = found.asked;
    const left = (this.#perKey.get(key) ?? 1) - 1;
    if (left === 0) this.#perKey.delete(key);
    else this.#perKey.set(key, left);
    return found.asked;
  }
}
