// Finds replays: a signature is good for days, and its record may have changed since. Who has seen the newer
// state is not told the older one again. The order is that of `iat`, in whole seconds; two states of
// one second cannot be told apart, and after a restart nothing has been seen.
import { canonicalKey, referenceOf, type SignatureClaims } from '../../../wire/handle/handle.ts';
import { Recent } from './recent.ts';
import { sha256 } from './statements.ts';

const seenMax = 100_000;

type Seen = { readonly iat: number; readonly state: string };

export class SeenStates {
  readonly #seen: Recent<Seen>;

  constructor(entriesMax = seenMax) {
    this.#seen = new Recent(entriesMax);
  }

  /** Notes a verified signature; false for one of an older state than was seen. */
  note(claims: SignatureClaims): boolean {
    const signer = referenceOf(claims.iss)?.handle ?? claims.iss;
    const key = `${canonicalKey(claims.sub)} ${canonicalKey(signer)}`;
    const state = stateOf(claims);
    const last = this.#seen.get(key);
    if (last !== undefined && claims.iat < last.iat) return last.state === state;
    this.#seen.set(key, { iat: claims.iat, state });
    return true;
  }
}

function stateOf({ digests }: SignatureClaims): string {
  const sorted = digests.digests.toSorted((one, other) => one.index - other.index);
  const text = sorted.map(({ index, digest }) => `${index} ${digest}`).join();
  return Buffer.from(sha256(Buffer.from(text))).toString('base64');
}
