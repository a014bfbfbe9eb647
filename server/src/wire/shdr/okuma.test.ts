// A whole recording of a real machine, counted in two independent ways.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { ShdrOutcome } from './message.ts';
import { ShdrReader } from './reader.ts';

const folder = fileURLToPath(
  new URL('../../../../../shared/data/mtconnect-okuma/', import.meta.url),
);
const skip = existsSync(folder) ? false : 'skipped: ../shared/data/mtconnect-okuma is absent';

test('the whole Okuma recording is read, observation by observation', { skip }, () => {
  const bytes = readFileSync(`${folder}okuma.shdr.txt`);
  const conditions = conditionKeys(readFileSync(`${folder}Devices.xml`, 'utf8'));
  const reader = new ShdrReader({ kindOf: (key) => (conditions.has(key) ? 'condition' : 'event') });
  const outcomes: ShdrOutcome[] = [];
  for (let at = 0; at < bytes.length; at += 1_447) {
    outcomes.push(...reader.push(bytes.subarray(at, at + 1_447)));
  }
  outcomes.push(...reader.end());
  assert.deepEqual(
    outcomes.filter((outcome) => !outcome.ok),
    [],
  );
  const counts = new Map<string, number>();
  const kinds: Record<string, number> = {};
  for (const outcome of outcomes) {
    if (!outcome.ok) continue;
    const { message } = outcome;
    kinds[message.kind] = (kinds[message.kind] ?? 0) + 1;
    if (message.kind !== 'observations') continue;
    assert.equal(message.withoutValue, undefined);
    for (const { key } of message.observations) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  assert.deepEqual(counts, simpleCounts(bytes.toString('latin1')));
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  assert.equal(total, 25_507);
  assert.equal(kinds['command'], 9);
  assert.ok((kinds['asset'] ?? 0) > 50 && (kinds['asset-removed'] ?? 0) >= 2);
});

/** Ids and names of conditions, by a regular expression rather than by our reader. */
function conditionKeys(xml: string): Set<string> {
  const keys = new Set<string>();
  for (const [item] of xml.matchAll(/<DataItem\b[^>]*category="CONDITION"[^>]*>/g)) {
    for (const [, key] of item.matchAll(/\b(?:id|name)="([^"]*)"/g)) if (key) keys.add(key);
  }
  return keys;
}

/** Lines that begin with a stamp and a key; a condition stands alone on its line and counts once. */
function simpleCounts(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (!/^\d{4}-[\d-]+T[\d:.]+Z\|[^@]/.test(line)) continue;
    const fields = line.split('|').slice(1);
    const step = fields.length === 6 && fields[1] === 'NORMAL' ? 6 : 2;
    for (let at = 0; at < fields.length; at += step) {
      const key = fields[at] ?? '';
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}
