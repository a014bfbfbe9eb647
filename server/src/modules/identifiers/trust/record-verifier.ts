// What the recursive node asks about each record before it keeps and tells it: is it signed, by whom, and
// does the signature lead to a root that we trust (reference §1.7 HS_SIGNATURE, HS_CERT).
import type { HandleValue } from '../../../wire/handle/handle.ts';
import type { SignatureState } from '../api.ts';

export type VerifiedRecord = {
  /** As it was asked for. */
  readonly handle: string;
  /** All public values of the record, without those that only signatures are. */
  readonly values: readonly HandleValue[];
};

/** Asks the node that gave the record, or walks for another handle; undefined where there is no answer. */
export type ValuesLookup = {
  /** Values of one more type at the node that answered. */
  readonly alsoThere: (type: string) => Promise<readonly HandleValue[] | undefined>;
  /** The public values of any handle. */
  readonly elsewhere: (handle: string) => Promise<readonly HandleValue[] | undefined>;
};

export interface RecordVerifier {
  /** Never rejects; a record that must not be believed is `refused`. */
  verify(record: VerifiedRecord, lookup: ValuesLookup): Promise<SignatureState>;
}
