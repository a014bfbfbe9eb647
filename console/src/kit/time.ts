// Times as people read them: in the time zone of this browser, with the zone beside them, and the
// machine's microseconds kept where they matter.
import type { Language } from './bilingual.ts';

const locales: Readonly<Record<Language, string>> = { en: 'en-GB', zh: 'zh-CN' };

/** Milliseconds since 1970, or undefined for what is not a time. Microseconds are cut off. */
export function epochMs(iso: string): number | undefined {
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? undefined : ms;
}

export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

export type TimeStyle = { readonly language: Language; readonly zone?: string };

/** `13:51:34.716` */
export function clockText(ms: number, style: TimeStyle, milliseconds = false): string {
  return formatter(style, milliseconds ? 'clock-ms' : 'clock').format(ms);
}

/** `2022-08-08` */
export function dateText(ms: number, style: TimeStyle): string {
  const parts = formatter(style, 'date').formatToParts(ms);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

/** `2022-08-08 13:51:34` */
export function dateTimeText(ms: number, style: TimeStyle): string {
  return `${dateText(ms, style)} ${clockText(ms, style)}`;
}

/** `2022-08-08 13:51:34.716714`: all that the machine said, in the given zone. */
export function exactText(iso: string, style: TimeStyle): string {
  const ms = epochMs(iso);
  if (ms === undefined) return iso;
  const fraction = /\.(\d{1,9})/.exec(iso)?.[1];
  return dateTimeText(ms, style) + (fraction === undefined ? '' : `.${fraction}`);
}

/** `UTC+8`, as it is at that moment. */
export function zoneText(ms: number, zone?: string): string {
  const options = {
    timeZoneName: 'longOffset',
    ...(zone === undefined ? {} : { timeZone: zone }),
  } as const;
  const parts = new Intl.DateTimeFormat('en-GB', options).formatToParts(ms);
  const offset = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign, hours, minutes] = /GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(offset) ?? [];
  if (sign === undefined || (hours === '00' && minutes === '00')) return 'UTC';
  return `UTC${sign}${Number(hours)}${minutes === '00' ? '' : `:${minutes}`}`;
}

const units: readonly { ms: number; en: string; zh: string }[] = [
  { ms: 365 * 86_400_000, en: 'y', zh: '年' },
  { ms: 86_400_000, en: 'd', zh: '天' },
  { ms: 3_600_000, en: 'h', zh: '小时' },
  { ms: 60_000, en: 'min', zh: '分' },
  { ms: 1_000, en: 's', zh: '秒' },
];

/** `1 min 15 s`: the two largest units; tenths of a second below ten seconds. */
export function durationText(ms: number, language: Language): string {
  const amount = Math.abs(ms);
  const gap = language === 'zh' ? '' : ' ';
  if (amount < 10_000)
    return `${(amount / 1_000).toFixed(1)}${gap}${language === 'zh' ? '秒' : 's'}`;
  const first = units.findIndex((unit) => amount >= unit.ms);
  let rest = Math.round(amount / 1_000) * 1_000;
  const words: string[] = [];
  for (const unit of units.slice(first, first + 2)) {
    const count = Math.floor(rest / unit.ms);
    rest -= count * unit.ms;
    if (count > 0) words.push(`${count}${gap}${unit[language]}`);
  }
  return words.join(gap);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(style: TimeStyle, kind: 'clock' | 'clock-ms' | 'date'): Intl.DateTimeFormat {
  const key = `${style.language} ${style.zone ?? ''} ${kind}`;
  let made = formatters.get(key);
  if (!made) {
    const clock = {
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    } as const;
    const options: Intl.DateTimeFormatOptions =
      kind === 'date'
        ? { year: 'numeric', month: '2-digit', day: '2-digit' }
        : { ...clock, ...(kind === 'clock-ms' ? { fractionalSecondDigits: 3 } : {}) };
    const zone = style.zone === undefined ? {} : { timeZone: style.zone };
    made = new Intl.DateTimeFormat(locales[style.language], { ...options, ...zone });
    formatters.set(key, made);
  }
  return made;
}
