// Times as files and answers write them: ISO 8601, counts since 1970, or a pattern such as `dd.MM.yyyy HH:mm:ss`,
// on the clock of a zone where none is told.
import { epochUsOf, type EpochUs } from '../iso-time.ts';
import { Zone } from './zone.ts';

/** `sure` is false where the wall clock shows the time twice, or never. */
export type ReadTime = { readonly timeUs: EpochUs; readonly sure: boolean };
export type TimeReader = (told: string | number) => ReadTime | undefined;
export type TimeReaderOutcome =
  | { readonly ok: true; readonly read: TimeReader }
  | { readonly ok: false; readonly trouble: 'zone' | 'pattern' };

const counts: Readonly<Record<string, number>> = {
  'unix-s': 1_000_000,
  'unix-ms': 1_000,
  'unix-us': 1,
  'unix-ns': 0.001,
};
/** 1980 … 2200: what lies outside is another unit, or no time. */
const earliestUs = Date.UTC(1980, 0, 1) * 1_000;
const latestUs = Date.UTC(2200, 0, 1) * 1_000;

/** `format`: `iso`, `unix-s`, `unix-ms`, `unix-us`, `unix-ns` or a pattern of `yyyy yy MM M dd d HH H hh h mm ss S a`. */
export function timeReader(format: string, zoneName: string): TimeReaderOutcome {
  const zone = Zone.named(zoneName);
  if (!zone) return { ok: false, trouble: 'zone' };
  const unitUs = counts[format];
  if (unitUs !== undefined) return { ok: true, read: (told) => countOf(told, unitUs) };
  if (format === 'iso')
    return { ok: true, read: (told) => (typeof told === 'string' ? isoOf(told, zone) : undefined) };
  const pattern = compiled(format);
  if (!pattern) return { ok: false, trouble: 'pattern' };
  return { ok: true, read: (told) => patternOf(String(told), pattern, zone) };
}

function sane(timeUs: number, sure: boolean): ReadTime | undefined {
  return timeUs >= earliestUs && timeUs < latestUs
    ? { timeUs: Math.floor(timeUs), sure }
    : undefined;
}

/** Digits are taken as digits: nanoseconds are no whole doubles. */
function countOf(told: string | number, unitUs: number): ReadTime | undefined {
  const text = String(told).trim();
  if (!/^\d{1,19}(\.\d{1,9})?$/.test(text)) return undefined;
  if (unitUs < 1) return sane(Number(BigInt(text.split('.')[0] ?? '0') / 1_000n), true);
  const [whole = '0', rest = ''] = text.split('.');
  const parts = unitUs === 1 ? 0 : Math.floor(Number(`0.${rest || '0'}`) * unitUs + 1e-6);
  return sane(Number(whole) * unitUs + parts, true);
}

function isoOf(told: string, zone: Zone): ReadTime | undefined {
  const text = told.trim().replace(' ', 'T');
  const timeUs = epochUsOf(
    /T\d\d:\d\d(?!:)/.test(text) ? text.replace(/(T\d\d:\d\d)/, '$1:00') : text,
  );
  if (timeUs === undefined) return undefined;
  if (/(Z|[+-]\d\d:?\d\d)$/.test(text)) return sane(timeUs, true);
  return onWall(timeUs, zone);
}

function onWall(wallUs: number, zone: Zone): ReadTime | undefined {
  const wallMs = Math.floor(wallUs / 1_000);
  const { ms, sure } = zone.momentOf(wallMs);
  return sane(ms * 1_000 + (wallUs - wallMs * 1_000), sure);
}

type Pattern = { readonly form: RegExp; readonly names: readonly string[] };

const tokens: Readonly<Record<string, string>> = {
  yyyy: String.raw`(\d{4})`,
  yy: String.raw`(\d{2})`,
  MM: String.raw`(\d{2})`,
  M: String.raw`(\d{1,2})`,
  dd: String.raw`(\d{2})`,
  d: String.raw`(\d{1,2})`,
  HH: String.raw`(\d{2})`,
  H: String.raw`(\d{1,2})`,
  hh: String.raw`(\d{2})`,
  h: String.raw`(\d{1,2})`,
  mm: String.raw`(\d{2})`,
  ss: String.raw`(\d{2})`,
  S: String.raw`(\d{1,9})`,
  a: '([AaPp][Mm]|上午|下午)',
};

function compiled(format: string): Pattern | undefined {
  const names: string[] = [];
  if (format.length > 60) return undefined;
  const parts = format.match(/'[^']*'|yyyy|yy|MM|M|dd|d|HH|H|hh|h|mm|ss|S+|a|[^A-Za-z]/g) ?? [];
  if (parts.join('') !== format) return undefined;
  const form = parts.map((part) => {
    const name = part.startsWith('S') ? 'S' : part;
    const token = tokens[name];
    if (token === undefined) return escaped(part.startsWith("'") ? part.slice(1, -1) : part);
    names.push(name);
    return token;
  });
  const first = names.map((name) => name.slice(0, 1));
  const whole =
    ['y', 'M', 'd'].every((need) => first.includes(need)) && new Set(first).size === first.length;
  return whole ? { form: new RegExp(`^${form.join('')}$`), names } : undefined;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
}

function patternOf(told: string, { form, names }: Pattern, zone: Zone): ReadTime | undefined {
  const found = form.exec(told.trim());
  if (!found) return undefined;
  const parts = new Map(names.map((name, at) => [name, found[at + 1] ?? '']));
  const part = (...wanted: string[]) =>
    Number(wanted.map((name) => parts.get(name)).find((text) => text !== undefined) ?? 0);
  const year = parts.has('yy') ? 2000 + part('yy') : part('yyyy');
  const [month, day, minute, second] = [part('MM', 'M'), part('dd', 'd'), part('mm'), part('ss')];
  const hour = hourOf(part('HH', 'H', 'hh', 'h'), parts.get('a'));
  const micros = Number((parts.get('S') ?? '').slice(0, 6).padEnd(6, '0'));
  const at = `${digits(year, 4)}-${digits(month)}-${digits(day)}T${digits(hour)}:${digits(minute)}:${digits(second)}Z`;
  const wallUs = epochUsOf(at);
  return wallUs === undefined ? undefined : onWall(wallUs + micros, zone);
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  const isAfternoon = /^p|下午/i.test(half);
  return (hour % 12) + (isAfternoon ? 12 : 0);
}

function digits(value: number, length = 2): string {
  return String(value).padStart(length, '0');
}
