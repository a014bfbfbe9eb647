// Where a node's answers come from: an authority's store, or a recursive node's cache and questions.
import type { Answer } from '../../../stores/names/names.ts';
import type { Question } from '../model/question.ts';

/** What is known about a question, before any filter. */
export type Finding =
  | { readonly code: 1; readonly block: Uint8Array }
  | {
      readonly code: 302 | 303;
      /** Site values to follow. */
      readonly block: Uint8Array;
      /** The delegated prefix. */
      readonly prefix: string;
    }
  /** Not found, not responsible, busy and the like; `message` goes to the client. */
  | { readonly code: number; readonly block?: undefined; readonly message?: string };

export type FindOptions = {
  readonly doNotRefer: boolean;
  /** The client wants the authority's own word, not what is remembered. */
  readonly authoritative?: boolean;
  /** Recursive nodes that the question came through. */
  readonly recursionCount?: number;
  /** What the question names, where the answer depends on it; the filter itself is applied afterwards. */
  readonly indexes?: readonly number[];
  readonly types?: readonly string[];
};

export interface RecordSource {
  readonly authoritative: boolean;
  /** The site record that op 2 answers. */
  readonly site: Uint8Array;
  readonly siteSerial: number;
  /**
   * The hot path: the value block of the record under a key if it may be answered whole to anybody;
   * undefined in every other case, which `find` then decides.
   */
  plain(key: string): Answer<Uint8Array | undefined>;
  find(question: Question, options: FindOptions): Answer<Finding>;
}
