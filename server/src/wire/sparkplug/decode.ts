// Bytes to a payload (Sparkplug 3.0, clause 6.4.1). Unknown fields and extensions are passed over, as protocol buffers
// demand; the last of several values of one metric counts.
import { readDataSet, readMetaData, readPropertySet } from './decode-structures.ts';
import { ProtoReader } from './proto-reader.ts';
import type { DecodedPayload, Metric, Parameter, Payload, Template } from './payload.ts';

/** Of one message, those within templates too: what bounds the memory that a message of a few megabytes may take. */
export const metricsMax = 200_000;
/** Templates and property sets within each other. */
export const depthMax = 16;

export function decodePayload(bytes: Uint8Array): DecodedPayload {
  const reader = new ProtoReader(bytes);
  const count = { metrics: 0 };
  const metrics: Metric[] = [];
  const payload: Payload = { metrics };
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 18) metrics.push(readMetric(reader, count, 0));
    else if (tag === 8) payload.timestamp = reader.uint64();
    else if (tag === 24) payload.seq = reader.uint64();
    else if (tag === 34) payload.uuid = reader.text();
    else if (tag === 42) payload.body = reader.blob();
    else reader.skip(tag);
  }
  const { trouble, troubleAt } = reader;
  return trouble === undefined ? { ok: true, payload } : { ok: false, trouble, at: troubleAt };
}

type Count = { metrics: number };

function readMetric(reader: ProtoReader, count: Count, depth: number): Metric {
  const metric: Metric = {};
  count.metrics += 1;
  if (count.metrics > metricsMax) reader.fail('too-many');
  const outer = reader.enter();
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag < 80) readMetricFact(reader, metric, tag, depth);
    else readMetricValue(reader, metric, { tag, count, depth });
  }
  reader.leave(outer);
  return metric;
}

function readMetricFact(reader: ProtoReader, metric: Metric, tag: number, depth: number): void {
  switch (tag) {
    case 10:
      metric.name = reader.text();
      return;
    case 16:
      metric.alias = reader.uint64();
      return;
    case 24:
      metric.timestamp = reader.uint64();
      return;
    case 32:
      metric.datatype = reader.uint32();
      return;
    case 40:
      metric.isHistorical = reader.boolean();
      return;
    case 48:
      metric.isTransient = reader.boolean();
      return;
    case 56:
      metric.isNull = reader.boolean();
      return;
    case 66:
      metric.metadata = readMetaData(reader);
      return;
    case 74:
      metric.properties = readPropertySet(reader, depth);
      return;
    default:
      reader.skip(tag);
  }
}

type At = { readonly tag: number; readonly count: Count; readonly depth: number };
type Holder = { -readonly [K in 'field' | 'value']?: Metric[K] };

function readMetricValue(reader: ProtoReader, metric: Holder, { tag, count, depth }: At): void {
  switch (tag) {
    case 80:
      return hold(metric, 'int', reader.uint32());
    case 88:
      return hold(metric, 'long', reader.uint64());
    case 101:
      return hold(metric, 'float', reader.float());
    case 105:
      return hold(metric, 'double', reader.double());
    case 112:
      return hold(metric, 'boolean', reader.boolean());
    case 122:
      return hold(metric, 'string', reader.text());
    case 130:
      return hold(metric, 'bytes', reader.blob());
    case 138:
      return hold(metric, 'dataset', readDataSet(reader));
    case 146:
      return hold(metric, 'template', readTemplate(reader, count, depth + 1));
    case 154:
      return hold(metric, 'extension', reader.blob());
    default:
      reader.skip(tag);
  }
}

function hold(holder: Holder, field: Metric['field'], value: Metric['value']): void {
  if (field === undefined || value === undefined) return;
  holder.field = field;
  holder.value = value;
}

function readTemplate(reader: ProtoReader, count: Count, depth: number): Template {
  const metrics: Metric[] = [];
  const parameters: Parameter[] = [];
  const template: Template = { metrics, parameters };
  if (depth > depthMax) reader.fail('too-deep');
  const outer = reader.enter();
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 10) template.version = reader.text();
    else if (tag === 18) metrics.push(readMetric(reader, count, depth));
    else if (tag === 26) parameters.push(readParameter(reader));
    else if (tag === 34) template.templateRef = reader.text();
    else if (tag === 40) template.isDefinition = reader.boolean();
    else reader.skip(tag);
  }
  reader.leave(outer);
  return template;
}

function readParameter(reader: ProtoReader): Parameter {
  const parameter: Parameter & Holder = {};
  const outer = reader.enter();
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 10) parameter.name = reader.text();
    else if (tag === 16) parameter.type = reader.uint32();
    else if (tag === 24) hold(parameter, 'int', reader.uint32());
    else if (tag === 32) hold(parameter, 'long', reader.uint64());
    else if (tag === 45) hold(parameter, 'float', reader.float());
    else if (tag === 49) hold(parameter, 'double', reader.double());
    else if (tag === 56) hold(parameter, 'boolean', reader.boolean());
    else if (tag === 66) hold(parameter, 'string', reader.text());
    else if (tag === 74) hold(parameter, 'extension', reader.blob());
    else reader.skip(tag);
  }
  reader.leave(outer);
  return parameter;
}
