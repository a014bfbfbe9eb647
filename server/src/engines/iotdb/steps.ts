// IoTDB has no transactions: a step is first written whole into one row, the journal, then carried out by calls that may be
// repeated. Once the row is there the step will be carried out, by this program or by the one that opens the database next.
import { createHash } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { farKey } from './keys.ts';
import { iotdbFailures } from './failures.ts';
import { isOutOfTime, mayHaveArrived, type Call, type IotdbRest } from './rest.ts';

export type Step = {
  readonly calls: readonly Call[];
  /** When all of it is carried out. */
  readonly done: () => void;
};

const partCharacters = 8 * 1024 * 1024;
const stepBytesMax = 1024 * 1024 * 1024;
const callsAtOnce = 8;

export class Steps {
  readonly #rest: IotdbRest;
  readonly #path: string;
  readonly #database: string;
  readonly #mayWrite: () => Promise<void>;
  #unfinished: Step | undefined;
  /** The journal may have it. */
  #isWritten = false;

  /** `mayWrite` fails when the database is another program's by now. */
  constructor(
    rest: IotdbRest,
    given: { path: string; database: string; mayWrite: () => Promise<void> },
  ) {
    this.#rest = rest;
    this.#path = given.path;
    this.#database = given.database;
    this.#mayWrite = given.mayWrite;
  }

  /** One at a time. A step that failed midway is finished before any other. */
  async take(step: Step): Promise<void> {
    await this.finish();
    await this.#mayWrite();
    this.#unfinished = step;
    this.#isWritten = false;
    await this.finish();
  }

  async finish(): Promise<void> {
    const step = this.#unfinished;
    if (step === undefined) return;
    try {
      await this.#writeJournal(step.calls);
    } catch (error) {
      this.#isWritten ||= mayHaveArrived(error);
      if (!this.#isWritten) this.#unfinished = undefined;
      throw error;
    }
    this.#isWritten = true;
    await this.#carryOut(step.calls);
    this.#unfinished = undefined;
    step.done();
  }

  /** It failed midway, and its outcome is not known. */
  get isUnfinished(): boolean {
    return this.#unfinished !== undefined;
  }

  /** What the last program may have left half done. */
  async replay(): Promise<void> {
    const calls = await this.#readJournal();
    if (calls) await this.#carryOut(calls);
  }

  async #carryOut(calls: readonly Call[]): Promise<void> {
    // Deletions before what replaces what they delete.
    for (const call of calls) if (call.path === 'nonQuery') await this.#rest.write(call);
    const inserts = calls.filter(({ path }) => path !== 'nonQuery').values();
    const send = async (): Promise<void> => {
      // What the database's own time to live has forgotten already is not wanted.
      for (const call of inserts) await this.#rest.write(call, isOutOfTime);
    };
    // All have ended before anything else is written.
    const ended = await Promise.allSettled(Array.from({ length: callsAtOnce }, send));
    for (const one of ended) if (one.status === 'rejected') throw one.reason;
  }

  /** Parts of a large step first, the one that makes it count last. */
  async #writeJournal(calls: readonly Call[]): Promise<void> {
    const text = packed(calls);
    const parts: string[] = [];
    for (let from = 0; from < text.length; from += partCharacters) {
      parts.push(text.slice(from, from + partCharacters));
    }
    const mark = createHash('sha256').update(text).digest('hex').slice(0, 32);
    for (let part = parts.length - 1; part >= 0; part--) {
      await this.#put(part, `${parts.length} ${mark} ${parts[part]}`);
    }
  }

  #put(part: number, text: string): Promise<void> {
    return this.#rest.write(textRow(this.#path, farKey(part), text));
  }

  async #readJournal(): Promise<Call[] | undefined> {
    const read = async (part: number): Promise<string[]> => {
      const sql = `SELECT v FROM ${this.#path} WHERE time = ${farKey(part)}`;
      const { columns } = await this.#rest.query(sql, 1);
      return String(columns[0]?.[0] ?? '').split(' ');
    };
    const [count, mark, first] = await read(0);
    if (first === undefined) return undefined;
    let text = first;
    for (let part = 1; part < Number(count); part++) {
      const [, other, more] = await read(part);
      // A later step began to write over it, so this one was done.
      if (other !== mark || more === undefined) return undefined;
      text += more;
    }
    try {
      return unpacked(text);
    } catch (error) {
      const reason = String(error);
      throw iotdbFailures['damaged-journal']({ database: this.#database, reason }, error);
    }
  }
}

/** One row of one text. */
export function textRow(device: string, key: string, text: string): Call {
  return {
    path: 'insertTablet',
    body: `{"device":"${device}","is_aligned":false,"measurements":["v"],"data_types":["TEXT"],"timestamps":[${key}],"values":[[${JSON.stringify(text)}]]}`,
  };
}

function packed(calls: readonly Call[]): string {
  const json = JSON.stringify(calls.map(({ path, body }) => [path, body]));
  return Buffer.from(zstdCompressSync(json)).toString('base64');
}

function unpacked(text: string): Call[] {
  const bytes = zstdDecompressSync(Buffer.from(text, 'base64'), { maxOutputLength: stepBytesMax });
  const calls = JSON.parse(bytes.toString('utf8')) as [Call['path'], string][];
  return calls.map(([path, body]) => ({ path, body }));
}
