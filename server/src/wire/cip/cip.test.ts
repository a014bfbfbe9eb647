// The codec of EtherNet/IP and CIP: what is written is read again, and no bytes make it fail otherwise than by saying so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { forwardClose, forwardOpen, openedConnection } from './connection.ts';
import { cipType, decodeTyped, encodeTyped, encodeValue, fits, logixString } from './data-types.ts';
import { decodeEip, decodeItems, encodeEip, encodeItems, EipSplitter } from './encapsulation.ts';
import { decodeIdentity, decodeIdentityAnswer, encodeIdentity } from './identity.ts';
import {
  decodeReply,
  decodeRequest,
  decodeTogether,
  decodeUnconnectedSend,
  encodeReply,
  encodeRequest,
  encodeTogether,
  unconnectedSend,
} from './message.ts';
import { decodeTagPath, encodeRoute, encodeTagPath, parseTag } from './path.ts';
import { decodeSymbols, encodeSymbols, type CipSymbol } from './symbols.ts';

const bytes = fc.uint8Array({ maxLength: 400 });
const hexOf = (octets: Uint8Array | undefined) => Buffer.from(octets ?? []).toString('hex');

test('messages are read as they were written, however the stream is cut', () => {
  const message = fc.record({
    command: fc.integer({ min: 0, max: 0xff_ff }),
    session: fc.integer({ min: 0, max: 0xff_ff_ff_ff }),
    status: fc.integer({ min: 0, max: 0xff_ff_ff_ff }),
    context: fc.integer({ min: 0, max: 0xff_ff_ff_ff }),
    data: bytes,
  });
  fc.assert(
    fc.property(
      fc.array(message, { maxLength: 5 }),
      fc.integer({ min: 1, max: 99 }),
      (all, cut) => {
        const stream = Buffer.concat(all.map(encodeEip));
        const splitter = new EipSplitter();
        const found = [];
        for (let at = 0; at < stream.length; at += cut)
          found.push(...(splitter.push(stream.subarray(at, at + cut)) ?? []));
        assert.deepEqual(
          found.map(({ data, ...rest }) => ({ ...rest, data: hexOf(data) })),
          all.map(({ data, ...rest }) => ({ ...rest, data: hexOf(data) })),
        );
      },
    ),
  );
});

test('no bytes make the codec throw, and no announced count takes memory', () => {
  fc.assert(
    fc.property(bytes, (random) => {
      const splitter = new EipSplitter();
      splitter.push(random);
      for (const read of [decodeEip, decodeItems, decodeReply, decodeRequest, decodeTogether])
        read(random);
      decodeUnconnectedSend(random);
      decodeTyped(random);
      decodeSymbols(random);
      decodeIdentity(random);
      decodeIdentityAnswer(random);
      decodeTagPath(random);
      openedConnection(random);
    }),
    { numRuns: 3_000 },
  );
});

test('requests, answers and packets of several are read as they were written', () => {
  const path = fc.uint8Array({ maxLength: 20 }).map((odd) => odd.subarray(0, odd.length & ~1));
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 0x7f }),
      path,
      bytes,
      fc.array(bytes, { maxLength: 9 }),
      (service, path, data, several) => {
        const request = decodeRequest(encodeRequest({ service, path, data }));
        assert.ok(request.ok);
        assert.deepEqual(
          [request.value.service, hexOf(request.value.path), hexOf(request.value.data)],
          [service, hexOf(path), hexOf(data)],
        );
        const reply = decodeReply(encodeReply({ service, status: 5, extended: 0x2105, data }));
        assert.ok(reply.ok);
        assert.deepEqual(
          [reply.value.status, reply.value.extended, hexOf(reply.value.data)],
          [5, 0x2105, hexOf(data)],
        );
        const together = decodeTogether(encodeTogether(several));
        assert.deepEqual(together.ok ? together.value.map(hexOf) : [], several.map(hexOf));
        const routed = decodeUnconnectedSend(unconnectedSend(data, path).data);
        assert.deepEqual(
          routed.ok ? [hexOf(routed.value.message), hexOf(routed.value.route)] : [],
          [hexOf(data), hexOf(path)],
        );
        const items = decodeItems(encodeItems([{ type: 0xb2, data }]));
        assert.deepEqual(items.ok ? items.value.map((one) => hexOf(one.data)) : [], [hexOf(data)]);
      },
    ),
  );
});

const values: readonly (readonly [number, fc.Arbitrary<number | bigint | string | boolean>])[] = [
  [cipType.BOOL, fc.boolean()],
  [cipType.SINT, fc.integer({ min: -128, max: 127 })],
  [cipType.USINT, fc.integer({ min: 0, max: 255 })],
  [cipType.INT, fc.integer({ min: -0x80_00, max: 0x7f_ff })],
  [cipType.UINT, fc.integer({ min: 0, max: 0xff_ff })],
  [cipType.DINT, fc.integer()],
  [cipType.UDINT, fc.integer({ min: 0, max: 0xff_ff_ff_ff })],
  [cipType.DWORD, fc.integer({ min: 0, max: 0xff_ff_ff_ff })],
  [cipType.LINT, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })],
  [cipType.ULINT, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })],
  [cipType.REAL, fc.float()],
  [cipType.LREAL, fc.double()],
  [cipType.STRING, fc.string({ unit: 'grapheme', maxLength: 300 })],
  [cipType.SHORT_STRING, fc.string({ maxLength: 200 })],
];

test('values of every type are read as they were written', () => {
  for (const [type, arbitrary] of values) {
    fc.assert(
      fc.property(arbitrary, (value) => {
        const outcome = decodeTyped(encodeTyped({ type, value }));
        assert.deepEqual(outcome, { ok: true, value: { type, value } });
      }),
    );
  }
  const text = { type: cipType.STRUCTURE, handle: logixString, value: '液位 42' };
  assert.deepEqual(decodeTyped(encodeTyped(text)), { ok: true, value: text });
  assert.equal(encodeValue(text).length, 88);
});

test('a structure that we do not know, and a string longer than its data, are no value', () => {
  assert.deepEqual(decodeTyped(Uint8Array.of(0xa0, 0x02, 0x34, 0x12, 1, 2)), {
    ok: false,
    type: 0x02a0,
  });
  const long = Uint8Array.of(0xa0, 0x02, 0xce, 0x0f, 0xff, 0xff, 0xff, 0x7f, 65);
  assert.deepEqual(decodeTyped(long), { ok: false, type: 0x02a0 });
});

test('a value is written only as a type can hold it', () => {
  const cases = [
    [cipType.SINT, 128, false],
    [cipType.SINT, -128, true],
    [cipType.DINT, 1.5, false],
    [cipType.UDINT, -1, false],
    [cipType.LINT, '9223372036854775807', true],
    [cipType.LINT, '9223372036854775808', false],
    [cipType.LINT, 2 ** 60, false],
    [cipType.REAL, 1e39, false],
    [cipType.REAL, Number.NaN, false],
    [cipType.BOOL, 2, false],
    [cipType.BOOL, true, true],
    [cipType.STRUCTURE, 'x'.repeat(83), false],
    [cipType.DINT, 'x', false],
    [cipType.STRING, 5, false],
  ] as const;
  for (const [type, value, right] of cases)
    assert.equal(fits(type, value), right, `${type} ${value}`);
});

test('tags are written as people write them', () => {
  const paths = [
    ['Level', '91054c6576656c00'],
    ['Tank[3]', '910454616e6b2803'],
    ['T[300,70000]', '9101540029002c012a0070110100'],
    ['Program:Main.x', '910c50726f6772616d3a4d61696e91017800'],
    ['a.b', '910161009101 6200'.replace(' ', '')],
  ] as const;
  for (const [text, hex] of paths) {
    const parts = parseTag(text)?.parts ?? [];
    assert.equal(hexOf(encodeTagPath(parts)), hex, text);
    assert.deepEqual(decodeTagPath(encodeTagPath(parts)), parts);
  }
  assert.deepEqual(parseTag('Status.5'), { parts: ['Status'], bit: 5 });
  for (const wrong of [
    '',
    '5',
    'a..b',
    'a[',
    'a[-1]',
    'a[1,2,3,4]',
    'a b',
    'a[4294967296]',
    'a.64',
  ])
    assert.equal(parseTag(wrong), undefined, wrong);
});

test('routes through backplanes and networks', () => {
  assert.equal(hexOf(encodeRoute('1/0')), '0100');
  assert.equal(hexOf(encodeRoute('')), '');
  assert.equal(hexOf(encodeRoute('1/2/2/10.0.0.5')), '0102120831302e302e302e35');
  for (const wrong of ['1', '0/1', '99/1', '1/ä'])
    assert.equal(encodeRoute(wrong), undefined, wrong);
});

test('symbols and identities are read as they were written', () => {
  const symbols: CipSymbol[] = [
    { instance: 1, name: 'Level', type: cipType.REAL, dimensions: [], system: false },
    { instance: 70_000, name: 'Tank', template: 0x123, dimensions: [4, 5], system: false },
    { instance: 9, name: '__s', type: cipType.DINT, dimensions: [], system: true },
  ];
  assert.deepEqual(decodeSymbols(encodeSymbols(symbols)), { ok: true, value: symbols });
  const identity = {
    ...{ vendor: 1, deviceType: 14, productCode: 54, major: 20, minor: 11, status: 0x3160 },
    ...{ serialNumber: 0x6c061a, productName: '1756-L61/B LOGIX5561' },
  };
  assert.deepEqual(decodeIdentity(encodeIdentity(identity)), identity);
});

test('a connection is opened small and large, and closed', () => {
  const names = { ourId: 0x11_22_33_44, serial: 0x55_66, vendor: 0x1337, originatorSerial: 42 };
  const route = encodeRoute('1/0') ?? new Uint8Array(0);
  const small = forwardOpen(names, route, { octets: 500, large: false });
  const large = forwardOpen(names, route, { octets: 4_000, large: true });
  assert.deepEqual([small.service, large.service], [0x54, 0x5b]);
  assert.equal(small.data.length + 4, large.data.length);
  assert.match(hexOf(small.data), /f443.*f443a303010020022401$/);
  assert.match(hexOf(forwardClose(names, route).data), /665537132a0000000300010020022401$/);
});
