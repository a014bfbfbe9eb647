// What a peer of the series benchmark must do: take the same readings in batches and answer the same questions. Each runs
// as a process of its own on loopback, its data in a folder that is deleted.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadingColumns } from '../../../server/src/stores/series/series.ts';

export type Ingest = (batch: Encoded) => Promise<void>;
export type Encoded = { readonly bytes: Uint8Array; readonly readings: number };

export interface SeriesPeer {
  readonly pids: readonly number[];
  /** Before the clock runs: the client's own work. */
  encode(batch: ReadingColumns): Encoded;
  /** Acknowledged when it resolves, durably as far as the peer can. */
  ingest: Ingest;
  /** After the load: what it does on its own later, now. */
  settle(): Promise<void>;
  lastOfAll(): Promise<number>;
  /** Averages of each minute of the span; how many. */
  minutes(names: readonly string[]): Promise<number>;
  stop(): Promise<void>;
}

export type PeerSetup = {
  readonly folder: string;
  readonly names: readonly string[];
  readonly fromUs: number;
  readonly toUs: number;
};

export type PeerKind = {
  readonly title: string;
  /** What is not equal. */
  readonly note: string;
  /** Why it cannot run here. */
  readonly missing: string | undefined;
  start(setup: PeerSetup): Promise<SeriesPeer>;
};

export async function bytesIn(path: string): Promise<number> {
  let sum = 0;
  for (const entry of await readdir(path, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) sum += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return sum;
}

export async function answered(url: string, init?: RequestInit): Promise<string> {
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${text.slice(0, 300)}`);
  return text;
}

/** Lines of InfluxDB's protocol, in microseconds, with quality and our own time as fields. */
export function lineProtocol(batch: ReadingColumns): Encoded {
  const heads = batch.series.map((name) => `r,s=${name.replace(/[ ,=]/g, '\\$&')} `);
  const lines: string[] = [];
  for (let n = 0; n < batch.index.length; n++) {
    const value = batch.values[n] ?? null;
    const field =
      typeof value === 'string'
        ? `t="${value}"`
        : `n=${typeof value === 'boolean' ? Number(value) : value}`;
    lines.push(
      `${heads[batch.index[n] ?? 0]}${field},q=${batch.quality[n]}i,a=${batch.serverTimeUs[n]}i ${batch.sourceTimeUs[n]}`,
    );
  }
  return { bytes: Buffer.from(lines.join('\n')), readings: batch.index.length };
}
