// The records of a node as another thread reads them: only those that may be answered whole to anybody. What it
// does not know, the main thread is asked.
import type { NamesReader } from '../../../stores/names/names-reader.ts';
import { keyBytesMax } from '../model/question.ts';
import { shapePrefix } from '../records/internal-keys.ts';
import { blockOf, isAllPublic, layoutVersion, shapeNumberOf } from '../records/record-layout.ts';
import { shapeEntriesMax, Shapes } from '../records/shapes.ts';

export type PlainRecordsOptions = {
  readonly reader: NamesReader;
  /** Canonical. */
  readonly prefix: string;
  /** Another value than before when something has become durable. */
  readonly commits: () => number;
};

export class PlainRecords {
  readonly #options: PlainRecordsOptions;
  readonly #start: string;
  #shapes: Shapes;
  #commits: number;

  constructor(options: PlainRecordsOptions) {
    this.#options = options;
    this.#start = `${options.prefix}/`;
    this.#commits = options.commits();
    this.#shapes = shapesIn(options.reader);
  }

  /** The value block under a key of the node's own prefix, as it is now. */
  plain(key: string): Uint8Array | undefined {
    // ASCII: as many bytes as characters; no longer key can have been stored.
    if (!key.startsWith(this.#start) || key.length > keyBytesMax) return undefined;
    const { reader, commits } = this.#options;
    const now = commits();
    if (now !== this.#commits) {
      reader.renew(); // before the read, so that whoever was told of a write finds it
      this.#commits = now;
    }
    const stored = reader.get(key);
    if (stored === undefined || stored[0] !== layoutVersion) return undefined;
    return isAllPublic(stored) && this.#knowsShapeOf(stored)
      ? blockOf(stored, this.#shapes)
      : undefined;
  }

  /** The dictionary is read again when a record has a shape that came later: seldom, for shapes are few. */
  #knowsShapeOf(stored: Uint8Array): boolean {
    const number = shapeNumberOf(stored);
    if (number === undefined || this.#shapes.byNumber(number) !== undefined) return true;
    this.#shapes = shapesIn(this.#options.reader);
    return this.#shapes.byNumber(number) !== undefined;
  }
}

function shapesIn(reader: NamesReader): Shapes {
  return Shapes.of(reader.scan(shapePrefix, shapeEntriesMax));
}
