// The dictionary of the shapes of one store. It is small and bounded: what is seen once only, when half of
// it is taken, gets no place, and a record without a shape is kept literally.
import type { NameEntry, NamesStore } from '../../../stores/names/names.ts';
import { shapeKey, shapePrefix } from './internal-keys.ts';
import { Shape } from './shape.ts';

export const shapesMax = 4_096;
/** Entries to be read for all of them. */
export const shapeEntriesMax = 10_000;
const formBytesMax = 4_096;
const candidatesMax = 4_096;

export class Shapes {
  readonly #byNumber: (Shape | undefined)[] = [];
  readonly #byForm = new Map<string, Shape>();
  readonly #candidates = new Set<string>();
  readonly #max: number;

  constructor(max: number = shapesMax) {
    this.#max = max;
  }

  static async load(names: NamesStore): Promise<Shapes> {
    return Shapes.of(await names.scan({ prefix: shapePrefix, limit: shapeEntriesMax }));
  }

  /** From the entries that keep them. */
  static of(entries: readonly NameEntry[]): Shapes {
    const shapes = new Shapes();
    for (const { key, value } of entries) {
      const number = Number.parseInt(key.slice(shapePrefix.length), 16);
      const shape = new Shape(number, new Uint8Array(value));
      shape.saved = true;
      shapes.#keep(shape, latin1(shape.form));
    }
    return shapes;
  }

  get count(): number {
    return this.#byForm.size;
  }

  byNumber(number: number): Shape | undefined {
    return this.#byNumber[number];
  }

  /** The shape of a form, a new one where there is room; undefined where the record must be kept literally. */
  of(form: Uint8Array): Shape | undefined {
    if (form.length > formBytesMax) return undefined;
    const text = latin1(form);
    const known = this.#byForm.get(text);
    if (known !== undefined) return known;
    if (this.count >= this.#max || !this.#mayEnter(text)) return undefined;
    const shape = new Shape(this.#byNumber.length, form);
    this.#keep(shape, text);
    return shape;
  }

  /** The entry that keeps a shape; to be written with the first record that uses it. */
  static entryOf(shape: Shape): { key: string; value: Uint8Array } {
    return { key: shapeKey(shape.number), value: shape.form };
  }

  #keep(shape: Shape, text: string): void {
    this.#byNumber[shape.number] = shape;
    this.#byForm.set(text, shape);
  }

  #mayEnter(text: string): boolean {
    if (this.count < this.#max / 2 || this.#candidates.delete(text)) return true;
    if (this.#candidates.size >= candidatesMax) this.#candidates.clear();
    this.#candidates.add(text);
    return false;
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
