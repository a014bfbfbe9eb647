// Times at the public edge: ISO 8601 with a zone, since a caller's own clock is not ours.
import { epochUsOf, type EpochUs } from '../../../wire/iso-time.ts';
import { telemetryFailures } from '../failures.ts';

const zoned = /(?:Z|[+-]\d\d:\d\d)$/;
const withoutSeconds = /^(.{10}T\d\d:\d\d)(?=Z|[+-])/;

/** Digits beyond microseconds are cut; the seconds may be left out. Fails with `telemetry.bad-time`. */
export function timeOf(text: string): EpochUs {
  const timeUs = zoned.test(text) ? epochUsOf(text.replace(withoutSeconds, '$1:00')) : undefined;
  if (timeUs === undefined) throw telemetryFailures['bad-time']({ text });
  return timeUs;
}
