// Apache IoTDB 2.0, by two doors: its own Java client, the quickest that it has, and our engine behind the series shape, which
// speaks to its REST service. The same server both times, its log synced before it acknowledges.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { iotdbEngine } from '../../../server/src/engines/iotdb/engine.ts';
import { silentLog } from '../../../server/src/kernel/log/log.ts';
import { realWorld } from '../../../server/src/kernel/world/real/world.ts';
import type { ReadingColumns } from '../../../server/src/stores/series/series.ts';
import { startIotdb, withoutIotdb, type IotdbServer } from '../../interop/iotdb-server.ts';
import { commandOf } from '../../interop/java-peers.ts';
import type { Encoded, PeerKind, PeerSetup } from './peer.ts';

const missing = withoutIotdb === false ? undefined : withoutIotdb;
const memory = { dataNodeMemory: '4g' };
const minuteUs = 60_000_000;
/** What compaction does in the background after a load. */
const settleMs = 30_000;

export const iotdb: PeerKind = {
  title: 'IoTDB 2.0.1',
  note: 'equal: quality, both times, texts; log synced; by its Java client',
  missing,
  async start(setup) {
    const server = await startIotdb(setup.folder, {}, memory);
    const loader = new Loader(server.rpcPort);
    const ids = new Map(setup.names.map((name, id) => [name, id]));
    const ask = asking(server);
    const path = (name: string) => {
      const id = ids.get(name) ?? -1;
      return `root.bench.g${Math.floor(id / 1_000)}.d${id}`;
    };
    return {
      pids: server.pids,
      encode: (batch) => encode(batch, ids),
      ingest: ({ bytes }) => loader.send(bytes),
      settle: () => settled(server, 'bench'),
      async lastOfAll() {
        const found = [
          await ask('SELECT LAST n FROM root.bench.**'),
          await ask('SELECT LAST t FROM root.bench.**'),
        ];
        return found.flat().length;
      },
      async minutes(asked) {
        const span = `[${setup.fromUs}000, ${setup.toUs}000)`;
        const rows = await ask(
          `SELECT avg(n) FROM ${asked.map(path).join()} GROUP BY (${span}, 1m) HAVING count(n) > 0 ALIGN BY DEVICE`,
        );
        return rows.length;
      },
      async stop() {
        await loader.end();
        await server.stop();
      },
    };
  },
};

export const iotdbBehindOurs: PeerKind = {
  title: 'Jingwei on IoTDB 2.0.1',
  note: 'our engine: journal and readings over REST, both synced',
  missing,
  async start(setup: PeerSetup) {
    const server = await startIotdb(setup.folder, {}, memory);
    const login = { user: 'root', password: 'root', authorities: '', patienceSeconds: 60 };
    const settings = { ...login, urls: [server.url], database: 'bench' };
    const context = { folder: setup.folder, world: realWorld, log: silentLog };
    const store = await iotdbEngine.shapes.series({ ...context, settings });
    const batches = new WeakMap<Encoded, ReadingColumns>();
    return {
      pids: server.pids,
      encode(batch) {
        const encoded = { bytes: new Uint8Array(0), readings: batch.index.length };
        batches.set(encoded, batch);
        return encoded;
      },
      async ingest(encoded) {
        const batch = batches.get(encoded);
        if (batch) await store.append(batch);
      },
      settle: () => settled(server, 'bench'),
      lastOfAll: async () => (await store.last(setup.names)).size,
      async minutes(asked) {
        const { fromUs, toUs } = setup;
        let rows = 0;
        // No more buckets than one question may have.
        for (let at = 0; at < asked.length; at += 50) {
          const series = asked.slice(at, at + 50);
          rows += (await store.aggregate({ series, fromUs, toUs, bucketUs: minuteUs })).length;
        }
        return rows;
      },
      async stop() {
        await store.close();
        await server.stop();
      },
    };
  },
};

async function settled(server: IotdbServer, database: string): Promise<void> {
  await server.ask('nonQuery', `FLUSH root.${database}`);
  await new Promise((resolve) => setTimeout(resolve, settleMs));
}

function asking(server: IotdbServer): (sql: string) => Promise<readonly unknown[]> {
  return async (sql) => {
    const answer = (await server.ask('query', sql)) as { values?: unknown[][]; message?: string };
    if (answer.values === undefined) throw new Error(answer.message);
    return answer.values[0] ?? [];
  };
}

/** Our small Java program beside the server: one connection for each of two callers. */
class Loader {
  readonly #child;
  readonly #waiting = new Map<number, () => void>();

  constructor(port: number) {
    const { program, args } = commandOf('iotdb', 'IotdbLoader', [port, 'bench', 2]);
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface(this.#child.stdout).on('line', (line) => {
      const number = Number(line);
      this.#waiting.get(number)?.();
      this.#waiting.delete(number);
    });
  }

  async send(bytes: Uint8Array): Promise<void> {
    const number = Buffer.from(bytes).readUInt32LE(4);
    await new Promise<void>((resolve) => {
      this.#waiting.set(number, resolve);
      this.#child.stdin.write(bytes);
    });
  }

  async end(): Promise<void> {
    this.#child.stdin.end();
    if (this.#child.exitCode === null) await once(this.#child, 'exit');
  }
}

let batches = 0;

/** A length for the stream, then what `IotdbLoader` reads. */
function encode(batch: ReadingColumns, ids: ReadonlyMap<string, number>): Encoded {
  const rows: number[][] = batch.series.map(() => []);
  let textBytes = 0;
  for (let n = 0; n < batch.index.length; n++) {
    rows[batch.index[n] ?? 0]?.push(n);
    const value = batch.values[n];
    if (typeof value === 'string') textBytes += Buffer.byteLength(value);
  }
  const devices = rows.filter((own) => own.length > 0).length;
  const bytes = Buffer.alloc(12 + devices * 8 + batch.index.length * 32 + textBytes);
  let at = bytes.writeUInt32BE(bytes.length - 4, 0);
  at = bytes.writeUInt32LE(batches++, at);
  at = bytes.writeUInt32LE(devices, at);
  for (const [place, own] of rows.entries()) {
    if (own.length === 0) continue;
    at = bytes.writeUInt32LE(ids.get(batch.series[place] ?? '') ?? 0, at);
    at = bytes.writeUInt32LE(own.length, at);
    for (const n of own) {
      const value = batch.values[n] ?? null;
      const text = typeof value === 'string' ? value : undefined;
      at = bytes.writeDoubleLE(batch.sourceTimeUs[n] ?? 0, at);
      at = bytes.writeDoubleLE(batch.serverTimeUs[n] ?? 0, at);
      at = bytes.writeDoubleLE(text === undefined ? Number(value) : 0, at);
      at = bytes.writeInt32LE(batch.quality[n] ?? 0, at);
      at = bytes.writeInt32LE(text === undefined ? -1 : Buffer.byteLength(text), at);
      if (text !== undefined) at += bytes.write(text, at);
    }
  }
  return { bytes, readings: batch.index.length };
}
