// Tagged data of BACnet (clause 20.2): application tags that say what a value is, and context tags that say what it is for.
import { ByteReader } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';

export const dataType = {
  null: 0,
  boolean: 1,
  unsigned: 2,
  signed: 3,
  real: 4,
  double: 5,
  octets: 6,
  characters: 7,
  bits: 8,
  enumerated: 9,
  date: 10,
  time: 11,
  object: 12,
  /** Ours: something made of several values. */
  constructed: -1,
} as const;

/** Bits are a text of 0 and 1, octets hexadecimal, dates and times ISO 8601, objects one number of 32 bits. */
export type BacnetValue = {
  readonly type: number;
  readonly value: number | string | boolean | null;
};

export type Tag = {
  readonly number: number;
  readonly context: boolean;
  readonly form: 'primitive' | 'opening' | 'closing';
  /** Octets that follow; of an application boolean, its value. */
  readonly length: number;
};

const depthMax = 16;

export function readTag(reader: ByteReader): Tag {
  const first = reader.u8();
  const context = (first & 8) !== 0;
  const number = first >> 4 === 15 ? reader.u8() : first >> 4;
  const code = first & 7;
  if (context && code === 6) return { number, context, form: 'opening', length: 0 };
  if (context && code === 7) return { number, context, form: 'closing', length: 0 };
  let length = code;
  if (code === 5) {
    length = reader.u8();
    if (length === 254) length = reader.u16be();
    else if (length === 255) length = reader.u32be();
  }
  return { number, context, form: 'primitive', length };
}

export function writeTag(writer: ByteWriter, tag: Omit<Tag, 'form'>): void {
  const { number, context, length } = tag;
  const code = length < 5 ? length : 5;
  writer.u8(((number < 15 ? number : 15) << 4) | (context ? 8 : 0) | code);
  if (number >= 15) writer.u8(number);
  if (code < 5) return;
  if (length < 254) writer.u8(length);
  else if (length <= 0xff_ff) writer.u8(254).u16be(length);
  else writer.u8(255).u32be(length);
}

export function writeOpening(writer: ByteWriter, number: number): void {
  writer.u8((number << 4) | 0x0e);
}

export function writeClosing(writer: ByteWriter, number: number): void {
  writer.u8((number << 4) | 0x0f);
}

/** An unsigned number with a context tag. */
export function writeContext(writer: ByteWriter, number: number, value: number): void {
  const octets = unsignedOctets(value);
  writeTag(writer, { number, context: true, length: octets.length });
  writer.bytes(octets);
}

/** Undefined, and nothing read, where the next is not this context tag. */
export function readContext(reader: ByteReader, number: number): number | undefined {
  const next = reader.peek();
  if (next < 0 || next >> 4 !== number || (next & 8) === 0 || (next & 7) > 5) return undefined;
  return unsignedIn(reader.bytes(readTag(reader).length));
}

/** Whether the next is this opening or closing tag, which is then read. */
export function readBracket(
  reader: ByteReader,
  number: number,
  form: 'opening' | 'closing',
): boolean {
  if (reader.peek() !== ((number << 4) | (form === 'opening' ? 0x0e : 0x0f))) return false;
  reader.u8();
  return true;
}

/** All values up to the closing tag, which is read too. What is constructed is one value without content. */
export function readValues(reader: ByteReader, closing: number): BacnetValue[] {
  const values: BacnetValue[] = [];
  while (!reader.failed && !readBracket(reader, closing, 'closing')) {
    if (reader.remaining === 0) reader.fail();
    else values.push(readValue(reader));
  }
  return values;
}

function readValue(reader: ByteReader): BacnetValue {
  const tag = readTag(reader);
  const constructed = { type: dataType.constructed, value: null };
  if (tag.form === 'opening') {
    skipConstructed(reader);
    return constructed;
  }
  if (tag.form === 'closing') reader.fail();
  if (tag.context) {
    reader.bytes(tag.length);
    return constructed;
  }
  if (tag.number === dataType.boolean) return { type: tag.number, value: tag.length === 1 };
  return readPrimitive(new ByteReader(reader.bytes(tag.length)), tag.number);
}

function skipConstructed(reader: ByteReader): void {
  for (let depth = 1; depth > 0 && !reader.failed;) {
    const tag = readTag(reader);
    if (tag.form === 'opening') depth += 1;
    else if (tag.form === 'closing') depth -= 1;
    else if (tag.context || tag.number !== dataType.boolean) reader.bytes(tag.length);
    if (depth > depthMax) reader.fail();
  }
}

/** A value whose octets do not fit its type is null, as the device told none. */
function readPrimitive(octets: ByteReader, type: number): BacnetValue {
  const value = primitive(octets, type);
  const whole: readonly number[] = [dataType.unsigned, dataType.enumerated, dataType.signed];
  const none = Number.isNaN(value) && whole.includes(type);
  const wrong = none || octets.failed || octets.remaining > 0;
  return { type, value: wrong ? null : value };
}

function primitive(octets: ByteReader, type: number): BacnetValue['value'] {
  switch (type) {
    case dataType.unsigned:
    case dataType.enumerated:
      return unsignedIn(octets.rest());
    case dataType.signed:
      return signedIn(octets.rest());
    case dataType.real:
      return octets.f32be();
    case dataType.double:
      return octets.f64be();
    case dataType.octets:
      return hexOf(octets.rest());
    case dataType.characters:
      return textIn(octets);
    case dataType.bits:
      return bitsIn(octets);
    case dataType.date:
      return dateIn(octets);
    case dataType.time:
      return timeIn(octets);
    case dataType.object:
      return octets.u32be();
    default:
      octets.rest();
      return null;
  }
}

export function writeValue(writer: ByteWriter, { type, value }: BacnetValue): void {
  if (type === dataType.null || type === dataType.boolean) {
    writeTag(writer, { number: type, context: false, length: value === true ? 1 : 0 });
    return;
  }
  const octets = octetsOf(type, value);
  writeTag(writer, { number: type, context: false, length: octets.length });
  writer.bytes(octets);
}

function octetsOf(type: number, value: BacnetValue['value']): Uint8Array {
  const number = Number(value);
  switch (type) {
    case dataType.unsigned:
    case dataType.enumerated:
      return unsignedOctets(number);
    case dataType.signed:
      return signedOctets(number);
    case dataType.real:
      return new ByteWriter().f32be(number).take();
    case dataType.double:
      return new ByteWriter().f64be(number).take();
    case dataType.object:
      return new ByteWriter().u32be(number).take();
    case dataType.bits: {
      const text = String(value);
      const octets = new Uint8Array(1 + Math.ceil(text.length / 8));
      octets[0] = (8 - (text.length % 8)) % 8;
      for (let n = 0; n < text.length; n += 1)
        if (text[n] === '1') octets[1 + (n >> 3)] = (octets[1 + (n >> 3)] ?? 0) | (0x80 >> (n & 7));
      return octets;
    }
    default:
      return new ByteWriter()
        .u8(0)
        .bytes(new TextEncoder().encode(String(value)))
        .take();
  }
}

export function unsignedOctets(value: number): Uint8Array {
  const octets: number[] = [];
  let rest = value;
  do {
    octets.unshift(rest % 256);
    rest = Math.floor(rest / 256);
  } while (rest > 0);
  return Uint8Array.from(octets);
}

function signedOctets(value: number): Uint8Array {
  let count = 1;
  while (value < -(2 ** (8 * count - 1)) || value >= 2 ** (8 * count - 1)) count += 1;
  const wide = new ByteWriter().i64le(BigInt(value)).take();
  return wide.subarray(0, count).toReversed();
}

/** Beyond 2^53 rounded, as a double is; NaN for none or more than eight octets. */
function unsignedIn(octets: Uint8Array): number {
  let value = 0;
  for (const octet of octets.subarray(0, 9)) value = value * 256 + octet;
  return octets.length === 0 || octets.length > 8 ? Number.NaN : value;
}

function signedIn(octets: Uint8Array): number {
  if (octets.length === 0 || octets.length > 8) return Number.NaN;
  const wide = new Uint8Array(8).fill((octets[0] ?? 0) >= 0x80 ? 0xff : 0);
  wide.set(octets.toReversed());
  return Number(new ByteReader(wide).i64le());
}

function hexOf(octets: Uint8Array): string {
  return [...octets].map((octet) => octet.toString(16).padStart(2, '0')).join('');
}

const decoders = new Map([
  [0, new TextDecoder('utf-8')],
  [4, new TextDecoder('utf-16be')],
  [5, new TextDecoder('latin1')],
]);

function textIn(octets: ByteReader): string | null {
  const decoder = decoders.get(octets.u8());
  const text = octets.rest();
  return decoder ? decoder.decode(text) : null;
}

function bitsIn(octets: ByteReader): string | null {
  const unused = octets.u8();
  const bits = [...octets.rest()].map((octet) => octet.toString(2).padStart(8, '0')).join('');
  return unused > 7 || unused > bits.length ? null : bits.slice(0, bits.length - unused);
}

const two = (value: number) => String(value).padStart(2, '0');

/** Null where a part is left open (255), as in calendars. */
function dateIn(octets: ByteReader): string | null {
  const [year, month, day] = [octets.u8(), octets.u8(), octets.u8()];
  octets.u8();
  return year === 255 || month < 1 || month > 12 || day < 1 || day > 31
    ? null
    : `${1900 + year}-${two(month)}-${two(day)}`;
}

function timeIn(octets: ByteReader): string | null {
  const [hour, minute, second, hundredths] = [octets.u8(), octets.u8(), octets.u8(), octets.u8()];
  if (hour > 23 || minute > 59 || second > 59 || hundredths > 99) return null;
  return `${two(hour)}:${two(minute)}:${two(second)}.${two(hundredths)}`;
}
