// The versions that a record had before the present one, each kept under the change that ended it.
import type { NamesStore } from '../../../stores/names/names.ts';
import { endedByIn, versionKey, versionPrefix } from './internal-keys.ts';
import { getUint48 } from './numbers.ts';
import { readRecord } from './record-layout.ts';
import type { RecordVersion, StoredRecord, VersionRange } from './record-store.ts';
import type { Shapes } from './shapes.ts';

type Ended = Required<RecordVersion>;

const pageVersions = 200;
const endBytes = 6;

export class Versions {
  readonly #names: NamesStore;
  readonly #shapes: Shapes;

  constructor(names: NamesStore, shapes: Shapes) {
    this.#names = names;
    this.#shapes = shapes;
  }

  /** Oldest first. */
  async of(key: string, { after, limit }: VersionRange): Promise<Ended[]> {
    const behind = after === undefined ? {} : { after: versionKey(key, after) };
    const entries = await this.#names.scan({ prefix: versionPrefix(key), limit, ...behind });
    return entries.map((entry) => ({
      record: readRecord(key, entry.value.subarray(endBytes), this.#shapes),
      untilMs: getUint48(entry.value, 0),
      endedBy: endedByIn(entry.key),
    }));
  }

  /** The version at a time before the present one began. Times never run backwards in a store. */
  async at(key: string, timeMs: number): Promise<Ended | undefined> {
    let after: number | undefined;
    for (;;) {
      const range = { limit: pageVersions, ...(after === undefined ? {} : { after }) };
      const page = await this.of(key, range);
      const found = page.find(({ untilMs }) => untilMs > timeMs);
      if (found !== undefined) return found.record.sinceMs <= timeMs ? found : undefined;
      if (page.length < pageVersions) return undefined;
      after = page.at(-1)?.endedBy;
    }
  }

  /** What the change at a position wrote; undefined where it was replaced and is not kept. */
  async writtenBy(key: string, position: number): Promise<StoredRecord | undefined> {
    const present = await this.#names.get(key);
    if (present !== undefined) {
      const record = readRecord(key, present, this.#shapes);
      if (record.revision === position) return record;
    }
    const [next] = await this.of(key, { after: position, limit: 1 });
    return next?.record.revision === position ? next.record : undefined;
  }
}
