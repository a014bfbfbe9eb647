// A record store over one space of the names shape.
import type { Log } from '../../../kernel/log/log.ts';
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Answer, NamesStore } from '../../../stores/names/names.ts';
import { whenThere } from '../model/answered.ts';
import { ChangeLog } from './change-log.ts';
import { behindInternal, internalPrefix, isRecordKey } from './internal-keys.ts';
import { countIn } from './record-counts.ts';
import { migrate } from './migrate.ts';
import { purgeStep } from './purge.ts';
import { readRecord } from './record-layout.ts';
import type {
  ChangeOutcome,
  ChangePage,
  Followed,
  RecordAt,
  RecordChange,
  RecordRange,
  RecordStore,
  RecordVersion,
  StoredRecord,
  VersionRange,
  WriteOptions,
} from './record-store.ts';
import { RecordWriter } from './record-writer.ts';
import { Shapes } from './shapes.ts';
import { freshState, loadState } from './store-state.ts';
import { TextPacker, type TextPackerOptions } from './text-packer.ts';
import { Versions } from './versions.ts';

export type RecordStoreOptions = {
  readonly names: NamesStore;
  readonly clock: Clock;
  /** How long versions are kept; 0 keeps none. */
  readonly historyDays: number;
  /** Is told how far a store of an older layout has been brought, and of watchers that fail. */
  readonly log?: Log;
};

/** What else a store that is open can do. */
export type OpenRecordStore = RecordStore & {
  /** For many records of the same kind, quicker than their value blocks. */
  packer(options: TextPackerOptions): TextPacker;
};

/** Brings a store of an older layout to the present one first; that can be broken off and goes on at the next open. */
export async function openRecordStore(options: RecordStoreOptions): Promise<OpenRecordStore> {
  const { names, clock, log } = options;
  const shapes = await Shapes.load(names);
  const found = await loadState(names);
  const state = await migrate(found ?? freshState, { names, shapes, clock, log, known: found });
  return new NamesRecordStore({ ...options, shapes, state });
}

type Parts = RecordStoreOptions & {
  readonly shapes: Shapes;
  readonly state: typeof freshState;
};

type KeyWatcher = {
  readonly passes: (key: string) => boolean;
  readonly changed: (key: string) => Promise<void> | void;
};

class NamesRecordStore implements OpenRecordStore {
  readonly #names: NamesStore;
  readonly #shapes: Shapes;
  readonly #clock: Clock;
  readonly #historyDays: number;
  readonly #events: RecordStoreOptions['log'];
  readonly #writer: RecordWriter;
  readonly #versions: Versions;
  readonly #log: ChangeLog;
  readonly #watchers = new Set<(position: number) => void>();
  readonly #keyWatchers = new Set<KeyWatcher>();

  constructor({ names, shapes, clock, historyDays, state, log }: Parts) {
    this.#names = names;
    this.#shapes = shapes;
    this.#clock = clock;
    this.#historyDays = historyDays;
    this.#events = log;
    this.#versions = new Versions(names, shapes);
    this.#log = new ChangeLog(names, this.#versions);
    this.#writer = new RecordWriter({
      names,
      shapes,
      state,
      nowMs: () => clock.now(),
      keepsVersions: historyDays > 0,
      committed: (position, changed) => this.#tell(position, changed),
    });
  }

  /** What is written stays written, and is told to be, whatever becomes of who hears of it. */
  async #tell(position: number, changed: readonly { readonly key: string }[]): Promise<void> {
    const safely = async (tell: () => Promise<void> | void): Promise<void> => {
      try {
        await tell();
      } catch (error) {
        this.#events?.error('watcher-failed', { position, error });
      }
    };
    for (const { passes, changed: tell } of this.#keyWatchers) {
      for (const { key } of changed) if (passes(key)) await safely(() => tell(key));
    }
    for (const tell of this.#watchers) await safely(() => tell(position));
  }

  get(key: string): Answer<StoredRecord | undefined> {
    if (!isRecordKey(key)) return undefined;
    return whenThere(this.#names.get(key), (stored) =>
      stored === undefined ? undefined : readRecord(key, stored, this.#shapes),
    );
  }

  write(changes: readonly RecordChange[], options: WriteOptions = {}): Promise<ChangeOutcome[]> {
    if (changes.length === 0 && options.copied === undefined) return Promise.resolve([]);
    return this.#writer.write(changes, options);
  }

  packer(options: TextPackerOptions): TextPacker {
    return new TextPacker(this.#shapes, options);
  }

  async scan({ prefix, after, limit }: RecordRange): Promise<StoredRecord[]> {
    const from = prefix === '' && (after ?? '') < behindInternal ? behindInternal : after;
    const range = { prefix, limit, ...(from === undefined ? {} : { after: from }) };
    const entries = await this.#names.scan(range);
    return entries.map(({ key, value }) => readRecord(key, value, this.#shapes));
  }

  async count(prefix: string): Promise<number> {
    const known = countIn(this.#writer.state.counts, prefix);
    if (known !== undefined) return known;
    const all = await this.#names.count(prefix);
    return prefix === '' ? all - (await this.#names.count(internalPrefix)) : all;
  }

  async historyOf(key: string, range: VersionRange): Promise<RecordVersion[]> {
    const versions = await this.#versions.of(key, range);
    if (versions.length === range.limit) return versions;
    const present = await this.get(key);
    return present === undefined ? versions : [...versions, { record: present }];
  }

  async at(key: string, timeMs: number): Promise<RecordAt> {
    const present = await this.get(key);
    if (present !== undefined && present.sinceMs <= timeMs) {
      return { state: 'present', record: present };
    }
    const { historyFromMs } = this.#writer.state;
    if (timeMs < historyFromMs) return { state: 'unknown', historyFromMs };
    const version = await this.#versions.at(key, timeMs);
    return version === undefined ? { state: 'absent' } : { state: 'present', ...version };
  }

  changes(after: number, limit: number): Promise<ChangePage> {
    return this.#log.changes(after, { limit, logFrom: this.#writer.state.logFrom });
  }

  followed(): Followed | undefined {
    return this.#writer.state.followed;
  }

  position(): number {
    return this.#writer.state.position;
  }

  watch(listener: (position: number) => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  watchKeys(
    passes: (key: string) => boolean,
    changed: (key: string) => Promise<void> | void,
  ): () => void {
    const watcher = { passes, changed };
    this.#keyWatchers.add(watcher);
    return () => this.#keyWatchers.delete(watcher);
  }

  async purge(): Promise<boolean> {
    let more = false;
    const nowMs = this.#clock.now();
    await this.#writer.upkeep(async (state) => {
      const step = await purgeStep(state, {
        names: this.#names,
        nowMs,
        historyDays: this.#historyDays,
      });
      more = step.more;
      return step;
    });
    return more;
  }

  async close(): Promise<void> {
    await this.#writer.ended();
    await this.#names.close();
  }
}
