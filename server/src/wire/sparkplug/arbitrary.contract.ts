// Payloads of any shape in their normal form, for the properties of the codec.
import fc from 'fast-check';
import type {
  DataSet,
  Held,
  Metric,
  Parameter,
  Payload,
  PropertySet,
  PropertyValue,
  Wide,
} from './payload.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });

export const wide: fc.Arbitrary<Wide> = fc
  .bigInt({ min: 0n, max: (1n << 64n) - 1n })
  .map((value) => (value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value));

const blob = fc.uint8Array({ maxLength: 40 }).map((bytes) => new Uint8Array(bytes));
const held = <T>(field: Held['field'], value: fc.Arbitrary<T>) =>
  value.map((one) => ({ field, value: one }) as unknown as Held);

const plain = fc.oneof(
  held('int', uint32),
  held('long', wide),
  held('float', fc.float({ noNaN: true })),
  held('double', fc.double({ noNaN: true })),
  held('boolean', fc.boolean()),
  held('string', text),
  held('extension', blob),
);

function withHeld<T extends object>(facts: fc.Arbitrary<T>, value: fc.Arbitrary<Held>) {
  return fc
    .tuple(facts, fc.option(value, { nil: undefined }))
    .map(([one, two]) => ({ ...one, ...two }));
}

const perhaps = { requiredKeys: [] as [], noNullPrototype: true };

const properties: fc.Arbitrary<PropertySet> = fc.letrec<{
  set: PropertySet;
  value: PropertyValue;
}>((tie) => ({
  set: fc.record(
    {
      keys: fc.array(text, { maxLength: 3 }),
      values: fc.array(tie('value'), { maxLength: 3 }),
    },
    { noNullPrototype: true },
  ),
  value: withHeld(
    fc.record({ type: uint32, isNull: fc.boolean() }, perhaps),
    fc.oneof(
      { depthSize: 'small' },
      plain,
      held('propertyset', tie('set')),
      held('propertysets', fc.array(tie('set'), { maxLength: 2 })),
    ),
  ),
})).set;

const dataset: fc.Arbitrary<DataSet> = fc
  .tuple(
    fc.record({ columnCount: wide }, perhaps),
    fc.record({
      columns: fc.array(text, { maxLength: 3 }),
      types: fc.array(uint32, { maxLength: 3 }),
      rows: fc.array(fc.array(fc.option(plain, { nil: {} as Partial<Held> }), { maxLength: 3 }), {
        maxLength: 3,
      }),
    }),
  )
  .map(([one, two]) => ({ ...one, ...two }));

const parameter: fc.Arbitrary<Parameter> = withHeld(
  fc.record({ name: text, type: uint32 }, perhaps),
  plain,
);

const metadata = fc.record(
  {
    ...{ isMultiPart: fc.boolean(), contentType: text, size: wide, seq: wide },
    ...{ fileName: text, fileType: text, md5: text, description: text },
  },
  perhaps,
);

const metric: fc.Arbitrary<Metric> = fc.letrec<{ metric: Metric; template: unknown }>((tie) => ({
  metric: withHeld(
    fc.record(
      {
        ...{ name: text, alias: wide, timestamp: wide, datatype: uint32 },
        ...{ isHistorical: fc.boolean(), isTransient: fc.boolean(), isNull: fc.boolean() },
        ...{ metadata, properties },
      },
      perhaps,
    ),
    fc.oneof(
      { depthSize: 'small' },
      plain,
      held('bytes', blob),
      held('dataset', dataset),
      held('template', tie('template')),
    ),
  ),
  template: fc
    .tuple(
      fc.record({ version: text, templateRef: text, isDefinition: fc.boolean() }, perhaps),
      fc.record({
        metrics: fc.array(tie('metric'), { maxLength: 3 }),
        parameters: fc.array(parameter, { maxLength: 3 }),
      }),
    )
    .map(([one, two]) => ({ ...one, ...two })),
})).metric;

export const payloads: fc.Arbitrary<Payload> = fc
  .tuple(
    fc.record({ timestamp: wide, seq: wide, uuid: text, body: blob }, perhaps),
    fc.array(metric, { maxLength: 6 }),
  )
  .map(([facts, metrics]) => ({ ...facts, metrics }));
