// The steps of a connection that is tried out: each timed, said in words, and none after the first that failed.
import { isFailure } from '../../../kernel/failure/failure.ts';
import { same, type Bilingual } from '../../../kernel/schema/bilingual.ts';
import type { Clock } from '../../../kernel/world/clock.ts';
import type { TestStep } from '../protocols/protocol.ts';

export class Steps {
  readonly #clock: Clock;
  readonly #taken: TestStep[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get taken(): readonly TestStep[] {
    return this.#taken;
  }

  /** What the step found, or undefined where it failed: false is a failure in words, a thrown one speaks itself. */
  async take<T>(
    name: Bilingual,
    work: () => Promise<readonly [T, Bilingual]>,
  ): Promise<T | undefined> {
    const begun = this.#clock.monotonicMs();
    const told = (ok: boolean, says: Bilingual) => {
      const tookMs = Math.round(this.#clock.monotonicMs() - begun);
      this.#taken.push({ name, ok, tookMs, says });
    };
    try {
      const [found, says] = await work();
      told(found !== false, says);
      return found === false ? undefined : found;
    } catch (error) {
      told(false, isFailure(error) ? error.publicMessage : same(String(error)));
      return undefined;
    }
  }
}
