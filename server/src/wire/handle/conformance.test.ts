// The conformance list must not promise what no test shows.

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

type Clause = 'todo' | { state: 'done'; test: string } | { exempt: string };

const folder = import.meta.dirname;

test('every clause that is done names a test of this folder', () => {
  const clauses = JSON.parse(readFileSync(`${folder}/conformance.json`, 'utf8')) as Record<
    string,
    Clause
  >;
  const sources = globSync('**/*.test.ts', { cwd: folder }).map((file) =>
    readFileSync(`${folder}/${file}`, 'utf8'),
  );
  const named = new Set(
    sources.flatMap((source) =>
      [...source.matchAll(/^test\(\s*'([^']+)'/gm)].map((found) => found[1]),
    ),
  );
  assert.ok(named.size > 40);
  for (const [clause, state] of Object.entries(clauses)) {
    if (state === 'todo') continue;
    if ('exempt' in state) assert.ok(state.exempt.length > 10, clause);
    else assert.ok(named.has(state.test), `${clause}: no test "${state.test}"`);
  }
});
