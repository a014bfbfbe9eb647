// Series and streams have names of dozens of characters and a number of four bytes; tables hold the numbers.
import { DuckDBDataChunk, INTEGER, VARCHAR, type DuckDBConnection } from '@duckdb/node-api';
import { assert } from '../../../kernel/failure/assert.ts';

/** Rows in a DuckDB data chunk. */
export const chunkRowsMax = 2_048;

export class Dictionary {
  readonly #table: 'series' | 'streams';
  readonly #ids = new Map<string, number>();
  readonly #names: string[] = [];

  constructor(table: 'series' | 'streams') {
    this.#table = table;
  }

  static async load(
    connection: DuckDBConnection,
    table: 'series' | 'streams',
  ): Promise<Dictionary> {
    const dictionary = new Dictionary(table);
    const rows = await connection.runAndReadAll(`SELECT name FROM ${table} ORDER BY id`);
    for (const name of rows.getColumns()[0] ?? []) dictionary.add(name as string);
    return dictionary;
  }

  get size(): number {
    return this.#names.length;
  }

  id(name: string): number | undefined {
    return this.#ids.get(name);
  }

  name(id: number): string {
    const name = this.#names[id];
    assert(name !== undefined, 'every number in a table is in the dictionary');
    return name;
  }

  /** Gives a new name the next number; nothing is stored yet. */
  add(name: string): number {
    let id = this.#ids.get(name);
    if (id !== undefined) return id;
    id = this.#names.push(name) - 1;
    this.#ids.set(name, id);
    return id;
  }

  /** Stores the names from this number on, inside the caller's transaction. */
  async store(connection: DuckDBConnection, from: number): Promise<void> {
    if (from === this.size) return;
    const appender = await connection.createAppender(this.#table);
    for (let start = from; start < this.size; start += chunkRowsMax) {
      const names = this.#names.slice(start, start + chunkRowsMax);
      const chunk = DuckDBDataChunk.create([INTEGER, VARCHAR], names.length);
      chunk.setColumns([names.map((_, i) => start + i), names]);
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
  }

  /** Takes back the names from this number on: their transaction failed. */
  forget(from: number): void {
    for (const name of this.#names.splice(from)) this.#ids.delete(name);
  }
}
