// What the operating system says when it does not write, as a failure with its remedy.
import type { Failure } from '../../failure/failure.ts';
import { worldFailures } from '../failures.ts';

const fullCodes = new Set(['ENOSPC', 'EDQUOT']);

export function cannotWrite(path: string, error: unknown): Failure {
  const { code, message } = error as NodeJS.ErrnoException;
  if (fullCodes.has(code ?? '')) return worldFailures['disk-full']({ path }, error);
  return worldFailures['cannot-write']({ path, reason: code ?? message }, error);
}
