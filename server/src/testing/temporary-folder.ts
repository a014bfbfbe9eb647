// A folder that is there for one test, or one file of tests, and leaves nothing behind.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type TemporaryFolder = { readonly path: string; remove(): void };

/** Removed by `remove`. */
export function temporaryFolder(): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), 'jingwei-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
