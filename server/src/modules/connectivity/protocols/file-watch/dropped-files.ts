// Whole files put into a folder: read once they no longer grow, then moved to `done`, or to `failed` with a list of
// what could not be read. What was read is remembered, so that a file half read before a crash goes on there.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Disk, FileFacts } from '../../../../kernel/world/disk.ts';
import type { RecordProblem } from '../records/record-reader.ts';
import { recordRemedies } from '../records/remedies.ts';
import { fileFailures } from './failures.ts';
import { FileText, type FilePlace, type FileReading, type ReadFile } from './file-text.ts';
import { readFirstLine } from './first-line.ts';
import { readJsonFile } from './json-file.ts';
import type { OwnFolder } from './own-folder.ts';
import type { Teller } from './teller.ts';

/** The file that was being read; `read`: all of it, it only has to be moved. */
export type DropPosition = {
  readonly name: string;
  readonly print: string;
  readonly place: FilePlace;
  readonly problems: number;
  readonly read: boolean;
};

const chunkBytes = 256 * 1024;
const problemsListedMax = 1_000;

export class DroppedFiles {
  readonly #disk: Disk;
  readonly #folder: OwnFolder;
  readonly #reading: FileReading;
  readonly #teller: Teller;
  /** As they were at the last look. */
  #before = new Map<string, string>();
  #position: DropPosition | undefined;
  #stopped = false;

  constructor(given: {
    disk: Disk;
    folder: OwnFolder;
    reading: FileReading;
    teller: Teller;
    remembered: unknown;
  }) {
    this.#disk = given.disk;
    this.#folder = given.folder;
    this.#reading = given.reading;
    this.#teller = given.teller;
    this.#position = positionOf(given.remembered);
  }

  stop(): void {
    this.#stopped = true;
  }

  /** One look at the folder. */
  async look(names: readonly string[]): Promise<void> {
    const seen = new Map<string, string>();
    for (const name of names) {
      if (this.#stopped) return;
      const path = await this.#folder.real(name, (link) => this.#teller.outside(link));
      const facts = path === undefined ? undefined : await this.#disk.facts(path);
      if (path === undefined || !facts) continue;
      const print = printOf(facts);
      seen.set(name, print);
      if (this.#before.get(name) === print) await this.#read(name, path, facts);
    }
    this.#before = seen;
  }

  async #read(name: string, path: string, facts: FileFacts): Promise<void> {
    const print = printOf(facts);
    const before = this.#position;
    const known = before?.name === name && before.print === print ? before : undefined;
    const problems: RecordProblem[] = [];
    let count = known?.problems ?? 0;
    if (known?.read !== true) {
      const { format } = this.#reading.settings.connection;
      const parts =
        format === 'json' ? this.#whole(path, facts) : this.#parts(path, facts, known?.place);
      for await (const { read, place } of parts) {
        await this.#teller.tell(name, read);
        count += read.problems.length;
        problems.push(...read.problems.slice(0, problemsListedMax - problems.length));
        await this.#keep({ name, print, place, problems: count, read: false });
        if (this.#stopped) return;
      }
      await this.#keep({
        name,
        print,
        place: { at: facts.bytes, line: 0 },
        problems: count,
        read: true,
      });
    }
    this.#teller.files += 1;
    await this.#moveAway(name, { count, problems });
  }

  async *#parts(
    path: string,
    facts: FileFacts,
    from: FilePlace = { at: 0, line: 0 },
  ): AsyncGenerator<{ read: ReadFile; place: FilePlace }> {
    const header =
      from.at > 0
        ? await readFirstLine(this.#disk, path, this.#reading.settings.connection)
        : undefined;
    const bareUs = Math.floor(facts.modifiedMs) * 1_000;
    const text = new FileText(this.#reading, from, {
      bareUs,
      ...(header === undefined ? {} : { header }),
    });
    while (text.position < facts.bytes) {
      const to = Math.min(facts.bytes, text.position + chunkBytes);
      const chunk = await this.#disk.readRange(path, text.position, to);
      if (chunk.length === 0) break;
      yield { read: text.push(chunk, this.#teller.nowUs), place: text.place };
    }
    yield { read: text.end(this.#teller.nowUs), place: text.place };
  }

  async *#whole(
    path: string,
    facts: FileFacts,
  ): AsyncGenerator<{ read: ReadFile; place: FilePlace }> {
    const read = await readJsonFile(this.#disk, path, {
      facts,
      reading: this.#reading,
      nowUs: this.#teller.nowUs,
    });
    yield { read, place: { at: facts.bytes, line: 0 } };
  }

  async #keep(position: DropPosition): Promise<void> {
    await this.#teller.keep(position);
    this.#position = position;
  }

  async #moveAway(
    name: string,
    { count, problems }: { count: number; problems: readonly RecordProblem[] },
  ): Promise<void> {
    const whither = count === 0 ? 'done' : 'failed';
    await this.#disk.makeFolder(join(this.#folder.path, whither));
    const folder = await this.#folder.real(whither);
    if (folder === undefined) throw fileFailures['leads-out']({ folder: whither });
    const free = await this.#freeName(folder, name);
    if (count > 0) {
      const lines = problems.map((one) =>
        JSON.stringify({ ...one, remedy: recordRemedies[one.trouble] }),
      );
      const more =
        count > problems.length ? [JSON.stringify({ more: count - problems.length })] : [];
      await this.#disk.write(
        join(folder, `${free}.errors.ndjson`),
        Buffer.from(`${[...lines, ...more].join('\n')}\n`),
      );
    }
    await this.#disk.move(join(this.#folder.path, name), join(folder, free));
  }

  /** A file of the same name that was read before is kept. */
  async #freeName(folder: string, name: string): Promise<string> {
    let free = name;
    for (let n = 2; (await this.#disk.facts(join(folder, free))) !== undefined; n += 1) {
      const dot = name.lastIndexOf('.');
      free = dot > 0 ? `${name.slice(0, dot)}-${n}${name.slice(dot)}` : `${name}-${n}`;
    }
    return free;
  }
}

function printOf({ bytes, modifiedMs, identity }: FileFacts): string {
  return createHash('sha256')
    .update(`${bytes} ${modifiedMs} ${identity}`)
    .digest('base64url')
    .slice(0, 22);
}

function positionOf(value: unknown): DropPosition | undefined {
  const { name, print, place } = (value ?? {}) as Partial<DropPosition>;
  const fits =
    typeof name === 'string' && typeof print === 'string' && Number.isSafeInteger(place?.at);
  return fits ? (value as DropPosition) : undefined;
}
