import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { referencePages } from './pages.ts';

for (const [name, text] of Object.entries(referencePages())) {
  test(`docs/reference/${name} is what the program says of itself`, () => {
    const written = readFileSync(new URL(`../../docs/reference/${name}`, import.meta.url), 'utf8');
    assert.equal(written, text, 'run: npm run generate');
  });
}
