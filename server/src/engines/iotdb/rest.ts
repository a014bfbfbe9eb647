// The REST service of IoTDB (v2): several addresses tried in turn, calls repeated with longer and longer pauses while nothing
// answers, every answer of bounded size. Everything that is written can be written twice, so a repeated call does no harm.
import { isFailure, type Failure } from '../../kernel/failure/failure.ts';
import { sleep, type Clock } from '../../kernel/world/clock.ts';
import type { Http } from '../../kernel/world/http.ts';
import type { IotdbSettings } from './settings.ts';
import { iotdbFailures } from './failures.ts';

/** All that was refused is what the database's own time to live has forgotten already; the rest was written. */
export function isOutOfTime(code: number, message: string): boolean {
  if (code === status.outOfTimeToLive) return true;
  const each = message.split(';').filter((one) => one.trim() !== '');
  // Several refusals without a word may be any.
  if (code !== status.several || each.length === 0) return false;
  return each.every((one) => one.includes('is less than ttl time bound'));
}

/** Something that is written: a statement or rows. */
export type Call = {
  readonly path: 'insertTablet' | 'insertRecords' | 'nonQuery';
  readonly body: string;
};

export type Answer = {
  /** Digits: they do not fit a double. */
  readonly times: readonly string[];
  /** By place: all values of one column. */
  readonly columns: readonly (readonly unknown[])[];
  readonly names: readonly string[];
};

/** Codes of IoTDB's TSStatusCode that have a meaning here. */
export const status = {
  success: 200,
  several: 302,
  databaseExists: 501,
  outOfTimeToLive: 607,
  notPermitted: 803,
} as const;

type Judge = (code: number, message: string) => boolean;
const never: Judge = () => false;

const callMs = 60_000;
const answerBytesMax = 256 * 1024 * 1024;
const [firstPauseMs, pauseMsMax] = [50, 2_000];

/** Was wrong and stays wrong, however often it is asked. */
function isFinal(code: number): boolean {
  return (
    code === 300 ||
    code === 303 ||
    (code >= 400 && code < 600 && code !== 504) ||
    (code >= 612 && code < 616) ||
    code === 700 ||
    code === 701 ||
    code >= 800
  );
}

const isLogin = (code: number) => code >= 800 && code < 900;

type Outcome =
  | { readonly text: string }
  | { readonly failure: Failure; readonly isFinal: boolean; readonly wasSent: boolean };

/** A column by its name; none when none of the devices ever had such a value. */
export function column({ names, columns }: Answer, name: string): readonly unknown[] {
  return columns[names.indexOf(name)] ?? [];
}

export function statement(sql: string): Call {
  return { path: 'nonQuery', body: JSON.stringify({ sql }) };
}

export class IotdbRest {
  readonly #http: Http;
  readonly #clock: Clock;
  readonly #settings: IotdbSettings;
  readonly #urls: readonly string[];
  readonly #ending = new AbortController();
  #turn = 0;

  constructor(settings: IotdbSettings, { http, clock }: { http: Http; clock: Clock }) {
    this.#settings = settings;
    this.#urls = settings.urls.map((url) => url.replace(/\/+$/, ''));
    this.#http = http;
    this.#clock = clock;
  }

  get urls(): readonly string[] {
    return this.#urls;
  }

  /** Nothing waits any longer for a server that does not answer. */
  end(): void {
    this.#ending.abort();
  }

  async query(sql: string, rowsMax: number): Promise<Answer> {
    const text = await this.#ask('query', JSON.stringify({ sql, row_limit: rowsMax + 1 }), never);
    return answerOf(text);
  }

  /** Durable when it resolves, where the server writes its log synchronously. `isAsGood`: refusals that do no harm. */
  async write({ path, body }: Call, isAsGood: Judge = never): Promise<void> {
    await this.#ask(path, body, isAsGood);
  }

  async #ask(path: string, body: string, isAsGood: Judge): Promise<string> {
    const { signal } = this.#ending;
    const untilMs = this.#clock.monotonicMs() + this.#settings.patienceSeconds * 1_000;
    let pauseMs = firstPauseMs;
    let wasSent = false;
    for (let tries = 1; ; tries++) {
      const url = this.#urls[this.#turn % this.#urls.length] ?? '';
      const outcome = await this.#once(url, { path, body, isAsGood });
      if ('text' in outcome) return outcome.text;
      wasSent ||= outcome.wasSent;
      this.#turn++;
      const isLate = this.#clock.monotonicMs() >= untilMs || signal.aborted;
      if (outcome.isFinal || isLate) throw Object.assign(outcome.failure, { [sent]: wasSent });
      if (tries % this.#urls.length !== 0) continue;
      await sleep(this.#clock, pauseMs, signal);
      pauseMs = Math.min(pauseMs * 2, pauseMsMax);
    }
  }

  async #once(url: string, call: Sending): Promise<Outcome> {
    const ending = new AbortController();
    const timer = this.#clock.after(callMs, () => ending.abort());
    const { user, password, authorities } = this.#settings;
    try {
      const answer = await this.#http.call({
        method: 'POST',
        url: `${url}/rest/v2/${call.path}`,
        headers: {
          authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
          'content-type': 'application/json',
        },
        body: call.body,
        timeoutMs: callMs,
        signal: ending.signal,
        ...(authorities === '' ? {} : { authorities }),
      });
      const text = await bounded(answer.body, url);
      return this.#judged(text, { url, httpStatus: answer.status, isAsGood: call.isAsGood });
    } catch (error) {
      if (isFailure(error, 'iotdb.too-much')) {
        return { failure: error, isFinal: true, wasSent: true };
      }
      const reason = isFailure(error)
        ? (error.detail['reason'] ?? error.publicMessage)
        : String(error);
      const failure = iotdbFailures.unreachable({ urls: this.#urls, reason }, error);
      return { failure, isFinal: false, wasSent: !isRefusedConnection(error) };
    } finally {
      timer.cancel();
    }
  }

  #judged(text: string, told: Told): Outcome {
    const { url } = told;
    const { code, message } = codeOf(text, told.httpStatus);
    if (code === status.success || told.isAsGood(code, message)) return { text };
    const reason = message.slice(0, 500);
    const { user, database } = this.#settings;
    if (isLogin(code)) {
      const failure = iotdbFailures.login({ url, user, database, reason });
      return { failure, isFinal: true, wasSent: false };
    }
    const failure = iotdbFailures.refused({ url, reason, code });
    // What was refused for good was not written.
    return { failure, isFinal: isFinal(code), wasSent: !isFinal(code) };
  }
}

type Sending = { readonly path: string; readonly body: string; readonly isAsGood: Judge };
type Told = {
  readonly url: string;
  readonly httpStatus: number;
  readonly isAsGood: Judge;
};

const sent = Symbol('sent');

/** False where certainly nothing of the call came to a server. */
export function mayHaveArrived(error: unknown): boolean {
  return !(error instanceof Error) || (error as { [sent]?: boolean })[sent] !== false;
}

function isRefusedConnection(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
}

async function bounded(body: AsyncIterable<Uint8Array>, url: string): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.length;
    if (bytes > answerBytesMax) {
      throw iotdbFailures['too-much']({ url, bytesMax: answerBytesMax });
    }
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** Answers of questions have no code when all is well. */
function codeOf(text: string, httpStatus: number): { code: number; message: string } {
  if (httpStatus === 200 && text.startsWith('{"expressions":')) {
    return { code: status.success, message: '' };
  }
  try {
    const parsed = JSON.parse(text) as { code?: unknown; message?: unknown };
    const { code, message } = parsed;
    if (typeof code === 'number') return { code, message: String(message) };
  } catch {
    // told below, as what it is
  }
  return { code: httpStatus === 401 ? 801 : 305, message: `HTTP ${httpStatus}: ${text}` };
}

const timesHead = '"timestamps":[';

/** No text of a value can hold the head: its quotes would be escaped there. */
function answerOf(text: string): Answer {
  const at = text.indexOf(timesHead);
  let times: string[] = [];
  let rest = text;
  if (at >= 0) {
    const from = at + timesHead.length;
    const to = text.indexOf(']', from);
    if (to > from) times = text.slice(from, to).split(',');
    rest = text.slice(0, from) + text.slice(to);
  }
  const { values, expressions, column_names } = JSON.parse(rest) as {
    values: unknown[][] | null;
    expressions: string[] | null;
    column_names: string[] | null;
  };
  return { times, columns: values ?? [], names: expressions ?? column_names ?? [] };
}
