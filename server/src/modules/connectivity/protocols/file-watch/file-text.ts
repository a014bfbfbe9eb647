// The lines of one file to readings, whatever its format and encoding; knows up to where it was read completely.
import { TextDecoder } from 'node:util';
import type { EpochUs } from '../../../../stores/series/series.ts';
import { CsvRecords, likelyDelimiter, type CsvOutcome } from '../../../../wire/csv/csv-record.ts';
import {
  RecordReader,
  type RecordProblem,
  type RecordReadings,
  type TellingRecord,
} from '../records/record-reader.ts';
import { Columns, Paths } from '../records/telling.ts';
import { LineCutter, type CutLine } from './line-cutter.ts';
import type { FileSettings } from './settings.ts';

/** What reading the files of a source needs, made once. Fails with a failure of `records`. */
export class FileReading {
  readonly settings: FileSettings;
  readonly reader: RecordReader;
  readonly paths: Paths;

  constructor(settings: FileSettings) {
    const { name, signals = [], connection } = settings;
    this.settings = settings;
    this.reader = new RecordReader(name, signals, connection);
    const { format = 'csv', records, timeField, signalField, valueField } = connection;
    const fields = [records, timeField, signalField, valueField].filter(
      (field) => field !== undefined,
    );
    const addresses = signalField === undefined ? signals.map(({ address }) => address) : [];
    this.paths = new Paths(name, format === 'csv' ? [] : [...fields, ...addresses]);
  }
}

/** Where a file was read up to; `line` of the last line before it. */
export type FilePlace = { readonly at: number; readonly line: number };

export type ReadFile = {
  readonly moments: readonly RecordReadings[];
  readonly problems: readonly RecordProblem[];
};

export class FileText {
  readonly #reading: FileReading;
  readonly #cutter: LineCutter;
  readonly #decoder: TextDecoder;
  readonly #bareUs: EpochUs;
  #columns: Columns | undefined;
  #delimiter: string | undefined;
  #records: CsvRecords | undefined;
  #line: number;
  #place: FilePlace;
  #offset: number | undefined;

  /** `header`: of a CSV file that was begun before. `bareUs`: the moment of records that name none. */
  constructor(reading: FileReading, place: FilePlace, given: { header?: string; bareUs: EpochUs }) {
    this.#reading = reading;
    this.#cutter = new LineCutter(place.at);
    this.#line = place.line;
    this.#place = place;
    this.#bareUs = given.bareUs;
    const { encoding = 'utf-8', header = true, delimiter } = reading.settings.connection;
    this.#decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: false });
    this.#delimiter = delimiter;
    if (!header) this.#columns = new Columns();
    if (given.header !== undefined && header) this.#begin(given.header);
  }

  /** Up to here everything is read. */
  get place(): FilePlace {
    return this.#place;
  }

  get position(): number {
    return this.#cutter.position;
  }

  push(chunk: Uint8Array, nowUs: EpochUs): ReadFile {
    return this.#take(this.#cutter.push(chunk), nowUs);
  }

  /** The file grows no more. */
  end(nowUs: EpochUs): ReadFile {
    const last = this.#cutter.end();
    const read = this.#take(last ? [last] : [], nowUs);
    const open = this.#records?.end();
    const problems = open
      ? [...read.problems, { ...problemOf(open), line: this.#numbered(open.line) }]
      : read.problems;
    this.#place = { at: this.#cutter.position, line: this.#line };
    return { ...read, problems };
  }

  #take(lines: readonly CutLine[], nowUs: EpochUs): ReadFile {
    const moments: RecordReadings[] = [];
    const problems: RecordProblem[] = [];
    for (const line of lines) {
      this.#line += 1;
      const record = this.#record(line, problems);
      if (record) {
        const read = this.#reading.reader.read(record, nowUs);
        const timeUs = read.timeUs ?? this.#bareUs + record.line; // one after the other, the same after a restart
        if (read.readings.length > 0) moments.push({ ...read, timeUs });
        problems.push(...read.problems);
      }
      if (this.#records?.complete !== false) this.#place = { at: line.end, line: this.#line };
    }
    return { moments, problems };
  }

  #record(line: CutLine, problems: RecordProblem[]): TellingRecord | undefined {
    const refuse = (trouble: RecordProblem['trouble'], excerpt = '') =>
      problems.push({ line: this.#line, key: 'line', trouble, excerpt });
    if (!line.ok) return void refuse('too-long');
    let text: string;
    try {
      text = this.#decoder.decode(line.bytes);
    } catch {
      return void refuse('not-text', Buffer.from(line.bytes).subarray(0, 60).toString('latin1'));
    }
    if (this.#reading.settings.connection.format === 'ndjson') return this.#json(text, refuse);
    return this.#fields(text, problems);
  }

  #json(
    text: string,
    refuse: (trouble: RecordProblem['trouble'], excerpt: string) => void,
  ): TellingRecord | undefined {
    if (text.trim() === '') return undefined;
    try {
      return this.#reading.paths.record(JSON.parse(text), this.#line);
    } catch {
      refuse('not-json', text.slice(0, 120));
      return undefined;
    }
  }

  #fields(text: string, problems: RecordProblem[]): TellingRecord | undefined {
    const outcome = this.#recordsFor(text).push(text);
    if (!outcome) return undefined;
    const line = this.#numbered(outcome.line);
    if (!outcome.ok) return void problems.push({ ...problemOf(outcome), line });
    if (!this.#columns) {
      this.#columns = new Columns(outcome.fields);
      return undefined;
    }
    if (outcome.fields.length > (this.#columns.count ?? Infinity)) {
      return void problems.push({
        line,
        key: 'line',
        trouble: 'too-many-fields',
        excerpt: text.slice(0, 120),
      });
    }
    return this.#columns.record({ ...outcome, line });
  }

  #recordsFor(text: string): CsvRecords {
    this.#delimiter ??= likelyDelimiter(text);
    this.#records ??= new CsvRecords({ delimiter: this.#delimiter });
    this.#offset ??= this.#line - 1;
    return this.#records;
  }

  /** Lines of the records counted from where we began, to lines of the file. */
  #numbered(line: number): number {
    return line + (this.#offset ?? 0);
  }

  #begin(header: string): void {
    this.#delimiter ??= likelyDelimiter(header);
    const outcome = new CsvRecords({ delimiter: this.#delimiter }).push(header);
    if (outcome?.ok === true) this.#columns = new Columns(outcome.fields);
  }
}

function problemOf(outcome: CsvOutcome): Omit<RecordProblem, 'line'> {
  if (outcome.ok) return { key: 'line', trouble: 'quote-open', excerpt: '' };
  return { key: 'line', trouble: outcome.trouble, excerpt: outcome.excerpt };
}
