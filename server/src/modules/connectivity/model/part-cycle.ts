// When is a part finished? When the machine tells a new PART_UNIQUE_ID. What it tells for the same
// moment belongs to that part. Pure: readings in, finished parts out.
import { epochUsOf, isoTime } from '../../../wire/iso-time.ts';
import {
  quality,
  type EpochUs,
  type Quality,
  type ReadingValue,
} from '../../../stores/series/series.ts';
import type { Signal } from '../../assets/api.ts';
import type { PartFinished } from '../api.ts';

export type SignalReading = {
  readonly signal: Signal;
  readonly value: ReadingValue;
  readonly quality: Quality;
};

type Sense = 'part' | 'start' | 'complete' | 'product' | 'class';
type Told = number | string;

/** One machine's; a machine without PART_UNIQUE_ID never finishes a part. */
export class PartCycle {
  readonly #machine: string;
  #timeUs: EpochUs | undefined;
  /** What was told for `#timeUs`, by signal identifier. */
  readonly #moment = new Map<string, SignalReading>();
  readonly #latest = new Map<Sense, Told>();
  #lastPart: Told | undefined;

  constructor(machine: string) {
    this.#machine = machine;
  }

  static follows(signals: readonly Signal[]): boolean {
    return signals.some((signal) => senseOf(signal) === 'part');
  }

  /** Readings of this machine that were told together. */
  observe(timeUs: EpochUs, readings: readonly SignalReading[]): PartFinished | undefined {
    if (timeUs !== this.#timeUs) {
      this.#moment.clear();
      this.#timeUs = timeUs;
    }
    let part: Told | undefined;
    for (const reading of readings) {
      const sense = senseOf(reading.signal);
      if (sense === undefined) this.#moment.set(reading.signal.identifier, reading);
      else if (reading.quality === quality.bad || !isTold(reading.value))
        this.#latest.delete(sense);
      else if (sense === 'part') part = reading.value;
      else this.#latest.set(sense, reading.value);
    }
    if (part === undefined || part === this.#lastPart) return undefined;
    this.#lastPart = part;
    return this.#finish(String(part), timeUs);
  }

  #finish(part: string, timeUs: EpochUs): PartFinished {
    const finishedUs = momentOf(this.#latest.get('complete')) ?? timeUs;
    const startedUs = momentOf(this.#latest.get('start'));
    const product = this.#latest.get('product');
    const qualityClass = this.#latest.get('class');
    // Both times belong to one part; the next part tells its own.
    this.#latest.delete('complete');
    this.#latest.delete('start');
    return {
      machine: this.#machine,
      part,
      ...(product === undefined ? {} : { product: String(product) }),
      ...(startedUs === undefined || startedUs > finishedUs
        ? {}
        : { startedAt: isoTime(startedUs) }),
      finishedAt: isoTime(finishedUs),
      ...(qualityClass === undefined ? {} : { qualityClass: String(qualityClass) }),
      values: [...this.#moment.values()].flatMap(valueOf),
    };
  }
}

/** The key of the event: telling the same part again changes nothing. */
export function partEventId(fact: PartFinished): string {
  return `${fact.machine} ${fact.part}`;
}

function senseOf({ type, subType }: Signal): Sense | undefined {
  switch (type) {
    case 'PART_UNIQUE_ID':
      return 'part';
    case 'PROCESS_TIME':
      if (subType === 'START') return 'start';
      return subType === 'COMPLETE' ? 'complete' : undefined;
    case 'PART_KIND_ID':
      return subType === undefined || subType === 'PART_NAME' ? 'product' : undefined;
    default:
      return /^(?:\w+:)?QUALITY_CLASS$/.test(type) ? 'class' : undefined;
  }
}

function valueOf({ signal, value, quality: told }: SignalReading): PartFinished['values'] {
  if (signal.kind === 'condition' || told === quality.bad || !isTold(value)) return [];
  const unit = signal.unitCode ?? signal.unit;
  return [
    {
      signal: signal.identifier,
      name: signal.name,
      value,
      ...(unit === undefined ? {} : { unit }),
    },
  ];
}

function isTold(value: ReadingValue): value is Told {
  return typeof value === 'number' || (typeof value === 'string' && value !== '');
}

function momentOf(told: Told | undefined): EpochUs | undefined {
  return typeof told === 'string' ? epochUsOf(told) : undefined;
}
