// A conformance list promises nothing that no test shows: clause -> `todo`, the name of a test, or the
// reason why the clause does not concern us.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type Clause =
  | 'todo'
  | { readonly state: 'done'; readonly test: string }
  | { readonly exempt: string };

const reasonCharactersMin = 10;

/** `folders` hold the tests that the list may name. */
export function checkConformance(list: string, folders: readonly string[]): void {
  const clauses = JSON.parse(readFileSync(list, 'utf8')) as Readonly<Record<string, Clause>>;
  const sources = folders.flatMap((folder) =>
    globSync('**/*.test.ts', { cwd: folder }).map((file) =>
      readFileSync(join(folder, file), 'utf8'),
    ),
  );
  const named = new Set(
    sources.flatMap((source) =>
      [...source.matchAll(/^test\(\s*'([^']+)'/gm)].map((found) => found[1]),
    ),
  );
  assert.ok(named.size > 0 && Object.keys(clauses).length > 0, `nothing read for ${list}`);
  for (const [clause, state] of Object.entries(clauses)) {
    if (state === 'todo') continue;
    if ('exempt' in state) assert.ok(state.exempt.length > reasonCharactersMin, clause);
    else assert.ok(named.has(state.test), `${clause}: no test “${state.test}”`);
  }
}
