// Values and units as people read them. Digits are kept steady, so that a changing number does not
// dance: a measured number has a fixed count of decimals by its size.
import type { ReadingValue } from '@jingwei/sdk';

/** What stands where there is no value. */
export const nothing = '—';

/** `steady`: a whole number keeps the decimals of its neighbours, so that 902 does not jump beside 902.40. */
export function numberText(value: number, steady = false): string {
  if (!Number.isFinite(value)) return String(value);
  const whole = Number.isInteger(value) && Math.abs(value) < 1e15;
  if (whole && !steady) return String(value);
  if (value === 0) return '0.000';
  const size = Math.abs(value);
  if (size >= 1e9 || (size < 1e-4 && size > 0)) return value.toExponential(3);
  if (size >= 1_000) return value.toFixed(1);
  if (size >= 10) return value.toFixed(2);
  return value.toFixed(size < 0.01 ? 5 : 3);
}

export function valueText(value: ReadingValue, steady = false): string {
  if (value === null || value === '') return nothing;
  return typeof value === 'number' ? numberText(value, steady) : String(value);
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
  um: 'µm',
  Ohm: 'Ω',
  KILONEWTON_METER: 'kN·m',
  '[psi]': 'psi',
  '[lb_av]': 'lb',
  '[pH]': 'pH',
  COUNT: '',
  '1': '',
};

const superscripts = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/** The sign of a UCUM code: `Cel` is °C, `N.m` N·m, `cm3` cm³. */
export function signOf(code: string): string {
  const known = signs[code];
  if (known !== undefined) return known;
  return code
    .replaceAll('.', '·')
    .replace(/(?<=[A-Za-z])\d/g, (digit) => superscripts[Number(digit)] ?? digit);
}

/** The sign of a unit; the source's own word, in small letters, where we know none. */
export function unitText(signal: { readonly unit?: string; readonly unitCode?: string }): string {
  const known = signs[signal.unitCode ?? ''] ?? signs[signal.unit ?? ''];
  const code = signal.unitCode === undefined ? undefined : signOf(signal.unitCode);
  return known ?? code ?? signal.unit?.toLowerCase().replaceAll('_', ' ') ?? '';
}

const prefixable = new Set(['Pa', 'N', 'W', 'Hz', 'J', 'V', 'A']);

/** A number with its unit, large ones with the unit's prefix: 92230000 Pa is shown as 92.23 MPa. */
export function measureText(
  value: ReadingValue,
  unit: string,
  steady = false,
): { text: string; unit: string } {
  if (typeof value !== 'number' || !prefixable.has(unit))
    return { text: valueText(value, steady), unit };
  const size = Math.abs(value);
  if (size >= 1e6) return { text: (value / 1e6).toPrecision(4), unit: `M${unit}` };
  if (size >= 1e4) return { text: (value / 1e3).toPrecision(4), unit: `k${unit}` };
  return { text: numberText(value, steady), unit };
}
