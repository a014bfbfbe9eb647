// What the plant asks of a simulated machine.
import type { EpochMs } from '../../server/src/kernel/world/clock.ts';

export interface SimulatedMachine {
  /** Moves on to this moment and tells what changed. Called about ten times a second. */
  step(now: EpochMs): Promise<void>;
  /** Everything as lines, for a client that has just connected. */
  current(now: EpochMs): string;
}

export const partNumberFirst = 100_001;
