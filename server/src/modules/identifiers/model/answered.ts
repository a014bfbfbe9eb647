// Going on from something that is there at once or later. The stores answer at once where they can;
// this keeps that path free of promises.
import type { Answer } from '../../../stores/names/names.ts';

export function whenThere<T, R>(answer: Answer<T>, next: (value: T) => Answer<R>): Answer<R> {
  return answer instanceof Promise ? answer.then(next) : next(answer);
}

/** The first value that `of` finds, trying the keys in order. */
export function firstOf<K, R>(
  keys: readonly K[],
  of: (key: K) => Answer<R | undefined>,
  from = 0,
): Answer<R | undefined> {
  const key = keys[from];
  if (key === undefined) return undefined;
  return whenThere(of(key), (found) => (found === undefined ? firstOf(keys, of, from + 1) : found));
}
