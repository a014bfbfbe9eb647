// Messages on a TCP connection (RFC 3652 §2.4; reference §1.1): envelope, then as many bytes as it says, one behind the
// other. A framer is the receiving half of one connection.

import { int4At, viewOf } from './bytes.ts';
import { envelopeBytes } from './envelope.ts';
import { limits } from './limits.ts';
import type { DecodeFailure } from './outcome.ts';

/**
 * The whole messages that a chunk completed, in order, each with its envelope. After a refusal the stream has lost its
 * frames and the connection must be closed; `messages` then holds what came before, and `at` counts from the start of the
 * message refused.
 */
export type FramerOutcome = { readonly messages: readonly Uint8Array[] } & (
  | { readonly ok: true }
  | DecodeFailure
);

const firstCapacity = 1024;

/**
 * Cuts a stream of chunks into messages. A message that lies within one chunk is a view of it; one that spans chunks is
 * copied into a buffer that grows with what arrives, never with what is announced.
 */
export class Framer {
  /** The start of a message whose end has not come yet. */
  #partial: Uint8Array = new Uint8Array(0);
  #filled = 0;
  #failure: DecodeFailure | undefined;
  readonly #messageBytesMax: number;

  /** `messageBytesMax` counts without the envelope. */
  constructor(messageBytesMax: number = limits.messageBytesMax) {
    this.#messageBytesMax = messageBytesMax;
  }

  /** Bytes kept of a message whose end has not come yet. */
  get pendingBytes(): number {
    return this.#filled;
  }

  /** Takes the next chunk. The chunk must not be changed while views of it are in use. */
  push(chunk: Uint8Array): FramerOutcome {
    const messages: Uint8Array[] = [];
    let at = this.#failure === undefined ? this.#finishPartial(chunk, messages) : 0;
    while (this.#failure === undefined && at < chunk.length) {
      const length = this.#frameLength(chunk, at, chunk.length - at);
      if (this.#failure !== undefined) break;
      if (length === 0 || at + length > chunk.length) {
        this.#keep(chunk, at, chunk.length, length);
        break;
      }
      messages.push(viewOf(chunk, at, at + length));
      at += length;
    }
    return this.#failure === undefined ? { ok: true, messages } : { ...this.#failure, messages };
  }

  /** Feeds a kept start until its message is whole or the chunk is used up; returns how much of the chunk was used. */
  #finishPartial(chunk: Uint8Array, messages: Uint8Array[]): number {
    let at = 0;
    while (this.#filled > 0 && at < chunk.length && this.#failure === undefined) {
      const length = this.#frameLength(this.#partial, 0, this.#filled);
      const wanted = (length === 0 ? envelopeBytes : length) - this.#filled;
      const to = Math.min(chunk.length, at + wanted);
      this.#keep(chunk, at, to, length);
      at = to;
      if (
        this.#frameLength(this.#partial, 0, this.#filled) === this.#filled &&
        this.#failure === undefined
      ) {
        messages.push(viewOf(this.#partial, 0, this.#filled));
        this.#partial = new Uint8Array(0);
        this.#filled = 0;
      }
    }
    return at;
  }

  /** Bytes of the message at an offset, envelope included; 0 as long as its envelope is not complete. */
  #frameLength(bytes: Uint8Array, at: number, available: number): number {
    if (available < envelopeBytes) return 0;
    const messageLength = int4At(bytes, at + envelopeBytes - 4) >>> 0;
    if (messageLength <= this.#messageBytesMax) return envelopeBytes + messageLength;
    this.#failure = { ok: false, reason: 'message-too-large', at: envelopeBytes - 4 };
    return 0;
  }

  #keep(chunk: Uint8Array, from: number, to: number, length: number): void {
    const filled = this.#filled + to - from;
    if (filled > this.#partial.length) {
      const wanted = Math.max(filled, this.#partial.length * 2, firstCapacity);
      const larger = new Uint8Array(
        length === 0 ? wanted : Math.max(filled, Math.min(wanted, length)),
      );
      larger.set(viewOf(this.#partial, 0, this.#filled));
      this.#partial = larger;
    }
    this.#partial.set(viewOf(chunk, from, to), this.#filled);
    this.#filled = filled;
  }
}
