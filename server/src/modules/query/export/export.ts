// Readings as a file that is sent while it is read: a few batches are in memory, however many rows there are. A few
// exports go on at once, and one whose reader takes nothing any more gives its place to others.
import { Reply } from '../../../kernel/http/route.ts';
import type { Clock, Timer } from '../../../kernel/world/clock.ts';
import type { ReadingColumns, SeriesStore } from '../../../stores/series/series.ts';
import { isoTime } from '../../../wire/iso-time.ts';
import type { Assets } from '../../assets/api.ts';
import type { Asker, Query } from '../api.ts';
import { chosenSignals, type SignalChoice } from '../chosen-signals.ts';
import { queryFailures } from '../failures.ts';
import { estimateOf, refuseCostly, type Limits } from '../limits.ts';
import { lowestQuality } from '../model/samples.ts';
import { Seats } from '../seats.ts';
import { spanOf } from '../span.ts';
import { fileTypes, type ExportFormat } from './rows.ts';

export type ExportRequest = SignalChoice &
  Pick<Query, 'quality' | 'asMeasured'> & {
    readonly from: string;
    readonly to: string;
    readonly format: ExportFormat;
  };

export type ExportParts = {
  readonly series: SeriesStore;
  readonly assets: Assets;
  readonly clock: Clock;
  readonly limits: Limits & { readonly exportRowsMax: number; readonly exportsMax: number };
};

type Place = {
  readonly leave: () => void;
  /** For its reader. */
  readonly waits: () => void;
  readonly goesOn: () => void;
};

/** Rows of one piece of a file, small batches of neighbours put together. */
const pieceRows = 8_192;
/** A reader that takes nothing for so long has gone. */
const stuckMs = 120_000;

export class Exports {
  readonly #parts: ExportParts;
  readonly #seats: Seats;

  constructor(parts: ExportParts) {
    this.#parts = parts;
    this.#seats = new Seats(parts.limits.exportsMax);
  }

  get running(): number {
    return this.#seats.taken;
  }

  /** The file as it comes; what can be refused is refused before its first byte. */
  async open(request: ExportRequest, asker: Asker): Promise<Reply<AsyncIterable<Uint8Array>>> {
    const { assets, series, limits } = this.#parts;
    const { principal } = asker;
    const span = spanOf({ ...request, kind: 'export' });
    const most = limits.signalsMax;
    const signals = await chosenSignals(assets, request, { principal, most });
    const readings = await estimateOf(series, signals, span);
    if (signals.length > most) {
      throw queryFailures['too-many-signals']({ signals: signals.length, most, readings });
    }
    const rowLimits = { ...limits, readingsMax: limits.exportRowsMax };
    await refuseCostly(series, signals, { readings, span, limits: rowLimits });
    const leave = this.#seats.take(principal);
    if (!leave) throw queryFailures['exports-busy']({ most: limits.exportsMax });
    const place = this.#place(leave);
    place.waits(); // also for a reader that goes before the first piece
    const { mediaType } = fileTypes[request.format];
    const name = `readings-${isoTime(span.fromUs).slice(0, 10)}.${request.format}`;
    return new Reply(this.#pieces(request, { signals, ...span, place }, asker), {
      headers: {
        'content-type': mediaType,
        'content-disposition': `attachment; filename="${name}"`,
        // What a progress bar needs, as nobody knows the length before the end.
        'x-estimated-rows': String(readings),
      },
    });
  }

  async *#pieces(
    { format, quality, asMeasured = false }: ExportRequest,
    given: { signals: readonly string[]; fromUs: number; toUs: number; place: Place },
    { signal }: Asker,
  ): AsyncGenerator<Uint8Array> {
    const { place } = given;
    try {
      place.goesOn();
      const writer = fileTypes[format].open();
      yield writer.start(given.signals);
      const lowest = lowestQuality[quality ?? 'any'];
      for (const one of given.signals) {
        const span = { series: [one], fromUs: given.fromUs, toUs: given.toUs, asMeasured };
        for await (const batch of this.#parts.series.scan(span)) {
          const counted = withQuality(batch, lowest);
          if (counted.sourceTimeUs.length === 0) continue;
          for (const piece of cut(counted)) {
            const bytes = writer.rows(piece);
            place.waits();
            yield bytes;
            place.goesOn();
          }
          if (signal.aborted) throw queryFailures.left();
        }
      }
      yield writer.end();
    } finally {
      place.leave();
    }
  }

  #place(free: () => void): Place {
    let timer: Timer | undefined;
    let isTaken = true;
    const leave = () => {
      timer?.cancel();
      if (isTaken) free();
      isTaken = false;
    };
    return {
      leave,
      waits: () => {
        timer = this.#parts.clock.after(stuckMs, leave);
      },
      goesOn: () => {
        timer?.cancel();
        if (!isTaken) throw queryFailures.left();
      },
    };
  }
}

function withQuality(batch: ReadingColumns, lowest: number): ReadingColumns {
  const { quality, values, sourceTimeUs, serverTimeUs, index } = batch;
  if (lowest === 0 || quality.every((one) => one >= lowest)) return batch;
  const isKept = (_: unknown, n: number) => (quality[n] ?? 0) >= lowest;
  return {
    series: batch.series,
    index: index.filter(isKept),
    sourceTimeUs: sourceTimeUs.filter(isKept),
    serverTimeUs: serverTimeUs.filter(isKept),
    values: values.filter(isKept),
    quality: quality.filter(isKept),
  };
}

function* cut(batch: ReadingColumns): Generator<ReadingColumns> {
  const { length } = batch.sourceTimeUs;
  if (length <= pieceRows) return yield batch;
  for (let from = 0; from < length; from += pieceRows) {
    const to = from + pieceRows;
    yield {
      series: batch.series,
      index: batch.index.subarray(from, to),
      sourceTimeUs: batch.sourceTimeUs.subarray(from, to),
      serverTimeUs: batch.serverTimeUs.subarray(from, to),
      values: batch.values.slice(from, to),
      quality: batch.quality.subarray(from, to),
    };
  }
}
