// What an adapter says, as lines with their line breaks. The simulated machines speak through this.
import { writeField } from './fields.ts';
import type { ShdrObservation } from './message.ts';
import { isoTime, type EpochUs } from '../iso-time.ts';

/** All observations of one moment on one line. */
export function encodeObservations(
  timeUs: EpochUs,
  observations: readonly ShdrObservation[],
): string {
  const fields = observations.flatMap(({ key, values }) => [key, ...values.map(writeField)]);
  return `${isoTime(timeUs)}|${fields.join('|')}\n`;
}

export function encodePing(): string {
  return '* PING\n';
}

export function encodePong(intervalMs: number): string {
  return `* PONG ${intervalMs}\n`;
}
