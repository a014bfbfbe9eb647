// The series that there are: names of dozens of characters get a number, and each keeps its newest reading, since a
// dashboard asks for thousands of those at once.
import { assert } from '../../../kernel/failure/assert.ts';
import type { Quality, Reading, ReadingValue } from '../../../stores/series/series.ts';
import { kindOfValue } from '../../../stores/series/columns.ts';
import type { Prepared } from './prepared.ts';

export class SeriesTable {
  readonly #ids = new Map<string, number>();
  readonly #names: string[] = [];
  readonly #source: number[] = [];
  readonly #server: number[] = [];
  readonly #values: ReadingValue[] = [];
  readonly #quality: number[] = [];
  #readable = 0;
  #sorted: readonly string[] | undefined;

  /** Series that have a reading. */
  get size(): number {
    return this.#readable;
  }

  /** Numbers that were given. */
  get given(): number {
    return this.#names.length;
  }

  id(name: string): number | undefined {
    return this.#ids.get(name);
  }

  name(id: number): string {
    const name = this.#names[id];
    assert(name !== undefined, 'every number was given to a name');
    return name;
  }

  /** Gives a new name the next number. */
  add(name: string): number {
    let id = this.#ids.get(name);
    if (id !== undefined) return id;
    id = this.#names.push(name) - 1;
    this.#ids.set(name, id);
    this.#source.push(-Infinity);
    this.#server.push(0);
    this.#values.push(null);
    this.#quality.push(0);
    return id;
  }

  last(name: string): Reading | undefined {
    const id = this.#ids.get(name);
    const sourceTimeUs = id === undefined ? undefined : this.#source[id];
    if (id === undefined || sourceTimeUs === undefined || sourceTimeUs === -Infinity)
      return undefined;
    return {
      series: name,
      sourceTimeUs,
      serverTimeUs: this.#server[id] ?? 0,
      value: this.#values[id] ?? null,
      quality: (this.#quality[id] ?? 0) as Quality,
    };
  }

  /** Names of series that have a reading, in the order of their bytes. */
  sortedNames(): readonly string[] {
    if (this.#sorted?.length === this.#readable) return this.#sorted;
    this.#sorted = this.#names
      .filter((_, id) => this.#source[id] !== -Infinity)
      .map((name) => ({ name, bytes: Buffer.from(name) }))
      .toSorted((a, b) => Buffer.compare(a.bytes, b.bytes))
      .map(({ name }) => name);
    return this.#sorted;
  }

  /** The newest reading was removed; this one, if any, is the newest now. */
  replaceLast(name: string, last: Reading | undefined): void {
    const id = this.#ids.get(name);
    if (id === undefined) return;
    if (last === undefined && this.#source[id] !== -Infinity) this.#readable--;
    this.#sorted = undefined;
    this.#source[id] = last?.sourceTimeUs ?? -Infinity;
    this.#server[id] = last?.serverTimeUs ?? 0;
    this.#values[id] = last?.value ?? null;
    this.#quality[id] = last?.quality ?? 0;
  }

  /** Those that are not older than what is known. */
  take({ ids, numbers, marks, texts, batch }: Prepared): void {
    const { sourceTimeUs, serverTimeUs } = batch;
    let nextText = 0;
    for (let n = 0; n < ids.length; n++) {
      const id = ids[n] ?? 0;
      const mark = marks[n] ?? 0;
      const kind = mark >> 2;
      const text = kind === kindOfValue.text ? (texts[nextText++] ?? '') : '';
      const sourceUs = sourceTimeUs[n] ?? 0;
      const before = this.#source[id] ?? 0;
      if (sourceUs < before) continue;
      if (before === -Infinity) this.#readable++;
      this.#source[id] = sourceUs;
      this.#server[id] = serverTimeUs[n] ?? 0;
      this.#quality[id] = mark & 3;
      if (kind === kindOfValue.number) this.#values[id] = numbers[n] ?? 0;
      else if (kind === kindOfValue.text) this.#values[id] = text;
      else this.#values[id] = kind === kindOfValue.none ? null : numbers[n] === 1;
    }
  }
}
