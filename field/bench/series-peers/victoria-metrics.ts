// VictoriaMetrics, single node, as Debian has it, written to by the line protocol. It keeps numbers alone: texts, quality and
// our own time are left out, so its readings are smaller; and it acknowledges from memory.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { once } from 'node:events';
import type { ReadingColumns } from '../../../server/src/stores/series/series.ts';
import { until } from '../../../server/src/testing/until.ts';
import { freePort } from '../../testing/free-port.ts';
import { answered, type Encoded, type PeerKind } from './peer.ts';

const program = '/usr/bin/victoria-metrics';

export const victoriaMetrics: PeerKind = {
  title: 'VictoriaMetrics 1.79',
  note: 'numbers alone: no texts, no quality, one time; acknowledged from memory',
  missing: existsSync(program) ? undefined : 'tools/bench-peers.sh installs it',
  async start({ folder, fromUs, toUs }) {
    const port = await freePort();
    const child = spawn(
      program,
      // prettier-ignore
      [`-storageDataPath=${folder}`, `-httpListenAddr=127.0.0.1:${port}`, '-retentionPeriod=100y', '-search.maxUniqueTimeseries=1000000',
        '-search.maxPointsPerTimeseries=1000000', '-search.latencyOffset=0s', '-search.disableCache', '-loggerLevel=ERROR',
        '-influxMeasurementFieldSeparator=_', '-maxInsertRequestSize=512MB', '-influx.maxLineSize=100000'],
      { stdio: 'ignore' },
    );
    const base = `http://127.0.0.1:${port}`;
    await until(
      'VictoriaMetrics answers',
      async () => (await fetch(`${base}/health`).catch(() => undefined))?.ok === true,
      60_000,
    );
    const [start, end] = [fromUs / 1e6, toUs / 1e6];
    const results = async (url: string, body: URLSearchParams) => {
      const text = await answered(url, { method: 'POST', body });
      return (JSON.parse(text) as { data: { result: { values?: unknown[] }[] } }).data.result;
    };
    return {
      pids: [child.pid ?? 0],
      encode: numberLines,
      async ingest({ bytes }) {
        await answered(`${base}/write?precision=u`, { method: 'POST', body: Buffer.from(bytes) });
      },
      async settle() {
        await answered(`${base}/internal/force_flush`);
        await answered(`${base}/internal/force_merge`);
        await new Promise((resolve) => setTimeout(resolve, 20_000));
      },
      async lastOfAll() {
        const query = `last_over_time({__name__="r_n"}[1d])`;
        return (
          await results(`${base}/api/v1/query`, new URLSearchParams({ query, time: String(end) }))
        ).length;
      },
      async minutes(asked) {
        const these = asked
          .map((name) => name.replace(/[.\\^$*+?()[\]{}|]/g, String.raw`\\$&`))
          .join('|');
        const query = `avg_over_time(r_n{s=~"${these}"}[1m])`;
        const body = new URLSearchParams({
          query,
          start: String(start + 60),
          end: String(end),
          step: '60',
          nocache: '1',
        });
        const found = await results(`${base}/api/v1/query_range`, body);
        return found.reduce((sum, one) => sum + (one.values?.length ?? 0), 0);
      },
      async stop() {
        child.kill('SIGTERM');
        await once(child, 'exit');
      },
    };
  },
};

function numberLines(batch: ReadingColumns): Encoded {
  const heads = batch.series.map((name) => `r,s=${name.replace(/[ ,=]/g, '\\$&')} n=`);
  const lines: string[] = [];
  for (let n = 0; n < batch.index.length; n++) {
    const value = batch.values[n];
    if (typeof value === 'string') continue;
    lines.push(`${heads[batch.index[n] ?? 0]}${Number(value)} ${batch.sourceTimeUs[n]}`);
  }
  return { bytes: Buffer.from(lines.join('\n')), readings: batch.index.length };
}
