// One space of names in one LMDB environment. Reads answer at once from the memory map. Writes that
// arrive while a commit is under way wait and share the next one.
//
// What is durable: lmdb's default on Linux (`overlappingSync`) resolves a write when it is visible and
// syncs it afterwards. Here it is off, so LMDB's own commit runs: pages written, fdatasync, then the
// meta page through a descriptor opened with O_DSYNC, and only then does the promise resolve.
import { open, type RootDatabase } from 'lmdb';
import { checkLimit, refuse } from '../../../stores/checks.ts';
import { storeFailures } from '../../../stores/failures.ts';
import {
  nameKeyBytesMax,
  nameScanMax,
  nameValueBytesMax,
  type NameEntry,
  type NameOutcome,
  type NamePut,
  type NameRange,
  type NamesStore,
  type ReaderPlace,
  type NameWrite,
} from '../../../stores/names/names.ts';
import { orCannotOpen } from '../cannot-open.ts';
import { checkFiles } from './check-files.ts';
import { isKey, keyEncoder, prefixBounds } from './key-bytes.ts';

/** One commit takes about this many writes; more would keep the process from answering reads. */
const commitWritesTarget = 4_000;

type Database = RootDatabase<Buffer, string | Uint8Array>;

type Call = {
  readonly writes: readonly NameWrite[];
  /** Nothing is to be compared. */
  readonly blind: boolean;
  readonly resolve: (outcomes: NameOutcome[]) => void;
  readonly reject: (error: unknown) => void;
};

export class LmdbNames implements NamesStore {
  readonly readerPlace: ReaderPlace;
  readonly #database: Database;
  readonly #onClose: () => void;
  #waiting: Call[] = [];
  #committing: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  private constructor(database: Database, path: string, onClose: () => void) {
    this.readerPlace = { module: new URL('lmdb-reader.ts', import.meta.url).href, path };
    this.#database = database;
    this.#onClose = onClose;
  }

  static open(path: string, onClose: () => void): Promise<LmdbNames> {
    return orCannotOpen({ shape: 'names', path }, async () => {
      await checkFiles(path);
      const options = { noSubdir: false, overlappingSync: false, encoding: 'binary', keyEncoder };
      const database = open<Buffer, string | Uint8Array>(path, options as { encoding: 'binary' });
      return new LmdbNames(database, path, onClose);
    });
  }

  get(key: string): Uint8Array | undefined {
    this.#checkOpen();
    // getBinary copies the exact bytes; getBinaryFast's view changes with the next read.
    return isKey(key) ? this.#database.getBinary(key) : undefined;
  }

  write(writes: readonly NameWrite[]): Promise<NameOutcome[]> {
    return this.#call(writes, false);
  }

  async put(entries: readonly NamePut[]): Promise<void> {
    await this.#call(entries, true);
  }

  #call(writes: readonly NameWrite[], blind: boolean): Promise<NameOutcome[]> {
    return new Promise((resolve, reject) => {
      this.#checkOpen();
      for (const { key, value } of writes) checkWrite(key, value);
      this.#waiting.push({ writes, blind, resolve, reject });
      this.#committing ??= this.#commitWaiting();
    });
  }

  async scan({ prefix, after, limit }: NameRange): Promise<NameEntry[]> {
    this.#checkOpen();
    checkLimit(limit, nameScanMax);
    if (after !== undefined && !isKey(after)) refuse('"after" is not a key');
    if (prefix !== '' && !isKey(prefix)) return [];
    const { start, end } = prefixBounds(prefix);
    const behind = after === undefined ? undefined : Buffer.from(after);
    if (behind && Buffer.compare(behind, end) >= 0) return [];
    const continued = behind !== undefined && Buffer.compare(behind, start) >= 0;
    const range = { start: continued ? behind : start, exclusiveStart: continued, end, limit };
    return [...this.#database.getRange(range)].map(({ key, value }) => ({
      key: key as string,
      value,
    }));
  }

  async count(prefix: string): Promise<number> {
    this.#checkOpen();
    if (prefix !== '' && !isKey(prefix)) return 0;
    return this.#database.getCount(prefixBounds(prefix));
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      await this.#committing;
      await this.#database.close();
      this.#onClose();
    })();
    return this.#closing;
  }

  async #commitWaiting(): Promise<void> {
    while (this.#waiting.length > 0) {
      let calls: Call[] = [];
      try {
        if (this.#waiting[0]?.blind === true) {
          calls = this.#takeCalls();
          await this.#putAll(calls);
          for (const { resolve } of calls) resolve([]);
          continue;
        }
        // A child transaction, because lmdb commits what a plain one wrote before it threw.
        const outcomes = await this.#database.childTransaction(() => {
          calls = this.#takeCalls(); // now, so that whoever came meanwhile is on board
          return calls.map(({ writes }) => writes.map((write) => this.#writeOne(write)));
        });
        calls.forEach(({ resolve }, i) => resolve(outcomes[i] ?? []));
      } catch (error) {
        if (calls.length === 0) calls = this.#takeCalls();
        for (const { reject } of calls) reject(error);
      }
    }
    this.#committing = undefined; // at once: a call may follow in the very next microtask
  }

  #takeCalls(): Call[] {
    let count = 0;
    let writes = 0;
    const blind = this.#waiting[0]?.blind;
    for (const call of this.#waiting) {
      if (call.blind !== blind) break;
      count++;
      writes += call.writes.length;
      if (writes >= commitWritesTarget) break;
    }
    return this.#waiting.splice(0, count);
  }

  /** Nothing in it can fail by itself, so that the other thread does it all, in one transaction. */
  async #putAll(calls: readonly Call[]): Promise<void> {
    await this.#database.batch(() => {
      for (const { writes } of calls) {
        for (const { key, value } of writes) {
          if (value === null) void this.#database.remove(key);
          else void this.#database.put(key, value as Buffer);
        }
      }
    });
  }

  #writeOne({ key, value, expect }: NameWrite): NameOutcome {
    const there = this.#database.getBinary(key);
    if (!isExpected(there, expect)) return 'refused';
    if (value === null) {
      if (!there) return 'unchanged';
      void this.#database.remove(key);
      return 'written';
    }
    if (there?.equals(value)) return 'unchanged';
    void this.#database.put(key, value as Buffer);
    return 'written';
  }

  #checkOpen(): void {
    if (this.#closing) throw storeFailures.closed({ shape: 'names' });
  }
}

function isExpected(there: Buffer | undefined, expect: NameWrite['expect']): boolean {
  if (expect === undefined) return true;
  if (expect === 'absent') return there === undefined;
  if (expect === 'present') return there !== undefined;
  return there !== undefined && there.equals(expect);
}

function checkWrite(key: string, value: Uint8Array | null): void {
  if (!isKey(key)) {
    refuse(`a key must be 1 to ${nameKeyBytesMax} bytes of well-formed UTF-8, which ${key} is not`);
  }
  if (value && value.byteLength > nameValueBytesMax) {
    refuse(`the value of ${key} is longer than ${nameValueBytesMax} bytes`);
  }
}
