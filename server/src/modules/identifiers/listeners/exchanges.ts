// What stands between a peer's bytes and the question in them, and between the answer and the bytes that
// leave: sessions, and certified answers. Nodes without either have none.
import type { Answer } from '../../../stores/names/names.ts';
import type { Message } from '../../../wire/handle/handle.ts';
import type { Peer } from './peer.ts';

/** A question in the clear, and what is to be done to its answer. */
export type OpenExchange = {
  readonly ok: true;
  /** The message in the clear, for its digest. */
  readonly raw: Uint8Array;
  readonly question: Message;
  /** The peer holds the key of a session, so its address is not forged. */
  readonly inSession: boolean;
  /** Undefined for no answer; must be called once. */
  finish(answer: Uint8Array | undefined): Answer<Uint8Array | undefined>;
};

export type RefusedExchange = {
  readonly ok: false;
  readonly code: number;
  readonly answer: Answer<Uint8Array>;
};

export interface Exchanges {
  /** Opens a message; undefined for one that cannot be decoded and is in no session. */
  open(raw: Uint8Array, peer: Peer): OpenExchange | RefusedExchange | undefined;
  /** Answers ops 400 to 402; undefined for all others. */
  answer(
    question: Message,
    raw: Uint8Array,
    peer: Peer,
  ): Answer<{ readonly code: number; readonly bytes: Uint8Array }> | undefined;
}
