// What people set, in versions of one record: those that hold, and the newest of those that others took the place of. Bounded
// in number and bytes, since a record is read and written whole.

type Kept = {
  /** When a later one took its place. */
  readonly replacedAt?: string;
};

export const heldMax = 1_000;
export const replacedMax = 200;
export const historyBytesMax = 4_000_000;

/**
 * With one more, in whose favour those of the same start step back. The oldest that are replaced are forgotten first;
 * undefined when even without them there are too many, or they are too large.
 */
export function withVersion<V extends Kept>(
  before: readonly V[],
  next: V & { readonly at: string },
  isSame: (one: V) => boolean,
): V[] | undefined {
  const marked = before.map((one) =>
    one.replacedAt === undefined && isSame(one) ? { ...one, replacedAt: next.at } : one,
  );
  const versions: V[] = [...marked, next];
  const sizes = versions.map((one) => Buffer.byteLength(JSON.stringify(one)));
  let bytes = sizes.reduce((sum, size) => sum + size, 0);
  let replaced = versions.filter(({ replacedAt }) => replacedAt !== undefined).length;
  if (versions.length - replaced > heldMax) return undefined;
  const left = versions.filter(({ replacedAt }, at) => {
    const isMuch = replaced > replacedMax || bytes > historyBytesMax;
    if (replacedAt === undefined || !isMuch) return true;
    replaced -= 1;
    bytes -= sizes[at] ?? 0;
    return false;
  });
  return bytes > historyBytesMax ? undefined : left;
}
