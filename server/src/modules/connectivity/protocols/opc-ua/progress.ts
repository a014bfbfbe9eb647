// The steps of a connection as they are taken, so that a trial can tell each with its time and what was found,
// and an ordinary connection runs the same code without telling.
import { isFailure } from '../../../../kernel/failure/failure.ts';
import { same, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import type { Clock } from '../../../../kernel/world/clock.ts';
import type { TestStep } from '../protocol.ts';
import { factsOf } from '../steps.ts';

export type Progress = <T>(
  name: Bilingual,
  work: () => Promise<T>,
  says: (result: T) => Bilingual,
) => Promise<T>;

export const untold: Progress = (_name, work) => work();

/** What a trial says, step by step; a step that fails is the last. */
export class Trial {
  readonly steps: TestStep[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  readonly progress: Progress = async (name, work, says) => {
    const begun = this.#clock.monotonicMs();
    const step = (ok: boolean, words: Bilingual, more: Pick<TestStep, 'facts'> = {}) => {
      const tookMs = Math.round((this.#clock.monotonicMs() - begun) * 10) / 10;
      this.steps.push({ name, ok, tookMs, says: words, ...more });
    };
    try {
      const result = await work();
      step(true, says(result));
      return result;
    } catch (error) {
      const words = isFailure(error) ? error.publicMessage : same(String(error));
      step(false, words, factsOf(error));
      throw error;
    }
  };
}
