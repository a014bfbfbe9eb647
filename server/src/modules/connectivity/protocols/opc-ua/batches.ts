// Many questions to a server in as few calls as it takes. A server that finds a call too large gets smaller ones:
// vendors' limits are learned from what they answer, since not every server tells them.
import { statusNameOf } from './troubles.ts';

/** `size` is lowered to what the server takes. */
export type Batching = { size: number };

const tooMuch = new Set([
  'BadTooManyOperations',
  'BadRequestTooLarge',
  'BadResponseTooLarge',
  'BadEncodingLimitsExceeded',
  'BadTcpMessageTooLarge',
]);

/** One result for each item, in order. Rejects as `ask` does. */
export async function inBatches<T, R>(
  items: readonly T[],
  batching: Batching,
  ask: (some: T[]) => Promise<readonly R[]>,
): Promise<R[]> {
  const results: R[] = [];
  while (results.length < items.length) {
    const some = items.slice(results.length, results.length + Math.max(1, batching.size));
    try {
      const answers = await ask(some);
      if (answers.length !== some.length) throw new Error('BadUnexpectedError');
      for (const answer of answers) results.push(answer);
    } catch (error) {
      if (some.length === 1 || !tooMuch.has(statusNameOf(error) ?? '')) throw error;
      batching.size = Math.ceil(some.length / 2);
    }
  }
  return results;
}
