// The parts of a payload that metrics carry beside plain values: property sets, data sets and metadata.
import type {
  DataSet,
  Field,
  Held,
  HeldValue,
  MetaData,
  PropertySet,
  PropertyValue,
} from './payload.ts';
import type { ProtoReader } from './proto-reader.ts';

/** Elements of one data set, or properties of one set. */
const elementsMax = 1_000_000;
const depthMax = 16;

type Holder = { field?: Field; value?: HeldValue };

function hold(holder: Holder, field: Field, value: HeldValue): void {
  holder.field = field;
  holder.value = value;
}

export function readPropertySet(reader: ProtoReader, depth: number): PropertySet {
  const keys: string[] = [];
  const values: PropertyValue[] = [];
  if (depth > depthMax) reader.fail('too-deep');
  const outer = reader.enter();
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 10) keys.push(reader.text());
    else if (tag === 18) values.push(readPropertyValue(reader, depth));
    else reader.skip(tag);
    if (keys.length + values.length > elementsMax) reader.fail('too-many');
  }
  reader.leave(outer);
  return { keys, values };
}

function readPropertyValue(reader: ProtoReader, depth: number): PropertyValue {
  const property: { type?: number; isNull?: boolean } & Holder = {};
  const outer = reader.enter();
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 8) property.type = reader.uint32();
    else if (tag === 16) property.isNull = reader.boolean();
    else if (tag === 24) hold(property, 'int', reader.uint32());
    else if (tag === 32) hold(property, 'long', reader.uint64());
    else if (tag === 45) hold(property, 'float', reader.float());
    else if (tag === 49) hold(property, 'double', reader.double());
    else if (tag === 56) hold(property, 'boolean', reader.boolean());
    else if (tag === 66) hold(property, 'string', reader.text());
    else if (tag === 74) hold(property, 'propertyset', readPropertySet(reader, depth + 1));
    else if (tag === 82) hold(property, 'propertysets', readPropertySets(reader, depth + 1));
    else if (tag === 90) hold(property, 'extension', reader.blob());
    else reader.skip(tag);
  }
  reader.leave(outer);
  return property as PropertyValue;
}

function readPropertySets(reader: ProtoReader, depth: number): PropertySet[] {
  const sets: PropertySet[] = [];
  const outer = reader.enter();
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 10) sets.push(readPropertySet(reader, depth));
    else reader.skip(tag);
  }
  reader.leave(outer);
  return sets;
}

export function readMetaData(reader: ProtoReader): MetaData {
  const metadata: MetaData = {};
  const outer = reader.enter();
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 8) metadata.isMultiPart = reader.boolean();
    else if (tag === 18) metadata.contentType = reader.text();
    else if (tag === 24) metadata.size = reader.uint64();
    else if (tag === 32) metadata.seq = reader.uint64();
    else if (tag === 42) metadata.fileName = reader.text();
    else if (tag === 50) metadata.fileType = reader.text();
    else if (tag === 58) metadata.md5 = reader.text();
    else if (tag === 66) metadata.description = reader.text();
    else reader.skip(tag);
  }
  reader.leave(outer);
  return metadata;
}

export function readDataSet(reader: ProtoReader): DataSet {
  const columns: string[] = [];
  const types: number[] = [];
  const rows: Partial<Held>[][] = [];
  const dataset: DataSet = { columns, types, rows };
  let elements = 0;
  const outer = reader.enter();
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 8) dataset.columnCount = reader.uint64();
    else if (tag === 18) columns.push(reader.text());
    else if (tag === 24) types.push(reader.uint32());
    else if (tag === 26) readPackedTypes(reader, types);
    else if (tag === 34) {
      const row = readRow(reader);
      rows.push(row);
      elements += 1 + row.length;
    } else reader.skip(tag);
    if (elements + columns.length + types.length > elementsMax) reader.fail('too-many');
  }
  reader.leave(outer);
  return dataset;
}

/** A newer encoder may pack what the schema repeats; every reader must take both. */
function readPackedTypes(reader: ProtoReader, types: number[]): void {
  const outer = reader.enter();
  while (reader.more()) types.push(reader.uint32());
  reader.leave(outer);
}

function readRow(reader: ProtoReader): Partial<Held>[] {
  const row: Partial<Held>[] = [];
  const outer = reader.enter();
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 10) row.push(readElement(reader));
    else reader.skip(tag);
    if (row.length > elementsMax) reader.fail('too-many');
  }
  reader.leave(outer);
  return row;
}

function readElement(reader: ProtoReader): Partial<Held> {
  const element: Holder = {};
  const outer = reader.enter();
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 8) hold(element, 'int', reader.uint32());
    else if (tag === 16) hold(element, 'long', reader.uint64());
    else if (tag === 29) hold(element, 'float', reader.float());
    else if (tag === 33) hold(element, 'double', reader.double());
    else if (tag === 40) hold(element, 'boolean', reader.boolean());
    else if (tag === 50) hold(element, 'string', reader.text());
    else if (tag === 58) hold(element, 'extension', reader.blob());
    else reader.skip(tag);
  }
  reader.leave(outer);
  return element;
}
