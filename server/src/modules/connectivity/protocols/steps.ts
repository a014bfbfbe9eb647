// A connection tried step by step: after one that fails, none follows.
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import { same } from '../../../kernel/schema/bilingual.ts';
import { isFailure } from '../../../kernel/failure/failure.ts';
import type { Clock } from '../../../kernel/world/clock.ts';
import type { TestStep } from './protocol.ts';

export class Steps {
  readonly done: TestStep[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The step's value; undefined where it failed, or one before it did. */
  async run<T>(
    name: Bilingual,
    work: () => Promise<{ readonly value: T; readonly says: Bilingual }>,
  ): Promise<T | undefined> {
    if (this.done.some(({ ok }) => !ok)) return undefined;
    const begun = this.#clock.monotonicMs();
    const tookMs = () => Math.round((this.#clock.monotonicMs() - begun) * 100) / 100;
    try {
      const { value, says } = await work();
      this.done.push({ name, ok: true, tookMs: tookMs(), says });
      return value;
    } catch (error) {
      const says = isFailure(error) ? error.publicMessage : same((error as Error).message);
      this.done.push({ name, ok: false, tookMs: tookMs(), says, ...factsOf(error) });
      return undefined;
    }
  }
}

/** What programs may use of a failure, where it has such. */
export function factsOf(error: unknown): Pick<TestStep, 'facts'> {
  return isFailure(error) && error.facts !== undefined ? { facts: error.facts } : {};
}
