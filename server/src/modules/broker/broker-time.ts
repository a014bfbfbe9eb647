// The time by which sessions and messages end. While the broker runs it goes on with the monotonic clock, so that setting the
// clock ends nothing and keeps nothing for ever; from one process to the next it goes on by as much as the wall clock
// did since it was written down, and never back.
import { check, Type } from '../../kernel/schema/schema.ts';
import type { Clock } from '../../kernel/world/clock.ts';
import type { NamesStore } from '../../stores/names/names.ts';
import type { WriteBehind } from './write-behind.ts';

const key = 't';
const schema = Type.Object({ ms: Type.Number(), wallMs: Type.Number() });

export class BrokerTime {
  readonly #clock: Clock;
  readonly #store: WriteBehind;
  #offsetMs: number;

  constructor(clock: Clock, store: WriteBehind) {
    this.#clock = clock;
    this.#store = store;
    this.#offsetMs = clock.now() - clock.monotonicMs();
  }

  /** Goes on where an earlier process ended. */
  async open(names: NamesStore): Promise<void> {
    const bytes = await names.get(key);
    const last = bytes && check(schema, JSON.parse(Buffer.from(bytes).toString()));
    if (last?.ok !== true) return;
    const awayMs = Math.max(0, this.#clock.now() - last.value.wallMs);
    this.#offsetMs = last.value.ms + awayMs - this.#clock.monotonicMs();
  }

  /** Milliseconds; near to those of the wall clock where nobody sets it. */
  nowMs(): number {
    return this.#offsetMs + this.#clock.monotonicMs();
  }

  /** To be called now and then, and at the end: what lies between that and a crash is told by the wall clock. */
  note(): void {
    const told = { ms: this.nowMs(), wallMs: this.#clock.now() };
    this.#store.put(key, Buffer.from(JSON.stringify(told)));
  }
}
