// Readings that are durable in the write-ahead log and not yet sealed: columns by series, so that a question about one
// series looks at no other. A table is filled, then frozen while it is sealed, then gone.
import { kindOfValue, placeOf, type Columns, type Run } from '../../../stores/series/columns.ts';
import type { Prepared } from './prepared.ts';

const firstRoom = 16;
/** Beyond it grows by halves: room that is not used counts as memory that is full. */
const quickRoom = 256;
/** And the rest of a series. */
const batchReadings = 100_000;
/** Two times, a number and a mark. */
const readingBytes = 25;

export class SeriesColumns implements Columns {
  source = new Float64Array(firstRoom);
  server = new Float64Array(firstRoom);
  numbers = new Float64Array(firstRoom);
  marks = new Uint8Array(firstRoom);
  texts: (string | undefined)[] | undefined;
  length = 0;
  minimumUs = Infinity;
  maximumUs = -Infinity;
  #isInOrder = true;

  /** Bytes that were taken for it. */
  push(sourceUs: number, serverUs: number, value: { number: number; mark: number }): number {
    const { length } = this;
    const grown = length === this.source.length ? this.#grow() : 0;
    this.source[length] = sourceUs;
    this.server[length] = serverUs;
    this.numbers[length] = value.number;
    this.marks[length] = value.mark;
    if (sourceUs >= this.maximumUs) this.maximumUs = sourceUs;
    else this.#isInOrder = false;
    if (sourceUs < this.minimumUs) this.minimumUs = sourceUs;
    this.length = length + 1;
    return grown;
  }

  putText(at: number, text: string): void {
    this.texts ??= [];
    this.texts[at] = text;
  }

  /** Bytes that were taken for it. */
  takeRun({ columns, from, to }: Run): number {
    let bytes = 0;
    const value = { number: 0, mark: 0 };
    for (let n = from; n < to; n++) {
      value.number = columns.numbers[n] ?? 0;
      value.mark = columns.marks[n] ?? 0;
      bytes += this.push(columns.source[n] ?? 0, columns.server[n] ?? 0, value);
      const text = columns.texts?.[n];
      if (text === undefined) continue;
      this.putText(this.length - 1, text);
      bytes += 16 + text.length;
    }
    return bytes;
  }

  /** What there is now of a span, in order. */
  run(fromUs: number, toUs: number): Run | undefined {
    if (this.minimumUs >= toUs || this.maximumUs < fromUs) return undefined;
    this.#putInOrder();
    const all = { from: 0, to: this.length };
    const from = placeOf(this.source, fromUs, all);
    const to = placeOf(this.source, toUs, { from, to: this.length });
    // Columns as they are now: they may be put in order again, or grow, before the caller has read them.
    return from < to ? { columns: this.#now(), from, to } : undefined;
  }

  #now(): Columns {
    const { source, server, numbers, marks, texts } = this;
    return { source, server, numbers, marks, texts };
  }

  #grow(): number {
    const before = this.source.length;
    const room = before < quickRoom ? before * 2 : before + (before >> 1);
    this.source = grown(this.source, new Float64Array(room));
    this.server = grown(this.server, new Float64Array(room));
    this.numbers = grown(this.numbers, new Float64Array(room));
    this.marks = grown(this.marks, new Uint8Array(room));
    return (room - before) * readingBytes;
  }

  /** New columns, not the same ones in another order: a question may be reading those. */
  #putInOrder(): void {
    if (this.#isInOrder) return;
    const { source, server, numbers, marks, texts, length } = this;
    const order = Uint32Array.from({ length }, (_, n) => n).toSorted(
      (a, b) => (source[a] ?? 0) - (source[b] ?? 0) || a - b,
    );
    const room = source.length;
    this.source = ordered(source, order, new Float64Array(room));
    this.server = ordered(server, order, new Float64Array(room));
    this.numbers = ordered(numbers, order, new Float64Array(room));
    this.marks = ordered(marks, order, new Uint8Array(room));
    if (texts) this.texts = Array.from(order, (n) => texts[n]);
    this.#isInOrder = true;
  }
}

export class MemoryTable {
  /** By the number of the series. */
  readonly #columns: (SeriesColumns | undefined)[] = [];
  readings = 0;
  bytes = 0;
  minimumUs = Infinity;
  maximumUs = -Infinity;

  of(id: number): SeriesColumns | undefined {
    return this.#columns[id];
  }

  get ids(): number[] {
    return Object.keys(this.#columns).map(Number);
  }

  take({ ids, numbers, marks, texts, batch }: Prepared): void {
    const { sourceTimeUs, serverTimeUs } = batch;
    const value = { number: 0, mark: 0 };
    let nextText = 0;
    for (let n = 0; n < ids.length; n++) {
      const columns = this.#ofSeries(ids[n] ?? 0);
      const sourceUs = sourceTimeUs[n] ?? 0;
      const mark = marks[n] ?? 0;
      value.number = numbers[n] ?? 0;
      value.mark = mark;
      this.bytes += columns.push(sourceUs, serverTimeUs[n] ?? 0, value);
      if (sourceUs < this.minimumUs) this.minimumUs = sourceUs;
      if (sourceUs > this.maximumUs) this.maximumUs = sourceUs;
      if (mark >> 2 !== kindOfValue.text) continue;
      const text = texts[nextText++] ?? '';
      columns.putText(columns.length - 1, text);
      this.bytes += 16 + text.length;
    }
    this.readings += ids.length;
  }

  /** Readings of a run of other tables, as if they had just come. */
  takeRun(id: number, run: Run): void {
    const own = this.#ofSeries(id);
    this.bytes += own.takeRun(run);
    this.minimumUs = Math.min(this.minimumUs, own.minimumUs);
    this.maximumUs = Math.max(this.maximumUs, own.maximumUs);
    this.readings += run.to - run.from;
  }

  /** All of it, to be written; a series has its readings in their order. */
  *batches(): Generator<Prepared> {
    let pieces: { id: number; run: Run }[] = [];
    let readings = 0;
    for (const id of this.ids) {
      const run = this.of(id)?.run(-Infinity, Infinity);
      if (run === undefined) continue;
      pieces.push({ id, run });
      readings += run.to - run.from;
      if (readings < batchReadings) continue;
      yield batchOf(pieces, readings);
      pieces = [];
      readings = 0;
    }
    if (readings > 0) yield batchOf(pieces, readings);
  }

  #ofSeries(id: number): SeriesColumns {
    const known = this.#columns[id];
    if (known) return known;
    const made = new SeriesColumns();
    this.bytes += firstRoom * readingBytes + 300;
    this.#columns[id] = made;
    return made;
  }
}

function grown<C extends Float64Array | Uint8Array>(before: C, after: C): C {
  after.set(before);
  return after;
}

function ordered<C extends Float64Array | Uint8Array>(before: C, order: Uint32Array, after: C): C {
  for (let n = 0; n < order.length; n++) after[n] = before[order[n] ?? 0] ?? 0;
  return after;
}

function batchOf(pieces: readonly { id: number; run: Run }[], readings: number): Prepared {
  const ids = new Uint32Array(readings);
  const batch = {
    sourceTimeUs: new Float64Array(readings),
    serverTimeUs: new Float64Array(readings),
  };
  const numbers = new Float64Array(readings);
  const marks = new Uint8Array(readings);
  const texts: string[] = [];
  let at = 0;
  for (const { id, run } of pieces) {
    const { columns, from, to } = run;
    ids.fill(id, at, at + to - from);
    batch.sourceTimeUs.set(columns.source.subarray(from, to), at);
    batch.serverTimeUs.set(columns.server.subarray(from, to), at);
    numbers.set(columns.numbers.subarray(from, to), at);
    marks.set(columns.marks.subarray(from, to), at);
    for (const text of columns.texts?.slice(from, to) ?? [])
      if (text !== undefined) texts.push(text);
    at += to - from;
  }
  return { batch, ids, numbers, marks, texts, deliveries: [] };
}
