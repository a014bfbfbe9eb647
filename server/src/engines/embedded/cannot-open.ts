// Whatever a driver says while a store opens (locked, corrupt, no permission) becomes one failure that
// names the shape and the folder.
import { Failure } from '../../kernel/failure/failure.ts';
import { storeFailures } from '../../stores/failures.ts';
import type { ShapeName } from '../../stores/ports.ts';

export type Place = { readonly shape: ShapeName; readonly path: string };

/** Runs an opener; fails with `stores.cannot-open`. */
export async function orCannotOpen<S>(place: Place, open: () => S | Promise<S>): Promise<S> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw cannotOpen(place, reasonOf(error), error);
  }
}

export function cannotOpen(place: Place, reason: string, cause?: unknown): Failure {
  return storeFailures['cannot-open']({ ...place, reason }, cause);
}

/** A store that a later Jingwei wrote must not be touched by an earlier one. */
export function refuseNewer(place: Place, found: number, known: number): void {
  if (found <= known) return;
  throw cannotOpen(
    place,
    `it was written by a newer Jingwei (format ${found}; this one reads up to format ${known})`,
  );
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? error.message) : String(error);
}
