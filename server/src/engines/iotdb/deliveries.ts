// Which numbers of which streams have arrived: a row for each span, its first number as the time. Rows only ever say more, so
// they may be written twice and in any order; what later spans swallowed stays and changes nothing.
import { GrowingSpans, spanOf, type Span } from '../../stores/series/spans.ts';
import type { Delivery } from '../../stores/series/series.ts';
import type { Directory } from './directory.ts';
import { farKey, numberOf } from './keys.ts';
import type { Paths } from './paths.ts';
import type { Call, IotdbRest } from './rest.ts';

const pageRows = 50_000;

export class Deliveries {
  readonly #rest: IotdbRest;
  readonly #paths: Paths;
  readonly #directory: Directory;
  /** Of streams that were asked for or grew since the store was opened. */
  readonly #streams = new Map<string, GrowingSpans>();

  constructor(rest: IotdbRest, paths: Paths, directory: Directory) {
    this.#rest = rest;
    this.#paths = paths;
    this.#directory = directory;
  }

  async of(stream: string): Promise<readonly Span[]> {
    return [...(await this.#known(stream)).all];
  }

  /** Takes them in, to be written now; `forget` them when they never will be. */
  async take(deliveries: readonly Delivery[]): Promise<Call[]> {
    await this.#directory.addStreams(deliveries.map(({ stream }) => stream));
    const byStream = Map.groupBy(deliveries, ({ stream }) => stream);
    const calls: Call[] = [];
    for (const [stream, own] of byStream) {
      const spans = await this.#known(stream);
      for (const { first, last } of own) spans.add({ first, last });
      const merged = new Set(own.map(({ first }) => spanOf(spans.all, first)));
      calls.push(this.#insert(stream, [...merged]));
    }
    return calls;
  }

  forget(deliveries: readonly Delivery[]): void {
    for (const { stream } of deliveries) this.#streams.delete(stream);
  }

  #insert(stream: string, spans: readonly (Span | undefined)[]): Call {
    const known = spans.filter((span) => span !== undefined);
    const device = this.#paths.delivered(this.#directory.stream(stream) ?? -1);
    const times = known.map(({ first }) => farKey(first)).join();
    const lasts = known.map(({ last }) => last).join();
    return {
      path: 'insertTablet',
      body: `{"device":"${device}","is_aligned":false,"measurements":["l"],"data_types":["INT64"],"timestamps":[${times}],"values":[[${lasts}]]}`,
    };
  }

  async #known(stream: string): Promise<GrowingSpans> {
    const kept = this.#streams.get(stream);
    if (kept) return kept;
    const number = this.#directory.stream(stream);
    const spans = new GrowingSpans(number === undefined ? [] : await this.#load(number));
    // Names that nobody delivered to are not remembered: anybody may ask for any.
    if (number !== undefined) this.#streams.set(stream, spans);
    return spans;
  }

  async #load(number: number): Promise<Span[]> {
    const found: Span[] = [];
    for (let next = 0; ;) {
      const sql = `SELECT l FROM ${this.#paths.delivered(number)} WHERE time >= ${farKey(next)} LIMIT ${pageRows}`;
      const { times, columns } = await this.#rest.query(sql, pageRows);
      const [lasts = []] = columns;
      times.forEach((key, n) => found.push({ first: numberOf(key), last: Number(lasts[n]) }));
      if (times.length < pageRows) return found;
      next = numberOf(times.at(-1) ?? '') + 1;
    }
  }
}
