// NSD, the DNS authority server, as the peer of a node over UDP: one server process that holds as many names, asked
// by dnsperf with as many questions under way as the node is asked. It answers less in each answer: one A record.
import { execFileSync, spawn } from 'node:child_process';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '../testing/free-port.ts';
import { until } from '../../server/src/testing/until.ts';
import type { Figures } from './report.ts';
import { cpuSeconds } from './resolve-load.ts';

const nsd = '/usr/sbin/nsd';
const dnsperf = '/usr/bin/dnsperf';

/** Why there are no figures, where a program is missing. */
export const withoutNsd =
  existsSync(nsd) && existsSync(dnsperf) ? undefined : 'tools/setup.sh installs it';

export type NsdResult = { readonly figures: Figures; readonly perCpuSecond: number };

export async function benchNsd(
  folder: string,
  load: { count: number; seconds: number },
): Promise<NsdResult> {
  const port = await freePort();
  const own = join(folder, 'nsd');
  mkdirSync(own);
  await writeZone(join(own, 'bench.zone'), load.count);
  const queries = join(own, 'queries.txt');
  const asked = Array.from(
    { length: 200_000 },
    () => `l-${Math.floor(Math.random() * load.count)}`,
  );
  writeFileSync(queries, asked.map((name) => `${name}.bench. A\n`).join(''));
  const config = join(own, 'nsd.conf');
  writeFileSync(config, configOf(port, own));
  const child = spawn(nsd, ['-d', '-c', config], { stdio: 'ignore' });
  const pid = child.pid ?? 0;
  const ask = (seconds: number): string =>
    execFileSync(
      dnsperf,
      // prettier-ignore
      ['-s', '127.0.0.1', '-p', String(port), '-d', queries, '-l', String(seconds), '-c', '4', '-q', '64'],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    );
  try {
    await until('NSD answers', async () => answered(ask(1)) > 1_000, 180_000);
    const before = allCpuSeconds(pid);
    const told = ask(load.seconds);
    const perCpuSecond = answered(told) / (allCpuSeconds(pid) - before);
    const rate = Number(/Queries per second:\s+([\d.]+)/.exec(told)?.[1]);
    return {
      perCpuSecond,
      figures: {
        answers: { value: rate, unit: '/s' },
        'answers per processor second': { value: perCpuSecond, unit: '/CPU-s' },
      },
    };
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
}

/** The program answers in a child of its child. */
function allCpuSeconds(pid: number): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      parents.set(Number(name), Number(fields[1]));
    } catch {
      continue; // it ended meanwhile
    }
  }
  const isBelow = (one: number): boolean =>
    one === pid || (parents.has(one) && isBelow(parents.get(one) ?? 0));
  return [...parents.keys()].filter(isBelow).reduce((sum, one) => sum + cpuSeconds(one), 0);
}

async function writeZone(path: string, count: number): Promise<void> {
  const file = createWriteStream(path);
  file.write(
    '$ORIGIN bench.\n$TTL 86400\n@ SOA ns.bench. host.bench. 1 1 1 1 1\n@ NS ns\nns A 192.0.2.1\n',
  );
  for (let n = 0; n < count; n++) {
    if (!file.write(`l-${n} A 192.0.2.1\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

function answered(told: string): number {
  return Number(/Queries completed:\s+(\d+)/.exec(told)?.[1] ?? 0);
}

function configOf(port: number, folder: string): string {
  return `server:
  ip-address: 127.0.0.1
  port: ${port}
  server-count: 1
  username: ""
  chroot: ""
  zonesdir: "${folder}"
  database: ""
  zonelistfile: "${folder}/zone.list"
  xfrdfile: "${folder}/xfrd.state"
  xfrdir: "${folder}"
  pidfile: "${folder}/nsd.pid"
  logfile: "${folder}/nsd.log"
  rrl-ratelimit: 0
remote-control:
  control-enable: no
zone:
  name: "bench"
  zonefile: "bench.zone"
`;
}
