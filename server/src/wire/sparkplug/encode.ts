// A payload to bytes (Sparkplug 3.0, clause 6.4.1), fields in the order of their numbers.
import type {
  DataSet,
  Field,
  Held,
  HeldValue,
  MetaData,
  Metric,
  Parameter,
  Payload,
  PropertySet,
  PropertyValue,
  Template,
  Wide,
} from './payload.ts';
import { ProtoWriter } from './proto-writer.ts';

export function encodePayload(payload: Payload): Uint8Array {
  const writer = new ProtoWriter();
  if (payload.timestamp !== undefined) writer.uint64(1, payload.timestamp);
  for (const metric of payload.metrics) writeMetric(writer, 2, metric);
  if (payload.seq !== undefined) writer.uint64(3, payload.seq);
  if (payload.uuid !== undefined) writer.text(4, payload.uuid);
  if (payload.body !== undefined) writer.blob(5, payload.body);
  return writer.done();
}

function writeMetric(writer: ProtoWriter, field: number, metric: Metric): void {
  const mark = writer.begin(field);
  if (metric.name !== undefined) writer.text(1, metric.name);
  if (metric.alias !== undefined) writer.uint64(2, metric.alias);
  if (metric.timestamp !== undefined) writer.uint64(3, metric.timestamp);
  if (metric.datatype !== undefined) writer.uint32(4, metric.datatype);
  if (metric.isHistorical !== undefined) writer.boolean(5, metric.isHistorical);
  if (metric.isTransient !== undefined) writer.boolean(6, metric.isTransient);
  if (metric.isNull !== undefined) writer.boolean(7, metric.isNull);
  if (metric.metadata !== undefined) writeMetaData(writer, metric.metadata);
  if (metric.properties !== undefined) writePropertySet(writer, 9, metric.properties);
  writeHeld(writer, metricFields, metric);
  writer.end(mark);
}

/** The numbers of the fields that may hold a value, which differ from message to message. */
type Numbers = Partial<Record<Field, number>>;

const metricFields: Numbers = {
  ...{ int: 10, long: 11, float: 12, double: 13, boolean: 14, string: 15 },
  ...{ bytes: 16, dataset: 17, template: 18, extension: 19 },
};
const parameterFields: Numbers = {
  ...{ int: 3, long: 4, float: 5, double: 6, boolean: 7, string: 8, extension: 9 },
};
const propertyFields: Numbers = {
  ...{ int: 3, long: 4, float: 5, double: 6, boolean: 7, string: 8 },
  ...{ propertyset: 9, propertysets: 10, extension: 11 },
};
const elementFields: Numbers = {
  ...{ int: 1, long: 2, float: 3, double: 4, boolean: 5, string: 6, extension: 7 },
};

/** Nothing for a value that this kind of message cannot hold. */
function writeHeld(writer: ProtoWriter, numbers: Numbers, { field, value }: Partial<Held>): void {
  const number = field === undefined ? undefined : numbers[field];
  if (field !== undefined && number !== undefined && value !== undefined)
    writeValue(writer, number, field, value);
}

function writeValue(writer: ProtoWriter, ...held: readonly [number, Field, HeldValue]): void {
  const [number, field, value] = held;
  switch (field) {
    case 'int':
      return writer.uint32(number, Number(value));
    case 'long':
      return writer.uint64(number, value as Wide);
    case 'float':
      return writer.float(number, Number(value));
    case 'double':
      return writer.double(number, Number(value));
    case 'boolean':
      return writer.boolean(number, value === true);
    case 'string':
      return writer.text(number, String(value));
    case 'bytes':
    case 'extension':
      return writer.blob(number, value as Uint8Array);
    case 'dataset':
      return writeDataSet(writer, number, value as DataSet);
    case 'template':
      return writeTemplate(writer, number, value as Template);
    case 'propertyset':
      return writePropertySet(writer, number, value as PropertySet);
    case 'propertysets': {
      const mark = writer.begin(number);
      for (const set of value as readonly PropertySet[]) writePropertySet(writer, 1, set);
      writer.end(mark);
    }
  }
}

function writeMetaData(writer: ProtoWriter, metadata: MetaData): void {
  const mark = writer.begin(8);
  if (metadata.isMultiPart !== undefined) writer.boolean(1, metadata.isMultiPart);
  if (metadata.contentType !== undefined) writer.text(2, metadata.contentType);
  if (metadata.size !== undefined) writer.uint64(3, metadata.size);
  if (metadata.seq !== undefined) writer.uint64(4, metadata.seq);
  if (metadata.fileName !== undefined) writer.text(5, metadata.fileName);
  if (metadata.fileType !== undefined) writer.text(6, metadata.fileType);
  if (metadata.md5 !== undefined) writer.text(7, metadata.md5);
  if (metadata.description !== undefined) writer.text(8, metadata.description);
  writer.end(mark);
}

function writePropertySet(writer: ProtoWriter, field: number, set: PropertySet): void {
  const mark = writer.begin(field);
  for (const key of set.keys) writer.text(1, key);
  for (const value of set.values) writePropertyValue(writer, value);
  writer.end(mark);
}

function writePropertyValue(writer: ProtoWriter, property: PropertyValue): void {
  const mark = writer.begin(2);
  if (property.type !== undefined) writer.uint32(1, property.type);
  if (property.isNull !== undefined) writer.boolean(2, property.isNull);
  writeHeld(writer, propertyFields, property);
  writer.end(mark);
}

function writeDataSet(writer: ProtoWriter, field: number, dataset: DataSet): void {
  const mark = writer.begin(field);
  if (dataset.columnCount !== undefined) writer.uint64(1, dataset.columnCount);
  for (const column of dataset.columns) writer.text(2, column);
  for (const type of dataset.types) writer.uint32(3, type);
  for (const row of dataset.rows) {
    const rowMark = writer.begin(4);
    for (const element of row) {
      const elementMark = writer.begin(1);
      writeHeld(writer, elementFields, element);
      writer.end(elementMark);
    }
    writer.end(rowMark);
  }
  writer.end(mark);
}

function writeTemplate(writer: ProtoWriter, field: number, template: Template): void {
  const mark = writer.begin(field);
  if (template.version !== undefined) writer.text(1, template.version);
  for (const metric of template.metrics) writeMetric(writer, 2, metric);
  for (const parameter of template.parameters) writeParameter(writer, parameter);
  if (template.templateRef !== undefined) writer.text(4, template.templateRef);
  if (template.isDefinition !== undefined) writer.boolean(5, template.isDefinition);
  writer.end(mark);
}

function writeParameter(writer: ProtoWriter, parameter: Parameter): void {
  const mark = writer.begin(3);
  if (parameter.name !== undefined) writer.text(1, parameter.name);
  if (parameter.type !== undefined) writer.uint32(2, parameter.type);
  writeHeld(writer, parameterFields, parameter);
  writer.end(mark);
}
