// The names shape on LMDB: one environment, that is one folder, per space.
import { join } from 'node:path';
import { checkText, refuse } from '../../../stores/checks.ts';
import { storeFailures } from '../../../stores/failures.ts';
import type { NamesStore } from '../../../stores/names/names.ts';
import type { EngineContext, Shapes } from '../../../stores/ports.ts';
import { refuseNewer } from '../cannot-open.ts';
import { LmdbNames } from './lmdb-names.ts';

/** Grows when the layout changes, or when lmdb's next major version changes its file. */
const format = 1;

const spaceCharactersMax = 100;

export async function openNames({ folder, world }: EngineContext): Promise<Shapes['names']> {
  const mark = join(folder, 'format');
  const found = await world.disk.read(mark);
  if (found)
    refuseNewer({ shape: 'names', path: folder }, Number(new TextDecoder().decode(found)), format);
  else await world.disk.write(mark, new TextEncoder().encode(`${format}\n`));
  return new LmdbSpaces(folder);
}

class LmdbSpaces {
  readonly #folder: string;
  readonly #spaces = new Map<string, Promise<NamesStore>>();
  #closed = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async open(space: string): Promise<NamesStore> {
    if (this.#closed) throw storeFailures.closed({ shape: 'names' });
    const name = folderName(space);
    let store = this.#spaces.get(name);
    if (!store) {
      const forget = () => this.#spaces.delete(name);
      store = LmdbNames.open(join(this.#folder, name), forget);
      this.#spaces.set(name, store);
      store.catch(forget);
    }
    return store;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#spaces.values()].map(async (store) => (await store).close()));
  }
}

/** Capitals and signs are escaped: not every file system keeps `A` and `a` or `.` and `..` apart. */
function folderName(space: string): string {
  checkText(space, 'the name of the space');
  if (space.length > spaceCharactersMax) refuse(`the name of the space ${space} is too long`);
  const escaped = [...Buffer.from(space)].map((byte) => {
    const character = String.fromCharCode(byte);
    return /[a-z0-9.-]/.test(character) ? character : `_${byte.toString(16).padStart(2, '0')}`;
  });
  return `space-${escaped.join('')}`;
}
