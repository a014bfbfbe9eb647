// Records of texts, packed without a value block in between: the quick way for registration, where one
// record has the same indexes and types as the one before it.
import { bytesOfText, encodeValueBlock, type HandleValue } from '../../../wire/handle/handle.ts';
import { putVarint, varintBytes } from './numbers.ts';
import { headBytes, layoutVersion, packRecord, recordFlag } from './record-layout.ts';
import type { PackedRecord } from './record-store.ts';
import { partsOf, type Shape } from './shape.ts';
import type { Shapes } from './shapes.ts';

export type PackedText = { readonly index: number; readonly type: string; readonly text: string };

export type TextPackerOptions = {
  /** The values of a record, times and all. */
  readonly valuesOf: (texts: readonly PackedText[]) => readonly HandleValue[];
  readonly nowMs: number;
};

type Known = { readonly texts: readonly PackedText[]; readonly shape: Shape };

const knownMax = 8;
const slabBytes = 262_144;

/** For the records of one call of registration. */
export class TextPacker {
  readonly #shapes: Shapes;
  readonly #options: TextPackerOptions;
  #known: Known[] = [];
  #slab = Buffer.alloc(0);
  #used = 0;

  constructor(shapes: Shapes, options: TextPackerOptions) {
    this.#shapes = shapes;
    this.#options = options;
  }

  /** Its values get the time of the change, where they have a shape. */
  pack(key: string, handle: string, texts: readonly PackedText[]): PackedRecord {
    const shape = this.#shapeOf(texts);
    if (shape === undefined) {
      const block = encodeValueBlock(this.#options.valuesOf(texts));
      return packRecord({ key, handle, block, timeMs: this.#options.nowMs }, this.#shapes);
    }
    return { packed: this.#packed(handle === key ? undefined : handle, texts, shape), shape };
  }

  #shapeOf(texts: readonly PackedText[]): Shape | undefined {
    for (const { texts: known, shape } of this.#known) if (alike(known, texts)) return shape;
    const { form, data } = partsOf(encodeValueBlock(this.#options.valuesOf(texts)));
    const shape = data.length === texts.length ? this.#shapes.of(form) : undefined;
    if (shape !== undefined)
      this.#known = [{ texts, shape }, ...this.#known.slice(0, knownMax - 1)];
    return shape;
  }

  #packed(name: string | undefined, texts: readonly PackedText[], shape: Shape): Uint8Array {
    let most = headBytes + 10 + (name === undefined ? 0 : name.length * 3);
    for (const { text } of texts) most += text.length * 3 + 5;
    const from = this.#room(most);
    const slab = this.#slab;
    const flags = shape.allPublic ? recordFlag.allPublic : 0;
    slab[from] = layoutVersion;
    slab[from + 1] = name === undefined ? flags : flags | recordFlag.ownName;
    let at = from + headBytes;
    if (name !== undefined) at = putCounted(slab, at, name);
    at = putVarint(slab, at, shape.number);
    for (const { text } of texts) at = putCounted(slab, at, text);
    this.#used = at;
    return slab.subarray(from, at);
  }

  /** The slabs are written to the store later, so none is used twice. */
  #room(bytes: number): number {
    if (this.#used + bytes > this.#slab.length) {
      this.#slab = Buffer.allocUnsafeSlow(Math.max(slabBytes, bytes));
      this.#used = 0;
    }
    return this.#used;
  }
}

function alike(one: readonly PackedText[], other: readonly PackedText[]): boolean {
  if (one.length !== other.length) return false;
  for (let n = 0; n < one.length; n++) {
    const a = one[n] as PackedText;
    const b = other[n] as PackedText;
    if (a.index !== b.index || a.type !== b.type) return false;
  }
  return true;
}

const shortMax = 0x7f;

function putCounted(target: Buffer, at: number, text: string): number {
  const { length } = text;
  if (length <= shortMax) {
    let n = 0;
    for (; n < length; n++) {
      const code = text.charCodeAt(n);
      if (code > 0x7f) break;
      target[at + 1 + n] = code;
    }
    if (n === length) {
      target[at] = length;
      return at + 1 + length;
    }
  }
  const bytes = bytesOfText(text);
  target.set(bytes, putVarint(target, at, bytes.length));
  return at + varintBytes(bytes.length) + bytes.length;
}
