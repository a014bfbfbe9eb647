// Unbound, the DNS resolver, as the peer of the recursive node: one thread, all names known to it, asked by dnsperf
// over UDP with as many questions under way as our node is asked.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../testing/free-port.ts';
import { until } from '../../server/src/testing/until.ts';
import type { Figures } from './report.ts';
import { cpuSeconds } from './resolve-load.ts';

const unbound = '/usr/sbin/unbound';
const dnsperf = '/usr/bin/dnsperf';

/** Why there are no figures, where a program is missing. */
export const withoutUnbound =
  existsSync(unbound) && existsSync(dnsperf) ? undefined : 'tools/setup.sh installs it';

export async function benchUnbound(
  folder: string,
  load: { count: number; seconds: number; pick: () => number },
): Promise<Figures> {
  const port = await freePort();
  const name = (n: number): string => `l-${n}.bench.`;
  const config = join(folder, 'unbound.conf');
  writeFileSync(config, configOf(port, folder));
  const records = Array.from({ length: load.count }, (_, n) => {
    return `local-data: "${name(n)} 86400 IN A 192.0.2.1"`;
  });
  writeFileSync(join(folder, 'names.conf'), `server:\n${records.join('\n')}\n`);
  const asked = Array.from({ length: 200_000 }, () => `${name(load.pick())} A`);
  const queries = join(folder, 'queries.txt');
  writeFileSync(queries, `${asked.join('\n')}\n`);
  const child = spawn(unbound, ['-d', '-c', config], { stdio: 'ignore' });
  const ask = (seconds: number): string =>
    execFileSync(
      dnsperf,
      // prettier-ignore
      ['-s', '127.0.0.1', '-p', String(port), '-d', queries, '-l', String(seconds), '-c', '4', '-q', '64'],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    );
  try {
    await until('Unbound answers', async () => answered(ask(1)) > 0, 120_000);
    const before = cpuSeconds(child.pid ?? 0);
    const told = ask(load.seconds);
    const perCpuSecond = answered(told) / (cpuSeconds(child.pid ?? 0) - before);
    const rate = Number(/Queries per second:\s+([\d.]+)/.exec(told)?.[1]);
    return {
      'UDP, answers': { value: rate, unit: '/s' },
      'UDP, answers per processor second': { value: perCpuSecond, unit: '/CPU-s' },
    };
  } finally {
    child.kill('SIGKILL');
  }
}

function answered(told: string): number {
  return Number(/Queries completed:\s+(\d+)/.exec(told)?.[1] ?? 0);
}

function configOf(port: number, folder: string): string {
  return `server:
  interface: 127.0.0.1
  port: ${port}
  num-threads: 1
  do-daemonize: no
  username: ""
  chroot: ""
  directory: "${folder}"
  pidfile: "${join(folder, 'unbound.pid')}"
  use-syslog: no
  logfile: "${join(folder, 'unbound.log')}"
  access-control: 127.0.0.0/8 allow
  local-zone: "bench." static
remote-control:
  control-enable: no
include: "${join(folder, 'names.conf')}"
`;
}
