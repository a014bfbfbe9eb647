// Reads pieces in as few messages as their sizes allow, and says of each what came: its bytes, or the code with
// which the controller refused it.
import type { S7Item } from '../../../../wire/s7/message.ts';
import type { S7Client } from './client.ts';
import { itemsOf, packed, type Piece } from './pieces.ts';

export type PieceOutcome =
  | { readonly piece: Piece; readonly ok: true; readonly bytes: Uint8Array }
  | { readonly piece: Piece; readonly ok: false; readonly code: number };

type Thing = { readonly piece: Piece; readonly items: readonly S7Item[] };

/** Fails as `S7Client.ask` does. */
export async function readPieces(
  client: S7Client,
  pieces: readonly Piece[],
  urgent = false,
): Promise<PieceOutcome[]> {
  const { pduBytes } = client;
  const things = pieces.map((piece): Thing => ({ piece, items: itemsOf(piece, pduBytes) }));
  const outcomes: PieceOutcome[] = [];
  for (const message of packed(things, pduBytes)) {
    const [first] = message;
    if (first && first.items.length > 1) outcomes.push(await readLong(client, first, urgent));
    else outcomes.push(...(await readMessage(client, message, urgent)));
  }
  return outcomes;
}

async function readMessage(
  client: S7Client,
  things: readonly Thing[],
  urgent: boolean,
): Promise<PieceOutcome[]> {
  const items = things.flatMap((thing) => thing.items);
  const answer = await client.ask({ kind: 'read', items }, urgent);
  return things.map(({ piece }, i): PieceOutcome => {
    const item = answer.kind === 'read' ? answer.items[i] : undefined;
    if (!item) return { piece, ok: false, code: 0 };
    return item.ok ? { piece, ok: true, bytes: item.bytes } : { piece, ok: false, code: item.code };
  });
}

/** A value longer than a message, in several that the controller answers one after the other. */
async function readLong(
  client: S7Client,
  { piece, items }: Thing,
  urgent: boolean,
): Promise<PieceOutcome> {
  const bytes = new Uint8Array(piece.length);
  for (const item of items) {
    const answer = await client.ask({ kind: 'read', items: [item] }, urgent);
    const [got] = answer.kind === 'read' ? answer.items : [];
    if (!got?.ok) return { piece, ok: false, code: got?.code ?? 0 };
    bytes.set(got.bytes, item.byte - piece.byte);
  }
  return { piece, ok: true, bytes };
}
