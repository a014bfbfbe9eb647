// ISO transport on TCP (RFC 1006): TPKT packets that carry COTP class 0 (ISO 8073): connection request, confirm and
// refusal, and data, cut into several packets where it is long. Memory is bounded whatever the peer sends.
import { word, wordBytes } from './bytes.ts';

export type TransportMessage =
  | { readonly kind: 'confirmed' }
  /** The reason of ISO 8073, 13.5.3; 0 not specified, 3 no such address. */
  | { readonly kind: 'refused'; readonly reason: number }
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  /** For servers. */
  | { readonly kind: 'request'; readonly reference: number; readonly calledTsap: number };

export type TransportTrouble =
  /** Does not begin as RFC 1006 has it. */
  | 'other-protocol'
  | 'bad-length'
  | 'unknown-message'
  /** More than a message may have, in pieces that never end. */
  | 'too-long';

export type TransportOutcome =
  | { readonly ok: true; readonly message: TransportMessage }
  | { readonly ok: false; readonly trouble: TransportTrouble };

const packetBytesMax = 8_192;
const messageBytesMax = 65_536;
const tpduSize = 0xc0;
const callingTsap = 0xc1;
const calledTsap = 0xc2;

function packet(cotp: readonly number[], data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const length = 4 + cotp.length + data.length;
  const bytes = new Uint8Array(length);
  bytes.set([3, 0, ...wordBytes(length), ...cotp]);
  bytes.set(data, 4 + cotp.length);
  return bytes;
}

/** Asks for a connection from one transport selector to another; 1024 bytes a packet. */
export function encodeConnect(localTsap: number, remoteTsap: number): Uint8Array {
  return packet([
    ...[17, 0xe0, 0, 0, 0, 1, 0],
    ...[callingTsap, 2, ...wordBytes(localTsap)],
    ...[calledTsap, 2, ...wordBytes(remoteTsap)],
    ...[tpduSize, 1, 10],
  ]);
}

export function encodeConfirm(reference: number): Uint8Array {
  return packet([9, 0xd0, ...wordBytes(reference), 0, 1, 0, tpduSize, 1, 10]);
}

export function encodeRefusal(reference: number, reason: number): Uint8Array {
  return packet([6, 0x80, ...wordBytes(reference), 0, 1, reason]);
}

export function encodeData(bytes: Uint8Array, last = true): Uint8Array {
  return packet([2, 0xf0, last ? 0x80 : 0], bytes);
}

export class TransportReader {
  #rest = new Uint8Array(0);
  #pieces: Uint8Array[] = [];
  #piecesBytes = 0;

  /** After a trouble the connection is of no more use. */
  push(chunk: Uint8Array): TransportOutcome[] {
    const outcomes: TransportOutcome[] = [];
    let bytes = new Uint8Array(this.#rest.length + chunk.length);
    bytes.set(this.#rest);
    bytes.set(chunk, this.#rest.length);
    while (bytes.length >= 4) {
      const length = word(bytes, 2);
      const trouble =
        bytes[0] !== 3
          ? 'other-protocol'
          : length < 7 || length > packetBytesMax
            ? 'bad-length'
            : undefined;
      if (trouble) {
        outcomes.push({ ok: false, trouble });
        bytes = new Uint8Array(0);
        break;
      }
      if (bytes.length < length) break;
      const outcome = this.#read(bytes.subarray(4, length));
      if (outcome) outcomes.push(outcome);
      bytes = bytes.subarray(length);
    }
    if (bytes.length > 0 && bytes[0] !== 3) {
      outcomes.push({ ok: false, trouble: 'other-protocol' });
      bytes = new Uint8Array(0);
    }
    this.#rest = bytes.slice();
    return outcomes;
  }

  #read(cotp: Uint8Array): TransportOutcome | undefined {
    const head = (cotp[0] ?? 0) + 1;
    if (head < 3 || head > cotp.length) return { ok: false, trouble: 'bad-length' };
    switch ((cotp[1] ?? 0) & 0xf0) {
      case 0xd0:
        return { ok: true, message: { kind: 'confirmed' } };
      case 0x80:
        return { ok: true, message: { kind: 'refused', reason: cotp[6] ?? 0 } };
      case 0xe0:
        return { ok: true, message: requestIn(cotp.subarray(0, head)) };
      case 0xf0:
        return this.#data(cotp.slice(head), ((cotp[2] ?? 0) & 0x80) !== 0);
      default:
        return { ok: false, trouble: 'unknown-message' };
    }
  }

  #data(piece: Uint8Array, last: boolean): TransportOutcome | undefined {
    // Each empty piece would otherwise cost an entry and no bytes.
    if (piece.length > 0) this.#pieces.push(piece);
    this.#piecesBytes += piece.length;
    if (this.#piecesBytes > messageBytesMax) {
      this.#pieces = [];
      this.#piecesBytes = 0;
      return { ok: false, trouble: 'too-long' };
    }
    if (!last) return undefined;
    const bytes = new Uint8Array(this.#piecesBytes);
    let at = 0;
    for (const one of this.#pieces) {
      bytes.set(one, at);
      at += one.length;
    }
    this.#pieces = [];
    this.#piecesBytes = 0;
    return { ok: true, message: { kind: 'data', bytes } };
  }
}

function requestIn(cotp: Uint8Array): TransportMessage {
  let called = 0;
  for (let at = 7; at + 1 < cotp.length; at += 2 + (cotp[at + 1] ?? 0)) {
    if (cotp[at] === calledTsap && cotp[at + 1] === 2) called = word(cotp, at + 2);
  }
  return { kind: 'request', reference: word(cotp, 4), calledTsap: called };
}
