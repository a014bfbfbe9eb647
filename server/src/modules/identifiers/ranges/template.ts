// The values of a range as a block with holes: `{n}` is the number as the name writes it, `{handle}` the whole
// name. Filling the holes makes the value block of one handle, as if it had been registered.
import {
  bytesOfText,
  decodeValueBlock,
  encodeValueBlock,
  textOf,
} from '../../../wire/handle/handle.ts';

const hole = /\{(n|handle)\}/;

type Part = Uint8Array | 'n' | 'handle';
/** What stands around the data of one value, and its data in parts. */
type Piece = {
  readonly head: Uint8Array;
  readonly data: readonly Part[];
  readonly tail: Uint8Array;
};

export class RangeTemplate {
  readonly #pieces: readonly Piece[];
  readonly #fixedBytes: number;
  readonly #numbers: number;
  readonly #handles: number;

  /** `block` is a value block of the wire that is known to be well formed. */
  constructor(block: Uint8Array) {
    const decoded = decodeValueBlock(block);
    const values = decoded.ok ? decoded.value : [];
    this.#pieces = values.map((value) => {
      const bytes = encodeValueBlock([{ ...value, data: new Uint8Array(0) }]).subarray(countBytes);
      const dataAt = typeAt + 4 + bytesOfText(value.type).length;
      return {
        head: bytes.slice(0, dataAt),
        data: partsOf(value.data),
        tail: bytes.slice(dataAt + 4),
      };
    });
    const parts = this.#pieces.flatMap(({ data }) => data);
    this.#numbers = parts.filter((part) => part === 'n').length;
    this.#handles = parts.filter((part) => part === 'handle').length;
    this.#fixedBytes = this.#pieces.reduce(
      (sum, { head, data, tail }) => sum + head.length + 4 + fixedBytesOf(data) + tail.length,
      countBytes,
    );
  }

  /** The most bytes that a block of it has. */
  bytesMax(digits: number, handleBytes: number): number {
    return this.#fixedBytes + this.#numbers * digits + this.#handles * handleBytes;
  }

  /** The value block of one handle; `digits` as the handle writes its number. */
  blockOf(handle: string, digits: string): Uint8Array {
    const number = bytesOfText(digits);
    const name = bytesOfText(handle);
    const block = new Uint8Array(this.bytesMax(number.length, name.length));
    const view = new DataView(block.buffer);
    view.setInt32(0, this.#pieces.length);
    let at = countBytes;
    for (const { head, data, tail } of this.#pieces) {
      block.set(head, at);
      at += head.length + 4;
      const from = at;
      for (const part of data) {
        const bytes = part === 'n' ? number : part === 'handle' ? name : part;
        block.set(bytes, at);
        at += bytes.length;
      }
      view.setInt32(from - 4, at - from);
      block.set(tail, at);
      at += tail.length;
    }
    return block;
  }
}

const countBytes = 4;
/** Of the type's length in a value (reference §1.5). */
const typeAt = 14;

function fixedBytesOf(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + (typeof part === 'string' ? 0 : part.length), 0);
}

/** Data that is no text has no holes. */
function partsOf(data: Uint8Array): Part[] {
  const text = textOf(data, 0, data.length);
  if (!text.isWellFormed() || !hole.test(text)) return [data.slice()];
  return text
    .split(/(\{n\}|\{handle\})/)
    .filter((part) => part !== '')
    .map((part) => (part === '{n}' ? 'n' : part === '{handle}' ? 'handle' : bytesOfText(part)));
}
