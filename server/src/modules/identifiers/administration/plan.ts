// What a request of an administrator comes to, worked out before anybody is asked who he is: the rights
// that it needs, and either the reason why it cannot be done or the one write that does it.
import type { Body } from '../../../wire/handle/handle.ts';
import type { RecordChange } from '../records/record-store.ts';
import type { Refusal } from './refusal.ts';
import type { Need } from './rights.ts';

export type Plan = {
  readonly needs: readonly Need[];
  /** Nothing is to be done; not even the write. */
  readonly refused?: Refusal;
  /** On the very version that the plan was made from, so that a change in between makes a new plan. */
  readonly write?: RecordChange;
  /** What else is so from then on. */
  readonly written?: () => void;
  /** The answer when all is done; several are the parts of one answer, or why there are too many. */
  readonly answer?: () => Promise<readonly Body[] | Refusal>;
};

export function refusing(refused: Refusal, needs: readonly Need[] = []): Plan {
  return { needs, refused };
}

/** An answer without content. */
export const done: readonly Body[] = [{ kind: 'empty' }];
