// The recursive node with a million answers in memory, asked with the skew of real questions (Zipf, 0.9): over TCP
// and UDP, its memory, and Unbound for comparison.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { startRealProgram } from '../testing/program.ts';
import { fillCache } from './fill-cache.ts';
import { report, type Figure, type Figures } from './report.ts';
import { loadTcp, loadUdp, type LoadResult } from './resolve-load.ts';
import { benchUnbound, withoutUnbound } from './unbound.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean' },
    count: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '8' },
  },
});
const [count, seconds] = [Number(options.count), Number(options.seconds)];
const skew = 0.9;
/** Ranks by the inverse of the distribution; neighbours in rank are not neighbours in number. */
const pick = (): number => {
  const rank = Math.floor(count * Math.random() ** (1 / (1 - skew)));
  return (rank * 7_919) % count;
};

const folder = temporaryFolder();
const empty = await memoryOfEmpty();
const entryBytes = await fillCache(join(folder.path, 'data'), count);
const flags = ['--free-ports', '--role', 'resolver', '--recursive-node-roots', '127.0.0.1:9'];
const room = ['--recursive-node-cache-bytes-max', String(2 ** 30), '--recursive-node-cache-save-s'];
const program = await startRealProgram(folder.path, [...flags, ...room, '86400']);
const { pid, origin, startedInMs } = program.ready;
const { port } = program.listener('recursive-node');
const accounted = await gauge('jingwei_recursive_node_cache_bytes');
const full = memoryBytes(pid);
const load = { port, pid, count, seconds, pick };
const tcp = { connections: 4, window: 16 };
await loadTcp({ ...load, seconds: 2 }, tcp);
const byTcp = await loadTcp(load, tcp);
const byUdp = await loadUdp(load, { window: 64 });
await program.stop();
const peers: Record<string, Figures> = {};
if (withoutUnbound === undefined) {
  peers['Unbound 1.17, local data, 1 thread'] = await benchUnbound(folder.path, load);
}
folder.remove();

const figures: Record<string, Figure> = {
  ...figuresOf('TCP', byTcp),
  ...figuresOf('UDP', byUdp),
  'bytes of an entry, as accounted': { value: entryBytes, unit: 'B' },
  'memory accounted': { value: accounted / 2 ** 20, unit: 'MiB' },
  'memory more than without entries (RSS)': { value: (full - empty) / 2 ** 20, unit: 'MiB' },
  'start with these entries, from the cache file': { value: startedInMs, unit: 'ms' },
};
const unbound = Object.values(peers)[0]?.['UDP, answers per processor second']?.value;
const note = { note: `peer not measured: ${withoutUnbound ?? ''}; anchor 155 k/CPU-s` };
if (unbound === undefined) Object.assign(figures['TCP, answers'] ?? {}, note);
report({
  name: 'resolver-cache',
  figures,
  peers,
  ratios: {
    'memory: RSS to accounted': (full - empty) / accounted,
    ...(unbound === undefined
      ? {}
      : {
          'TCP to Unbound, per processor second': byTcp.perCpuSecond / unbound,
          'UDP to Unbound, per processor second': byUdp.perCpuSecond / unbound,
        }),
  },
});

function figuresOf(way: string, { rate, perCpuSecond, p50Ms, p99Ms }: LoadResult): Figures {
  return {
    [`${way}, answers`]: { value: rate, unit: '/s' },
    [`${way}, answers per processor second`]: { value: perCpuSecond, unit: '/CPU-s' },
    [`${way}, p50`]: { value: p50Ms, unit: 'ms' },
    [`${way}, p99`]: { value: p99Ms, unit: 'ms' },
  };
}

async function gauge(name: string): Promise<number> {
  const text = await (await fetch(`${origin}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
}

function memoryBytes(process: number): number {
  const status = readFileSync(`/proc/${process}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024;
}

/** The same program with nothing in its cache. */
async function memoryOfEmpty(): Promise<number> {
  const other = temporaryFolder();
  const idle = await startRealProgram(other.path, [
    '--free-ports',
    '--role',
    'resolver',
    '--recursive-node-roots',
    '127.0.0.1:9',
  ]);
  await fetch(`${idle.ready.origin}/metrics`);
  const bytes = memoryBytes(idle.ready.pid);
  await idle.stop();
  other.remove();
  return bytes;
}
