// Failure kinds as HTTP statuses: the one table.
import type { FailureKind } from '../failure/failure.ts';

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
