// InfluxDB 1.6, as Debian has it: one process, written to by its line protocol, each write synced to its log.
import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { until } from '../../../server/src/testing/until.ts';
import { freePort } from '../../testing/free-port.ts';
import { answered, lineProtocol, type PeerKind } from './peer.ts';

const program = '/usr/bin/influxd';

export const influxdb: PeerKind = {
  title: 'InfluxDB 1.6',
  note: 'equal: quality, both times, texts; each write synced',
  missing: existsSync(program) ? undefined : 'tools/bench-peers.sh installs it',
  async start({ folder, fromUs, toUs }) {
    const [port, rpc] = [await freePort(), await freePort()];
    const config = join(folder, 'influxdb.conf');
    writeFileSync(config, configOf(folder, port, rpc));
    const child = spawn(program, ['-config', config], { stdio: 'ignore' });
    const base = `http://127.0.0.1:${port}`;
    await until(
      'InfluxDB answers',
      async () => (await fetch(`${base}/ping`).catch(() => undefined))?.ok === true,
      60_000,
    );
    const query = async (q: string): Promise<{ series?: { values: unknown[][] }[] }> => {
      const url = `${base}/query?db=bench&epoch=u`;
      const text = await answered(url, { method: 'POST', body: new URLSearchParams({ q }) });
      const { results } = JSON.parse(text) as {
        results: [{ error?: string; series?: { values: unknown[][] }[] }];
      };
      if (results[0].error) throw new Error(results[0].error);
      return results[0];
    };
    await query('CREATE DATABASE bench WITH DURATION INF SHARD DURATION 1d');
    const span = `time >= ${fromUs}u AND time < ${toUs}u`;
    return {
      pids: [child.pid ?? 0],
      encode: lineProtocol,
      async ingest({ bytes }) {
        await answered(`${base}/write?db=bench&precision=u`, {
          method: 'POST',
          body: Buffer.from(bytes),
        });
      },
      async settle() {
        await new Promise((resolve) => setTimeout(resolve, 30_000)); // a cold shard is compacted
      },
      async lastOfAll() {
        const [n, t] = [
          await query('SELECT last(n) FROM r GROUP BY s'),
          await query('SELECT last(t) FROM r GROUP BY s'),
        ];
        return (n.series?.length ?? 0) + (t.series?.length ?? 0);
      },
      async minutes(asked) {
        const these = asked.map((name) => `s='${name}'`).join(' OR ');
        const { series = [] } = await query(
          `SELECT mean(n) FROM r WHERE ${span} AND (${these}) GROUP BY s, time(1m) fill(none)`,
        );
        return series.reduce((sum, one) => sum + one.values.length, 0);
      },
      async stop() {
        child.kill('SIGTERM');
        await once(child, 'exit');
      },
    };
  },
};

function configOf(folder: string, port: number, rpc: number): string {
  return `reporting-disabled = true
bind-address = "127.0.0.1:${rpc}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
  index-version = "tsi1"
  wal-fsync-delay = "0s"
  compact-full-write-cold-duration = "5s"
  max-series-per-database = 0
  max-values-per-tag = 0
  query-log-enabled = false
[coordinator]
  log-queries-after = "0s"
[http]
  bind-address = "127.0.0.1:${port}"
  log-enabled = false
  max-body-size = 0
[monitor]
  store-enabled = false
[logging]
  level = "error"
`;
}
