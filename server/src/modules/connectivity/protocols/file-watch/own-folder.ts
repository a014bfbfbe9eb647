// The folder that a source watches, links followed: whoever may put files there, a machine over FTP, may put links there too,
// and what they lead to outside of the enterprise's own folder is not read, written or moved to.
import { join, sep } from 'node:path';
import type { Disk } from '../../../../kernel/world/disk.ts';

export class OwnFolder {
  readonly path: string;
  readonly #disk: Disk;
  readonly #root: string;

  /** `root` is all that the enterprise may see. */
  constructor(disk: Disk, root: string, path: string) {
    this.#disk = disk;
    this.#root = root;
    this.path = path;
  }

  /** Where a file or folder of that name really is; undefined where there is none. `outside` hears of others' than the enterprise's. */
  async real(name = '.', outside?: (name: string) => void): Promise<string | undefined> {
    const [root, found] = await Promise.all([
      this.#disk.realPath(this.#root),
      this.#disk.realPath(join(this.path, name)),
    ]);
    if (root === undefined || found === undefined) return undefined;
    if (found === root || found.startsWith(root + sep)) return found;
    outside?.(name);
    return undefined;
  }
}
