// Reads the data types of MQTT (MQTT 5, 1.5) out of one packet and never past it. The first fault stays: what is
// read after it is empty, and the caller asks once at the end.
import { isUtf8 } from 'node:buffer';

export class ByteReader {
  readonly #bytes: Buffer;
  readonly #end: number;
  #at: number;
  /** Empty while all was well. */
  fault = '';

  constructor(bytes: Buffer, at = 0, end: number = bytes.length) {
    this.#bytes = bytes;
    this.#at = at;
    this.#end = end;
  }

  get left(): number {
    return this.fault === '' ? this.#end - this.#at : 0;
  }

  byte(): number {
    return this.#room(1) ? (this.#bytes[this.#at++] ?? 0) : 0;
  }

  uint16(): number {
    if (!this.#room(2)) return 0;
    this.#at += 2;
    return this.#bytes.readUInt16BE(this.#at - 2);
  }

  uint32(): number {
    if (!this.#room(4)) return 0;
    this.#at += 4;
    return this.#bytes.readUInt32BE(this.#at - 4);
  }

  /** 1.5.5: at most four bytes, and no more than are needed. */
  variable(): number {
    let value = 0;
    for (let i = 0; i < 4; i += 1) {
      const byte = this.byte();
      value += (byte & 0x7f) * 128 ** i;
      if (byte < 0x80) {
        if (i > 0 && byte === 0) this.#fail('a length is longer than it needs to be');
        return value;
      }
    }
    this.#fail('a length has more than four bytes');
    return 0;
  }

  binary(): Buffer {
    const length = this.uint16();
    if (!this.#room(length)) return Buffer.alloc(0);
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** 1.5.4: UTF-8 without U+0000. */
  text(): string {
    const bytes = this.binary();
    const text = bytes.toString('utf8');
    if (text.includes('\u0000')) this.#fail('a text has the character U+0000');
    else if (text.includes('\ufffd') && !isUtf8(bytes)) this.#fail('a text is not UTF-8');
    return text;
  }

  rest(): Buffer {
    const rest = this.#bytes.subarray(this.#at, this.#end);
    this.#at = this.#end;
    return rest;
  }

  /** The next `length` bytes as a reader of their own. */
  part(length: number): ByteReader {
    if (!this.#room(length)) return new ByteReader(this.#bytes, 0, 0);
    this.#at += length;
    return new ByteReader(this.#bytes, this.#at - length, this.#at);
  }

  #room(count: number): boolean {
    if (this.fault !== '') return false;
    if (this.#end - this.#at >= count) return true;
    this.#fail('the packet ends too early');
    return false;
  }

  #fail(what: string): void {
    if (this.fault === '') this.fault = what;
  }
}
