// A reading as the public edge shows it.
import { oneOf, Type, type Static } from '../../kernel/schema/schema.ts';
import { isoTime } from '../../wire/iso-time.ts';
import { quality, type Quality, type Reading } from '../../stores/series/series.ts';

export const shownReadingSchema = Type.Object({
  signal: Type.String(),
  value: Type.Union([Type.Number(), Type.String(), Type.Boolean(), Type.Null()]),
  quality: oneOf(['good', 'uncertain', 'bad']),
  /** The machine's own time. */
  sourceTime: Type.String(),
  /** When it reached us. */
  serverTime: Type.String(),
});
type ShownReading = Static<typeof shownReadingSchema>;

const qualityNames: Readonly<Record<Quality, ShownReading['quality']>> = {
  [quality.bad]: 'bad',
  [quality.uncertain]: 'uncertain',
  [quality.good]: 'good',
};

export function shownReading(reading: Reading): ShownReading {
  return {
    signal: reading.series,
    value: reading.value,
    quality: qualityNames[reading.quality],
    sourceTime: isoTime(reading.sourceTimeUs),
    serverTime: isoTime(reading.serverTimeUs),
  };
}
