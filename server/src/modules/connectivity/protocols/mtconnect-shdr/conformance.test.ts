// The conformance list must not promise what no test shows.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import list from './conformance.json' with { type: 'json' };

type Clause = 'todo' | { state: 'done'; test: string } | { exempt: string };

const repository = join(import.meta.dirname, '../../../../../..');
const places = ['server/src/wire/shdr', 'server/src/modules/connectivity', 'field/plant'];

test('every clause that is done names a test', () => {
  const sources = places.flatMap((place) =>
    globSync(`${place}/**/*.test.ts`, { cwd: repository }).map((file) =>
      readFileSync(join(repository, file), 'utf8'),
    ),
  );
  const named = new Set(
    sources.flatMap((source) =>
      [...source.matchAll(/^test\(\s*'([^']+)'/gm)].map((found) => found[1]),
    ),
  );
  assert.ok(named.size > 60, `${named.size} tests found`);
  for (const [clause, state] of Object.entries(list as Record<string, Clause>)) {
    if (state === 'todo') continue;
    if ('exempt' in state) assert.ok(state.exempt.length > 10, clause);
    else assert.ok(named.has(state.test), `${clause}: no test "${state.test}"`);
  }
});
