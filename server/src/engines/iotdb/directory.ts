// Which series and streams there are: names of any Unicode get numbers, since paths of IoTDB are short and plain, and rows of
// IoTDB keep which. Each series keeps its newest reading in memory, and how many have its time.

import { byBytes } from '../../stores/series/check-query.ts';
import type { Reading } from '../../stores/series/series.ts';
import { equalsMax, farKey, numberOf, timeOf } from './keys.ts';
import type { Paths } from './paths.ts';
import type { IotdbRest } from './rest.ts';
import { markParts, valueOf, type Row } from './rows.ts';

export type Entry = {
  readonly name: string;
  /** Of devices: the first takes the first thousand readings of a microsecond, the next the next thousand. */
  readonly devices: number[];
  last: Reading | undefined;
  /** How many readings have the time of `last`. */
  equals: number;
};

const pageRows = 50_000;

export class Directory {
  readonly #rest: IotdbRest;
  readonly #paths: Paths;
  readonly #series = new Map<string, Entry>();
  readonly #byDevice: { readonly entry: Entry; readonly page: number }[] = [];
  readonly #streams = new Map<string, number>();
  /** Devices that have figures of thinning. */
  readonly #thinned = new Set<number>();
  #sorted: readonly string[] | undefined;

  private constructor(rest: IotdbRest, paths: Paths) {
    this.#rest = rest;
    this.#paths = paths;
  }

  static async open(rest: IotdbRest, paths: Paths): Promise<Directory> {
    const made = new Directory(rest, paths);
    await made.#load(paths.series, (number, text) => {
      const at = text.indexOf(' ');
      made.#know(text.slice(at + 1), Number(text.slice(0, at)), number);
    });
    await made.#load(paths.streams, (number, name) => made.#streams.set(name, number));
    for (let group = 0; group * paths.groupSize < made.#byDevice.length; group++) {
      await made.#loadNewest(group);
    }
    const devices = await rest.query(`SHOW DEVICES ${paths.figures}.**`, 10_000_000);
    for (const path of devices.columns[0] ?? []) made.#thinned.add(paths.deviceOf(String(path)));
    return made;
  }

  entry(name: string): Entry | undefined {
    return this.#series.get(name);
  }

  of(device: number): { readonly entry: Entry; readonly page: number } | undefined {
    return this.#byDevice[device];
  }

  isThinned(entry: Entry): boolean {
    return this.#thinned.has(entry.devices[0] ?? -1);
  }

  setThinned(entry: Entry): void {
    this.#thinned.add(entry.devices[0] ?? -1);
  }

  /** Series that have a reading. */
  get size(): number {
    return this.#readable().length;
  }

  /** Of all series. */
  newestUs(): number | undefined {
    let newest: number | undefined;
    for (const { last } of this.#series.values()) {
      if (last) newest = Math.max(newest ?? -Infinity, last.sourceTimeUs);
    }
    return newest;
  }

  sortedNames(): readonly string[] {
    return (this.#sorted ??= this.#readable().toSorted(byBytes));
  }

  /** What is there now is the newest; undefined when nothing is left. */
  setNewest(
    entry: Entry,
    newest: { readonly reading: Reading; readonly equals: number } | undefined,
  ) {
    if ((entry.last === undefined) !== (newest === undefined)) this.#sorted = undefined;
    entry.last = newest?.reading;
    entry.equals = newest?.equals ?? 0;
  }

  /** Durable with its number when it resolves. */
  async addSeries(names: Iterable<string>): Promise<void> {
    const fresh = [...new Set(names)].filter((name) => !this.#series.has(name));
    const first = this.#byDevice.length;
    const rows = fresh.map((name, n): [number, string] => [first + n, `0 ${name}`]);
    await this.#put(this.#paths.series, rows);
    for (const [n, name] of fresh.entries()) this.#know(name, 0, first + n);
  }

  /** A further device for a series of which more than a thousand readings have one time. */
  async addDevice(entry: Entry): Promise<void> {
    const [number, page] = [this.#byDevice.length, entry.devices.length];
    await this.#put(this.#paths.series, [[number, `${page} ${entry.name}`]]);
    this.#know(entry.name, page, number);
  }

  stream(name: string): number | undefined {
    return this.#streams.get(name);
  }

  async addStreams(names: Iterable<string>): Promise<void> {
    const fresh = [...new Set(names)].filter((name) => !this.#streams.has(name));
    const first = this.#streams.size;
    const rows = fresh.map((name, n): [number, string] => [first + n, name]);
    await this.#put(this.#paths.streams, rows);
    for (const [n, name] of fresh.entries()) this.#streams.set(name, first + n);
  }

  #know(name: string, page: number, device: number): void {
    let entry = this.#series.get(name);
    if (entry === undefined) {
      entry = { name, devices: [], last: undefined, equals: 0 };
      this.#series.set(name, entry);
    }
    entry.devices[page] = device;
    this.#byDevice[device] = { entry, page };
  }

  #readable(): string[] {
    return [...this.#series.values()].flatMap(({ name, last }) => (last ? [name] : []));
  }

  async #put(device: string, rows: readonly (readonly [number, string])[]): Promise<void> {
    if (rows.length === 0) return;
    const times = rows.map(([number]) => farKey(number)).join();
    const values = JSON.stringify(rows.map(([, text]) => text));
    await this.#rest.write({
      path: 'insertTablet',
      body: `{"device":"${device}","is_aligned":false,"measurements":["v"],"data_types":["TEXT"],"timestamps":[${times}],"values":[${values}]}`,
    });
  }

  async #load(device: string, take: (number: number, text: string) => void): Promise<void> {
    for (let next = 0; ;) {
      const sql = `SELECT v FROM ${device} WHERE time >= ${farKey(next)} LIMIT ${pageRows}`;
      const { times, columns } = await this.#rest.query(sql, pageRows);
      const [texts = []] = columns;
      times.forEach((key, n) => take(numberOf(key), String(texts[n])));
      if (times.length < pageRows) return;
      next = numberOf(times.at(-1) ?? '') + 1;
    }
  }

  async #loadNewest(group: number): Promise<void> {
    const { groupSize } = this.#paths;
    const sql = `SELECT LAST n, t, m, a FROM ${this.#paths.group(group)}.**`;
    const { times, columns } = await this.#rest.query(sql, groupSize * 4 + 1);
    const [names = [], values = []] = columns;
    const found = new Map<number, Partial<Record<string, { key: string; text: string }>>>();
    times.forEach((key, n) => {
      const path = String(names[n]);
      const at = path.lastIndexOf('.');
      const device = this.#paths.deviceOf(path.slice(0, at));
      const own = found.get(device) ?? {};
      own[path.slice(at + 1)] = { key, text: String(values[n]) };
      found.set(device, own);
    });
    for (const [device, { n, t, m, a }] of found) {
      const known = this.#byDevice[device];
      if (known === undefined || m === undefined || a === undefined) continue;
      const { of, quality } = markParts(Number(m.text));
      const { timeUs, nth } = timeOf(m.key);
      const value = valueOf(of, n?.key === m.key ? n.text : null, t?.key === m.key ? t.text : '');
      const isKept = false;
      const row = { timeUs, nth, serverTimeUs: Number(a.text), value, quality, isKept };
      this.takeNewest(known, row);
    }
  }

  /** A row that may be the newest of its series. */
  takeNewest({ entry, page }: { readonly entry: Entry; readonly page: number }, row: Row): void {
    const { timeUs, nth, serverTimeUs, value, quality } = row;
    const equals = page * equalsMax + nth + 1;
    const lastUs = entry.last?.sourceTimeUs ?? -Infinity;
    if (timeUs < lastUs || (timeUs === lastUs && equals < entry.equals)) return;
    const times = { sourceTimeUs: timeUs, serverTimeUs };
    const reading = { series: entry.name, ...times, value, quality: quality as Reading['quality'] };
    this.setNewest(entry, { reading, equals });
  }
}
