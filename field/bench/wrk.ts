// Load over HTTP by wrk, in a process of its own: keep-alive connections, requests made beforehand.
import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cpuSeconds } from './resolve-load.ts';

const binary = '/usr/bin/wrk';
const connections = 64;

export type HttpLoad = {
  readonly folder: string;
  /** `http://host:port` or `https://…`. */
  readonly origin: string;
  readonly paths: readonly string[];
  readonly seconds: number;
  /** Whose processor time counts. */
  readonly pid: number;
};

export type HttpLoadResult = {
  readonly rate: number;
  readonly perCpuSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Replies that were no 2xx, and requests without reply. */
  readonly failed: number;
};

/** Sends the paths in turn over 64 connections. */
export async function loadHttp(load: HttpLoad): Promise<HttpLoadResult> {
  if (!existsSync(binary)) throw new Error('wrk is not installed: run tools/setup.sh');
  const script = join(load.folder, 'requests.lua');
  writeFileSync(script, scriptOf(load.paths));
  const flags = ['-t1', `-c${connections}`, `-d${load.seconds}s`, '--latency', '-s', script];
  const cpuBefore = cpuSeconds(load.pid);
  const { stdout } = await promisify(execFile)(binary, [...flags, load.origin]);
  const cpu = cpuSeconds(load.pid) - cpuBefore;
  const line = /^figures (.*)$/m.exec(stdout)?.[1]?.split(' ').map(Number) ?? [];
  const [requests = NaN, microseconds = NaN, p50 = NaN, p99 = NaN, failed = NaN] = line;
  return {
    rate: requests / (microseconds / 1e6),
    perCpuSecond: requests / cpu,
    p50Ms: p50 / 1000,
    p99Ms: p99 / 1000,
    failed,
  };
}

function scriptOf(paths: readonly string[]): string {
  return `
local paths = { ${paths.map((path) => `"${path}"`).join(', ')} }
local requests, n = {}, 0
function init(args)
  for i, path in ipairs(paths) do requests[i] = wrk.format("GET", path) end
end
function request()
  n = n % #requests + 1
  return requests[n]
end
function done(summary, latency, all)
  local e = summary.errors
  print(string.format("figures %d %d %d %d %d", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99),
    e.connect + e.read + e.write + e.status + e.timeout))
end
`;
}
