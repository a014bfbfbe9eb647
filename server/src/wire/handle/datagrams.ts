// Messages over UDP (RFC 3652 §2.3; reference §1.1): packets of at most 512 bytes, each with the message's envelope in front
// and its place as sequence number. Fragments are put together by length, since senders forget the truncated flag.

import { int4At, putInt4, viewOf } from './bytes.ts';
import { decodeEnvelope, envelopeBytes } from './envelope.ts';
import type { ReceivedEnvelope } from './envelope.ts';
import { limits } from './limits.ts';
import type { DecodeFailure, DecodeReason } from './outcome.ts';

const sequenceOffset = 12;
const lengthOffset = 16;

/** The UDP packets of a message, in order; a message that fits is its own packet. */
export function splitDatagrams(message: Uint8Array): readonly Uint8Array[] {
  if (message.length <= limits.datagramBytesMax) return [message];
  const packets: Uint8Array[] = [];
  for (let from = envelopeBytes; from < message.length; from += limits.fragmentBytes) {
    const to = Math.min(from + limits.fragmentBytes, message.length);
    const packet = new Uint8Array(envelopeBytes + to - from);
    packet.set(viewOf(message, 0, envelopeBytes));
    packet.set(viewOf(message, from, to), envelopeBytes);
    putInt4(packet, sequenceOffset, packets.length);
    packets.push(packet);
  }
  return packets;
}

/** Whether a packet is a message by itself; most are, so this builds no objects. */
export function isWholeMessage(packet: Uint8Array): boolean {
  const payload = packet.length - envelopeBytes;
  return (
    payload >= 0 && int4At(packet, sequenceOffset) === 0 && int4At(packet, lengthOffset) === payload
  );
}

export type ReassemblyBounds = {
  /** Most messages kept unfinished; beyond it the oldest is given up. */
  readonly messagesMax: number;
  /** Most fragment bytes kept; beyond it the oldest messages are given up. */
  readonly bytesMax: number;
  /** How long an unfinished message is kept after its first fragment. */
  readonly staleMs: number;
};

/** A whole message, or nothing yet, or why the packet was refused. */
export type ReassemblyOutcome =
  | { readonly ok: true; readonly message?: Uint8Array }
  | DecodeFailure;

type Unfinished = {
  readonly messageLength: number;
  readonly startedMs: number;
  readonly fragments: Map<number, Uint8Array>;
  bytes: number;
};

const defaultBounds: ReassemblyBounds = {
  messagesMax: 1024,
  bytesMax: 8 * 1024 * 1024,
  staleMs: 10_000,
};

/**
 * Puts fragments together, in any order and repeated, by peer and request id. Memory is bounded by what really arrived, not
 * by what envelopes announce.
 */
export class Reassembly {
  readonly #bounds: ReassemblyBounds;
  /** In the order of arrival of each message's first fragment, so the stale and the oldest stand in front. */
  readonly #unfinished = new Map<string, Unfinished>();
  #bytes = 0;

  constructor(bounds: Partial<ReassemblyBounds> = {}) {
    this.#bounds = { ...defaultBounds, ...bounds };
  }

  /** Messages waiting for fragments. */
  get messages(): number {
    return this.#unfinished.size;
  }

  /** Fragment bytes kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Takes one packet. `peer` is any text that tells senders apart; `nowMs` any clock that does not go back. */
  push(peer: string, packet: Uint8Array, nowMs: number): ReassemblyOutcome {
    this.dropStale(nowMs);
    const envelope = decodeEnvelope(packet);
    if (!envelope.ok) return envelope;
    const payload = packet.length - envelopeBytes;
    if (envelope.value.sequence === 0 && payload === envelope.value.messageLength)
      return { ok: true, message: packet };
    const reason = fragmentFault(envelope.value, payload);
    if (reason !== undefined) return { ok: false, reason, at: packet.length };
    const key = `${envelope.value.requestId} ${peer}`;
    const unfinished = this.#entry(key, envelope.value.messageLength, nowMs);
    this.#keep(unfinished, envelope.value.sequence, packet);
    if (unfinished.bytes === unfinished.messageLength) {
      this.#drop(key, unfinished);
      return { ok: true, message: assemble(unfinished) };
    }
    this.#makeRoom();
    return { ok: true };
  }

  /** Forgets what is older than the bound; `push` does it too. */
  dropStale(nowMs: number): void {
    for (const [key, unfinished] of this.#unfinished) {
      if (nowMs - unfinished.startedMs < this.#bounds.staleMs) return;
      this.#drop(key, unfinished);
    }
  }

  #entry(key: string, messageLength: number, startedMs: number): Unfinished {
    const known = this.#unfinished.get(key);
    if (known?.messageLength === messageLength) return known;
    if (known !== undefined) this.#drop(key, known);
    const unfinished = {
      messageLength,
      startedMs,
      fragments: new Map<number, Uint8Array>(),
      bytes: 0,
    };
    this.#unfinished.set(key, unfinished);
    return unfinished;
  }

  #keep(unfinished: Unfinished, sequence: number, packet: Uint8Array): void {
    if (unfinished.fragments.has(sequence)) return;
    unfinished.fragments.set(sequence, packet.slice());
    unfinished.bytes += packet.length - envelopeBytes;
    this.#bytes += packet.length - envelopeBytes;
  }

  #drop(key: string, unfinished: Unfinished): void {
    this.#unfinished.delete(key);
    this.#bytes -= unfinished.bytes;
  }

  #makeRoom(): void {
    for (const [key, unfinished] of this.#unfinished) {
      if (this.#unfinished.size <= this.#bounds.messagesMax && this.#bytes <= this.#bounds.bytesMax)
        return;
      this.#drop(key, unfinished);
    }
  }
}

/** A fragment must have exactly the length that its place demands; then complete is when the lengths add up. */
function fragmentFault(envelope: ReceivedEnvelope, payload: number): DecodeReason | undefined {
  const from = envelope.sequence * limits.fragmentBytes;
  if (envelope.sequence < 0 || from >= envelope.messageLength) return 'fragment-out-of-range';
  const expected = Math.min(limits.fragmentBytes, envelope.messageLength - from);
  return payload === expected ? undefined : 'fragment-length';
}

/** The message behind the envelope of its first packet. */
function assemble(unfinished: Unfinished): Uint8Array {
  const message = new Uint8Array(envelopeBytes + unfinished.messageLength);
  for (const [sequence, packet] of unfinished.fragments) {
    if (sequence === 0) message.set(viewOf(packet, 0, envelopeBytes));
    message.set(
      viewOf(packet, envelopeBytes, packet.length),
      envelopeBytes + sequence * limits.fragmentBytes,
    );
  }
  return message;
}
