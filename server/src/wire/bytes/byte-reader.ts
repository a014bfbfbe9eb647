// Reads numbers of either byte order from a message. It never throws: the first field that does not fit makes it fail,
// and from then on every field reads as zero or empty, so that decoders read straight through and ask once.

const nothing = new Uint8Array(0);

export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #end: number;
  #at: number;
  #failed = false;

  /** Reads `from <= offset < to`. */
  constructor(bytes: Uint8Array, from = 0, to = bytes.length) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#end = Math.min(to, bytes.length);
    this.#at = Math.min(from, this.#end);
  }

  get at(): number {
    return this.#at;
  }

  /** Bytes not yet read; 0 after a failure. */
  get remaining(): number {
    return this.#end - this.#at;
  }

  get failed(): boolean {
    return this.#failed;
  }

  fail(): void {
    this.#failed = true;
    this.#at = this.#end;
  }

  u8(): number {
    const at = this.#take(1);
    return at < 0 ? 0 : this.#view.getUint8(at);
  }

  /** The next byte without reading it; -1 at the end. */
  peek(): number {
    return this.remaining > 0 ? this.#view.getUint8(this.#at) : -1;
  }

  i8(): number {
    const at = this.#take(1);
    return at < 0 ? 0 : this.#view.getInt8(at);
  }

  u16le(): number {
    const at = this.#take(2);
    return at < 0 ? 0 : this.#view.getUint16(at, true);
  }

  u16be(): number {
    const at = this.#take(2);
    return at < 0 ? 0 : this.#view.getUint16(at);
  }

  i16le(): number {
    const at = this.#take(2);
    return at < 0 ? 0 : this.#view.getInt16(at, true);
  }

  u24le(): number {
    const at = this.#take(3);
    return at < 0 ? 0 : this.#view.getUint16(at, true) + this.#view.getUint8(at + 2) * 0x1_00_00;
  }

  u32le(): number {
    const at = this.#take(4);
    return at < 0 ? 0 : this.#view.getUint32(at, true);
  }

  u32be(): number {
    const at = this.#take(4);
    return at < 0 ? 0 : this.#view.getUint32(at);
  }

  i32le(): number {
    const at = this.#take(4);
    return at < 0 ? 0 : this.#view.getInt32(at, true);
  }

  i64le(): bigint {
    const at = this.#take(8);
    return at < 0 ? 0n : this.#view.getBigInt64(at, true);
  }

  f32le(): number {
    const at = this.#take(4);
    return at < 0 ? 0 : this.#view.getFloat32(at, true);
  }

  f32be(): number {
    const at = this.#take(4);
    return at < 0 ? 0 : this.#view.getFloat32(at);
  }

  f64le(): number {
    const at = this.#take(8);
    return at < 0 ? 0 : this.#view.getFloat64(at, true);
  }

  f64be(): number {
    const at = this.#take(8);
    return at < 0 ? 0 : this.#view.getFloat64(at);
  }

  /** A view of the next bytes, as many as asked, or none. */
  bytes(count: number): Uint8Array {
    const at = this.#take(count);
    return at < 0 ? nothing : this.#bytes.subarray(at, at + count);
  }

  /** A view of all bytes left. */
  rest(): Uint8Array {
    return this.bytes(this.remaining);
  }

  #take(count: number): number {
    if (this.#failed || count < 0 || count > this.#end - this.#at) {
      this.fail();
      return -1;
    }
    const at = this.#at;
    this.#at += count;
    return at;
  }
}
