// What the recursive node remembers of an answer: the values as they came, who gave them and when, and what
// became of the check of their signature.
import type { SignatureState } from '../api.ts';

export type CachedAnswer = {
  /** 1, or 100 and 301 for what is known not to be there. */
  readonly code: number;
  /** The public values in wire form; none where the code is not 1. */
  readonly block?: Uint8Array;
  /** As the site of the node that answered describes itself. */
  readonly node: string;
  /** `127.0.0.1:2643/udp`. */
  readonly address: string;
  /** When the node was asked, by the wall clock. */
  readonly askedAtMs: number;
  /** Where it was looked at. */
  readonly signature?: SignatureState;
  /** Every value may be given to everybody, without a look at each. */
  readonly plain: boolean;
  /** Fetched on the way to something else, its own signature not looked at: not to be given to clients. */
  readonly unchecked?: boolean;
};

/** A remembered answer as it is now: its times to live are what is left of them. */
export type Remembered = {
  readonly answer: CachedAnswer;
  /** Since it was asked for. */
  readonly ageMs: number;
  /** Since it ran out; 0 while it is fresh. */
  readonly expiredForMs: number;
};
