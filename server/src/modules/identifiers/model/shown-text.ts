// A stored text as a person at a terminal or on a page of the proxy reads it: signs instead of UCUM codes,
// and times without the letters of ISO 8601. What is stored stays as it is in JSON.

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Codes whose sign does not follow from their letters. */
const signs: Readonly<Record<string, string>> = {
  Cel: '°C',
  deg: '°',
  'deg/s': '°/s',
  um: 'µm',
  Ohm: 'Ω',
  '/min': 'r/min',
  '{rev}/min': 'r/min',
  '{revolution}/min': 'r/min',
  '[psi]': 'psi',
  '[lb_av]': 'lb',
  '[pH]': 'pH',
  '1': '',
};
const superscripts = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/** `timeText` says a moment in UTC in the zone of the reader. */
export function shownText(type: string, text: string, timeText: (iso: string) => string): string {
  if (instant.test(text)) return timeText(text);
  if (type === 'UNIT') return signOf(text) || text;
  const [, number, code] = /^(-?\d+(?:\.\d+)?) (\S+)$/.exec(text) ?? [];
  const isMeasure = type.startsWith('PROCESS.') && number !== undefined && code !== undefined;
  return isMeasure ? `${number} ${signOf(code)}`.trimEnd() : text;
}

/** `N.m` is N·m, `cm3` is cm³. */
function signOf(code: string): string {
  const known = signs[code];
  if (known !== undefined) return known;
  return code
    .replaceAll('.', '·')
    .replace(/(?<=[A-Za-z])\d/g, (digit) => superscripts[Number(digit)] ?? digit);
}

/** `2026-11-23 04:41:24.157 UTC`. */
export function utcText(iso: string): string {
  const [whole = '', fraction = ''] = iso.slice(11, -1).split('.');
  const digits = fraction.replace(/0+$/, '');
  return `${iso.slice(0, 10)} ${whole}${digits === '' ? '' : `.${digits}`} UTC`;
}
