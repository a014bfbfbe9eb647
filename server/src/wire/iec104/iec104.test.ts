// The codec of IEC 60870-5-104: what is written is read again, and no bytes make it fail otherwise than by saying so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeApdu, encodeApdu, uFunctions, type Apdu, type UFunction } from './apci.ts';
import { ApduSplitter } from './apdu-splitter.ts';
import { decodeAsdu, encodeAsdu, type Asdu, type InformationObject } from './asdu.ts';
import { typeNamed, typeSpec, typeSpecs, type TypeSpec } from './types.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const time = {
  ...{ year: 2026, month: 11, day: 23, hour: 6, minute: 12, millisecond: 39_123 },
  ...{ invalid: false, summer: false },
};

/** Elements that a type can carry exactly. */
function elementOf(spec: TypeSpec): fc.Arbitrary<{ value: number; flags: number }> {
  const marks = fc.constantFrom(0, 0x10, 0x20, 0x40, 0x80, 0xf0);
  const octet = fc.integer({ min: 0, max: 255 });
  const pair = (value: fc.Arbitrary<number>, flags: fc.Arbitrary<number>) =>
    fc.record({ value, flags });
  const command = spec.direction === 'control';
  switch (spec.family) {
    case 'SP':
      return pair(
        fc.integer({ min: 0, max: 1 }),
        command ? octet.map((flags) => flags & 0xfc) : marks,
      );
    case 'DP':
      return pair(
        fc.integer({ min: 0, max: 3 }),
        command ? octet.map((flags) => flags & 0xfc) : marks,
      );
    case 'ST':
      if (command)
        return pair(
          fc.integer({ min: 0, max: 3 }),
          octet.map((flags) => flags & 0xfc),
        );
      return pair(fc.integer({ min: -64, max: 63 }), fc.constantFrom(0, 0x02, 0x81, 0x82));
    case 'BO':
      return pair(fc.integer({ min: 0, max: 0xff_ff_ff_ff }), command ? fc.constant(0) : marks);
    case 'PS':
      return pair(fc.integer({ min: 0, max: 0xff_ff }), marks);
    case 'ME_NA': {
      const value = fc.integer({ min: -32_768, max: 32_767 }).map((n) => n / 32_768);
      const flags = spec.name === 'M_ME_ND' ? fc.constant(0) : command ? octet : marks;
      return pair(value, flags);
    }
    case 'ME_NB':
      return pair(fc.integer({ min: -32_768, max: 32_767 }), command ? octet : marks);
    case 'ME_NC':
      return pair(fc.float(), command ? octet : marks);
    case 'IT':
      return pair(
        fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
        fc.constantFrom(0, 0x04, 0x08, 0x80),
      );
    default:
      return pair(fc.integer({ min: 0, max: spec.octets === 0 ? 0 : 255 }), fc.constant(0));
  }
}

const anAsdu: fc.Arbitrary<{ asdu: Asdu; spec: TypeSpec }> = fc
  .constantFrom(...typeSpecs)
  .chain((spec) => {
    const stamp = fc.record({
      millisecond: fc.integer({ min: 0, max: 59_999 }),
      invalid: fc.boolean(),
      summer: fc.boolean(),
    });
    const object = fc.record({
      address: fc.integer({ min: 0, max: 0xff_ff_ff }),
      element: elementOf(spec),
      stamp,
    });
    return fc.record({
      spec: fc.constant(spec),
      asdu: fc.record({
        type: fc.constant(spec.id),
        cause: fc.integer({ min: 1, max: 63 }),
        negative: fc.boolean(),
        test: fc.boolean(),
        originator: fc.integer({ min: 0, max: 255 }),
        commonAddress: fc.integer({ min: 0, max: 65_535 }),
        sequence: fc.constant(false),
        objects: fc.array(object, { minLength: 1, maxLength: 15 }).map((objects) =>
          objects.map(({ address, element, stamp }) => {
            const plain: InformationObject = { address, ...element };
            return spec.timed ? { ...plain, time: { ...time, ...stamp } } : plain;
          }),
        ),
      }),
    });
  });

test('every type is read as it was written, one by one and in sequence', () => {
  fc.assert(
    fc.property(anAsdu, fc.boolean(), ({ asdu: told, spec }, sequence) => {
      const first = Math.min(told.objects[0]?.address ?? 0, 0xff_ff_00);
      const asdu: Asdu = sequence
        ? {
            ...told,
            sequence,
            objects: told.objects.map((one, n) => ({ ...one, address: first + n })),
          }
        : { ...told };
      const outcome = decodeAsdu(encodeAsdu(asdu, spec));
      assert.ok(outcome.ok);
      assert.deepEqual(outcome.asdu, asdu);
      assert.equal(outcome.spec, spec);
    }),
    { numRuns: 1_000 },
  );
});

test('no bytes make the codec throw, and what it reads it can write', () => {
  const bytes = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(bytes, (random) => {
      const apdu = decodeApdu(random);
      if (apdu.ok) assert.deepEqual(encodeApdu(apdu.apdu).length, random.length);
      const outcome = decodeAsdu(random);
      if (outcome.ok) assert.ok(encodeAsdu(outcome.asdu, outcome.spec).length === random.length);
    }),
    { numRuns: 2_000 },
  );
});

test('a changed or cut message is read or refused, never more objects than it has octets for', () => {
  fc.assert(
    fc.property(
      anAsdu,
      fc.nat(),
      fc.integer({ min: 0, max: 255 }),
      fc.nat(),
      ({ asdu, spec }, at, octet, cut) => {
        const bytes = encodeAsdu(asdu, spec);
        bytes[at % bytes.length] = octet;
        const outcome = decodeAsdu(bytes.subarray(0, bytes.length - (cut % 3)));
        if (outcome.ok) assert.ok(outcome.asdu.objects.length <= 127);
      },
    ),
    { numRuns: 1_000 },
  );
});

test('frames of all three formats, however the bytes are cut', () => {
  const frames: Apdu[] = [
    { kind: 'U', function: 'start-con' },
    { kind: 'I', send: 0x7fff, receive: 0x4001, asdu: hex('0d 01 03 00 01 00 64 00 00 00') },
    { kind: 'S', receive: 129 },
    ...Object.keys(uFunctions).map((name) => ({ kind: 'U' as const, function: name as UFunction })),
  ];
  const bytes = Buffer.concat(frames.map(encodeApdu));
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 20 }), (cuts) => {
      const splitter = new ApduSplitter();
      const found: unknown[] = [];
      let at = 0;
      for (const cut of [...cuts, bytes.length]) {
        for (const outcome of splitter.push(bytes.subarray(at, at + cut))) {
          assert.ok(outcome.ok);
          const { apdu } = outcome;
          found.push(apdu.kind === 'I' ? { ...apdu, asdu: Uint8Array.from(apdu.asdu) } : apdu);
        }
        at += cut;
      }
      assert.deepEqual(found, frames);
    }),
  );
});

test('a stream that is no 104 is told at its first octet, and nothing of it is kept', () => {
  for (const [text, trouble] of [
    ['47 45 54 20', 'bad-start'],
    ['68 03 01 00 00', 'bad-length'],
    ['68 04 03 00 00 00', 'bad-control'],
    ['68 05 01 00 00 00 00', 'bad-control'],
  ] as const) {
    const splitter = new ApduSplitter();
    assert.deepEqual(splitter.push(hex(text)), [{ ok: false, trouble }], text);
    assert.deepEqual(splitter.push(hex('68 04 43 00 00 00')), []);
  }
});

test('an ASDU as another station writes it', () => {
  const outcome = decodeAsdu(hex('24 01 03 00 01 00 64 00 00 00 00 28 42 80 d3 98 8c 06 97 0b 1a'));
  assert.ok(outcome.ok);
  assert.equal(outcome.spec.name, 'M_ME_TF');
  assert.deepEqual(outcome.asdu.objects, [
    {
      address: 100,
      value: 42,
      flags: 0x80,
      time: { ...time, millisecond: 39_123, invalid: true },
    },
  ]);
});

test('what cannot be an ASDU says why', () => {
  const cases = [
    ['0d 01', 'too-short'],
    ['fa 01 03 00 01 00 01 00 00 00', 'unknown-type'],
    ['01 02 03 00 01 00 01 00 00 00', 'length-mismatch'],
    ['01 00 03 00 01 00', 'length-mismatch'],
    ['01 82 03 00 01 00 ff ff ff 00 00', 'address-overflow'],
  ] as const;
  for (const [text, trouble] of cases) {
    const outcome = decodeAsdu(hex(text));
    assert.ok(!outcome.ok);
    assert.equal(outcome.trouble, trouble, text);
  }
});

test('a date that is none makes a time invalid', () => {
  for (const octets of ['00 00 00 00 1f 02 1a', '60 ea 00 00 01 01 1a', '00 00 00 18 01 01 1a']) {
    const outcome = decodeAsdu(hex(`1e 01 03 00 01 00 01 00 00 01 ${octets}`));
    assert.ok(outcome.ok);
    assert.equal(outcome.asdu.objects[0]?.time?.invalid, true, octets);
  }
});

test('types are found by name and number', () => {
  for (const text of ['M_ME_NC_1', 'm_me_nc', '13']) assert.equal(typeNamed(text), typeSpec(13));
  for (const text of ['M_XX_NA', '250', '']) assert.equal(typeNamed(text), undefined);
});
