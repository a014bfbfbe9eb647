// Values and units as people read them. Digits are kept steady, so that a changing number does not
// dance: a measured number has a fixed count of decimals by its size.
import type { ReadingValue } from '@jingwei/sdk';

/** What stands where there is no value. */
export const nothing = '—';

export function numberText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  const size = Math.abs(value);
  if (size >= 1e9 || (size < 1e-4 && size > 0)) return value.toExponential(3);
  if (size >= 1_000) return value.toFixed(1);
  if (size >= 10) return value.toFixed(2);
  return value.toFixed(size < 0.01 ? 5 : 3);
}

export function valueText(value: ReadingValue): string {
  if (value === null || value === '') return nothing;
  return typeof value === 'number' ? numberText(value) : String(value);
}

/** Signs of the units that we meet, by UCUM code or by the source's own word. */
const signs: Readonly<Record<string, string>> = {
  '%': '%',
  PERCENT: '%',
  mm: 'mm',
  MILLIMETER: 'mm',
  'mm/s': 'mm/s',
  'MILLIMETER/SECOND': 'mm/s',
  deg: '°',
  DEGREE: '°',
  'deg/s': '°/s',
  'DEGREE/SECOND': '°/s',
  Cel: '°C',
  CELSIUS: '°C',
  s: 's',
  SECOND: 's',
  '{revolution}/min': 'r/min',
  '/min': 'r/min',
  '{rev}/min': 'r/min',
  'REVOLUTION/MINUTE': 'r/min',
  V: 'V',
  VOLT: 'V',
  A: 'A',
  AMPERE: 'A',
  W: 'W',
  WATT: 'W',
  kW: 'kW',
  KILOWATT: 'kW',
  KILONEWTON: 'kN',
  N: 'N',
  NEWTON: 'N',
  'N.m': 'N·m',
  NEWTON_METER: 'N·m',
  Pa: 'Pa',
  PASCAL: 'Pa',
  MPa: 'MPa',
  bar: 'bar',
  Hz: 'Hz',
  HERTZ: 'Hz',
  COUNT: '',
  '1': '',
};

/** The sign of a unit; the source's own word, in small letters, where we know none. */
export function unitText(signal: { readonly unit?: string; readonly unitCode?: string }): string {
  const known = signs[signal.unitCode ?? ''] ?? signs[signal.unit ?? ''];
  return known ?? signal.unitCode ?? signal.unit?.toLowerCase().replaceAll('_', ' ') ?? '';
}

const prefixable = new Set(['Pa', 'N', 'W', 'Hz', 'J', 'V', 'A']);

/** A number with its unit, large ones with the unit's prefix: 92230000 Pa is shown as 92.23 MPa. */
export function measureText(value: ReadingValue, unit: string): { text: string; unit: string } {
  if (typeof value !== 'number' || !prefixable.has(unit)) return { text: valueText(value), unit };
  const size = Math.abs(value);
  if (size >= 1e6) return { text: (value / 1e6).toPrecision(4), unit: `M${unit}` };
  if (size >= 1e4) return { text: (value / 1e3).toPrecision(4), unit: `k${unit}` };
  return { text: numberText(value), unit };
}
