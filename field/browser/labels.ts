// Basics of accessibility that a program can see: everything that can be used has a name, every input
// a label, the page a language, one main heading, and no id twice.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const inPage = readFileSync(new URL('./label-troubles.js', import.meta.url), 'utf8');

/** What is wrong with the page, one line each; empty when all is well. */
export function labelTroubles(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(inPage);
}
