// Transactions on a DuckDB connection. BEGIN and COMMIT are prepared once: a plain `run` visits the thread
// pool three times (parse, plan, execute), a prepared one once.
import type { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api';

type Brackets = {
  readonly begin: DuckDBPreparedStatement;
  readonly commit: DuckDBPreparedStatement;
};

const prepared = new WeakMap<DuckDBConnection, Brackets>();

/** Runs `work` between BEGIN and COMMIT; nothing of it stays when it throws. */
export async function inTransaction<R>(
  connection: DuckDBConnection,
  work: () => Promise<R>,
): Promise<R> {
  const { begin, commit } = prepared.get(connection) ?? (await prepare(connection));
  await begin.run();
  try {
    const result = await work();
    await commit.run();
    return result;
  } catch (error) {
    // A failed COMMIT has ended the transaction already; the first error is the one to tell.
    await connection.run('ROLLBACK').catch(() => {});
    throw error;
  }
}

async function prepare(connection: DuckDBConnection): Promise<Brackets> {
  const brackets = {
    begin: await connection.prepare('BEGIN TRANSACTION'),
    commit: await connection.prepare('COMMIT'),
  };
  prepared.set(connection, brackets);
  return brackets;
}
