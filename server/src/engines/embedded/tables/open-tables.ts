// Tables in DuckDB, a process for each question: what its SQL does to memory, to a processor or to the process itself ends
// with it, and the end comes at once, also where DuckDB looks at no interruption (one function over one huge value).
import { parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert } from '../../../kernel/failure/assert.ts';
import type { Failure } from '../../../kernel/failure/failure.ts';
import type { ChildProgram, Processes } from '../../../kernel/world/processes.ts';
import { storeFailures } from '../../../stores/failures.ts';
import type { EngineContext } from '../../../stores/ports.ts';
import {
  sqlCharactersMax,
  type TableAnswer,
  type TableQuestion,
  type TablesStore,
} from '../../../stores/tables/tables.ts';
import { frameOf, Lines, type Line } from './frames.ts';

const program = fileURLToPath(new URL('run-question.ts', import.meta.url));
/** Sent before the first of them was taken in, so that none waits for the other's word. */
const batchesAhead = 2;

export async function openTables({ world }: EngineContext): Promise<TablesStore> {
  const { clock, processes } = world;
  assert(processes, 'questions in SQL run in processes of their own');
  const underWay = new Set<QuestionProcess>();
  return {
    async ask(question) {
      if (question.sql.length > sqlCharactersMax) {
        throw refused(`it has more than ${sqlCharactersMax} characters`);
      }
      const own = new QuestionProcess(processes);
      underWay.add(own);
      const stop = () => own.stop(tooLong(question));
      const timer = clock.after(question.millisecondsMax, stop);
      question.signal.addEventListener('abort', stop, { once: true });
      if (question.signal.aborted) stop();
      try {
        return await own.ask(question);
      } finally {
        timer.cancel();
        question.signal.removeEventListener('abort', stop);
        own.stop(tooLong(question));
        await own.ended;
        underWay.delete(own);
      }
    },
    async close() {
      for (const own of underWay) own.stop(storeFailures.closed());
    },
  };
}

class QuestionProcess {
  readonly #child: ChildProgram;
  readonly #answer = Promise.withResolvers<TableAnswer>();
  readonly #ended = Promise.withResolvers<void>();
  readonly #lines = new Lines();
  #isOver = false;
  #ahead = 0;
  #goOn: (() => void) | undefined;

  constructor(processes: Processes) {
    this.#child = processes.start({
      program: process.execPath,
      args: ['--max-old-space-size=384', '--no-warnings', program],
      folder: parse(process.execPath).root, // DuckDB tells it to whoever asks for its settings
      environment: systemRoot(),
    });
    this.#answer.promise.catch(() => {}); // told when it is waited for
    this.#child.onOutput((chunk) => this.#hear(this.#lines.push(chunk)));
    this.#child.onErrors(() => {});
    this.#child.onEnd((why) => {
      const tooLarge = why === 'SIGKILL' || why === 'SIGABRT' || why === 'exit 134';
      this.stop(refused(tooLarge ? 'it takes too much memory' : `DuckDB broke on it (${why})`));
      this.#ended.resolve();
    });
  }

  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  async ask({ sql, signals, rowsMax, readings }: TableQuestion): Promise<TableAnswer> {
    this.#child.write(frameOf({ sql, signals, rowsMax }));
    this.#feed(readings).catch((error: unknown) => this.stop(error));
    return this.#answer.promise;
  }

  /** At once; what was not answered fails with this. */
  stop(why: unknown): void {
    this.#isOver = true;
    this.#answer.reject(why);
    this.#child.kill();
    this.#goOn?.();
  }

  async #feed(readings: TableQuestion['readings']): Promise<void> {
    for await (const batch of readings) {
      this.#child.write(frameOf(batch));
      this.#ahead++;
      while (this.#ahead >= batchesAhead && !this.#isOver) {
        await new Promise<void>((resolve) => (this.#goOn = resolve));
      }
      if (this.#isOver) return;
    }
    this.#child.write(frameOf(null));
  }

  #hear(lines: readonly Line[] | undefined): void {
    if (!lines) return this.stop(refused('its answer is too long'));
    for (const line of lines) {
      if ('answer' in line) this.#answer.resolve(line.answer);
      else if ('refused' in line) this.stop(refused(line.refused));
      else if (this.#ahead === 0) this.stop(refused('it asks for more than there is'));
      else {
        this.#ahead--;
        this.#goOn?.();
      }
    }
  }
}

/** Nothing of our surroundings but what Windows starts no program without. */
function systemRoot(): Record<string, string> {
  const root = process.env['SystemRoot'];
  return root === undefined ? {} : { SystemRoot: root };
}

function tooLong({ millisecondsMax }: TableQuestion): Failure {
  return storeFailures['sql-too-long']({ seconds: millisecondsMax / 1_000 });
}

function refused(reason: string): Failure {
  return storeFailures['bad-sql']({ reason });
}
