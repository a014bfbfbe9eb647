// The bytes of an answer to the readings of its moments, by the format that the source names.
import { CsvRecords, likelyDelimiter } from '../../../../wire/csv/csv-record.ts';
import {
  parsePrometheus,
  parseSelector,
  type PrometheusSample,
} from '../../../../wire/prometheus-text/prometheus-text.ts';
import type { SignalSettings } from '../../api.ts';
import {
  RecordReader,
  type RecordProblem,
  type RecordReadings,
  type TellingRecord,
} from '../records/record-reader.ts';
import { Columns, Paths } from '../records/telling.ts';
import { pollFailures } from './failures.ts';
import type { HttpPollSettings } from './settings.ts';

export type Page = {
  readonly moments: readonly RecordReadings[];
  readonly problems: readonly RecordProblem[];
};

const utf8 = new TextDecoder('utf-8', { fatal: true });
const recordsMax = 100_000;
const problemsMax = 1_000;

export class PageReader {
  readonly #settings: HttpPollSettings;
  readonly #signals: readonly SignalSettings[];
  readonly #reader: RecordReader;
  readonly #paths: Paths;
  readonly #selectors: readonly Pick<PrometheusSample, 'name' | 'labels'>[];

  /** Fails with a failure of `records` or `http-poll`. */
  constructor(settings: HttpPollSettings) {
    const { name, connection, signals = [] } = settings;
    const { format = 'json', records, timeField, signalField, valueField } = connection;
    this.#settings = settings;
    this.#signals = signals;
    this.#reader = new RecordReader(name, signals, connection);
    const fields = [records, timeField, signalField, valueField].filter(
      (field) => field !== undefined,
    );
    const addresses = signalField === undefined ? signals.map(({ address }) => address) : [];
    this.#paths = new Paths(name, format === 'json' ? [...fields, ...addresses] : []);
    this.#selectors =
      format === 'prometheus' ? signals.map(({ address }) => selectorOf(name, address)) : [];
  }

  read(bytes: Uint8Array, nowUs: number): Page {
    let text: string;
    try {
      text = utf8.decode(bytes);
    } catch {
      const excerpt = Buffer.from(bytes).subarray(0, 60).toString('latin1');
      return { moments: [], problems: [{ line: 1, key: 'body', trouble: 'not-text', excerpt }] };
    }
    const moments: RecordReadings[] = [];
    const problems: RecordProblem[] = [];
    const take = (record: TellingRecord) => {
      const read = this.#reader.read(record, nowUs);
      if (read.readings.length > 0) moments.push(read);
      if (problems.length < problemsMax) problems.push(...read.problems);
    };
    switch (this.#settings.connection.format ?? 'json') {
      case 'json':
        this.#json(text, take, problems);
        break;
      case 'csv':
        this.#csv(text, take, problems);
        break;
      case 'number':
        take({
          line: 1,
          get: (address) =>
            address === this.#settings.connection.timeField ? undefined : text.trim(),
        });
        break;
      case 'prometheus':
        return this.#prometheus(text);
    }
    return { moments, problems };
  }

  #json(text: string, take: (record: TellingRecord) => void, problems: RecordProblem[]): void {
    let document: unknown;
    try {
      document = JSON.parse(text);
    } catch {
      problems.push({ line: 1, key: 'body', trouble: 'not-json', excerpt: text.slice(0, 120) });
      return;
    }
    const { records } = this.#settings.connection;
    const list = records === undefined ? document : this.#paths.at(document, records);
    if (records === undefined || !Array.isArray(list)) {
      if (list === undefined)
        problems.push({
          line: 1,
          key: records ?? '',
          trouble: 'no-record',
          excerpt: text.slice(0, 120),
        });
      else take(this.#paths.record(list, 1));
      return;
    }
    if (list.length > recordsMax) problems.push(tooMany(recordsMax));
    list
      .slice(0, recordsMax)
      .forEach((value: unknown, at) => take(this.#paths.record(value, at + 1)));
  }

  #csv(text: string, take: (record: TellingRecord) => void, problems: RecordProblem[]): void {
    const lines = text.replace(/\r\n?/g, '\n').split('\n');
    const { delimiter = likelyDelimiter(lines[0] ?? '') } = this.#settings.connection;
    if (lines.length > recordsMax) problems.push(tooMany(recordsMax));
    const records = new CsvRecords({ delimiter });
    const isBare = this.#signals.every(({ address }) => address.startsWith('#'));
    let columns = isBare ? new Columns() : undefined;
    for (const line of lines.slice(0, recordsMax)) {
      const outcome = records.push(line);
      if (outcome?.ok === true) {
        if (columns) take(columns.record(outcome));
        else columns = new Columns(outcome.fields);
      } else if (outcome) problems.push({ ...outcome, key: 'line' });
    }
    const last = records.end();
    if (last?.ok === false) problems.push({ ...last, key: 'line' });
  }

  /** All samples of an answer are of one moment unless they tell their own. */
  #prometheus(text: string): Page {
    const problems: RecordProblem[] = [];
    const byTime = new Map<number | undefined, RecordReadings['readings'][number][]>();
    const byName = new Map<string, PrometheusSample[]>();
    for (const outcome of parsePrometheus(text)) {
      if (!outcome.ok)
        problems.push({
          line: outcome.line,
          key: 'line',
          trouble: 'not-a-number',
          excerpt: outcome.excerpt,
        });
      else {
        const same = byName.get(outcome.sample.name);
        if (same) same.push(outcome.sample);
        else byName.set(outcome.sample.name, [outcome.sample]);
      }
    }
    this.#selectors.forEach(({ name, labels }, signal) => {
      const wanted = Object.entries(labels);
      const sample = byName
        .get(name)
        ?.find((one) => wanted.every(([key, value]) => one.labels[key] === value));
      if (!sample) return;
      const place = { line: sample.line, key: this.#signals[signal]?.id ?? name };
      const reading = this.#reader.reading(signal, sample.value, { place, problems });
      const timeUs = sample.timeMs === undefined ? undefined : Math.round(sample.timeMs * 1_000);
      const group = byTime.get(timeUs);
      if (group) group.push(reading);
      else byTime.set(timeUs, [reading]);
    });
    const moments = [...byTime].map(([timeUs, readings]) => ({
      readings,
      problems: [],
      ...(timeUs === undefined ? {} : { timeUs }),
    }));
    return { moments, problems: problems.slice(0, problemsMax) };
  }
}

function tooMany(line: number): RecordProblem {
  return { line, key: 'body', trouble: 'too-many-records', excerpt: '' };
}

function selectorOf(name: string, address: string) {
  const selector = parseSelector(address);
  if (!selector) throw pollFailures['bad-selector']({ name, address });
  return selector;
}
