// A names store on a simulated machine: a write is durable, and only then acknowledged, some time after
// it was asked for; a crash in between leaves the first few of the waiting writes and loses the rest.
import { storeFailures } from '../../server/src/stores/failures.ts';
import type {
  Answer,
  NameEntry,
  NameOutcome,
  NamePut,
  NameRange,
  NamesOpener,
  NamesStore,
  NameWrite,
} from '../../server/src/stores/names/names.ts';
import { isNameKey, refuseNameRange, refuseNameWrites, refuseSpaceName } from './name-rules.ts';

export type SimulatedNamesOptions = {
  /** Runs work later; on a simulated machine, in virtual time. */
  readonly schedule: (delayMs: number, work: () => void) => void;
  readonly random: {
    chance(probability: number): boolean;
    between(from: number, to: number): number;
  };
  /** For the canary: tells of a write as done long before it is durable. */
  readonly acknowledgesEarly?: boolean;
};

const commitMs: readonly [number, number] = [0.5, 12];
const lateCommitMs: readonly [number, number] = [300, 900];

/** What a machine's disk holds: space -> key -> value. Outlives programs and crashes. */
export type NamesDisk = Map<string, Map<string, Uint8Array>>;

/** All the spaces of one machine. */
export class SimulatedNames implements NamesOpener {
  readonly #options: SimulatedNamesOptions;
  readonly #disk: NamesDisk;
  readonly #open = new Map<string, SimulatedSpace>();
  #closed = false;

  constructor(options: SimulatedNamesOptions, disk: NamesDisk = new Map()) {
    this.#options = options;
    this.#disk = disk;
  }

  async open(space: string): Promise<NamesStore> {
    if (this.#closed) throw storeFailures.closed({ shape: 'names' });
    refuseSpaceName(space);
    const known = this.#open.get(space);
    if (known !== undefined && known.isOpen) return known;
    const disk = this.#disk.get(space) ?? new Map<string, Uint8Array>();
    this.#disk.set(space, disk);
    const store = new SimulatedSpace(disk, this.#options);
    this.#open.set(space, store);
    return store;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const store of this.#open.values()) await store.close();
  }

  /** The machine is off: what was not durable may be lost, and nobody hears of it. */
  crash(): void {
    for (const store of this.#open.values()) store.crash();
    this.#open.clear();
  }
}

type Step = {
  readonly writes: readonly NameWrite[];
  readonly acknowledge: (outcomes: NameOutcome[]) => void;
};

class SimulatedSpace implements NamesStore {
  readonly #disk: Map<string, Uint8Array>;
  readonly #options: SimulatedNamesOptions;
  /** What readers see: the disk, and with early acknowledgement also what is only promised. */
  readonly #seen: Map<string, Uint8Array>;
  #waiting: Step[] = [];
  #busyUntil = Promise.resolve();
  #state: 'open' | 'closed' | 'crashed' = 'open';

  constructor(disk: Map<string, Uint8Array>, options: SimulatedNamesOptions) {
    this.#disk = disk;
    this.#options = options;
    this.#seen = options.acknowledgesEarly === true ? new Map(disk) : disk;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** At once or later, as chance has it, so that users meet both. */
  get(key: string): Answer<Uint8Array | undefined> {
    this.#checkOpen();
    const read = (): Uint8Array | undefined => this.#seen.get(key);
    return this.#options.random.chance(0.5) ? read() : this.#later(read);
  }

  async write(writes: readonly NameWrite[]): Promise<NameOutcome[]> {
    if (this.#state === 'crashed') return new Promise(() => {});
    this.#checkOpen();
    refuseNameWrites(writes);
    const kept = writes.map((one) => ({ ...one, value: one.value?.slice() ?? null }));
    if (this.#options.acknowledgesEarly !== true) return this.#commitLater(kept, commitMs);
    const outcomes = apply(this.#seen, kept);
    void this.#commitLater(kept, lateCommitMs);
    return outcomes;
  }

  async put(entries: readonly NamePut[]): Promise<void> {
    await this.write(entries);
  }

  async scan(range: NameRange): Promise<NameEntry[]> {
    this.#checkOpen();
    refuseNameRange(range);
    const { prefix, after, limit } = range;
    return [...this.#seen.entries()]
      .map(([key, value]) => ({ key, value }))
      .filter(({ key }) => key.startsWith(prefix))
      .toSorted((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)))
      .filter(
        ({ key }) =>
          after === undefined || Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0,
      )
      .slice(0, limit);
  }

  async count(prefix: string): Promise<number> {
    this.#checkOpen();
    if (prefix !== '' && !isNameKey(prefix)) return 0;
    return [...this.#seen.keys()].filter((key) => key.startsWith(prefix)).length;
  }

  async close(): Promise<void> {
    this.#state = this.#state === 'open' ? 'closed' : this.#state;
    await this.#busyUntil;
  }

  crash(): void {
    this.#state = 'crashed';
    const waiting = this.#waiting;
    this.#waiting = [];
    if (this.#options.acknowledgesEarly === true) return;
    for (const { writes } of waiting) {
      if (this.#options.random.chance(0.5)) return;
      apply(this.#disk, writes);
    }
  }

  /** One step after the other; each is all or nothing. */
  #commitLater(
    writes: readonly NameWrite[],
    [from, to]: readonly [number, number],
  ): Promise<NameOutcome[]> {
    const done = new Promise<NameOutcome[]>((acknowledge) => {
      this.#waiting.push({ writes, acknowledge });
      this.#options.schedule(this.#options.random.between(from, to), () => this.#commitFirst());
    });
    this.#busyUntil = Promise.all([this.#busyUntil, done]).then(() => {});
    return done;
  }

  #commitFirst(): void {
    const step = this.#waiting.shift();
    if (step !== undefined) step.acknowledge(apply(this.#disk, step.writes));
  }

  #later<T>(read: () => T): Promise<T> {
    return new Promise((resolve) => {
      this.#options.schedule(this.#options.random.between(0, 3), () => {
        if (this.#state !== 'crashed') resolve(read());
      });
    });
  }

  #checkOpen(): void {
    if (this.#state === 'closed') throw storeFailures.closed({ shape: 'names' });
  }
}

function apply(entries: Map<string, Uint8Array>, writes: readonly NameWrite[]): NameOutcome[] {
  return writes.map(({ key, value, expect }) => {
    const there = entries.get(key);
    if (!isExpected(there, expect)) return 'refused';
    if (value === null) return entries.delete(key) ? 'written' : 'unchanged';
    if (there !== undefined && Buffer.compare(there, value) === 0) return 'unchanged';
    entries.set(key, value);
    return 'written';
  });
}

function isExpected(there: Uint8Array | undefined, expect: NameWrite['expect']): boolean {
  if (expect === undefined) return true;
  if (expect === 'absent') return there === undefined;
  if (expect === 'present') return there !== undefined;
  return there !== undefined && Buffer.compare(there, expect) === 0;
}
