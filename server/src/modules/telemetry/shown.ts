// A reading as the public edge shows it.
import { Type, type Static } from '../../kernel/schema/schema.ts';
import { quality, type Quality, type Reading } from '../../stores/series/series.ts';
import { timeText } from './model/time-text.ts';

export const shownReadingSchema = Type.Object({
  signal: Type.String(),
  value: Type.Union([Type.Number(), Type.String(), Type.Boolean(), Type.Null()]),
  quality: Type.Union([Type.Literal('good'), Type.Literal('uncertain'), Type.Literal('bad')]),
  /** The machine's own time. */
  sourceTime: Type.String(),
  /** When it reached us. */
  serverTime: Type.String(),
});
export type ShownReading = Static<typeof shownReadingSchema>;

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
    sourceTime: timeText(reading.sourceTimeUs),
    serverTime: timeText(reading.serverTimeUs),
  };
}
