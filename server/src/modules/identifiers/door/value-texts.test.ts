// The quick JSON of values against the one that the route makes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  bytesOfText,
  encodeAdmin,
  encodeValueBlock,
  type HandleValue,
} from '../../../wire/handle/handle.ts';
import { filteredRecord } from '../model/filtered-record.ts';
import { valueTexts } from './value-texts.ts';

const nowMs = 1_800_000_000_000;

const value = (given: Partial<HandleValue>): HandleValue => ({
  index: 1,
  type: 'URL',
  data: bytesOfText('https://plant.example/1'),
  permissions: 0b1110,
  ttlType: 0,
  ttlSeconds: 86_400,
  timestampSeconds: 1_790_000_000,
  references: [],
  ...given,
});

/** As the route answers a record of only public values. */
function slow(values: readonly HandleValue[]): string {
  const record = filteredRecord({ code: 1, block: encodeValueBlock(values) }, {}, nowMs);
  return JSON.stringify(record.values).slice(1, -1);
}

const quick = (values: readonly HandleValue[]) => valueTexts(encodeValueBlock(values));

const admin = (index: number): HandleValue => {
  const data = encodeAdmin({ permissions: 0b1111_0000_1111, handle: '0.NA/88.118.8', index });
  return value({ index: 100, type: 'HS_ADMIN', data });
};

test('text, administrators and bytes are written as the route writes them', () => {
  const records: HandleValue[][] = [
    [value({})],
    [value({}), admin(300), admin(301), admin(300), value({ index: 2, type: 'DESC' })],
    [value({ data: bytesOfText('经纬 "quoted" \\ and\nlines\t') })],
    [value({ data: Uint8Array.of(0, 1, 2, 255) }), value({ data: new Uint8Array(0) })],
    [value({ data: bytesOfText('é'), type: 'PROCESS.melt-temp_1/a:b' })],
    [value({ ttlSeconds: 0, timestampSeconds: 0xffff_ffff, index: -1 })],
    [value({ type: 'HS_ADMIN', data: bytesOfText('no administrator') })],
  ];
  for (const values of records) assert.equal(quick(values), slow(values));
});

test('what the route may treat in its own way is left to it', () => {
  for (const type of [
    'HS_SITE',
    'HS_ALIAS',
    'HS_VLIST',
    'HS_PUBKEY',
    'HS_SERV',
    '类型',
    'a b',
    '',
  ]) {
    assert.equal(quick([value({}), value({ type })]), undefined, type);
  }
  for (const given of [
    { ttlType: 1, ttlSeconds: 1_800_000_060 },
    { ttlSeconds: -5 },
    { permissions: 0b1100 },
    { references: [{ handle: '0.NA/88', index: 3 }] },
  ]) {
    assert.equal(quick([value({}), value(given)]), undefined, JSON.stringify(given));
  }
  assert.equal(quick([]), undefined);
});

test('any values: the same, or left to the route', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }).map((one) => bytesOfText(one)),
    fc.uint8Array({ maxLength: 30 }),
  );
  const any = fc.record({
    index: fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff }),
    type: fc.oneof(fc.constantFrom('URL', 'HS_ADMIN', 'HS_SITE'), fc.string({ maxLength: 8 })),
    data: text,
    ttlType: fc.nat(255),
    ttlSeconds: fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff }),
    timestampSeconds: fc.nat(0xffff_ffff),
    permissions: fc.constantFrom(14, 14, 14, 15, 12),
    references: fc.array(fc.record({ handle: fc.string({ maxLength: 9 }), index: fc.nat(9) }), {
      maxLength: 2,
    }),
  });
  fc.assert(
    fc.property(fc.array(any, { minLength: 1, maxLength: 4 }), (values) => {
      const got = quick(values);
      if (got !== undefined) assert.equal(got, slow(values));
    }),
    { numRuns: 1_000 },
  );
});
