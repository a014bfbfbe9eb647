// The thread on which a spreadsheet is written: rows come in pieces, so that nobody else waits while they are copied here.
import { parentPort } from 'node:worker_threads';
import { assert } from '../../../kernel/failure/assert.ts';
import { workbookOf, type ExportRelation, type ExportRow } from './workbook.ts';

/** The last piece says so. */
export type Piece = {
  readonly rows: readonly ExportRow[];
  readonly relations: readonly ExportRelation[];
  readonly isLast: boolean;
};

const port = parentPort;
assert(port !== null, 'a spreadsheet is written on a thread of its own');
const rows: ExportRow[] = [];
const relations: ExportRelation[] = [];
port.on('message', (piece: Piece) => {
  for (const row of piece.rows) rows.push(row);
  for (const relation of piece.relations) relations.push(relation);
  if (!piece.isLast) return;
  void workbookOf({ rows, relations }).then((bytes) => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    port.postMessage(bytes);
    port.close();
  });
});
