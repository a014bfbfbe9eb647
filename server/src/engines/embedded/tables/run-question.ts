// The program of a process that answers one question in SQL and is gone: it gets the question and its readings on its
// input, says the answer on its output, and ends itself when it has more memory than it may. It gives way to whatever else
// wants the processors.
import { setPriority } from 'node:os';
import { every } from '../../../kernel/world/clock.ts';
import { realClock } from '../../../kernel/world/real/clock.ts';
import type { ReadingColumns } from '../../../stores/series/series.ts';
import { askDuckDb, type DuckDbQuestion } from './duckdb-question.ts';
import { valuesOf, type Line } from './frames.ts';

/** Node and DuckDB begin with 150 MB; tables may have 256 MB. */
const memoryMax = 640 * 1024 * 1024;
const watchMs = 10;

const end = (): void => void process.kill(process.pid, 'SIGKILL');
every(realClock, watchMs, () => {
  if (process.memoryUsage.rss() > memoryMax) end();
});
try {
  setPriority(10);
} catch {
  // Where the system does not allow it, the limits of time and number are what is left.
}
process.stdin.on('close', end); // whoever asked is gone

const say = (line: Line): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const values = valuesOf(process.stdin);

async function* readings(): AsyncGenerator<ReadingColumns> {
  for (;;) {
    const { value } = await values.next();
    if (value === null || value === undefined) return;
    yield value as ReadingColumns;
    say({ more: true });
  }
}

/** DuckDB draws the place of a mistake below its words. */
function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0]?.slice(0, 500) ?? text;
}

const { value: question } = await values.next();
try {
  say({ answer: await askDuckDb(question as DuckDbQuestion, readings()) });
} catch (error) {
  say({ refused: firstLine(error) });
}
