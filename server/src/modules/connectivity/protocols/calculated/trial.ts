// Expressions tried on what was recorded, before they go live: the live code, fed from the store in order of time.
import { Type, type Static } from '../../../../kernel/schema/schema.ts';
import {
  quality,
  rangeLimitMax,
  type Reading,
  type SeriesStore,
} from '../../../../stores/series/series.ts';
import { isoTime } from '../../../../wire/iso-time.ts';
import { enterpriseOf } from '../../../assets/api.ts';
import { signalSettings, type SignalSettings } from '../../api.ts';
import { connectivityFailures } from '../../failures.ts';
import type { Plant } from '../protocol.ts';
import { calculationInputs } from './calculated.ts';
import { Calculation, type CalculationInput } from './calculation.ts';
import { calculatedFailures } from './failures.ts';

export const trialBody = Type.Object({
  inputs: calculationInputs,
  signals: Type.Array(signalSettings, { minItems: 1, maxItems: 20 }),
  /** ISO 8601. */
  from: Type.String({ maxLength: 40 }),
  to: Type.String({ maxLength: 40 }),
});

export const trialReply = Type.Object({
  /** Readings of the inputs that were taken, and whether there were more. */
  readings: Type.Integer(),
  isCut: Type.Boolean(),
  signals: Type.Array(
    Type.Object({
      id: Type.String(),
      /** How often it would have been told, and how often as not known. */
      told: Type.Integer(),
      unknown: Type.Integer(),
      minimum: Type.Optional(Type.Number()),
      maximum: Type.Optional(Type.Number()),
      /** At most 500, spread over the span. */
      points: Type.Array(
        Type.Object({
          time: Type.String(),
          value: Type.Union([Type.Number(), Type.String(), Type.Boolean(), Type.Null()]),
        }),
      ),
    }),
  ),
});
type Trial = Static<typeof trialReply>;
type Told = { timeUs: number; value: Reading['value'] };

const pointsMax = 500;

export type TrialOptions = {
  readonly plant: Plant;
  readonly series: SeriesStore;
  readonly enterprise: string;
};

/** Fails as a calculated source does, and with `connectivity.bad-source` for times that are none. */
export async function tryCalculation(
  { plant, series, enterprise }: TrialOptions,
  asked: Static<typeof trialBody>,
): Promise<Trial> {
  const [fromUs, toUs] = [timeUs('/from', asked.from), timeUs('/to', asked.to)];
  const inputs = await Promise.all(
    asked.inputs.map(async ({ name, signal: identifier }): Promise<CalculationInput> => {
      const refusal = { name, signal: identifier, source: '', enterprise };
      if (enterpriseOf(identifier) !== enterprise)
        throw calculatedFailures['foreign-input'](refusal);
      const signal = await plant.signal(identifier);
      if (signal) return { name, signal };
      throw calculatedFailures['unknown-input'](refusal);
    }),
  );
  const calculation = new Calculation(inputs, asked.signals);
  const names = inputs.map(({ signal }) => signal.identifier);
  const span = { series: [...new Set(names)], fromUs, toUs, limit: rangeLimitMax };
  const readings = await series.range(span);
  const told = asked.signals.map((): Told[] => []);
  for (const reading of readings) {
    names.forEach((name, place) => {
      if (name !== reading.series) return;
      for (const { signal, value, quality: how } of calculation.told(place, reading)) {
        const shown = how === quality.bad ? null : value;
        told[signal]?.push({ timeUs: reading.sourceTimeUs, value: shown });
      }
    });
  }
  return {
    readings: readings.length,
    isCut: readings.length === rangeLimitMax,
    signals: asked.signals.map((signal, i) => summary(signal, told[i] ?? [])),
  };
}

function summary({ id }: SignalSettings, told: readonly Told[]): Trial['signals'][number] {
  const numbers = told.flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
  const step = Math.max(1, told.length / pointsMax);
  const points = Array.from({ length: Math.min(pointsMax, told.length) }, (_, i) => {
    const at = told[Math.floor(i * step)];
    return { time: isoTime(at?.timeUs ?? 0), value: at?.value ?? null };
  });
  const extremes =
    numbers.length === 0
      ? {}
      : {
          minimum: numbers.reduce((a, b) => Math.min(a, b)),
          maximum: numbers.reduce((a, b) => Math.max(a, b)),
        };
  const unknown = told.filter(({ value }) => value === null).length;
  return { id, told: told.length, unknown, ...extremes, points };
}

function timeUs(place: string, text: string): number {
  const ms = Date.parse(text);
  if (Number.isFinite(ms)) return ms * 1_000;
  throw connectivityFailures['bad-source']({ place, problem: `${text} is not a time (ISO 8601)` });
}
