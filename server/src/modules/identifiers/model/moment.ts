// A moment as people and programs write it: ISO 8601 with a zone, or, for a person at a machine, in the zone
// of that machine.

const form =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?([Zz]|[+\- −]\d{2}:?\d{2})?$/;

/** Milliseconds since 1970; `no-zone` where there is none and none is implied; undefined for what is no moment. */
export function momentOf(
  text: string,
  options: { localZone?: boolean } = {},
): number | 'no-zone' | undefined {
  const match = form.exec(text.trim());
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match
    .slice(1, 7)
    .map((part) => Number(part || 0)) as [number, number, number, number, number, number];
  const ms = Math.floor(Number(`0.${match[7] ?? '0'}`) * 1000);
  const utc = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  const same = new Date(utc);
  const real = same.getUTCMonth() === month - 1 && same.getUTCDate() === day;
  if (!real || hour > 23 || minute > 59 || second > 59) return undefined;
  const zone = match[8];
  if (zone !== undefined) return utc - zoneMs(zone);
  if (options.localZone !== true) return 'no-zone';
  return new Date(year, month - 1, day, hour, minute, second, ms).getTime();
}

/** A plus that was not escaped in an address arrives as a space. */
function zoneMs(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone[0] === '-' || zone[0] === '−' ? -1 : 1) * minutes * 60_000;
}

/** As `localText`, with all digits behind the second that are not zeros at the end. */
export function exactLocalText(iso: string): string {
  const digits = /\.(\d*?)0*Z$/.exec(iso)?.[1] ?? '';
  return localText(iso).replace(/(?=[+-]\d\d:\d\d$)/, digits === '' ? '' : `.${digits}`);
}

/** In the zone of this machine: `2026-11-22 16:00:00+08:00`. */
export function localText(iso: string): string {
  const moment = new Date(iso);
  const ahead = -moment.getTimezoneOffset();
  const shifted = new Date(moment.getTime() + ahead * 60_000).toISOString();
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const zone = `${ahead < 0 ? '-' : '+'}${two(Math.abs(ahead) / 60)}:${two(Math.abs(ahead) % 60)}`;
  return `${shifted.slice(0, 10)} ${shifted.slice(11, 19)}${zone}`;
}
