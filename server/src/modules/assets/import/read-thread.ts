// The thread on which one file is read: a file that takes too much memory or time takes this thread with it and
// nothing else. What it read is handed over in pieces, each when it is asked for, so that nobody waits for all of it.
import { parentPort, workerData } from 'node:worker_threads';
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import { assert } from '../../../kernel/failure/assert.ts';
import { readTables, type ReadTables } from './read-file.ts';

export type ReadPiece =
  | { readonly ok: false; readonly reason: Bilingual }
  | { readonly ok: true; readonly read: ReadTables; readonly isLast: boolean };

const rowsAtOnce = 2_000;

const port = parentPort;
assert(port !== null, 'a file is read on a thread of its own');
const outcome = await readTables(workerData as Uint8Array);
let at = 0;
const post = (): void => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  if (!outcome.ok) return port.postMessage(outcome satisfies ReadPiece);
  const { tables, problems } = outcome.read;
  const [from, to] = [at, (at += rowsAtOnce)];
  const isLast = to >= Math.max(tables.assets.length, tables.relations.length);
  const assets = tables.assets.slice(from, to);
  const relations = tables.relations.slice(from, to);
  const read = { tables: { assets, relations }, problems: from === 0 ? problems : [] };
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  port.postMessage({ ok: true, read, isLast } satisfies ReadPiece);
  if (isLast) port.close();
};
port.on('message', post);
post();
