// Values as they lie in the memory of S7 controllers, big-endian; 64-bit integers stay exact (bigint), times without
// a zone stay texts, durations are milliseconds (LTIME nanoseconds).

export const scalarTypes = {
  bool: 1,
  byte: 1,
  sint: 1,
  char: 1,
  wchar: 2,
  int: 2,
  word: 2,
  dint: 4,
  dword: 4,
  real: 4,
  lreal: 8,
  lint: 8,
  lword: 8,
  time: 4,
  ltime: 8,
  s5time: 2,
  date: 2,
  tod: 4,
  dt: 8,
  dtl: 12,
} as const;
export type ScalarType = keyof typeof scalarTypes;

export type S7Form =
  | { readonly type: ScalarType }
  /** `characters`: the declared maximum, 1 … 254 (STRING) or 16382 (WSTRING). */
  | { readonly type: 'string' | 'wstring'; readonly characters: number };

export type S7Value = number | bigint | string | boolean;
export type S7ValueTrouble = 'not-bcd' | 'bad-date' | 'bad-string' | 'too-short';
export type S7ValueOutcome =
  | { readonly ok: true; readonly value: S7Value }
  | { readonly ok: false; readonly trouble: S7ValueTrouble };

export function byteCount(form: S7Form): number {
  if (form.type === 'string') return 2 + form.characters;
  if (form.type === 'wstring') return 4 + form.characters * 2;
  return scalarTypes[form.type];
}

export function kindOf({ type }: S7Form): 'number' | 'text' | 'boolean' {
  if (type === 'bool') return 'boolean';
  const texts = ['char', 'wchar', 'string', 'wstring', 'date', 'dt', 'dtl'];
  return texts.includes(type) ? 'text' : 'number';
}

const latin1 = new TextDecoder('latin1');
const utf16 = new TextDecoder('utf-16be');
const dayMs = 86_400_000;
const firstDay = Date.UTC(1990, 0, 1);

/** `bytes`: `byteCount(form)` of them; of a bool the byte whose lowest bit it is. */
export function decodeValue(form: S7Form, bytes: Uint8Array): S7ValueOutcome {
  if (bytes.length < byteCount(form)) return bad('too-short');
  if (form.type === 'string' || form.type === 'wstring') return textIn(form, bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (form.type) {
    case 'bool':
      return good((view.getUint8(0) & 1) === 1);
    case 'byte':
      return good(view.getUint8(0));
    case 'sint':
      return good(view.getInt8(0));
    case 'char':
      return good(latin1.decode(bytes.subarray(0, 1)));
    case 'wchar':
      return good(utf16.decode(bytes.subarray(0, 2)));
    case 'int':
      return good(view.getInt16(0));
    case 'word':
      return good(view.getUint16(0));
    case 'dint':
    case 'time':
      return good(view.getInt32(0));
    case 'dword':
    case 'tod':
      return good(view.getUint32(0));
    case 'real':
      return good(view.getFloat32(0));
    case 'lreal':
      return good(view.getFloat64(0));
    case 'lint':
    case 'ltime':
      return good(view.getBigInt64(0));
    case 'lword':
      return good(view.getBigUint64(0));
    case 's5time':
      return stepTime(view.getUint16(0));
    case 'date':
      return good(new Date(firstDay + view.getUint16(0) * dayMs).toISOString().slice(0, 10));
    case 'dt':
      return dateAndTime(bytes);
    case 'dtl':
      return longDate(view);
  }
}

function good(value: S7Value): S7ValueOutcome {
  return { ok: true, value };
}

function bad(trouble: S7ValueTrouble): S7ValueOutcome {
  return { ok: false, trouble };
}

/** The maximum lies before the length; a length beyond it says that no string lies here. */
function textIn(form: S7Form & { characters: number }, bytes: Uint8Array): S7ValueOutcome {
  if (form.type === 'string') {
    const length = bytes[1] ?? 0;
    if (length > form.characters || length > (bytes[0] ?? 0)) return bad('bad-string');
    return good(latin1.decode(bytes.subarray(2, 2 + length)));
  }
  const most = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
  const length = ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0);
  if (length > form.characters || length > most) return bad('bad-string');
  return good(utf16.decode(bytes.subarray(4, 4 + length * 2)));
}

function bcd(byte: number): number {
  const [tens, ones] = [byte >> 4, byte & 15];
  return tens > 9 || ones > 9 ? NaN : tens * 10 + ones;
}

/** Three digits and a time base of 10 ms, 100 ms, 1 s or 10 s. */
function stepTime(word: number): S7ValueOutcome {
  const count = bcd((word >> 8) & 15) * 100 + bcd(word & 0xff);
  return Number.isNaN(count) ? bad('not-bcd') : good(count * 10 ** (((word >> 12) & 3) + 1));
}

function dateAndTime(bytes: Uint8Array): S7ValueOutcome {
  const [
    year = NaN,
    month = NaN,
    day = NaN,
    hour = NaN,
    minute = NaN,
    second = NaN,
    hundredths = NaN,
  ] = [...bytes.subarray(0, 7)].map(bcd);
  const millis = hundredths * 10 + ((bytes[7] ?? 0) >> 4);
  const at = { year: year + (year < 90 ? 2000 : 1900), month, day, hour, minute, second };
  return moment(at, String(millis).padStart(3, '0'));
}

function longDate(view: DataView): S7ValueOutcome {
  const at = {
    ...{ year: view.getUint16(0), month: view.getUint8(2), day: view.getUint8(3) },
    ...{ hour: view.getUint8(5), minute: view.getUint8(6), second: view.getUint8(7) },
  };
  return moment(at, String(view.getUint32(8)).padStart(9, '0'));
}

type Moment = Readonly<Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>>;

function moment(
  { year, month, day, hour, minute, second }: Moment,
  fraction: string,
): S7ValueOutcome {
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const exact =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  if (!exact || year < 1_000) return bad('bad-date');
  return good(`${date.toISOString().slice(0, 19)}.${fraction}`);
}
