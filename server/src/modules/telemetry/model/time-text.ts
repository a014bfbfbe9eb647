// Times at the public edge: ISO 8601 in UTC with microseconds, exact both ways.
import type { EpochUs } from '../../../stores/series/series.ts';
import { telemetryFailures } from '../failures.ts';

export function timeText(timeUs: EpochUs): string {
  const ms = Math.floor(timeUs / 1000);
  const rest = timeUs - ms * 1000;
  return `${new Date(ms).toISOString().slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
}

const isoPattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

/** Digits beyond microseconds are cut. Fails with `telemetry.bad-time`. */
export function timeOf(text: string): EpochUs {
  const [, seconds, fraction = '', zone] = isoPattern.exec(text) ?? [];
  const ms = seconds === undefined ? NaN : Date.parse(`${seconds}${zone}`);
  if (Number.isNaN(ms)) throw telemetryFailures['bad-time']({ text });
  return ms * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}
