// One run of a resolution benchmark: the real node and the bare limit, on the same store, one after the other.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { startRealProgram } from '../testing/program.ts';
import { fillNode } from './fill-node.ts';
import { benchNsd, withoutNsd } from './nsd.ts';
import { report, type Figures } from './report.ts';
import type { Load, LoadResult } from './resolve-load.ts';

const bare = fileURLToPath(new URL('bare-lookup.ts', import.meta.url));

/** What else is measured in the same run. */
type Beside = {
  /** The node once more with so many resolve workers. */
  readonly workers?: number;
  readonly askWorkers?: (load: Load) => Promise<LoadResult>;
  readonly nsd?: boolean;
};

export async function benchNode(
  name: string,
  ask: (load: Load) => Promise<LoadResult>,
  beside: Beside = {},
): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean' },
      count: { type: 'string', default: '1000000' },
      seconds: { type: 'string', default: '8' },
    },
  });
  const [count, seconds] = [Number(values.count), Number(values.seconds)];
  const folder = temporaryFolder();
  const registered = await fillNode(join(folder.path, 'data'), count);
  const node = await askNode(folder.path, ask, { count, seconds });
  const { askWorkers, workers = 0 } = beside;
  const all = askWorkers && (await askNode(folder.path, askWorkers, { count, seconds, workers }));
  const child = spawn(process.execPath, [bare, join(folder.path, 'data')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const target = { port: Number(line.toString()), pid: child.pid ?? 0, count };
  await ask({ ...target, seconds: 2 });
  const limit = await ask({ ...target, seconds });
  child.kill('SIGKILL');
  const nsd = beside.nsd === true && (await askNsd(folder.path, { count, seconds }));
  folder.remove();
  report({
    name,
    figures: {
      ...figuresOf(node),
      ...(all ? figuresOf(all, `with ${workers} resolve workers, `) : {}),
      [`registered beforehand, ${count.toLocaleString('en')} of 3 values, durable`]: {
        value: registered,
        unit: '/s',
      },
    },
    peers: {
      'bare socket over LMDB': figuresOf(limit),
      ...(nsd ? { 'NSD, one process': nsd.figures } : {}),
    },
    ratios: {
      'node to the bare limit, per processor second': node.perCpuSecond / limit.perCpuSecond,
      ...(nsd ? { 'node to NSD, per processor second': node.perCpuSecond / nsd.perCpuSecond } : {}),
    },
  });
}

/** The real program, asked twice: the first time to warm it. */
async function askNode(
  folder: string,
  ask: (load: Load) => Promise<LoadResult>,
  { count, seconds, workers = 0 }: { count: number; seconds: number; workers?: number },
): Promise<LoadResult> {
  const program = await startRealProgram(folder, ['--free-ports', '--role', 'enterprise'], {
    JINGWEI_ENTERPRISE_NODE_RESOLVE_WORKERS: String(workers),
  });
  const { port } = program.listener('enterprise-node');
  const { pid } = program.ready;
  await ask({ port, pid, count, seconds: 2 });
  const result = await ask({ port, pid, count, seconds });
  await program.stop();
  return result;
}

function askNsd(folder: string, load: { count: number; seconds: number }) {
  if (withoutNsd === undefined) return benchNsd(folder, load);
  console.error(`NSD is left out: ${withoutNsd}`);
  return undefined;
}

function figuresOf({ rate, perCpuSecond, p50Ms, p99Ms }: LoadResult, before = ''): Figures {
  return {
    [`${before}answers`]: { value: rate, unit: '/s' },
    [`${before}answers per processor second`]: { value: perCpuSecond, unit: '/CPU-s' },
    [`${before}p50`]: { value: p50Ms, unit: 'ms' },
    [`${before}p99`]: { value: p99Ms, unit: 'ms' },
  };
}
