// A machine as a device of our edge node: its signals as metrics with aliases, units and quality (Sparkplug 3.0, clauses
// 6.4.6, 6.4.10 and 6.4.12).
import { dataTypes } from '../../../wire/sparkplug/data-types.ts';
import type { Held, Metric, PropertySet, PropertyValue } from '../../../wire/sparkplug/payload.ts';
import {
  quality,
  type EpochUs,
  type Quality,
  type ReadingValue,
} from '../../../stores/series/series.ts';

export type EdgeSignal = {
  readonly name: string;
  readonly value: 'number' | 'text' | 'boolean';
  readonly unit?: string;
};

export type EdgeReading = {
  readonly name: string;
  readonly value: ReadingValue;
  readonly quality: Quality;
  readonly timeUs: EpochUs;
};

type Known = {
  readonly alias: number;
  readonly signal: EdgeSignal;
  last: EdgeReading | undefined;
  /** What others were told of its quality. */
  toldGood: boolean;
};

const types = { number: dataTypes.Double, text: dataTypes.String, boolean: dataTypes.Boolean };

export class EdgeDevice {
  readonly #metrics = new Map<string, Known>();

  /** `nextAlias` gives numbers that are unique in the whole edge node. */
  constructor(signals: readonly EdgeSignal[], nextAlias: () => number, before?: EdgeDevice) {
    for (const signal of signals) {
      const known = before ? before.#metrics.get(signal.name) : undefined;
      const isSame = known?.signal.value === signal.value;
      this.#metrics.set(signal.name, {
        alias: nextAlias(),
        signal,
        last: isSame ? known.last : undefined,
        toldGood: true,
      });
    }
  }

  get size(): number {
    return this.#metrics.size;
  }

  has(name: string): boolean {
    return this.#metrics.has(name);
  }

  /** Every metric with its name, alias, type, and value or null. */
  birth(nowMs: number): Metric[] {
    return [...this.#metrics.values()].map((known) => {
      const { alias, signal, last } = known;
      const held = last ? heldFor(signal, last.value) : undefined;
      known.toldGood = last === undefined || last.quality === quality.good;
      const properties = propertiesOf(signal, last?.quality ?? quality.bad);
      return {
        ...{ name: signal.name, alias, datatype: types[signal.value], properties },
        timestamp: last ? msOf(last.timeUs) : nowMs,
        ...(held ?? { isNull: true }),
      };
    });
  }

  /** Undefined for what is no metric of this device. */
  data(reading: EdgeReading, isHistorical: boolean): Metric | undefined {
    const known = this.#metrics.get(reading.name);
    if (!known) return undefined;
    const held = heldFor(known.signal, reading.value);
    const isGood = reading.quality === quality.good;
    const tellQuality = !isGood || (!isHistorical && !known.toldGood);
    if (!isHistorical) known.toldGood = isGood;
    return {
      alias: known.alias,
      timestamp: msOf(reading.timeUs),
      ...(isHistorical ? { isHistorical } : {}),
      ...(tellQuality ? { properties: qualityProperty(reading.quality) } : {}),
      ...(held ?? { isNull: true }),
    };
  }

  /** Keeps the newest by its own time; what is older changes nothing of the present. */
  keep(reading: EdgeReading): void {
    const known = this.#metrics.get(reading.name);
    if (known && (known.last === undefined || reading.timeUs >= known.last.timeUs))
      known.last = reading;
  }

  isLast(reading: EdgeReading): boolean {
    return this.#metrics.get(reading.name)?.last === reading;
  }
}

function msOf(timeUs: EpochUs): number {
  return Math.max(0, Math.floor(timeUs / 1_000));
}

/** Undefined for null, and for what is not of the form that the signal was born with. */
function heldFor({ value: form }: EdgeSignal, value: ReadingValue): Held | undefined {
  if (value === null) return undefined;
  if (form === 'number') return typeof value === 'number' ? { field: 'double', value } : undefined;
  if (form === 'boolean') {
    return typeof value === 'boolean' ? { field: 'boolean', value } : undefined;
  }
  return { field: 'string', value: String(value) };
}

const codes = { [quality.bad]: 0, [quality.uncertain]: 500, [quality.good]: 192 } as const;

function qualityValue(told: Quality): PropertyValue {
  return { type: dataTypes.Int32, field: 'int', value: codes[told] };
}

function qualityProperty(told: Quality): PropertySet {
  return { keys: ['Quality'], values: [qualityValue(told)] };
}

function propertiesOf({ unit }: EdgeSignal, told: Quality): PropertySet {
  if (unit === undefined) return qualityProperty(told);
  const text: PropertyValue = { type: dataTypes.String, field: 'string', value: unit };
  return { keys: ['Quality', 'engUnit'], values: [qualityValue(told), text] };
}
