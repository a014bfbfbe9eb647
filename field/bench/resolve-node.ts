// One run of a resolution benchmark: the real node and the bare limit, on the same store, one after the other.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { startRealProgram } from '../testing/program.ts';
import { fillNode } from './fill-node.ts';
import { report, type Figures } from './report.ts';
import type { Load, LoadResult } from './resolve-load.ts';

const bare = fileURLToPath(new URL('bare-lookup.ts', import.meta.url));

export async function benchNode(
  name: string,
  ask: (load: Load) => Promise<LoadResult>,
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
  const program = await startRealProgram(folder.path, ['--free-ports', '--role', 'enterprise']);
  const { port } = program.listener('enterprise-node');
  await ask({ port, pid: program.ready.pid, count, seconds: 2 });
  const node = await ask({ port, pid: program.ready.pid, count, seconds });
  await program.stop();
  const child = spawn(process.execPath, [bare, join(folder.path, 'data')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const target = { port: Number(line.toString()), pid: child.pid ?? 0, count };
  await ask({ ...target, seconds: 2 });
  const limit = await ask({ ...target, seconds });
  child.kill('SIGKILL');
  folder.remove();
  report({
    name,
    figures: {
      ...figuresOf(node),
      [`registered beforehand, ${count.toLocaleString('en')} of 3 values, durable`]: {
        value: registered,
        unit: '/s',
      },
    },
    peers: { 'bare socket over LMDB': figuresOf(limit) },
    ratios: {
      'node to the bare limit, per processor second': node.perCpuSecond / limit.perCpuSecond,
    },
  });
}

function figuresOf({ rate, perCpuSecond, p50Ms, p99Ms }: LoadResult): Figures {
  return {
    answers: { value: rate, unit: '/s' },
    'answers per processor second': { value: perCpuSecond, unit: '/CPU-s' },
    p50: { value: p50Ms, unit: 'ms' },
    p99: { value: p99Ms, unit: 'ms' },
  };
}
