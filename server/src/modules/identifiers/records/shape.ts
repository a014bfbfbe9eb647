// What many records have in common: indexes, types, times to live, permissions and references of all their
// values, and the data of HS_ADMIN values, which register writes the same into every record. A record then
// is the number of its shape and its own data; its value block is the shape's template, filled in.
//
// | bytes | field                                                                             |
// |-------|-----------------------------------------------------------------------------------|
// | 1     | version of this layout, 1                                                         |
// | rest  | value block with times 0; data only where all records of the shape share it       |
import { assert } from '../../../kernel/failure/assert.ts';
import { bytesOfText, valueType } from '../../../wire/handle/handle.ts';
import { allPublic } from '../model/value-block.ts';
import { getUint32, getVarint, putUint32, varintBytes } from './numbers.ts';

const layoutVersion = 1;
const countBytes = 4;
const timeOffset = 4;
const typeOffset = 14;
const adminType = bytesOfText(valueType.admin);

/** Where in a value block one value has what. */
type Place = {
  readonly timeAt: number;
  readonly dataLengthAt: number;
  readonly dataAt: number;
  readonly dataEnd: number;
  readonly end: number;
  /** Its data is the same in all records of a shape. */
  readonly fixed: boolean;
};

function placesOf(block: Uint8Array): Place[] {
  const places: Place[] = [];
  const count = getUint32(block, 0);
  let at = countBytes;
  for (let n = 0; n < count; n++) {
    const typeAt = at + typeOffset + 4;
    const dataLengthAt = typeAt + getUint32(block, typeAt - 4);
    const dataAt = dataLengthAt + 4;
    const dataEnd = dataAt + getUint32(block, dataLengthAt);
    let end = dataEnd + 4;
    for (let left = getUint32(block, dataEnd); left > 0 && end < block.length; left--) {
      end += 8 + getUint32(block, end);
    }
    assert(end <= block.length, 'a value block that ends within a value');
    const fixed = Buffer.compare(block.subarray(typeAt, dataLengthAt), adminType) === 0;
    places.push({ timeAt: at + timeOffset, dataLengthAt, dataAt, dataEnd, end, fixed });
    at = end;
  }
  assert(at === block.length, 'a value block that does not end with its last value');
  return places;
}

export type Parts = {
  /** As a shape is kept. */
  readonly form: Uint8Array;
  readonly seconds: readonly number[];
  /** The data that is not the shape's; views. */
  readonly data: readonly Uint8Array[];
};

/** Takes a value block apart; it must be whole. */
export function partsOf(block: Uint8Array): Parts {
  const places = placesOf(block);
  const own = places.filter(({ fixed }) => !fixed);
  const data = own.map(({ dataAt, dataEnd }) => block.subarray(dataAt, dataEnd));
  const form = new Uint8Array(1 + block.length - data.reduce((sum, one) => sum + one.length, 0));
  form[0] = layoutVersion;
  let from = 0;
  let to = 1;
  for (const { timeAt, dataLengthAt, dataAt, dataEnd, fixed } of places) {
    const until = fixed ? dataEnd : dataAt;
    form.set(block.subarray(from, until), to);
    putUint32(form, to + timeAt - from, 0);
    if (!fixed) putUint32(form, to + dataLengthAt - from, 0);
    to += until - from;
    from = dataEnd;
  }
  form.set(block.subarray(from), to);
  return { form, seconds: places.map(({ timeAt }) => getUint32(block, timeAt)), data };
}

export class Shape {
  readonly number: number;
  readonly form: Uint8Array;
  readonly allPublic: boolean;
  readonly valueCount: number;
  /** How many values have data of their own in each record. */
  readonly ownCount: number;
  /** Whether the names store holds it. */
  saved = false;
  readonly #template: Uint8Array;
  readonly #timesAt: readonly number[];
  /** Where data of their own is put in; behind the last one, the end of the template. */
  readonly #cuts: readonly number[];

  constructor(number: number, form: Uint8Array) {
    assert(form[0] === layoutVersion, `shape of layout ${form[0]}`);
    const template = form.slice(1);
    const places = placesOf(template);
    const own = places.filter(({ fixed }) => !fixed);
    this.number = number;
    this.form = form;
    this.allPublic = allPublic(template);
    this.valueCount = places.length;
    this.ownCount = own.length;
    this.#template = template;
    this.#timesAt = places.map(({ timeAt }) => timeAt);
    this.#cuts = [...own.map(({ dataAt }) => dataAt), template.length];
  }

  /** The value block of a record; `from` is where its first data begins. `seconds` gives the time of each value. */
  blockOf(stored: Uint8Array, from: number, seconds: number | readonly number[]): Uint8Array {
    const template = this.#template;
    const cuts = this.#cuts;
    const own = this.ownCount;
    const times = this.#timesAt;
    // Lengths below 128, the usual ones, take one byte each, so this is enough or a little too much.
    const target = Buffer.allocUnsafe(template.length + stored.length - from - own);
    let at = from;
    let source = 0;
    let to = 0;
    let time = 0;
    for (let n = 0; n <= own; n++) {
      const cut = cuts[n] as number;
      const start = source;
      const base = to;
      while (source < cut) target[to++] = template[source++] as number;
      for (let timeAt: number; (timeAt = times[time] ?? cut) < cut; time++) {
        const value = typeof seconds === 'number' ? seconds : (seconds[time] ?? 0);
        putUint32(target, base + timeAt - start, value);
      }
      if (n === own) break;
      const length = getVarint(stored, at);
      at += length < 0x80 ? 1 : varintBytes(length);
      putUint32(target, to - 4, length);
      if (length < 64)
        for (const end = at + length; at < end;) target[to++] = stored[at++] as number;
      else {
        target.set(stored.subarray(at, at + length), to);
        at += length;
        to += length;
      }
    }
    return to === target.length ? target : target.subarray(0, to);
  }
}
