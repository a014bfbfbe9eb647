// Numbers as people and spreadsheets write them, with a point or a comma before the decimals.

export type Decimal = 'point' | 'comma';

const pointed = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
const groupedByComma = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/;
const groupedByPoint = /^[+-]?\d{1,3}(?:\.\d{3})+(?:,\d*)?$/;

/** Undefined for what is no finite number. Thousands may be grouped; a comma means what `decimal` says. */
export function numberOf(text: string, decimal: Decimal = 'point'): number | undefined {
  if (text.length > 400) return undefined;
  let plain = text
    .trim()
    .replace(/[\u00a0\u202f' ](?=\d{3}(?:\D|$))/g, '')
    .replace('\u2212', '-');
  if (decimal === 'comma') {
    if (groupedByPoint.test(plain)) plain = plain.replaceAll('.', '');
    else if (plain.includes('.')) return undefined;
    plain = plain.replace(',', '.');
  } else if (groupedByComma.test(plain)) plain = plain.replaceAll(',', '');
  const value = pointed.test(plain) ? Number(plain) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

const yes = new Set(['true', 't', '1', 'on', 'yes', 'y', '是', '真']);
const no = new Set(['false', 'f', '0', 'off', 'no', 'n', '否', '假']);

export function truthOf(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (yes.has(word)) return true;
  return no.has(word) ? false : undefined;
}
