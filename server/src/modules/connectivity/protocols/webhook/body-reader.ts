// Bodies that machines and programs send, to readings by moment, with what is wrong by line: JSON, NDJSON, CSV and
// the InfluxDB line protocol.
import { quality, type EpochUs } from '../../../../stores/series/series.ts';
import { CsvRecords, likelyDelimiter } from '../../../../wire/csv/csv-record.ts';
import { parseInfluxLine, type InfluxPoint } from '../../../../wire/influx-line/influx-line.ts';
import type { SignalSettings } from '../../api.ts';
import type { Pushed } from '../protocol.ts';
import {
  excerptOf,
  RecordReader,
  type RecordProblem,
  type RecordReadings,
  type TellingRecord,
} from '../records/record-reader.ts';
import type { RecordRules, RecordSettings } from '../records/record-settings.ts';
import { Columns, Paths } from '../records/telling.ts';

export type ReadBody = {
  readonly moments: readonly RecordReadings[];
  readonly problems: readonly RecordProblem[];
  readonly count: number;
};

type Fields = Readonly<Record<string, unknown>>;
type Sink = {
  readonly moments: RecordReadings[];
  readonly problems: RecordProblem[];
  count: number;
  readonly nowUs: EpochUs;
};

/** What was read where. */
type Taken = {
  readonly line: number;
  readonly sink: Sink;
  /** The names under which something was told, and the record itself; asked for only when nothing was read. */
  readonly names?: () => readonly string[];
  readonly excerpt?: () => string;
};

const problemsMax = 1_000;
export const readingsMax = 100_000;
const units = { ns: 'unix-ns', us: 'unix-us', ms: 'unix-ms', s: 'unix-s' } as const;
const utf8 = new TextDecoder('utf-8', { fatal: true });

export class BodyReader {
  readonly #name: string;
  readonly #signals: readonly SignalSettings[];
  readonly #settings: RecordSettings;
  readonly #own: RecordReader;
  readonly #paths: Paths;
  readonly #influx: ReadonlyMap<string, { measurement: string; tags: string[]; signal: number }[]>;

  /** Fails with a failure of `records`. */
  constructor(name: string, signals: readonly SignalSettings[], settings: RecordSettings) {
    this.#name = name;
    this.#signals = signals;
    this.#settings = settings;
    this.#own = this.#readerWith({});
    const { timeField = 'time', signalField, valueField } = settings;
    const fields = [timeField, signalField, valueField].filter((field) => field !== undefined);
    this.#paths = new Paths(name, [...fields, ...signals.map(({ address }) => address)], {
      lenient: true,
    });
    this.#influx = influxAddresses(signals);
  }

  read({ type, body, precision }: Pushed, nowUs: EpochUs): ReadBody {
    const sink: Sink = { moments: [], problems: [], count: 0, nowUs };
    let text: string;
    try {
      text = utf8.decode(body);
    } catch {
      sink.problems.push({ line: 1, key: 'body', trouble: 'not-text', excerpt: '' });
      return sink;
    }
    const format = precision === undefined ? undefined : units[precision];
    if (type === 'text/csv') this.#csv(text, this.#readerWith({ format }), sink);
    else if (type === 'application/x-ndjson' || type === 'application/jsonl')
      this.#ndjson(text, format, sink);
    else if (type === 'text/plain')
      this.#lines(text, this.#readerWith({ format: format ?? 'unix-ns' }), sink);
    else this.#json(text, format, sink);
    return sink;
  }

  #readerWith({
    format,
    ...rules
  }: Partial<RecordRules> & { format?: string | undefined }): RecordReader {
    const { timeField = 'time' } = this.#settings;
    const timeFormat = format === undefined ? {} : { timeFormat: format };
    return new RecordReader(this.#name, this.#signals, {
      ...{ ...this.#settings, timeField, timeOptional: true },
      ...timeFormat,
      ...rules,
    });
  }

  #json(text: string, format: string | undefined, sink: Sink): void {
    const document = parsed(text);
    if (document === undefined)
      return refuse(sink, {
        line: 1,
        key: 'body',
        trouble: 'not-json',
        excerpt: text.slice(0, 120),
      });
    const { readings } = fieldsOf(document) ?? {};
    const list = Array.isArray(document)
      ? document
      : Array.isArray(readings)
        ? readings
        : [document];
    const readers = this.#jsonReaders(format);
    list.forEach((item: unknown, at) => this.#item(item, at + 1, { readers, sink }));
  }

  #ndjson(text: string, format: string | undefined, sink: Sink): void {
    const readers = this.#jsonReaders(format);
    text.split('\n').forEach((line, at) => {
      if (line.trim() === '') return;
      const item = parsed(line);
      if (item === undefined)
        refuse(sink, {
          line: at + 1,
          key: 'line',
          trouble: 'not-json',
          excerpt: line.slice(0, 120),
        });
      else this.#item(item, at + 1, { readers, sink });
    });
  }

  #jsonReaders(format: string | undefined) {
    return {
      own: format === undefined ? this.#own : this.#readerWith({ format }),
      one: this.#readerWith({
        format,
        timeField: 'time',
        signalField: 'signal',
        valueField: 'value',
        qualityField: 'quality',
      }),
    };
  }

  /** `{signal, value}`, `{values: {…}}`, or the machine's own form, read by the addresses of the signals. */
  #item(
    item: unknown,
    line: number,
    { readers, sink }: { readers: { own: RecordReader; one: RecordReader }; sink: Sink },
  ): void {
    const fields = fieldsOf(item);
    if (!fields)
      return refuse(sink, {
        line,
        key: 'item',
        trouble: 'no-record',
        excerpt: excerptOf(item),
      });
    const values = fieldsOf(fields['values']);
    if (this.#settings.signalField === undefined && typeof fields['signal'] === 'string') {
      this.#take(readers.one.read(plain(fields, line), sink.nowUs), { line, sink });
    } else if (values) this.#values(fields, values, { line, reader: readers.one, sink });
    else {
      const names = () => Object.keys(fields);
      const told = { line, sink, names, excerpt: () => excerptOf(item) };
      this.#take(readers.own.read(this.#paths.record(item, line), sink.nowUs), told);
    }
  }

  #values(
    fields: Fields,
    values: Fields,
    { line, reader, sink }: { line: number; reader: RecordReader; sink: Sink },
  ): void {
    for (const [signal, value] of Object.entries(values)) {
      const one = plain({ ...fields, signal, value }, line);
      this.#take(reader.read(one, sink.nowUs), { line, sink });
    }
  }

  #csv(text: string, reader: RecordReader, sink: Sink): void {
    const lines = text
      .replace(/^\uFEFF/, '')
      .replace(/\r\n?/g, '\n')
      .split('\n');
    const { delimiter = likelyDelimiter(lines[0] ?? ''), signalField } = this.#settings;
    const records = new CsvRecords({ delimiter });
    let columns: Columns | undefined;
    let header: readonly string[] = [];
    let using = reader;
    const push = (outcome: ReturnType<CsvRecords['push']>) => {
      if (outcome?.ok === false) return refuse(sink, { ...outcome, key: 'line' });
      if (!outcome) return undefined;
      if (!columns) {
        header = outcome.fields;
        columns = new Columns(header);
        const isLong = signalField === undefined && columns.has('signal') && columns.has('value');
        if (isLong)
          using = this.#readerWith({
            timeField: 'time',
            signalField: 'signal',
            valueField: 'value',
            qualityField: 'quality',
          });
        return undefined;
      }
      const { line, fields } = outcome;
      if (fields.length > (columns.count ?? 0)) {
        return refuse(sink, {
          line,
          key: 'line',
          trouble: 'too-many-fields',
          excerpt: fields.join(delimiter).slice(0, 120),
        });
      }
      const excerpt = () => fields.join(delimiter).slice(0, 120);
      const told = { line, sink, names: () => header, excerpt };
      return this.#take(using.read(columns.record(outcome), sink.nowUs), told);
    };
    for (const line of lines) push(records.push(line));
    push(records.end());
  }

  #lines(text: string, reader: RecordReader, sink: Sink): void {
    text.split('\n').forEach((raw, at) => {
      const text = raw.trim();
      const line = at + 1;
      if (text === '' || text.startsWith('#')) return;
      const outcome = parseInfluxLine(text);
      if (!outcome.ok) {
        return refuse(sink, {
          line,
          key: `character ${outcome.at + 1}`,
          trouble: outcome.trouble,
          excerpt: text.slice(outcome.at, outcome.at + 120),
        });
      }
      this.#point(outcome.point, reader, { line, sink, excerpt: text.slice(0, 120) });
    });
  }

  #point(
    point: InfluxPoint,
    reader: RecordReader,
    { line, sink, excerpt }: { line: number; sink: Sink; excerpt: string },
  ): void {
    const problems: RecordProblem[] = [];
    const moment =
      point.time === undefined
        ? { sure: true }
        : reader.momentOf(point.time, sink.nowUs, { line, problems });
    const readings = [...point.fields].flatMap(([field, value]) => {
      const signal = this.#influxSignal(point, field);
      if (signal === undefined) return [];
      const place = { line, key: this.#signals[signal]?.id ?? field };
      return [reader.reading(signal, value, { place, problems })];
    });
    this.#take(moment ? { ...moment, readings, problems } : { readings: [], problems }, {
      ...{
        line,
        sink,
        names: () => [...point.fields.keys()].map((name) => `${point.measurement}.${name}`),
      },
      excerpt: () => excerpt,
    });
  }

  #influxSignal(point: InfluxPoint, field: string): number | undefined {
    const tags = new Set([...point.tags].map(([name, value]) => `${name}=${value}`));
    const candidates = this.#influx.get(field) ?? [];
    return candidates.find(
      (one) => one.measurement === point.measurement && one.tags.every((tag) => tags.has(tag)),
    )?.signal;
  }

  #take(
    { readings, problems, timeUs }: RecordReadings,
    { line, sink, names = () => [], excerpt = () => '' }: Taken,
  ): void {
    const fine = readings.filter(
      ({ value, quality: how }) => value !== null || how === quality.bad,
    );
    const wrong = new Set(
      problems.filter(({ trouble }) => trouble !== 'unsure-time').map(({ key }) => key),
    );
    const taken = fine.filter(
      ({ signal, value }) => value !== null || !wrong.has(this.#signals[signal]?.id ?? ''),
    );
    if (taken.length > 0) {
      sink.count += taken.length;
      sink.moments.push({
        readings: taken,
        problems: [],
        ...(timeUs === undefined ? {} : { timeUs }),
      });
    }
    for (const problem of problems) if (problem.trouble !== 'unsure-time') refuse(sink, problem);
    // What nobody will be told is not made: a hostile body has a long header and many lines.
    const isNothing = readings.length === 0 && problems.length === 0;
    if (isNothing && sink.problems.length < problemsMax)
      refuse(sink, { line, excerpt: excerpt(), ...this.#nothing(names()) });
  }

  /** Why nothing was read: names that no signal has, or known ones without a value. */
  #nothing(names: readonly string[]): Pick<RecordProblem, 'key' | 'trouble'> {
    const { timeField = 'time' } = this.#settings;
    const told = names.filter((name) => name !== timeField);
    const unknown = told.filter((name) => this.#own.signalNamed(name.trim()) === undefined);
    const [trouble, which] =
      unknown.length > 0 ? (['unknown-signal', unknown] as const) : (['no-value', told] as const);
    const key = which.map((name) => name.trim()).join(', ');
    return { trouble, key: key === '' ? 'record' : key.slice(0, 100) };
  }
}

function refuse(sink: Sink, problem: RecordProblem): void {
  if (sink.problems.length < problemsMax) sink.problems.push(problem);
}

function plain(fields: Fields, line: number): TellingRecord {
  return { line, get: (address) => (Object.hasOwn(fields, address) ? fields[address] : undefined) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : undefined;
}

/** `temperature,machine=m1 value`, or `temperature.value`: the ones with most tags first. */
function influxAddresses(signals: readonly SignalSettings[]) {
  const found = new Map<string, { measurement: string; tags: string[]; signal: number }[]>();
  signals.forEach(({ address }, signal) => {
    const form =
      /^([^\s,]+)((?:,[^\s,=]+=[^\s,=]+)*)\s+(\S+)$/.exec(address) ??
      /^([^.\s,]+)()\.(\S+)$/.exec(address);
    const [, measurement = '', tags = '', field = ''] = form ?? [];
    if (!form) return;
    const one = { measurement, tags: tags.split(',').filter(Boolean), signal };
    found.set(
      field,
      [...(found.get(field) ?? []), one].toSorted((a, b) => b.tags.length - a.tags.length),
    );
  });
  return found;
}
