// Frames of a WebSocket as a server reads and writes them (RFC 6455, 5). A stream of bytes travels in them: what is in data
// frames is handed on as it comes, so that no frame is gathered, however long it says it is.

export const opcodes = { more: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** RFC 6455, 7.4.1: what the peer is told. */
export const closeCodes = { normal: 1000, protocolError: 1002, notBinary: 1003 } as const;

export type FrameEvents = {
  readonly onData: (bytes: Uint8Array) => void;
  readonly onPing: (payload: Uint8Array) => void;
  readonly onClose: () => void;
};

const controlBytesMax = 125;
const headBytesMax = 14;

export class FrameReader {
  readonly #events: FrameEvents;
  readonly #head = new Uint8Array(headBytesMax);
  #headLength = 0;
  #opcode = 0;
  /** Of the payload, still to come. */
  #left = 0;
  #mask = new Uint8Array(4);
  #masked = 0;
  #inPayload = false;
  /** Of a control frame. */
  #control: number[] = [];
  /** A message goes on in the frames that follow. */
  #isOpen = false;
  #isOver = false;

  constructor(events: FrameEvents) {
    this.#events = events;
  }

  /** The code to close with when this is no WebSocket of ours; nothing is read any more then, or after a close. */
  push(chunk: Uint8Array): number | undefined {
    let at = 0;
    while (at < chunk.length && !this.#isOver) {
      if (this.#inPayload) {
        at += this.#payload(chunk.subarray(at, at + this.#left));
        continue;
      }
      this.#head[this.#headLength++] = chunk[at] ?? 0;
      at += 1;
      const fault = this.#headed();
      if (fault === undefined) continue;
      this.#isOver = true;
      return fault;
    }
    return undefined;
  }

  /** Whether the head is whole, and may be. */
  #headed(): number | undefined {
    const [first = 0, second = 0] = this.#head;
    if (this.#headLength === 1) return this.#opens(first);
    const short = second & 0x7f;
    const more = short === 126 ? 2 : short === 127 ? 8 : 0;
    if (this.#headLength === 2) {
      // A client masks all it sends (5.1), and control frames are short (5.5).
      if (second < 0x80) return closeCodes.protocolError;
      if (this.#isControl && short > controlBytesMax) return closeCodes.protocolError;
    }
    if (this.#headLength < 2 + more + 4) return undefined;
    const view = new DataView(this.#head.buffer);
    const length = more === 0 ? short : more === 2 ? view.getUint16(2) : view.getBigUint64(2);
    if (length > Number.MAX_SAFE_INTEGER) return closeCodes.protocolError;
    this.#left = Number(length);
    this.#mask = this.#head.slice(2 + more, 6 + more);
    this.#masked = 0;
    this.#headLength = 0;
    this.#control = [];
    this.#inPayload = true;
    if (this.#left === 0) this.#ended();
    return undefined;
  }

  #opens(first: number): number | undefined {
    const opcode = first & 0x0f;
    const isLast = first >= 0x80;
    this.#opcode = opcode;
    if ((first & 0x70) !== 0) return closeCodes.protocolError;
    if (this.#isControl) {
      const known = opcode <= opcodes.pong && isLast;
      return known ? undefined : closeCodes.protocolError;
    }
    if (opcode === opcodes.text) return closeCodes.notBinary;
    const goesOn = opcode === opcodes.more;
    if (opcode > opcodes.binary || goesOn !== this.#isOpen) return closeCodes.protocolError;
    this.#isOpen = !isLast;
    return undefined;
  }

  get #isControl(): boolean {
    return this.#opcode >= opcodes.close;
  }

  #payload(part: Uint8Array): number {
    const plain = Uint8Array.from(
      part,
      (byte, i) => byte ^ (this.#mask[(this.#masked + i) & 3] ?? 0),
    );
    this.#masked = (this.#masked + part.length) & 3;
    this.#left -= part.length;
    if (this.#isControl) this.#control.push(...plain);
    else this.#events.onData(plain);
    if (this.#left === 0) this.#ended();
    return part.length;
  }

  #ended(): void {
    this.#inPayload = false;
    if (this.#opcode === opcodes.ping) this.#events.onPing(Uint8Array.from(this.#control));
    if (this.#opcode !== opcodes.close) return;
    this.#isOver = true;
    this.#events.onClose();
  }
}

/** In front of a payload of so many bytes; what a server sends is not masked. */
export function frameHead(opcode: number, length: number): Uint8Array {
  const first = 0x80 | opcode;
  if (length <= controlBytesMax) return Uint8Array.of(first, length);
  const isLong = length > 0xffff;
  const head = new Uint8Array(isLong ? 10 : 4);
  head.set([first, isLong ? 127 : 126]);
  const view = new DataView(head.buffer);
  if (isLong) view.setBigUint64(2, BigInt(length));
  else view.setUint16(2, length);
  return head;
}
