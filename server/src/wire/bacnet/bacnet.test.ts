// The codec of BACnet/IP: what is written is read again, and no bytes make it fail otherwise than by saying so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteReader } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import { decodeApdu, encodeApdu, type Apdu } from './apdu.ts';
import { objectTypeNamed, propertyNamed } from './names.ts';
import { bvlcFunction, decodeNetwork, encodeNetwork } from './network.ts';
import * as services from './services.ts';
import { dataType, readValues, writeClosing, writeValue, type BacnetValue } from './tags.ts';

const octets = fc.uint8Array({ maxLength: 300 });
const byte = fc.integer({ min: 0, max: 255 });
const hexOf = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('hex');
const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

const { unsigned, signed, real, double, characters, bits, enumerated, object } = dataType;
const value: fc.Arbitrary<BacnetValue> = fc.oneof(
  fc.constant({ type: dataType.null, value: null }),
  fc.boolean().map((value) => ({ type: dataType.boolean, value })),
  fc.maxSafeNat().map((value) => ({ type: unsigned, value })),
  fc.maxSafeInteger().map((value) => ({ type: signed, value })),
  fc.float({ noDefaultInfinity: false }).map((value) => ({ type: real, value })),
  fc.double().map((value) => ({ type: double, value })),
  fc.string({ unit: 'grapheme', maxLength: 400 }).map((value) => ({ type: characters, value })),
  fc
    .array(fc.constantFrom('0', '1'), { maxLength: 30 })
    .map((all) => ({ type: bits, value: all.join('') })),
  fc.nat().map((value) => ({ type: enumerated, value })),
  fc.integer({ min: 0, max: 0xff_ff_ff_ff }).map((value) => ({ type: object, value })),
);

const at = fc
  .tuple(fc.integer({ min: 0, max: 0xff_ff_ff_ff }), fc.nat(4_000_000), fc.option(fc.nat(99_999)))
  .map(([object, property, index]) => ({ object, property, ...(index === null ? {} : { index }) }));

test('values of every type are read as they were written', () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 8 }), (values) => {
      const writer = new ByteWriter();
      for (const one of values) writeValue(writer, one);
      writeClosing(writer, 3);
      assert.deepEqual(readValues(new ByteReader(writer.take()), 3), values);
    }),
    { numRuns: 500 },
  );
});

test('every kind of message is read as it was written', () => {
  const segment = fc
    .record({ sequence: byte, window: byte, more: fc.boolean() })
    .map((one) => ({ ...one }));
  const number = fc.integer({ min: 0, max: 0xff_ff });
  const maybe = fc.oneof(
    fc.constant({}),
    segment.map((segment) => ({ segment })),
  );
  const apdu: fc.Arbitrary<Apdu> = fc.oneof(
    fc
      .tuple(byte, byte, octets, fc.boolean(), byte, maybe)
      .map(([invoke, service, data, takesSegments, maxima, more]) => ({
        kind: 'confirmed' as const,
        invoke,
        service,
        data,
        takesSegments,
        maxima,
        ...more,
      })),
    fc
      .tuple(byte, octets)
      .map(([service, data]) => ({ kind: 'unconfirmed' as const, service, data })),
    fc
      .tuple(byte, byte)
      .map(([invoke, service]) => ({ kind: 'simple-ack' as const, invoke, service })),
    fc.tuple(byte, byte, octets, maybe).map(([invoke, service, data, more]) => ({
      kind: 'complex-ack' as const,
      invoke,
      service,
      data,
      ...more,
    })),
    fc
      .tuple(byte, byte, byte, fc.boolean(), fc.boolean())
      .map(([invoke, sequence, window, negative, server]) => ({
        kind: 'segment-ack' as const,
        invoke,
        sequence,
        window,
        negative,
        server,
      })),
    fc.tuple(byte, byte, number, number).map(([invoke, service, errorClass, errorCode]) => ({
      kind: 'error' as const,
      invoke,
      service,
      errorClass,
      errorCode,
    })),
    fc.tuple(byte, byte).map(([invoke, reason]) => ({ kind: 'reject' as const, invoke, reason })),
    fc
      .tuple(byte, byte, fc.boolean())
      .map(([invoke, reason, server]) => ({ kind: 'abort' as const, invoke, reason, server })),
  );
  fc.assert(
    fc.property(apdu, (message) => {
      const found = decodeApdu(encodeApdu(message));
      assert.deepEqual(found, message);
      const remote = { network: 5, mac: Uint8Array.of(1, 2) };
      const whole = decodeNetwork(
        encodeNetwork(bvlcFunction.unicast, encodeApdu(message), { to: remote }),
      );
      assert.equal(hexOf(whole?.apdu), hexOf(encodeApdu(message)));
    }),
    { numRuns: 1_000 },
  );
});

test('services are read as they were written', () => {
  const results = fc.array(
    fc
      .tuple(at, fc.array(value, { maxLength: 3 }), fc.boolean())
      .map(([at, values, ok]): services.PropertyResult =>
        ok ? { ...at, ok, values } : { ...at, ok, errorClass: 2, errorCode: 32 },
      ),
    { maxLength: 9 },
  );
  fc.assert(
    fc.property(
      at,
      fc.array(value, { maxLength: 5 }),
      results,
      fc.array(at, { maxLength: 9 }),
      (one, values, results, several) => {
        assert.deepEqual(services.decodeAt(services.encodeReadProperty(one)), one);
        assert.deepEqual(services.decodeProperty(services.encodeProperty(one, values, 8)), {
          ...one,
          values,
          priority: 8,
        });
        assert.deepEqual(services.decodeMultiple(services.encodeMultiple(results)), results);
        assert.deepEqual(
          services.decodeReadMultiple(services.encodeReadMultiple(several)),
          several,
        );
        const { object, property } = one;
        const told = {
          process: 7,
          device: object,
          object,
          secondsLeft: 60,
          properties: [{ property, values }],
        };
        assert.deepEqual(services.decodeNotification(services.encodeNotification(told)), told);
        const asked = { process: 7, object, confirmed: true, seconds: 300 };
        assert.deepEqual(services.decodeSubscribe(services.encodeSubscribe(asked)), asked);
      },
    ),
  );
  const iAm = { device: 1234, apduOctetsMax: 1476, segmentation: 0, vendor: 555 };
  assert.deepEqual(services.decodeIAm(services.encodeIAm(iAm)), iAm);
});

test('no bytes make the codec throw', () => {
  fc.assert(
    fc.property(octets, (random) => {
      decodeNetwork(random);
      decodeNetwork(
        Uint8Array.of(0x81, 0x0a, (random.length + 4) >> 8, (random.length + 4) & 255, ...random),
      );
      decodeApdu(random);
      readValues(new ByteReader(random), 3);
      services.decodeAt(random);
      services.decodeIAm(random);
      services.decodeProperty(random);
      services.decodeMultiple(random);
      services.decodeReadMultiple(random);
      services.decodeNotification(random);
      services.decodeSubscribe(random);
    }),
    { numRuns: 3_000 },
  );
});

test('changed and cut messages are read or refused', () => {
  fc.assert(
    fc.property(
      fc.array(value, { maxLength: 6 }),
      fc.nat(),
      byte,
      fc.nat(),
      (values, place, octet, cut) => {
        const bytes = services.encodeMultiple([{ object: 1, property: 85, ok: true, values }]);
        bytes[place % bytes.length] = octet;
        services.decodeMultiple(bytes.subarray(0, bytes.length - (cut % 4)));
      },
    ),
    { numRuns: 1_000 },
  );
});

test('deep nesting and long announced lengths end at once', () => {
  assert.equal(readValues(new ByteReader(new Uint8Array(60_000).fill(0x0e)), 3).length, 1);
  assert.equal(services.decodeProperty(bytesOf('0c0000000119553e75fffffffff0')), undefined);
});

test('examples of the standard', () => {
  // Annex F.3.5: read the present value of analog-input 5, which is 72.3.
  assert.equal(
    hexOf(services.encodeReadProperty({ object: services.objectId(0, 5), property: 85 })),
    '0c000000051955',
  );
  const answer = services.decodeProperty(bytesOf('0c0000000519553e444290999a3f'));
  assert.equal(Math.fround(72.3), answer?.values[0]?.value);
  // Annex F.1.2: an unconfirmed notification of analog-input 10.
  const hex = '09121c020000042c0000000a39004e09552e44428200002f096f2e8204002f4f';
  const told = services.decodeNotification(bytesOf(hex));
  assert.deepEqual(
    told?.properties.map(({ property, values }) => [property, values[0]?.value]),
    [
      [85, 65],
      [111, '0000'],
    ],
  );
});

test('a forwarded message tells its origin, a result its code, a router the station behind it', () => {
  const forwarded = decodeNetwork(bytesOf('8104000e0a000005bac001001008'));
  assert.deepEqual(forwarded?.origin, { host: '10.0.0.5', port: 47_808 });
  assert.equal(hexOf(forwarded?.apdu), '1008');
  assert.equal(decodeNetwork(bytesOf('810000060030'))?.result, 0x30);
  const routed = decodeNetwork(bytesOf('810a000c01080005010a1000'));
  assert.deepEqual(routed?.source, { network: 5, mac: Uint8Array.of(10) });
  assert.equal(hexOf(routed?.apdu), '1000');
});

test('words of the standard, and numbers for what has none', () => {
  for (const text of ['analog-input', 'analogInput', 'Analog-Input', '0'])
    assert.equal(objectTypeNamed(text), 0);
  assert.equal(propertyNamed('presentValue'), 85);
  assert.equal(propertyNamed('512'), 512);
  for (const wrong of ['', 'analog', '1024']) assert.equal(objectTypeNamed(wrong), undefined);
});
