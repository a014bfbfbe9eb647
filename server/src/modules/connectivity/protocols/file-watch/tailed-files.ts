// Files that others append to: read from where we stopped, by whole lines; renamed ones are read to their end,
// cut ones from their beginning. A file is known by its identity and its first bytes, not by its name.
import { createHash } from 'node:crypto';
import type { Disk, FileFacts } from '../../../../kernel/world/disk.ts';
import { FileText, type FilePlace, type FileReading } from './file-text.ts';
import { readFirstLine } from './first-line.ts';
import type { OwnFolder } from './own-folder.ts';
import type { Teller } from './teller.ts';

/** `head`: so many first bytes, and their digest. */
type Followed = {
  readonly place: FilePlace;
  readonly head: readonly [number, string];
  /** Its size when it no longer had a name of ours, to see whether it still grows. */
  readonly left?: number;
};
export type TailPosition = { readonly files: Readonly<Record<string, Followed>> };

const chunkBytes = 256 * 1024;
const headBytesMax = 256;
/** 64 KiB of memory hold about 500. */
const filesMax = 300;

export class TailedFiles {
  readonly #disk: Disk;
  readonly #folder: OwnFolder;
  readonly #reading: FileReading;
  readonly #teller: Teller;
  #files: Map<string, Followed>;
  #changed = false;
  #stopped = false;
  cut = 0;

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
    const { files } = (given.remembered ?? {}) as Partial<TailPosition>;
    this.#files = new Map(Object.entries(files ?? {}));
  }

  stop(): void {
    this.#stopped = true;
  }

  /** One look at the folder; `isOurs` tells the names that are followed. */
  async look(names: readonly string[], isOurs: (name: string) => boolean): Promise<void> {
    const present = new Set<string>();
    const known = [...names].toSorted((a, b) => Number(isOurs(a)) - Number(isOurs(b))); // renamed ones first: they are older
    for (const name of known) {
      if (this.#stopped) return;
      const path = await this.#folder.real(name, (link) => this.#teller.outside(link));
      const facts = path === undefined ? undefined : await this.#disk.facts(path);
      if (path === undefined || !facts) continue;
      present.add(facts.identity);
      const file = { name, path, isOurs: isOurs(name) };
      if (file.isOurs || this.#files.has(facts.identity)) await this.#follow(file, facts);
    }
    this.#forget(present);
    if (this.#changed)
      await this.#teller.keep({ files: Object.fromEntries(this.#files) } satisfies TailPosition);
    this.#changed = false;
  }

  async #follow(
    { name, path, isOurs }: { name: string; path: string; isOurs: boolean },
    facts: FileFacts,
  ): Promise<void> {
    const known = await this.#known(path, facts);
    if (!known && (!isOurs || this.#files.size >= filesMax)) return;
    const from = known?.place ?? { at: 0, line: 0 };
    const isLeft = !isOurs && known?.left === facts.bytes;
    if (facts.bytes <= from.at) return;
    const text = await this.#text(path, from, facts);
    while (text.position < facts.bytes && !this.#stopped) {
      const to = Math.min(facts.bytes, text.position + chunkBytes);
      const chunk = await this.#disk.readRange(path, text.position, to);
      if (chunk.length === 0) break;
      await this.#teller.tell(name, text.push(chunk, this.#teller.nowUs));
    }
    // Renamed, and as large as at the last look: its last line will not be ended any more.
    if (isLeft) await this.#teller.tell(name, text.end(this.#teller.nowUs));
    await this.#note(path, facts, { place: text.place, isOurs });
  }

  async #text(path: string, from: FilePlace, facts: FileFacts): Promise<FileText> {
    const header =
      from.at > 0
        ? await readFirstLine(this.#disk, path, this.#reading.settings.connection)
        : undefined;
    const bareUs = Math.floor(facts.modifiedMs) * 1_000;
    return new FileText(this.#reading, from, {
      bareUs,
      ...(header === undefined ? {} : { header }),
    });
  }

  /** Undefined for a file that is another than we read, or was cut. */
  async #known(path: string, facts: FileFacts): Promise<Followed | undefined> {
    const known = this.#files.get(facts.identity);
    if (!known) return undefined;
    const [length, digest] = known.head;
    const same = facts.bytes >= known.place.at && (await this.#head(path, length)) === digest;
    if (same) return known;
    this.cut += 1;
    this.#files.delete(facts.identity);
    this.#changed = true;
    return undefined;
  }

  async #note(
    path: string,
    facts: FileFacts,
    { place, isOurs }: { place: FilePlace; isOurs: boolean },
  ): Promise<void> {
    const length = Math.min(place.at, headBytesMax);
    const head = [length, await this.#head(path, length)] as const;
    this.#files.set(facts.identity, { place, head, ...(isOurs ? {} : { left: facts.bytes }) });
    this.#changed = true;
  }

  async #head(path: string, length: number): Promise<string> {
    const bytes = await this.#disk.readRange(path, 0, length);
    return createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
  }

  #forget(present: ReadonlySet<string>): void {
    for (const identity of this.#files.keys()) {
      if (present.has(identity)) continue;
      this.#files.delete(identity);
      this.#changed = true;
    }
  }
}
