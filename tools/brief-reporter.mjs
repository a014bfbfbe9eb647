// Prints failures in full, skips by name with their reason, one line of totals, and which files took longest.
import { relative } from 'node:path';

const slowMs = 10_000;
const slowestShown = 8;

export default async function* brief(source) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const files = [];
  for await (const { type, data } of source) {
    if (type === 'test:stdout' || type === 'test:stderr') {
      if (/\bwarn(ing)?\b|Error/i.test(data.message)) yield data.message;
      continue;
    }
    if (type === 'test:summary' && data.file !== undefined) files.push(data);
    if (data.details?.type === 'suite') continue;
    if (type === 'test:pass' && data.skip !== undefined) {
      counts.skipped += 1;
      yield `  skipped: ${data.name} — ${data.skip || 'no reason given'}\n`;
    } else if (type === 'test:pass') {
      counts.passed += 1;
    } else if (type === 'test:fail') {
      if (data.details.error.failureType === 'subtestsFailed') continue;
      counts.failed += 1;
      const cause = data.details.error.cause ?? data.details.error;
      yield `  ✖ ${data.name} (${data.file ?? ''}:${data.line ?? ''})\n`;
      yield `${String(cause?.stack ?? cause).replace(/^/gm, '      ')}\n`;
    }
  }
  yield `  ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`;
  const slow = files
    .filter((file) => file.duration_ms > slowMs)
    .toSorted((a, b) => b.duration_ms - a.duration_ms)
    .slice(0, slowestShown)
    .map((file) => `${relative('.', file.file)} ${Math.round(file.duration_ms / 1000)} s`);
  if (slow.length > 0) yield `  slowest: ${slow.join(', ')}\n`;
}
