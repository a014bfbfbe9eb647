// The write-ahead log: segments that only grow. What waits together is appended together and one `fdatasync` makes it
// durable; a segment is deleted whole when all of it is sealed. Each opening begins a new one, so that a torn tail stays
// the end of its file.
import { join } from 'node:path';
import type { AppendFile, Disk } from '../../../kernel/world/disk.ts';
import { encodeRecord, readRecord, type Renamed } from './log-record.ts';
import type { MemoryTable } from './memory.ts';
import type { Prepared } from './prepared.ts';
import type { SeriesTable } from './series-table.ts';

const segmentBytesMax = 64 * 1024 * 1024;

export type LogPlace = { readonly disk: Disk; readonly folder: string };

/** `rest`: what a seal left behind of older segments; it counts when the manifest names it. */
export type SegmentKind = 'log' | 'rest';

export type Segment = { readonly number: number; readonly kind: SegmentKind };

export function segmentPath({ folder }: LogPlace, { number, kind }: Segment): string {
  return join(folder, `${String(number).padStart(9, '0')}.${kind}`);
}

/** In order of their numbers. */
export async function segmentsIn({ disk, folder }: LogPlace): Promise<Segment[]> {
  const found = (await disk.list(folder)).flatMap((name): Segment[] => {
    const [, number, kind] = /^(\d{9,})\.(log|rest)$/.exec(name) ?? [];
    return number === undefined ? [] : [{ number: Number(number), kind: kind as SegmentKind }];
  });
  return found.toSorted((a, b) => a.number - b.number);
}

/** Hands each whole record over; the bytes behind the last of them, which a crash cut short. */
export async function replay(
  place: LogPlace,
  segment: Segment,
  options: { readonly series: SeriesTable; readonly take: (prepared: Prepared) => void },
): Promise<number> {
  const bytes = (await place.disk.read(segmentPath(place, segment))) ?? new Uint8Array(0);
  const renamed: Renamed = new Map();
  for (let start = 0; ;) {
    const record = readRecord(bytes, start, { series: options.series, renamed });
    if (record === undefined) return bytes.length - start;
    options.take(record.prepared);
    start = record.end;
  }
}

export class SegmentWriter {
  readonly #file: AppendFile;
  readonly #series: SeriesTable;
  #told = new Set<number>();
  #broken: unknown;

  private constructor(file: AppendFile, series: SeriesTable) {
    this.#file = file;
    this.#series = series;
  }

  static async open(
    place: LogPlace,
    segment: Segment,
    series: SeriesTable,
  ): Promise<SegmentWriter> {
    const file = await place.disk.openAppend(segmentPath(place, segment));
    return new SegmentWriter(file, series);
  }

  get size(): number {
    return this.#file.size;
  }

  /** Durable when it resolves; when it fails nothing of it is there, or the segment takes nothing more. */
  async write(batches: readonly Prepared[]): Promise<void> {
    if (this.#broken !== undefined) throw this.#broken;
    const before = this.#file.size;
    try {
      await this.#file.append(
        batches.flatMap((prepared) => encodeRecord(prepared, this.#series, this.#told)),
      );
      await this.#file.sync();
    } catch (error) {
      this.#told = new Set();
      await this.#undo(before).catch((worse: unknown) => {
        this.#broken = worse;
      });
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  /** A record whose sync failed must not come back after the next opening: its caller sends it again. */
  async #undo(size: number): Promise<void> {
    await this.#file.truncate(size);
    await this.#file.sync();
  }
}

export class WriteAheadLog {
  readonly #place: LogPlace;
  readonly #series: SeriesTable;
  readonly #sizes = new Map<number, number>();
  #number: number;
  #segment: SegmentWriter;

  private constructor(
    place: LogPlace,
    series: SeriesTable,
    given: { number: number; segment: SegmentWriter },
  ) {
    this.#place = place;
    this.#series = series;
    this.#number = given.number;
    this.#segment = given.segment;
  }

  static async open(place: LogPlace, series: SeriesTable, number: number): Promise<WriteAheadLog> {
    const segment = await SegmentWriter.open(place, { number, kind: 'log' }, series);
    const log = new WriteAheadLog(place, series, { number, segment });
    for (const one of await segmentsIn(place)) {
      const size = await place.disk.size(segmentPath(place, one));
      if (one.number < number) log.#sizes.set(one.number, size ?? 0);
    }
    return log;
  }

  get bytes(): number {
    let sum = this.#segment.size;
    for (const size of this.#sizes.values()) sum += size;
    return sum;
  }

  async write(batches: readonly Prepared[]): Promise<void> {
    if (this.#segment.size >= segmentBytesMax) await this.rotate();
    await this.#segment.write(batches);
  }

  /** From now on in a new segment; its number, and the one before it is left for what a seal leaves behind. */
  async rotate(): Promise<number> {
    const number = this.#number + 2;
    const before = this.#segment;
    this.#segment = await SegmentWriter.open(this.#place, { number, kind: 'log' }, this.#series);
    this.#sizes.set(this.#number, before.size);
    this.#number = number;
    await before.close();
    return number;
  }

  /** Segments before a number, but for one. */
  async removeBefore(number: number, rest: number | undefined): Promise<void> {
    for (const segment of await segmentsIn(this.#place)) {
      const isNeeded = segment.kind === 'rest' ? segment.number === rest : segment.number >= number;
      if (isNeeded) continue;
      await this.#place.disk.remove(segmentPath(this.#place, segment));
      this.#sizes.delete(segment.number);
    }
    if (rest === undefined) return;
    const path = segmentPath(this.#place, { number: rest, kind: 'rest' });
    this.#sizes.set(rest, (await this.#place.disk.size(path)) ?? 0);
  }

  close(): Promise<void> {
    return this.#segment.close();
  }
}

/** What a seal leaves behind, as a segment; durable when it resolves. */
export async function writeRest(
  place: LogPlace,
  number: number,
  { table, series }: { readonly table: MemoryTable; readonly series: SeriesTable },
): Promise<void> {
  const segment = { number, kind: 'rest' } as const;
  await place.disk.remove(segmentPath(place, segment));
  const writer = await SegmentWriter.open(place, segment, series);
  try {
    for (const prepared of table.batches()) await writer.write([prepared]);
  } finally {
    await writer.close();
  }
}
