// With `auto`, objects that nobody configured become signals: `<common>-<object>`. They are gathered for a tenth of a second,
// made known together, and what was told of them meanwhile is handed on in order; nothing is acknowledged before. What was
// learned is remembered over a restart as ranges of addresses.
import { sleep, type Clock } from '../../../../kernel/world/clock.ts';
import type { EpochUs } from '../../../../stores/series/series.ts';
import type { Element, Family } from '../../../../wire/iec104/types.ts';
import type { MachineModel, Signal } from '../../../assets/api.ts';
import type { ObservationListener, SourceMemory } from '../protocol.ts';
import { objectKey, objectText } from './address.ts';
import type { Points } from './points.ts';
import { formOf } from './values.ts';

export type Held = {
  readonly common: number;
  readonly object: number;
  readonly family: Family;
  readonly element: Element;
  readonly timeUs: EpochUs | undefined;
  readonly timeInvalid: boolean;
};

export type LearningOptions = {
  readonly clock: Clock;
  readonly listener: Pick<ObservationListener, 'learned'>;
  readonly memory: SourceMemory;
  /** The machine with the signals that were configured. */
  readonly model: MachineModel;
  readonly points: Points;
  /** Hears of each thing told once its object is known. */
  readonly deliver: (held: readonly Held[]) => void;
  readonly failed: (error: unknown) => void;
};

/** Of one source. */
export const learnedMax = 50_000;
const heldMax = 100_000;
const gatherMs = 100;
const memoryCharactersMax = 60_000;

type Learned = { readonly common: number; readonly object: number; readonly family: Family };

export class Learning {
  readonly #options: LearningOptions;
  readonly #learned: Learned[] = [];
  readonly #known = new Set<number>();
  readonly #taken: ReadonlySet<string>;
  #held: Held[] = [];
  #running: Promise<void> | undefined;
  #over = false;

  constructor(options: LearningOptions) {
    this.#options = options;
    this.#taken = new Set(options.model.signals.map(({ id }) => id.toLowerCase()));
  }

  /** Makes known what was learned before the last restart. */
  async recall(): Promise<void> {
    for (const one of remembered(await this.#options.memory.read())) this.#note(one);
    if (this.#learned.length > 0) await this.#tell();
  }

  /** False when there is no room for it. */
  hold(held: Held): boolean {
    const fresh = !this.#known.has(objectKey(held.common, held.object));
    if (this.#held.length >= heldMax || (fresh && this.#learned.length >= learnedMax)) return false;
    if (fresh) this.#note(held);
    this.#held.push(held);
    this.#running ??= this.#run();
    return true;
  }

  /** Resolves when everything held was handed on. */
  async settled(): Promise<void> {
    while (this.#running) await this.#running;
    if (this.#over) throw new Error('what was told could not be kept');
  }

  async #run(): Promise<void> {
    const { clock, deliver, failed } = this.#options;
    try {
      while (this.#held.length > 0) {
        await sleep(clock, gatherMs);
        await this.#tell();
        deliver(this.#held.splice(0));
        await this.#remember();
      }
    } catch (error) {
      this.#over = true;
      this.#held = [];
      failed(error);
    } finally {
      this.#running = undefined;
    }
  }

  #note({ common, object, family }: Learned): void {
    this.#known.add(objectKey(common, object));
    this.#learned.push({ common, object, family });
  }

  async #tell(): Promise<void> {
    const { model, listener, points } = this.#options;
    const learned = this.#learned.slice();
    const signals = learned.map((one) => this.#signalOf(one));
    const positions = await listener.learned({ ...model, signals: [...model.signals, ...signals] });
    learned.forEach(({ common, object, family }, n) => {
      const position = positions[model.signals.length + n];
      const form = signals[n]?.value;
      if (position === undefined || form === undefined || points.find(common, object)) return;
      const address = { common, object, command: { common, object } };
      points.add({ position, form, family, address });
    });
  }

  #signalOf({ common, object, family }: Learned): Signal {
    const { identifier } = this.#options.model.machine;
    const plain = `${common}-${object}`;
    const id = this.#taken.has(plain) ? `object-${plain}` : plain;
    return {
      identifier: `${identifier}/${id}`,
      ...{ machine: identifier, asset: identifier, id },
      name: objectText({ common, object }),
      type: family,
      ...formOf(family),
    };
  }

  async #remember(): Promise<void> {
    const ranges = rangesOf(this.#learned);
    if (JSON.stringify(ranges).length <= memoryCharactersMax) {
      await this.#options.memory.write({ learned: ranges });
    }
  }
}

/** `SP 1 100 8`: eight single points of station 1 from object 100 on. */
function rangesOf(learned: readonly Learned[]): string[] {
  const sorted = learned.toSorted(
    (a, b) =>
      a.common - b.common ||
      (a.family < b.family ? -1 : a.family > b.family ? 1 : a.object - b.object),
  );
  const ranges: { one: Learned; count: number }[] = [];
  for (const one of sorted) {
    const last = ranges.at(-1);
    const follows =
      last?.one.family === one.family &&
      last.one.common === one.common &&
      last.one.object + last.count === one.object;
    if (follows) last.count += 1;
    else ranges.push({ one, count: 1 });
  }
  return ranges.map(({ one, count }) => `${one.family} ${one.common} ${one.object} ${count}`);
}

function remembered(memory: unknown): Learned[] {
  const ranges = (memory as { learned?: unknown } | undefined)?.learned;
  if (!Array.isArray(ranges)) return [];
  const found: Learned[] = [];
  for (const range of ranges) {
    const [family, ...numbers] = String(range).split(' ');
    const [common = 0, object = 0, count = 0] = numbers.map(Number);
    for (let n = 0; n < count && found.length < learnedMax; n += 1)
      found.push({ common, object: object + n, family: family as Family });
  }
  return found;
}
