// The log shape on SQLite: one table of entries in the order of their positions, one of topics that
// remembers the newest position after truncation, one of consumers.
import type { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { storeFailures } from '../../../stores/failures.ts';
import { checkLimit, checkText, refuse } from '../../../stores/checks.ts';
import { logReadMax, type LogEntry, type LogStore } from '../../../stores/log/log.ts';
import type { EngineContext } from '../../../stores/ports.ts';
import { openDatabase } from '../sqlite/open-database.ts';
import { Statements } from '../sqlite/statements.ts';

const formatSteps = [
  `CREATE TABLE topics (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, head INTEGER NOT NULL);
   CREATE TABLE entries (
     topic INTEGER NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
     PRIMARY KEY (topic, position), UNIQUE (topic, id)) WITHOUT ROWID;
   CREATE TABLE consumers (
     topic INTEGER NOT NULL, name TEXT NOT NULL, position INTEGER NOT NULL,
     PRIMARY KEY (topic, name)) WITHOUT ROWID;`,
];

export async function openLog(context: EngineContext): Promise<LogStore> {
  const path = join(context.folder, 'log.sqlite');
  return new SqliteLog(await openDatabase({ shape: 'log', path }, formatSteps));
}

type Topic = { readonly number: number; readonly head: number };

class SqliteLog implements LogStore {
  readonly #database: DatabaseSync;
  readonly #sql: Statements;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#sql = new Statements(database);
  }

  async append(
    topicName: string,
    entries: readonly { id: string; body: string }[],
  ): Promise<number[]> {
    this.#checkOpen();
    checkText(topicName, 'the name of the topic');
    for (const { id } of entries) checkText(id, 'the id of an entry');
    if (entries.length === 0) return [];
    return this.#sql.transaction(() => this.#write(topicName, entries));
  }

  #write(topicName: string, entries: readonly { id: string; body: string }[]): number[] {
    const topic = this.#topic(topicName) ?? this.#makeTopic(topicName);
    let head = topic.head;
    const positions = entries.map(({ id, body }) => {
      const old = this.#sql.get(
        'SELECT position FROM entries WHERE topic = ? AND id = ?',
        topic.number,
        id,
      );
      if (old) return Number(old['position']);
      head++;
      this.#sql.run('INSERT INTO entries VALUES (?, ?, ?, ?)', topic.number, head, id, body);
      return head;
    });
    this.#sql.run('UPDATE topics SET head = ? WHERE number = ?', head, topic.number);
    return positions;
  }

  async read(topicName: string, after: number, limit: number): Promise<LogEntry[]> {
    this.#checkOpen();
    checkLimit(limit, logReadMax);
    checkPosition(after);
    const topic = this.#topic(topicName);
    if (!topic) return [];
    return this.#sql
      .all(
        `SELECT position, id, body FROM entries WHERE topic = ? AND position > ?
         ORDER BY position LIMIT ?`,
        topic.number,
        after,
        limit,
      )
      .map((row) => ({
        position: Number(row['position']),
        id: String(row['id']),
        body: String(row['body']),
      }));
  }

  async head(topicName: string): Promise<number> {
    this.#checkOpen();
    return this.#topic(topicName)?.head ?? 0;
  }

  async truncate(topicName: string, upTo: number): Promise<void> {
    this.#checkOpen();
    checkPosition(upTo);
    const topic = this.#topic(topicName);
    if (!topic) return;
    this.#sql.run('DELETE FROM entries WHERE topic = ? AND position <= ?', topic.number, upTo);
  }

  async committed(topicName: string, consumer: string): Promise<number> {
    this.#checkOpen();
    const row = this.#sql.get(
      `SELECT position FROM consumers
       WHERE topic = (SELECT number FROM topics WHERE name = ?) AND name = ?`,
      topicName,
      consumer,
    );
    return Number(row?.['position'] ?? 0);
  }

  async commit(topicName: string, consumer: string, position: number): Promise<void> {
    this.#checkOpen();
    checkText(consumer, 'the name of the consumer');
    checkPosition(position);
    const topic = this.#topic(topicName);
    if (position > (topic?.head ?? 0)) {
      refuse(`position ${position} is behind the newest entry of ${topicName}`);
    }
    if (!topic) return;
    this.#sql.run(
      `INSERT INTO consumers VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET position = max(position, excluded.position)`,
      topic.number,
      consumer,
      position,
    );
  }

  async close(): Promise<void> {
    if (this.#database.isOpen) this.#database.close();
  }

  #topic(name: string): Topic | undefined {
    const row = this.#sql.get('SELECT number, head FROM topics WHERE name = ?', name);
    return row && { number: Number(row['number']), head: Number(row['head']) };
  }

  #makeTopic(name: string): Topic {
    const row = this.#sql.get(
      'INSERT INTO topics (name, head) VALUES (?, 0) RETURNING number',
      name,
    );
    return { number: Number(row?.['number']), head: 0 };
  }

  #checkOpen(): void {
    if (!this.#database.isOpen) throw storeFailures.closed({ shape: 'log' });
  }
}

function checkPosition(position: number): void {
  if (!Number.isSafeInteger(position) || position < 0) {
    refuse(`the position is ${position}; it must be a whole number, at least 0`);
  }
}
