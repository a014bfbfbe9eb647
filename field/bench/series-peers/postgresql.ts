// PostgreSQL 15: one table with an index over series and time, filled by COPY, each batch a transaction that is synced.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ReadingColumns } from '../../../server/src/stores/series/series.ts';
import { until } from '../../../server/src/testing/until.ts';
import { freePort } from '../../testing/free-port.ts';
import { type Encoded, type PeerKind } from './peer.ts';

const programs = '/usr/lib/postgresql/15/bin';
/** The server refuses to run as root. */
const asUser = process.getuid?.() === 0 ? ['runuser', '-u', 'postgres', '--'] : [];

export const postgresql: PeerKind = {
  title: 'PostgreSQL 15',
  note: 'equal: quality, both times, texts; each batch synced; time index by series',
  missing: existsSync(join(programs, 'postgres')) ? undefined : 'tools/bench-peers.sh installs it',
  async start({ folder, names, fromUs, toUs }) {
    const data = join(folder, 'data');
    mkdirSync(data);
    chmodSync(dirname(folder), 0o711); // the server's user passes through
    chmodSync(folder, 0o711);
    chmodSync(data, 0o700);
    if (asUser.length > 0) execFileSync('chown', ['-R', 'postgres', data]);
    const port = String(await freePort());
    run('initdb', ['-D', data, '-A', 'trust', '-U', 'bench', '--no-sync']);
    // prettier-ignore
    run('pg_ctl', ['-D', data, '-w', '-l', join(data, 'log'), '-o',
      `-p ${port} -k ${data} -c listen_addresses=127.0.0.1 -c shared_buffers=2GB -c max_wal_size=8GB -c work_mem=256MB`, 'start']);
    const where = ['-h', '127.0.0.1', '-p', port, '-U', 'bench', '-d', 'postgres', '-qAtX'];
    const session = new Session(spawn('psql', where, { stdio: ['pipe', 'pipe', 'inherit'] }));
    await session.ask('CREATE TABLE signal (id int PRIMARY KEY, name text UNIQUE)');
    await session.ask('CREATE TABLE r (s int, ts bigint, at bigint, n float8, t text, q smallint)');
    await session.ask('CREATE INDEX r_st ON r (s, ts)');
    const rows = names.map((name, id) => `(${id},'${name}')`).join(',');
    await session.ask(`INSERT INTO signal VALUES ${rows}`);
    const ids = new Map(names.map((name, id) => [name, id]));
    return {
      pids: [Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0])],
      encode: (batch) => copyLines(batch, ids),
      async ingest({ bytes }) {
        const child = spawn('psql', [...where, '-c', 'COPY r FROM STDIN'], {
          stdio: ['pipe', 'ignore', 'inherit'],
        });
        child.stdin.end(bytes);
        const [code] = (await once(child, 'exit')) as [number];
        if (code !== 0) throw new Error('COPY failed');
      },
      async settle() {
        await session.ask('VACUUM ANALYZE r');
      },
      async lastOfAll() {
        const sql =
          'SELECT x.* FROM signal, LATERAL (SELECT * FROM r WHERE s = signal.id ORDER BY ts DESC LIMIT 1) x';
        return (await session.ask(sql)).length;
      },
      async minutes(asked) {
        const these = asked.map((name) => ids.get(name)).join(',');
        const sql = `SELECT s, ts / 60000000, avg(n) FROM r WHERE s IN (${these}) AND ts >= ${fromUs} AND ts < ${toUs} AND n IS NOT NULL GROUP BY 1, 2`;
        return (await session.ask(sql)).length;
      },
      async stop() {
        session.end();
        run('pg_ctl', ['-D', data, '-m', 'fast', '-w', 'stop']);
        await until('PostgreSQL has ended', () => !existsSync(join(data, 'postmaster.pid')));
      },
    };
  },
};

function run(program: string, args: readonly string[]): void {
  const [command = '', ...rest] = [...asUser, join(programs, program), ...args];
  execFileSync(command, rest, { stdio: 'ignore', cwd: '/' });
}

/** One `psql` that stays: starting it would be most of a question. */
class Session {
  readonly #child: ChildProcess;
  #rows: string[] = [];
  #done: ((rows: string[]) => void) | undefined;

  constructor(child: ChildProcess & { stdout: NodeJS.ReadableStream }) {
    this.#child = child;
    createInterface(child.stdout).on('line', (line) => {
      if (line !== '.done') return void this.#rows.push(line);
      const rows = this.#rows;
      this.#rows = [];
      this.#done?.(rows);
    });
  }

  ask(sql: string): Promise<string[]> {
    return new Promise((resolve) => {
      this.#done = resolve;
      this.#child.stdin?.write(`${sql};\n\\echo .done\n`);
    });
  }

  end(): void {
    this.#child.stdin?.end();
  }
}

function copyLines(batch: ReadingColumns, ids: ReadonlyMap<string, number>): Encoded {
  const own = batch.series.map((name) => ids.get(name) ?? 0);
  const lines: string[] = [];
  for (let n = 0; n < batch.index.length; n++) {
    const value = batch.values[n] ?? null;
    const fields = typeof value === 'string' ? `\\N\t${value}` : `${Number(value)}\t\\N`;
    lines.push(
      `${own[batch.index[n] ?? 0]}\t${batch.sourceTimeUs[n]}\t${batch.serverTimeUs[n]}\t${fields}\t${batch.quality[n]}\n`,
    );
  }
  return { bytes: Buffer.from(lines.join('')), readings: batch.index.length };
}
