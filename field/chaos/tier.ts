// One program of the chaos run as its own process: killed, stopped, started again, its clock set, its disk filled. Whatever
// is done to it is done one after the other.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startRealProgram, type StartedProgram } from '../testing/program.ts';

const fakeTime = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
/** Debian's `faketime`, as `tools/setup.sh` installs it: without it clocks are not stepped. */
export const canStepClocks = process.platform === 'linux' && existsSync(fakeTime);

const startTries = 20;
const againMs = 500;

export type TierOptions = {
  readonly name: string;
  readonly folder: string;
  readonly flags: readonly string[];
  /** A file system of its own for this folder of the data folder, so that it can be full. */
  readonly small?: { readonly path: string; readonly mebibytes: number };
  readonly say: (line: string) => void;
  /** Called before it ends in any way. */
  readonly onEnd?: () => void;
  /** Called when it has ended: one that is told to stop still takes what comes until then. */
  readonly onEnded?: () => void;
};

export class Tier {
  readonly name: string;
  readonly #options: TierOptions;
  readonly #clockFile: string;
  #program: StartedProgram | undefined;
  #token = '';
  #turn: Promise<unknown> = Promise.resolve();
  #mounted = false;
  /** Starts that failed, and ends that nobody asked for. */
  readonly troubles: string[] = [];
  startFailures = 0;

  constructor(options: TierOptions) {
    this.name = options.name;
    this.#options = options;
    this.#clockFile = join(options.folder, 'clock');
    mkdirSync(options.folder, { recursive: true });
    writeFileSync(this.#clockFile, '+0');
    this.#mount();
  }

  /** Undefined while it is away. */
  get door(): { origin: string; token: string } | undefined {
    return this.#program && { origin: this.#program.ready.origin, token: this.#token };
  }

  get dataFolder(): string {
    return this.#data;
  }

  get hasSmallDisk(): boolean {
    return this.#mounted;
  }

  start(): Promise<void> {
    return this.#inTurn(() => this.#start());
  }

  /** `while`: what happens before it is started again. */
  killAndStart(awayMs: number, meanwhile: () => void = () => {}): Promise<void> {
    return this.#inTurn(async () => {
      await this.#end((program) => program.kill());
      await new Promise((resolve) => setTimeout(resolve, awayMs));
      meanwhile();
      await this.#start();
    });
  }

  stopAndStart(awayMs: number): Promise<void> {
    return this.#inTurn(async () => {
      await this.#end((program) => program.stop());
      await new Promise((resolve) => setTimeout(resolve, awayMs));
      await this.#start();
    });
  }

  /** Resolves when all that was begun is done. */
  async settled(): Promise<void> {
    await this.#turn;
  }

  setClock(offsetSeconds: number): void {
    writeFileSync(this.#clockFile, offsetSeconds < 0 ? `${offsetSeconds}` : `+${offsetSeconds}`);
  }

  /** Leaves so many bytes on the small disk. */
  fillDisk(leaveBytes: number): void {
    if (!this.#mounted) return;
    const { bavail, bsize } = statfsSync(this.#smallPath);
    const bytes = Math.max(0, bavail * bsize - leaveBytes);
    try {
      writeFileSync(this.#ballast, Buffer.alloc(bytes, 1));
    } catch {
      // The program wrote in the same moment: then the disk is full too.
    }
  }

  emptyDisk(): void {
    if (this.#mounted) rmSync(this.#ballast, { force: true });
  }

  async call<R>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<R> {
    const { door } = this;
    if (!door) throw new Error(`${this.name} is away`);
    const answer = await fetch(door.origin + path, {
      method,
      headers: { authorization: `Bearer ${door.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${this.name} ${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as R;
  }

  async close(): Promise<void> {
    await this.#turn;
    await this.#end((program) => program.kill());
    if (this.#mounted) execFileSync('umount', [this.#smallPath]);
    this.#mounted = false;
  }

  async #start(): Promise<void> {
    const environment: Record<string, string> = canStepClocks
      ? {
          LD_PRELOAD: fakeTime,
          FAKETIME_TIMESTAMP_FILE: this.#clockFile,
          FAKETIME_CACHE_DURATION: '1',
          FAKETIME_DONT_FAKE_MONOTONIC: '1',
          NO_FAKE_STAT: '1',
        }
      : {};
    const begun = performance.now();
    for (let tries = 1; ; tries += 1) {
      try {
        const program = await startRealProgram(
          this.#options.folder,
          this.#options.flags,
          environment,
        );
        const run = JSON.parse(readFileSync(join(this.#data, 'run.json'), 'utf8')) as {
          token: string;
        };
        this.#token = run.token;
        const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
        this.#options.say(`${this.name} runs after ${seconds} s`);
        this.#program = program;
        program.process.once('exit', (code, signal) => {
          if (this.#program !== program) return;
          this.#program = undefined;
          this.troubles.push(
            `${this.name} ended by itself (${code ?? signal}):\n${program.output()}`,
          );
          this.#options.onEnd?.();
        });
        return;
      } catch (error) {
        this.startFailures += 1;
        this.#options.onEnd?.(); // it may have read something before
        this.#options.say(`${this.name} does not start: ${String(error).slice(0, 600)}`);
        if (tries >= startTries) throw error;
        await new Promise((resolve) => setTimeout(resolve, againMs));
      }
    }
  }

  async #end(how: (program: StartedProgram) => Promise<unknown>): Promise<void> {
    const program = this.#program;
    this.#program = undefined;
    if (!program) return;
    this.#options.onEnd?.();
    await how(program);
    this.#options.onEnded?.();
  }

  #inTurn<R>(work: () => Promise<R>): Promise<R> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined); // the caller has the failure; the next turn starts anyway
    return result;
  }

  #mount(): void {
    const { small } = this.#options;
    if (!small || process.platform !== 'linux' || process.getuid?.() !== 0) return;
    mkdirSync(this.#smallPath, { recursive: true });
    try {
      const size = `size=${small.mebibytes}m,mode=700`;
      execFileSync('mount', ['-t', 'tmpfs', '-o', size, 'tmpfs', this.#smallPath], {
        stdio: 'ignore',
      });
      this.#mounted = true;
    } catch {
      // Without the right to mount, the disk is never really full here; the report says so.
    }
  }

  get #data(): string {
    return join(this.#options.folder, 'data');
  }

  get #smallPath(): string {
    return join(this.#data, this.#options.small?.path ?? '');
  }

  get #ballast(): string {
    return join(this.#smallPath, 'ballast');
  }
}
