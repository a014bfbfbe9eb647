// One driver while it runs: requests and answers by their number, its lines, its memory, its end within bounds.
import type { ChildProgram } from '../../../../kernel/world/processes.ts';
import { every } from '../../../../kernel/world/clock.ts';
import { extname } from 'node:path';
import { allowedPath } from '../allowed-folder.ts';
import type { Reach } from '../protocol.ts';
import { driverFailures } from './failures.ts';
import { DriverLines, type DriverLine, type LineOutcome } from './lines.ts';

export type DriverProgram = {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly memoryMiBMax: number;
};

type Waiting = { resolve(value: unknown): void; reject(error: Error): void };
export type UnaskedLine = Exclude<DriverLine, { id: number }>;

const endWithinMs = 2_000;
const memoryCheckMs = 2_000;
const saidCharactersMax = 2_000;

export class DriverChild {
  /** Resolves with why, after the last line. */
  readonly ended: Promise<string>;
  readonly #reach: Reach;
  readonly #program: DriverProgram;
  readonly #child: ChildProgram;
  readonly #waiting = new Map<number, Waiting>();
  readonly #lines = new DriverLines();
  #next = 1;
  #said = '';
  #why: string | undefined;

  private constructor(reach: Reach, program: DriverProgram, child: ChildProgram) {
    this.#reach = reach;
    this.#program = program;
    this.#child = child;
    child.onErrors((chunk) => {
      this.#said = (this.#said + Buffer.from(chunk).toString('utf8')).slice(-saidCharactersMax);
    });
    const watch = every(reach.world.clock, memoryCheckMs, () => this.#checkMemory());
    this.ended = new Promise((resolve) => {
      child.onEnd((why) => {
        watch.cancel();
        const reason = this.#why ?? why;
        for (const { reject } of this.#waiting.values()) reject(this.#endedFailure(reason));
        this.#waiting.clear();
        resolve(reason);
      });
    });
  }

  /** `hear` gets what nobody asked for. Fails with a failure of `driver`. */
  static async start(
    reach: Reach,
    program: DriverProgram,
    hear: (line: LineOutcome & { line?: UnaskedLine }) => void,
  ): Promise<DriverChild> {
    const { program: file, name } = program;
    const { enterprise, programs } = reach.allowed;
    const { processes, disk } = reach.world;
    const path = allowedPath(programs, enterprise, file);
    const folder = allowedPath(programs, enterprise, '.');
    if (path === undefined || folder === undefined)
      throw driverFailures['not-allowed']({ name, program: file, enterprise });
    // A link of the operator's may lead to a program elsewhere.
    const real = await disk.realPath(path);
    if (real === undefined || (await disk.facts(real)) === undefined)
      throw driverFailures['no-program']({ program: file, enterprise });
    if (!processes) throw driverFailures['no-processes']({ program: file });
    const [runner, ...before] = runnerOf(path);
    const environment = {
      PATH: process.env['PATH'] ?? '',
      LANG: 'C.UTF-8',
      PYTHONUNBUFFERED: '1',
      JINGWEI_SOURCE: name,
    };
    const child = processes.start({
      program: runner ?? path,
      args: [...before, ...program.args],
      folder,
      environment,
    });
    const started = new DriverChild(reach, program, child);
    child.onOutput((chunk) => {
      for (const outcome of started.#lines.push(chunk)) {
        if (outcome.ok && 'id' in outcome.line) started.#answered(outcome.line);
        else hear(outcome as LineOutcome & { line?: UnaskedLine });
      }
    });
    return started;
  }

  /** The answer. Fails with a failure of `driver`. */
  async ask(what: string, more: object, withinMs?: number): Promise<unknown> {
    const id = this.#next++;
    const { clock } = this.#reach.world;
    const answer = new Promise<unknown>((resolve, reject) =>
      this.#waiting.set(id, { resolve, reject }),
    );
    this.send({ id, do: what, ...more });
    if (withinMs === undefined) return answer;
    const timer = clock.after(withinMs, () => {
      const { program } = this.#program;
      this.#waiting
        .get(id)
        ?.reject(driverFailures['no-answer']({ program, what, seconds: withinMs / 1_000 }));
      this.#waiting.delete(id);
    });
    return answer.finally(() => timer.cancel());
  }

  send(line: object): void {
    this.#child.write(`${JSON.stringify(line)}\n`);
  }

  pause(): void {
    this.#child.pause();
  }

  resume(): void {
    this.#child.resume();
  }

  /** It may end by itself; otherwise it is ended. */
  stop(): void {
    this.#child.resume();
    this.send({ do: 'stop' });
    this.#child.end();
    const timer = this.#reach.world.clock.after(endWithinMs, () => this.#child.kill());
    void this.ended.then(() => timer.cancel());
  }

  kill(why: string): void {
    this.#why ??= why;
    this.#child.kill();
  }

  /** As a failure, for who connects or reads the status. */
  async endedReason(): Promise<Error> {
    return this.#endedFailure(await this.ended);
  }

  #answered(line: Extract<DriverLine, { id: number }>): void {
    const waiting = this.#waiting.get(line.id);
    this.#waiting.delete(line.id);
    if ('ok' in line) return waiting?.resolve(line.ok);
    const { program } = this.#program;
    return waiting?.reject(
      driverFailures.refused({ program, what: `request ${line.id}`, why: line.failed }),
    );
  }

  #endedFailure(why: string): Error {
    const { program } = this.#program;
    const lines = this.#said.split('\n').map((line) => line.trim());
    // The line that names the error says more than the trace around it.
    const named = lines.findLast((line) => /^\w*(error|exception)\b/i.test(line));
    const said = (named ?? lines.filter(Boolean).join(' ').slice(-180)).slice(0, 180) || '–';
    return driverFailures.ended({ program, why, said });
  }

  async #checkMemory(): Promise<void> {
    const bytes = await this.#child.memory();
    const { memoryMiBMax } = this.#program;
    if (bytes !== undefined && bytes > memoryMiBMax * 1024 * 1024)
      this.kill(`more than ${memoryMiBMax} MiB of memory`);
  }
}

/** Scripts by the program that reads them; everything else by itself. */
function runnerOf(path: string): readonly string[] {
  const ending = extname(path);
  if (['.mjs', '.js', '.ts', '.mts'].includes(ending)) return [process.execPath, path];
  return ending === '.py' ? ['python3', path] : [path];
}
