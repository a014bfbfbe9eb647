// Failure kinds as HTTP statuses: the one table.
import type { FailureKind } from '../failure/failure.ts';

/** Failures for which HTTP has a word of its own. */
export const statusByCode: Readonly<Record<string, number>> = { 'http.wrong-type': 415 };

export const httpStatus: Readonly<Record<FailureKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  exhausted: 429,
  unavailable: 503,
  timeout: 504,
  unsupported: 501,
  internal: 500,
};
