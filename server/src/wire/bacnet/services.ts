// The services that a gateway needs (clauses 13, 15, 16): who is there, read one or many properties, write, subscribe, be told.
import { ByteReader } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import {
  dataType,
  readBracket,
  readContext,
  readTag,
  readValues,
  writeClosing,
  writeContext,
  writeOpening,
  writeTag,
  writeValue,
  type BacnetValue,
} from './tags.ts';

/** An object as one number of 32 bits: type and instance. */
export type ObjectId = number;

export type PropertyAt = {
  readonly object: ObjectId;
  readonly property: number;
  readonly index?: number;
};

export type PropertyResult = PropertyAt &
  (
    | { readonly ok: true; readonly values: readonly BacnetValue[] }
    | { readonly ok: false; readonly errorClass: number; readonly errorCode: number }
  );

export const instanceMax = 0x3f_ff_ff;

export function objectId(type: number, instance: number): ObjectId {
  return type * 0x40_00_00 + instance;
}

export function objectType(object: ObjectId): number {
  return Math.floor(object / 0x40_00_00);
}

export function objectInstance(object: ObjectId): number {
  return object % 0x40_00_00;
}

/** Everybody, or those of a range of device instances. */
export function encodeWhoIs(range?: { readonly low: number; readonly high: number }): Uint8Array {
  const writer = new ByteWriter();
  if (range) {
    writeContext(writer, 0, range.low);
    writeContext(writer, 1, range.high);
  }
  return writer.take();
}

export type IAm = {
  readonly device: number;
  readonly apduOctetsMax: number;
  readonly segmentation: number;
  readonly vendor: number;
};

export function decodeIAm(data: Uint8Array): IAm | undefined {
  const values: number[] = [];
  const reader = new ByteReader(data);
  for (const type of [dataType.object, dataType.unsigned, dataType.enumerated, dataType.unsigned]) {
    const tag = readTag(reader);
    if (tag.context || tag.number !== type || tag.length > 4) return undefined;
    let value = 0;
    for (const octet of reader.bytes(tag.length)) value = value * 256 + octet;
    values.push(value);
  }
  if (reader.failed) return undefined;
  const [device = 0, apduOctetsMax = 0, segmentation = 0, vendor = 0] = values;
  return { device: objectInstance(device), apduOctetsMax, segmentation, vendor };
}

export function encodeIAm({ device, apduOctetsMax, segmentation, vendor }: IAm): Uint8Array {
  const writer = new ByteWriter();
  writeValue(writer, { type: dataType.object, value: objectId(8, device) });
  writeValue(writer, { type: dataType.unsigned, value: apduOctetsMax });
  writeValue(writer, { type: dataType.enumerated, value: segmentation });
  writeValue(writer, { type: dataType.unsigned, value: vendor });
  return writer.take();
}

export function encodeReadProperty(at: PropertyAt): Uint8Array {
  const writer = new ByteWriter();
  writeAt(writer, at);
  return writer.take();
}

/** The same as of a write, or an answer to a read: object, property, values. */
export function encodeProperty(
  at: PropertyAt,
  values: readonly BacnetValue[],
  priority?: number,
): Uint8Array {
  const writer = new ByteWriter();
  writeAt(writer, at);
  writeOpening(writer, 3);
  for (const value of values) writeValue(writer, value);
  writeClosing(writer, 3);
  if (priority !== undefined) writeContext(writer, 4, priority);
  return writer.take();
}

export function decodeProperty(
  data: Uint8Array,
): (PropertyAt & { readonly values: readonly BacnetValue[]; priority?: number }) | undefined {
  const reader = new ByteReader(data);
  const at = readAt(reader);
  if (!at || !readBracket(reader, 3, 'opening')) return undefined;
  const values = readValues(reader, 3);
  const priority = readContext(reader, 4);
  if (reader.failed) return undefined;
  return { ...at, values, ...(priority === undefined ? {} : { priority }) };
}

/** Where a read asks. */
export function decodeAt(data: Uint8Array): PropertyAt | undefined {
  return readAt(new ByteReader(data));
}

/** Neighbours of one object share its name. */
export function encodeReadMultiple(ats: readonly PropertyAt[]): Uint8Array {
  const writer = new ByteWriter();
  let open: ObjectId | undefined;
  for (const { object, property, index } of ats) {
    if (open !== object) {
      if (open !== undefined) writeClosing(writer, 1);
      writeObject(writer, 0, object);
      writeOpening(writer, 1);
      open = object;
    }
    writeContext(writer, 0, property);
    if (index !== undefined) writeContext(writer, 1, index);
  }
  if (open !== undefined) writeClosing(writer, 1);
  return writer.take();
}

export function decodeReadMultiple(data: Uint8Array): PropertyAt[] | undefined {
  const reader = new ByteReader(data);
  const ats: PropertyAt[] = [];
  while (reader.remaining > 0) {
    const object = readContext(reader, 0);
    if (object === undefined || !readBracket(reader, 1, 'opening')) return undefined;
    while (!readBracket(reader, 1, 'closing')) {
      const property = readContext(reader, 0);
      if (property === undefined) return undefined;
      const index = readContext(reader, 1);
      ats.push({ object, property, ...(index === undefined ? {} : { index }) });
    }
  }
  return reader.failed ? undefined : ats;
}

export function decodeMultiple(data: Uint8Array): PropertyResult[] | undefined {
  const reader = new ByteReader(data);
  const results: PropertyResult[] = [];
  while (reader.remaining > 0) {
    const object = readContext(reader, 0);
    if (object === undefined || !readBracket(reader, 1, 'opening')) return undefined;
    while (!readBracket(reader, 1, 'closing')) {
      const property = readContext(reader, 2);
      if (property === undefined) return undefined;
      const index = readContext(reader, 3);
      const at = { object, property, ...(index === undefined ? {} : { index }) };
      if (readBracket(reader, 4, 'opening'))
        results.push({ ...at, ok: true, values: readValues(reader, 4) });
      else if (readBracket(reader, 5, 'opening')) {
        const [errorClass, errorCode] = readValues(reader, 5).map(({ value }) => Number(value));
        results.push({ ...at, ok: false, errorClass: errorClass ?? 0, errorCode: errorCode ?? 0 });
      } else return undefined;
    }
  }
  return reader.failed ? undefined : results;
}

export function encodeMultiple(results: readonly PropertyResult[]): Uint8Array {
  const writer = new ByteWriter();
  for (const result of results) {
    writeObject(writer, 0, result.object);
    writeOpening(writer, 1);
    writeContext(writer, 2, result.property);
    if (result.index !== undefined) writeContext(writer, 3, result.index);
    const { ok } = result;
    writeOpening(writer, ok ? 4 : 5);
    const errors = ok ? [] : [result.errorClass, result.errorCode];
    for (const value of ok ? result.values : []) writeValue(writer, value);
    for (const value of errors) writeValue(writer, { type: dataType.enumerated, value });
    writeClosing(writer, ok ? 4 : 5);
    writeClosing(writer, 1);
  }
  return writer.take();
}

export type Subscription = {
  readonly process: number;
  readonly object: ObjectId;
  /** Absent to cancel. */
  readonly confirmed?: boolean;
  readonly seconds?: number;
};

export function encodeSubscribe(subscription: Subscription): Uint8Array {
  const { process, object, confirmed, seconds } = subscription;
  const writer = new ByteWriter();
  writeContext(writer, 0, process);
  writeObject(writer, 1, object);
  if (confirmed !== undefined) writeContext(writer, 2, confirmed ? 1 : 0);
  if (seconds !== undefined) writeContext(writer, 3, seconds);
  return writer.take();
}

export function decodeSubscribe(data: Uint8Array): Subscription | undefined {
  const reader = new ByteReader(data);
  const process = readContext(reader, 0);
  const object = readContext(reader, 1);
  const confirmed = readContext(reader, 2);
  const seconds = readContext(reader, 3);
  if (reader.failed || process === undefined || object === undefined) return undefined;
  return {
    ...{ process, object },
    ...(confirmed === undefined ? {} : { confirmed: confirmed === 1 }),
    ...(seconds === undefined ? {} : { seconds }),
  };
}

export type Notification = {
  readonly process: number;
  readonly device: ObjectId;
  readonly object: ObjectId;
  readonly secondsLeft: number;
  readonly properties: readonly {
    readonly property: number;
    readonly values: readonly BacnetValue[];
  }[];
};

export function decodeNotification(data: Uint8Array): Notification | undefined {
  const reader = new ByteReader(data);
  const [process, device, object, secondsLeft] = [0, 1, 2, 3].map((n) => readContext(reader, n));
  if (process === undefined || device === undefined) return undefined;
  if (object === undefined || secondsLeft === undefined) return undefined;
  if (!readBracket(reader, 4, 'opening')) return undefined;
  const properties: { property: number; values: readonly BacnetValue[] }[] = [];
  while (!readBracket(reader, 4, 'closing')) {
    const property = readContext(reader, 0);
    readContext(reader, 1);
    if (property === undefined || !readBracket(reader, 2, 'opening')) return undefined;
    properties.push({ property, values: readValues(reader, 2) });
    readContext(reader, 3);
  }
  return reader.failed ? undefined : { process, device, object, secondsLeft, properties };
}

export function encodeNotification(notification: Notification): Uint8Array {
  const { process, device, object, secondsLeft, properties } = notification;
  const writer = new ByteWriter();
  writeContext(writer, 0, process);
  writeObject(writer, 1, device);
  writeObject(writer, 2, object);
  writeContext(writer, 3, secondsLeft);
  writeOpening(writer, 4);
  for (const { property, values } of properties) {
    writeContext(writer, 0, property);
    writeOpening(writer, 2);
    for (const value of values) writeValue(writer, value);
    writeClosing(writer, 2);
  }
  writeClosing(writer, 4);
  return writer.take();
}

function writeAt(writer: ByteWriter, { object, property, index }: PropertyAt): void {
  writeObject(writer, 0, object);
  writeContext(writer, 1, property);
  if (index !== undefined) writeContext(writer, 2, index);
}

function readAt(reader: ByteReader): PropertyAt | undefined {
  const object = readContext(reader, 0);
  const property = readContext(reader, 1);
  const index = readContext(reader, 2);
  if (reader.failed || object === undefined || property === undefined) return undefined;
  return { object, property, ...(index === undefined ? {} : { index }) };
}

function writeObject(writer: ByteWriter, number: number, object: ObjectId): void {
  writeTag(writer, { number, context: true, length: 4 });
  writer.u32be(object);
}
