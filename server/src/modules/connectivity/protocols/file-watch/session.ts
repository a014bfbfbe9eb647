// Looks through a folder again and again.
import { isFailure } from '../../../../kernel/failure/failure.ts';
import { same, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { sleep } from '../../../../kernel/world/clock.ts';
import type { Figure } from '../../api.ts';
import { allowedPath } from '../allowed-folder.ts';
import { Gate } from '../gate.ts';
import type { Link, Reach, Session } from '../protocol.ts';
import { DroppedFiles } from './dropped-files.ts';
import { fileFailures } from './failures.ts';
import { OwnFolder } from './own-folder.ts';
import type { FileReading } from './file-text.ts';
import { TailedFiles } from './tailed-files.ts';
import { Teller } from './teller.ts';

const gone: Bilingual = { en: 'the gateway closed the connection', zh: '网关关闭了连接' };

/** Fails with `file-watch.not-allowed`. */
export function folderOf({ allowed, world }: Reach, reading: FileReading): OwnFolder {
  const { enterprise, files } = allowed;
  const folder = allowedPath(files, enterprise, reading.settings.connection.folder);
  const root = allowedPath(files, enterprise, '.');
  if (folder === undefined || root === undefined) throw notAllowed(reading, enterprise);
  return new OwnFolder(world.disk, root, folder);
}

function notAllowed({ settings }: FileReading, enterprise: string): Error {
  const { name, connection } = settings;
  return fileFailures['not-allowed']({ name, folder: connection.folder, enterprise });
}

/** `*` is any text, `?` one character. Looks back at most to the last star, so that no pattern is slow. */
export function fitting(pattern: string): (name: string) => boolean {
  return (name) => !name.startsWith('.') && fits(name, pattern);
}

function fits(name: string, pattern: string): boolean {
  let [at, star, from] = [0, -1, 0];
  for (let i = 0; i < name.length;) {
    if (pattern[at] === '*') {
      star = at;
      from = i;
      at += 1;
    } else if (pattern[at] === '?' || pattern[at] === name[i]) {
      at += 1;
      i += 1;
    } else if (star >= 0) {
      at = star + 1;
      from += 1;
      i = from;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}

export async function openFiles(link: Link, reading: FileReading): Promise<Session> {
  const folder = folderOf(link, reading);
  await link.world.disk.makeFolder(folder.path);
  if ((await folder.real()) === undefined) throw notAllowed(reading, link.allowed.enterprise);
  return new FileSession(link, { folder, reading, remembered: await link.memory.read() });
}

class FileSession implements Session {
  readonly closed: Promise<Bilingual>;
  readonly #link: Link;
  readonly #folder: OwnFolder;
  readonly #reading: FileReading;
  readonly #isOurs: (name: string) => boolean;
  readonly #intervalMs: number;
  readonly #gate = new Gate();
  readonly #stopping = new AbortController();
  readonly #over = Promise.withResolvers<Bilingual>();
  readonly #teller: Teller;
  readonly #dropped: DroppedFiles | undefined;
  readonly #tailed: TailedFiles | undefined;

  constructor(
    link: Link,
    {
      folder,
      reading,
      remembered,
    }: { folder: OwnFolder; reading: FileReading; remembered: unknown },
  ) {
    const { pattern = '*.csv', mode, intervalMs = 1_000 } = reading.settings.connection;
    this.#link = link;
    this.#folder = folder;
    this.#reading = reading;
    this.#isOurs = fitting(pattern);
    this.#intervalMs = intervalMs;
    this.#teller = new Teller(link, this.#gate);
    const given = { disk: link.world.disk, folder, reading, teller: this.#teller, remembered };
    if (mode === 'tail') this.#tailed = new TailedFiles(given);
    else this.#dropped = new DroppedFiles(given);
    // Whoever stops does not wait for what may never become durable.
    void this.#run().then(this.#over.resolve);
    this.closed = this.#over.promise;
  }

  pause(): void {
    this.#gate.hold(true);
  }

  resume(): void {
    this.#gate.hold(false);
  }

  close(): void {
    this.#dropped?.stop();
    this.#tailed?.stop();
    this.#teller.stop();
    this.#stopping.abort();
    this.#gate.hold(false);
    this.#over.resolve(gone);
  }

  figures(): readonly Figure[] {
    return [
      {
        name: 'files',
        title: { en: 'Files read and moved away', zh: '已读取并移走的文件数' },
        value: this.#teller.files,
      },
      {
        name: 'told',
        title: { en: 'Readings in files', zh: '文件中的读数' },
        value: this.#teller.readings,
      },
      {
        name: 'cut',
        title: { en: 'Files that began anew', zh: '被截断重写的文件数' },
        value: this.#tailed?.cut ?? 0,
      },
    ];
  }

  async #run(): Promise<Bilingual> {
    const { clock, disk } = this.#link.world;
    const { signal } = this.#stopping;
    try {
      while (!signal.aborted) {
        await this.#gate.open;
        const folder = await this.#folder.real();
        if (folder === undefined) throw notAllowed(this.#reading, this.#link.allowed.enterprise);
        const names = await disk.list(folder);
        await this.#dropped?.look(names.filter((name) => this.#isOurs(name)));
        await this.#tailed?.look(names, this.#isOurs);
        await sleep(clock, this.#intervalMs, signal);
      }
      return gone;
    } catch (error) {
      if (signal.aborted) return gone;
      return isFailure(error) ? error.publicMessage : same((error as Error).message);
    }
  }
}
