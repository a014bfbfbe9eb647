// Values to JSON and back: nothing is lost, and what a stranger sends is refused with its place.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { Failure, isFailure } from '../../../kernel/failure/failure.ts';
import {
  bytesOfText,
  decodeSite,
  encodeAdmin,
  encodeAdminGroup,
  encodePublicKey,
  encodeSite,
  valueType,
  type HandleValue,
} from '../../../wire/handle/handle.ts';
import { keyRecordOf } from '../administration/key-records.ts';
import { dataFromJson, dataJson } from './data-json.ts';
import { valueFromJson, valuesFromJson } from './value-from-json.ts';
import { exactValueJson, valueJson } from './value-json.ts';

const anIndex = fc.integer({ min: 0, max: 0x7fff_ffff });
const someText = fc.string({ unit: 'grapheme', maxLength: 12 });
const aReference = fc.record({ handle: someText, index: anIndex }, { noNullPrototype: true });
const anyReference = fc.record({
  handle: fc.oneof(someText, fc.string({ unit: 'binary', maxLength: 4 })),
  index: fc.integer({ min: -5, max: 5 }),
});
const aNumber = fc.uint8Array({ minLength: 1, maxLength: 20 });

const someAdmin = fc
  .tuple(anyReference, fc.nat(0x1fff), fc.boolean())
  .map(([of, permissions, old]) =>
    encodeAdmin({ ...of, permissions, ...(old ? { legacyTrailing: true } : {}) }),
  );
const someGroup = fc.array(anyReference, { maxLength: 5 }).map(encodeAdminGroup);
const someKey = fc.oneof(
  fc
    .record({
      exponent: aNumber,
      modulus: aNumber,
      trailing: fc.constantFrom(new Uint8Array(4), new Uint8Array(0)),
    })
    .map((key) => encodePublicKey({ keyType: 'RSA_PUB_KEY', flags: 0, ...key })),
  fc
    .record({ q: aNumber, p: aNumber, g: aNumber, y: aNumber })
    .map((key) => encodePublicKey({ keyType: 'DSA_PUB_KEY', flags: 0, ...key })),
);
const anInterface = fc.record({ type: fc.nat(4), protocol: fc.nat(5), port: fc.nat(65_535) });
const aServer = fc.record({
  id: fc.integer({ min: -5, max: 5 }),
  address: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  publicKey: fc.oneof(someKey, fc.uint8Array({ maxLength: 5 })),
  interfaces: fc.array(anInterface, { maxLength: 3 }),
});
const someSite = fc
  .record({
    protocolMajor: fc.nat(255),
    protocolMinor: fc.nat(255),
    serial: fc.nat(0xffff),
    primary: fc.boolean(),
    multiPrimary: fc.boolean(),
    hashOption: fc.nat(3),
    hashFilter: someText,
    attributes: fc.array(fc.record({ name: someText, value: someText }), { maxLength: 3 }),
    servers: fc.array(aServer, { maxLength: 3 }),
  })
  .map(encodeSite);
const someBytes = fc.oneof(fc.uint8Array({ maxLength: 30 }), someText.map(bytesOfText));

const aTypeWithData = fc.oneof(
  fc.tuple(fc.constant(valueType.admin), fc.oneof(someAdmin, someBytes)),
  fc.tuple(fc.constant(valueType.adminGroup), fc.oneof(someGroup, someBytes)),
  fc.tuple(fc.constant(valueType.publicKey), fc.oneof(someKey, someBytes)),
  fc.tuple(fc.constantFrom(valueType.site, valueType.sitePrefix), fc.oneof(someSite, someBytes)),
  fc.tuple(fc.oneof(fc.constantFrom('URL', valueType.secretKey), someText), someBytes),
);
const aValue: fc.Arbitrary<HandleValue> = fc
  .record({
    index: fc.integer({ min: 1, max: 0x7fff_ffff }),
    timestampSeconds: fc.integer({ min: 0, max: 0x7fff_ffff }),
    ttlType: fc.constantFrom(0, 1),
    ttlSeconds: anIndex,
    permissions: fc.nat(15),
    typed: aTypeWithData,
    references: fc.array(aReference, { maxLength: 3 }),
  })
  .map(({ typed: [type, data], ...value }) => ({ ...value, type, data }));

const plain = (value: HandleValue) => ({ ...value, data: Buffer.from(value.data).toString('hex') });

test('a value that was sent as JSON and back is the very same', () => {
  fc.assert(
    fc.property(aValue, (value) => {
      // a secret key with the usual permissions must say so, as its default is another
      const shown = JSON.parse(JSON.stringify(exactValueJson(value))) as Record<string, unknown>;
      if (value.type === valueType.secretKey) shown['permissions'] ??= '1110';
      assert.deepEqual(plain(valueFromJson('value', shown)), plain(value));
    }),
    { numRuns: 2_000 },
  );
});

test('any JSON is a value or is refused with its place', () => {
  const wild = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        index: fc.oneof(fc.jsonValue(), anIndex),
        type: fc.oneof(fc.jsonValue(), fc.constantFrom('URL', 'HS_ADMIN')),
        data: fc.oneof(
          fc.jsonValue(),
          fc.record({
            format: fc.constantFrom('string', 'base64', 'hex', 'admin', 'vlist', 'site', 'key'),
            value: fc.jsonValue(),
          }),
        ),
        ttl: fc.jsonValue(),
        permissions: fc.jsonValue(),
        references: fc.jsonValue(),
      },
      { requiredKeys: [] },
    ),
  );
  fc.assert(
    fc.property(wild, (json) => {
      try {
        const value = valueFromJson('value', json);
        assert.ok(value.index >= 1 && value.ttlSeconds >= 0 && value.permissions <= 15);
      } catch (error) {
        assert.ok(isFailure(error, 'identifiers.bad-json'), String(error));
        assert.match(error.publicMessage.en, /value/);
      }
    }),
    { numRuns: 2_000 },
  );
});

/** Where it is refused. */
function refusedAt(json: unknown): unknown {
  try {
    valuesFromJson('values', json);
  } catch (error) {
    return error instanceof Failure ? error.detail['at'] : error;
  }
  return undefined;
}

test('what does not fit is named', () => {
  const good = { index: 1, type: 'URL', data: 'x' };
  const admin = { handle: 'a/b', index: 1, permissions: '11' };
  const of = (format: string, value: unknown) => [{ ...good, data: { format, value } }];
  const server = { address: '127.0.0.1', interfaces: [{ protocol: 'TCP', port: 1 }] };
  for (const [json, at] of [
    ['x', 'values'],
    [Array.from({ length: 2_049 }, () => good), 'values'],
    [[good, []], 'values[1]'],
    [[good, { ...good, index: 2 }, good], 'values[2].index'],
    [[{ ...good, index: 0 }], 'values[0].index'],
    [[{ ...good, index: -1 }], 'values[0].index'],
    [[{ ...good, index: 1.5 }], 'values[0].index'],
    [[{ ...good, index: 2 ** 31 }], 'values[0].index'],
    [[{ ...good, index: 1e300 }], 'values[0].index'],
    [[{ ...good, index: null }], 'values[0].index'],
    [[{ ...good, type: 7 }], 'values[0].type'],
    [[{ ...good, type: '\ud800' }], 'values[0].type'],
    [[{ ...good, ttl: -1 }], 'values[0].ttl'],
    [[{ ...good, ttl: 'tomorrow' }], 'values[0].ttl'],
    [[{ ...good, ttl: '2100-01-01T00:00:00Z' }], 'values[0].ttl'],
    [[{ ...good, permissions: '11' }], 'values[0].permissions'],
    [[{ ...good, permissions: 1110 }], 'values[0].permissions'],
    [[{ ...good, timestamp: 5 }], 'values[0].timestamp'],
    [[{ ...good, references: [{ handle: 'a/b' }] }], 'values[0].references[0].index'],
    [[{ ...good, data: null }], 'values[0].data'],
    [[{ ...good, data: undefined }], 'values[0].data'],
    [[{ ...good, data: [] }], 'values[0].data'],
    [of('xml', 'x'), 'values[0].data.format'],
    [of('string', ['x']), 'values[0].data.value'],
    [of('base64', 'a'), 'values[0].data.value'],
    [of('base64', 'a b='), 'values[0].data.value'],
    [of('hex', 'abc'), 'values[0].data.value'],
    [of('admin', { ...admin, permissions: '12' }), 'values[0].data.value.permissions'],
    [of('admin', { ...admin, index: 'x' }), 'values[0].data.value.index'],
    [of('vlist', {}), 'values[0].data.value'],
    [of('vlist', [admin, 1]), 'values[0].data.value[1]'],
    [of('key', { kty: 'EC' }), 'values[0].data.value.kty'],
    [of('key', { kty: 'RSA', n: 'AQAB' }), 'values[0].data.value.e'],
    [of('key', { kty: 'OKP', crv: 'Ed25519', x: 'AA' }), 'values[0].data.value'],
    [of('site', { version: 2 }), 'values[0].data.value.version'],
    [of('site', { protocolVersion: '2' }), 'values[0].data.value.protocolVersion'],
    [
      of('site', { servers: [{ ...server, address: 'x' }] }),
      'values[0].data.value.servers[0].address',
    ],
    [
      of('site', { servers: [{ ...server, publicKey: { format: 'hex' } }] }),
      'values[0].data.value.servers[0].publicKey.format',
    ],
    [
      of('site', { servers: [{ ...server, interfaces: [{ protocol: 'X', port: 1 }] }] }),
      'values[0].data.value.servers[0].interfaces[0].protocol',
    ],
  ] as const) {
    assert.equal(refusedAt(json), at, JSON.stringify(json)?.slice(0, 100));
  }
  assert.equal(refusedAt([]), undefined);
  assert.equal(refusedAt([good]), undefined);
});

test('what may be left out or said otherwise', () => {
  const bare = valueFromJson('v', { index: '7', type: 'URL', data: 12 });
  assert.deepEqual(
    { ...bare, data: Buffer.from(bare.data).toString() },
    {
      index: 7,
      type: 'URL',
      data: '12',
      permissions: 14,
      ttlType: 0,
      ttlSeconds: 86_400,
      timestampSeconds: 0,
      references: [],
    },
  );
  assert.equal(valueFromJson('v', { index: 1, type: 'HS_SECKEY', data: 'x' }).permissions, 12);
  const until = valueFromJson('v', { index: 1, type: 'X', data: '', ttl: '2030-01-01T00:00:00' });
  assert.deepEqual([until.ttlType, until.ttlSeconds], [1, 1_893_456_000]);
  assert.equal(exactValueJson(until).ttl, '2030-01-01T00:00:00Z');
  assert.equal(valueJson(until, 1_893_455_990_000).ttl, 10);
  const all = dataFromJson('d', {
    format: 'admin',
    value: { handle: 'a/b', index: 1, permissions: '*' },
  });
  assert.equal(
    Buffer.compare(all, encodeAdmin({ handle: 'a/b', index: 1, permissions: 0xfff })),
    0,
  );
  const site = decodeSite(dataFromJson('d', { format: 'site', value: {} }));
  assert.ok(site.ok && site.value.servers.length === 0 && site.value.hashOption === 2);
});

test('keys are shown by their numbers', () => {
  for (const [kind, kty] of [
    ['rsa', 'RSA'],
    ['ed25519', 'OKP'],
  ] as const) {
    const { publicKey } =
      kind === 'rsa'
        ? generateKeyPairSync('rsa', { modulusLength: 2048 })
        : generateKeyPairSync('ed25519');
    const record = keyRecordOf(publicKey.export({ type: 'spki', format: 'pem' }).toString());
    assert.ok(record);
    const shown = dataJson({ type: valueType.publicKey, data: record });
    assert.equal(shown.format, 'key');
    assert.equal((shown.value as { kty: string }).kty, kty);
    const { x, n, e } = publicKey.export({ format: 'jwk' });
    const held = shown.value as Record<string, unknown>;
    assert.deepEqual([held['x'], held['n'], held['e']], [x, n, e]);
  }
});
