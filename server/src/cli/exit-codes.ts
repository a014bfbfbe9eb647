// Failure kinds as exit codes: the one table.
import type { FailureKind } from '../kernel/failure/failure.ts';

export const exitCode: Readonly<Record<FailureKind, number>> = {
  invalid: 2,
  missing: 3,
  unavailable: 4,
  timeout: 4,
  conflict: 5,
  unauthenticated: 6,
  forbidden: 6,
  exhausted: 7,
  unsupported: 8,
  internal: 70,
};
