// InfluxDB line protocol: `measurement,tag=a field=1.5,other="text" 1700000000000000000`. What many small devices
// and agents (Telegraf) push. Escapes and value suffixes as its reference says.

export type InfluxValue = number | string | boolean;
export type InfluxPoint = {
  readonly measurement: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly fields: ReadonlyMap<string, InfluxValue>;
  /** Digits as they stand, in the precision that the request says. */
  readonly time?: string;
};
export type InfluxOutcome =
  | { readonly ok: true; readonly point: InfluxPoint }
  | {
      readonly ok: false;
      readonly trouble: InfluxTrouble;
      /** Position in the line. */ readonly at: number;
    };
export type InfluxTrouble =
  | 'no-measurement'
  | 'bad-tag'
  | 'no-field'
  | 'bad-field'
  | 'bad-value'
  | 'bad-time';

const word = /((?:[^\\,= ]|\\.)+)/y;
const measurementWord = /((?:[^\\, ]|\\.)+)/y;
const stringValue = /"((?:[^"\\]|\\.)*)"/y;
const plainValue = /([^, ]+)/y;
const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

/** A line without its end, and no comment. */
export function parseInfluxLine(line: string): InfluxOutcome {
  const measurement = take(measurementWord, line, 0);
  if (!measurement) return { ok: false, trouble: 'no-measurement', at: 0 };
  let at = measurement.next;
  const tags = new Map<string, string>();
  while (line[at] === ',') {
    const tag = pair(line, at + 1);
    const value = tag && take(word, line, tag.next);
    if (!tag || !value) return { ok: false, trouble: 'bad-tag', at };
    tags.set(unescaped(tag.text), unescaped(value.text));
    at = value.next;
  }
  const fields = new Map<string, InfluxValue>();
  do {
    if (line[at] !== (fields.size === 0 ? ' ' : ',')) return { ok: false, trouble: 'no-field', at };
    const field = pair(line, at + 1);
    if (!field) return { ok: false, trouble: 'bad-field', at: at + 1 };
    const value = valueAt(line, field.next);
    if (!value) return { ok: false, trouble: 'bad-value', at: field.next };
    fields.set(unescaped(field.text), value.value);
    at = value.next;
  } while (line[at] === ',');
  const rest = line.slice(at).trim();
  if (rest !== '' && !/^-?\d{1,19}$/.test(rest)) return { ok: false, trouble: 'bad-time', at };
  const time = rest === '' ? {} : { time: rest };
  return { ok: true, point: { measurement: unescaped(measurement.text), tags, fields, ...time } };
}

function pair(line: string, from: number) {
  const key = take(word, line, from);
  return key && line[key.next] === '=' ? { text: key.text, next: key.next + 1 } : undefined;
}

function take(pattern: RegExp, line: string, from: number) {
  pattern.lastIndex = from;
  const found = pattern.exec(line);
  return found ? { text: found[1] ?? '', next: pattern.lastIndex } : undefined;
}

function valueAt(line: string, from: number): { value: InfluxValue; next: number } | undefined {
  const text = take(stringValue, line, from);
  if (text) return { value: text.text.replace(/\\(["\\])/g, '$1'), next: text.next };
  const plain = take(plainValue, line, from);
  if (!plain) return undefined;
  const value = plainOf(plain.text);
  return value === undefined ? undefined : { value, next: plain.next };
}

/** `1i` and `1u` are whole numbers; beyond 2^53 they would not be kept as told, and are refused. */
function plainOf(text: string): InfluxValue | undefined {
  if (/^(t|T|true|True|TRUE)$/.test(text)) return true;
  if (/^(f|F|false|False|FALSE)$/.test(text)) return false;
  if (/^-?\d{1,20}[iu]$/.test(text)) {
    const whole = Number(text.slice(0, -1));
    return Number.isSafeInteger(whole) ? whole : undefined;
  }
  return number.test(text) && Number.isFinite(Number(text)) ? Number(text) : undefined;
}

function unescaped(text: string): string {
  return text.replace(/\\([,= ])/g, '$1');
}
