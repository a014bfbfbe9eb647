// Sizes: what fits on a screen is understood. A function's length is read from the indentation that
// the formatter guarantees: it ends at the first closing brace as deep as its first line.
import { isTest, type Source } from './kinds.ts';

const fileLinesMax = 400;
const testLinesMax = 600;
const functionLinesMax = 60;

export function sizeRules({ path, text }: Source): string[] {
  const lines = text.split('\n');
  const linesMax = isTest(path) ? testLinesMax : fileLinesMax;
  const broken: string[] = [];
  if (lines.length > linesMax + 1) {
    broken.push(
      `${path}: ${lines.length - 1} lines, at most ${linesMax}; it is more than one thing`,
    );
  }
  if (!isTest(path)) broken.push(...longFunctions(path, lines));
  return broken;
}

const opening =
  /^(\s*)(export )?(default )?(async )?(function\*? \w+|(static |async |get |set |\*)*#?\w+\([^;]*\)?[^;=]*\{$|const \w+ = (async )?\(.*=> \{$)/;

function longFunctions(path: string, lines: readonly string[]): string[] {
  const broken: string[] = [];
  lines.forEach((line, at) => {
    const match = opening.exec(line);
    if (!match || /^\s*(if|for|while|switch|return|catch|else|describe|test)\b/.test(line)) return;
    const indent = match[1] ?? '';
    const close = lines.findIndex((other, i) => i > at && other.startsWith(`${indent}}`));
    const length = close - at + 1;
    if (close > 0 && length > functionLinesMax) {
      broken.push(`${path}:${at + 1}: a function of ${length} lines, at most ${functionLinesMax}`);
    }
  });
  return broken;
}
