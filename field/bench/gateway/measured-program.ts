// The real program under measurement: its processor time, its memory, what its store has; and a machine's process.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openSeries } from '../../../server/src/engines/embedded/series/open-series.ts';
import { realWorld } from '../../../server/src/kernel/world/real/world.ts';
import { temporaryFolder } from '../../../server/src/testing/temporary-folder.ts';
import { until } from '../../../server/src/testing/until.ts';
import { startRealProgram, type StartedProgram } from '../../testing/program.ts';
import { signIn } from '../../testing/sign-in.ts';
import type { Ran, Run } from './machine-process.ts';
import type { MachineOrder } from './machines.ts';

const waitMs = 180_000;

export class MeasuredProgram {
  readonly program: StartedProgram;
  readonly #cookie: string;
  readonly #folder: ReturnType<typeof temporaryFolder>;

  private constructor(
    program: StartedProgram,
    cookie: string,
    folder: ReturnType<typeof temporaryFolder>,
  ) {
    this.program = program;
    this.#cookie = cookie;
    this.#folder = folder;
  }

  /** With `--profile FOLDER` given to the benchmark, a processor profile of it is left there. */
  static async start(
    flags: readonly string[],
    folder = temporaryFolder(),
  ): Promise<MeasuredProgram> {
    const at = process.argv.indexOf('--profile');
    const to = at < 0 ? '' : (process.argv[at + 1] ?? '');
    const profile = to === '' ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${to}` };
    const program = await startRealProgram(folder.path, ['--free-ports', ...flags], profile);
    return new MeasuredProgram(program, await signIn(program.ready), folder);
  }

  get origin(): string {
    return this.program.ready.origin;
  }

  get memoryMiB(): number {
    const status = readFileSync(`/proc/${this.program.ready.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
  }

  get cpuSeconds(): number {
    const stat = readFileSync(`/proc/${this.program.ready.pid}/stat`, 'utf8');
    const fields = stat.split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.origin}/metrics`)).text();
    return Number(new RegExp(`^${name}(?:_total)? (\\d+)`, 'm').exec(text)?.[1] ?? 0);
  }

  stored(): Promise<number> {
    return this.metric('jingwei_telemetry_readings');
  }

  async ask<T>(path: string, body?: unknown): Promise<T> {
    const headers = { cookie: this.#cookie, 'content-type': 'application/json' };
    const posted = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const answer = await fetch(`${this.origin}${path}`, { headers, ...posted });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** Resolves when it is connected. */
  async connect(source: { readonly name: string } & Record<string, unknown>): Promise<void> {
    await this.ask('/api/sources', source);
    await until(
      `${source.name} is connected`,
      async () => {
        const { sources } = await this.ask<{ sources: { name: string; state: string }[] }>(
          '/api/sources',
        );
        return sources.find(({ name }) => name === source.name)?.state === 'connected';
      },
      waitMs,
    );
  }

  untilStored(count: number): Promise<void> {
    return until(
      `${count} readings stored`,
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 10));
        return (await this.stored()) >= count;
      },
      waitMs,
    );
  }

  /** Stops it and counts what its store holds. */
  async stopAndCount(): Promise<number> {
    await this.program.stop();
    const folder = `${this.#folder.path}/data/series-store/embedded`;
    const place = { folder, world: realWorld } as Parameters<typeof openSeries>[0];
    const series = await openSeries(place);
    const { readings } = await series.statistics();
    await series.close();
    this.#folder.remove();
    return readings;
  }
}

export type MachineProcess = {
  readonly found: { readonly port: number; readonly devices?: string };
  ready(): Promise<void>;
  run(run: Run): Promise<Ran>;
  close(): void;
};

export async function startMachineProcess(order: MachineOrder): Promise<MachineProcess> {
  const script = fileURLToPath(new URL('machine-process.ts', import.meta.url));
  const child = spawn(process.execPath, [script, JSON.stringify(order)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async <T>(): Promise<T> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error('the machine has ended');
    return JSON.parse(value) as T;
  };
  const found = await next<{ port: number; devices?: string }>();
  return {
    found,
    async ready() {
      child.stdin.write('ready\n');
      await next();
    },
    run(run) {
      child.stdin.write(`${JSON.stringify(run)}\n`);
      return next<Ran>();
    },
    close: () => void child.stdin.end(),
  };
}
