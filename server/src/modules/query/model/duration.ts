// Lengths of time as people write them in questions: `250ms`, `15m`, `12h`, `7d`.

const unitUs = { us: 1, ms: 1e3, s: 1e6, m: 6e7, h: 3.6e9, d: 8.64e10 } as const;

export const durationPattern = '^[0-9]{1,9}(us|ms|s|m|h|d)$';
const parts = /^(\d{1,9})(us|ms|s|m|h|d)$/;

/** Microseconds; undefined for what is no length of time, and for none. */
export function durationUs(text: string): number | undefined {
  const [, count, unit] = parts.exec(text) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  const us = Number(count) * unitUs[unit as keyof typeof unitUs];
  return us > 0 && Number.isSafeInteger(us) ? us : undefined;
}
