// What was appended and settled, refused and given up: of the whole gateway and of each enterprise by itself, since none of
// them may learn how much another one makes.
import type { Clock } from '../../kernel/world/clock.ts';
import type { OutboxStatus } from './api.ts';
import { Rate } from './rates.ts';

export class Tally {
  readonly appended: Rate;
  readonly settled: Rate;
  readonly bytes: Rate;
  refused = 0;
  givenUp = 0;

  constructor(clock: Clock) {
    [this.appended, this.settled, this.bytes] = [new Rate(clock), new Rate(clock), new Rate(clock)];
  }

  get rates(): OutboxStatus['rates'] {
    const [appended, settled] = [this.appended.perSecond, this.settled.perSecond];
    const catchUp = Math.max(0, settled - appended);
    return { appended, settled, bytes: this.bytes.perSecond, catchUp };
  }

  get totals(): { appended: number; settled: number; refused: number; givenUp: number } {
    const { appended, settled, refused, givenUp } = this;
    return { appended: appended.total, settled: settled.total, refused, givenUp };
  }
}

export class Tallies {
  readonly #clock: Clock;
  readonly #whole: Tally;
  readonly #byEnterprise = new Map<string, Tally>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#whole = new Tally(clock);
  }

  /** `*` for the whole gateway. Not kept where nothing was counted. */
  of(enterprise: string): Tally {
    if (enterprise === '*') return this.#whole;
    return this.#byEnterprise.get(enterprise) ?? new Tally(this.#clock);
  }

  /** Where something of this stream is counted. */
  both(stream: string): readonly Tally[] {
    const enterprise = enterpriseOf(stream);
    let own = this.#byEnterprise.get(enterprise);
    if (own === undefined) this.#byEnterprise.set(enterprise, (own = new Tally(this.#clock)));
    return [this.#whole, own];
  }
}

/** `88.118.8` of `readings/88.118.8/press`. */
export function enterpriseOf(stream: string): string {
  return stream.split('/')[1] ?? '';
}
