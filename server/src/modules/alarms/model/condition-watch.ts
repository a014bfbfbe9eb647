// Follows one condition in the machine's time: what readings and the passing of time say, with on- and off-delay. All that
// it tells depends on the readings and their times alone, so that live, after a restart and on recorded readings the
// same comes out.
import type { Quality, ReadingValue } from '../../../stores/series/series.ts';

export type Judge = {
  /** What the reading says; undefined: nothing new. `active` is for dead bands. */
  told(reading: Told, active: boolean): boolean | undefined;
  /** When time alone may change the answer; Infinity: never. */
  nextUs(): number;
  passed(atUs: number, active: boolean): boolean | undefined;
};

export type Told = {
  /** Which of the condition's inputs; 0 where there is one. */
  readonly input: number;
  readonly timeUs: number;
  readonly value: ReadingValue;
  readonly quality: Quality;
};

/** `value`: of the reading that was the last at that time. */
export type Turn = {
  readonly active: boolean;
  readonly atUs: number;
  readonly value: ReadingValue;
};

/** What a restart must know; times in microseconds. */
export type WatchMemory = {
  readonly now: boolean;
  readonly active: boolean;
  readonly sinceUs: number;
  readonly value: ReadingValue;
};

export type WatchOptions = {
  readonly judge: Judge;
  readonly onDelayMs: number;
  readonly offDelayMs: number;
  readonly turned: (turn: Turn) => void;
};

export class ConditionWatch {
  readonly #judge: Judge;
  readonly #onDelayUs: number;
  readonly #offDelayUs: number;
  readonly #turned: (turn: Turn) => void;
  #now = false;
  #active = false;
  #sinceUs = 0;
  #value: ReadingValue = null;
  #isMuted = false;

  constructor(options: WatchOptions) {
    this.#judge = options.judge;
    this.#onDelayUs = options.onDelayMs * 1_000;
    this.#offDelayUs = options.offDelayMs * 1_000;
    this.#turned = options.turned;
  }

  get active(): boolean {
    return this.#active;
  }

  /** Whether time alone can change something. */
  get isWaiting(): boolean {
    return this.#now !== this.#active || this.#judge.nextUs() < Infinity;
  }

  /** Readings of an input come in the order of their times. */
  hear(told: Told): void {
    this.advance(told.timeUs);
    if (told.input === 0) this.#value = told.value;
    this.#set(this.#judge.told(told, this.#active), told.timeUs);
  }

  /** Time has passed without a reading. */
  advance(toUs: number): void {
    for (;;) {
      const turnUs = this.#turnUs();
      const nextUs = this.#judge.nextUs();
      if (turnUs > toUs && nextUs > toUs) return;
      if (turnUs <= nextUs) this.#turn(turnUs);
      else this.#set(this.#judge.passed(nextUs, this.#active), nextUs);
    }
  }

  memory(): WatchMemory {
    const { now, active, sinceUs, value } = {
      ...{ now: this.#now, active: this.#active, sinceUs: this.#sinceUs, value: this.#value },
    };
    return { now, active, sinceUs, value };
  }

  /** What is heard within `work` fills windows and memories and turns nothing. */
  warm(work: () => void, then: WatchMemory): void {
    this.#isMuted = true;
    work();
    this.#isMuted = false;
    this.restore(then);
  }

  restore({ now, active, sinceUs, value }: WatchMemory): void {
    this.#now = now;
    this.#active = active;
    this.#sinceUs = sinceUs;
    this.#value = value;
  }

  #turnUs(): number {
    if (this.#now === this.#active) return Infinity;
    return this.#sinceUs + (this.#now ? this.#onDelayUs : this.#offDelayUs);
  }

  #set(is: boolean | undefined, atUs: number): void {
    if (is === undefined || is === this.#now) return;
    this.#now = is;
    this.#sinceUs = atUs;
    if (this.#turnUs() <= atUs) this.#turn(atUs);
  }

  #turn(atUs: number): void {
    this.#active = this.#now;
    if (!this.#isMuted) this.#turned({ active: this.#active, atUs, value: this.#value });
  }
}
