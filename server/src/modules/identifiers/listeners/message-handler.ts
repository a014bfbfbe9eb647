// What answers the messages that listeners receive, whatever they came over.
import type { AnswerBuffer } from './answer-buffer.ts';
import type { Peer } from './peer.ts';

export interface MessageHandler {
  /**
   * Answers one whole message, envelope included: at once into `out`, or with the promise of the
   * answer. A promise never rejects; undefined in it, or nothing put into `out`, is no answer.
   */
  handle(
    message: Uint8Array,
    out: AnswerBuffer,
    peer: Peer,
  ): Promise<Uint8Array | undefined> | undefined;
  /** The answer to bytes that are no message at all; undefined for silence. */
  refuseFrame(): Uint8Array;
}

export type ListenerBounds = {
  readonly connectionsMax: number;
  readonly idleMs: number;
  /** Questions of one connection, or of all datagrams, that may wait for their answers. */
  readonly inFlightMax: number;
  /** Unread answers of one connection beyond which it is not read any more. */
  readonly outBytesMax: number;
  /** Half messages and unread answers of all connections together. */
  readonly heldBytesMax: number;
};

export const listenerBounds: ListenerBounds = {
  connectionsMax: 10_000,
  idleMs: 120_000,
  inFlightMax: 1_024,
  outBytesMax: 256 * 1024,
  heldBytesMax: 128 * 1024 * 1024,
};
