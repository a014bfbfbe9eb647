// What every engine refuses in the same words: limits out of range and texts that cannot be keys.
import { storeFailures } from './failures.ts';

export function refuse(reason: string): never {
  throw storeFailures['bad-query']({ reason });
}

export function checkLimit(limit: number, most: number): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > most) {
    refuse(`the limit is ${limit}; it must be a whole number from 1 to ${most}`);
  }
}

/** Half a surrogate pair would be stored as another character, so two keys could become one. */
export function checkText(text: string, what: string): void {
  if (typeof text !== 'string' || text === '') refuse(`${what} is empty`);
  if (!text.isWellFormed()) refuse(`${what} is not well-formed Unicode`);
}
