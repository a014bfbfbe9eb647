// The predefined values against the records that Handle.Net's encoder made, and against any bytes.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { decodeValue, decodeValueBlock, encodeValue, encodeValueBlock } from '../handle-value.ts';
import { value } from '../arbitrary.contract.ts';
import type { Decoded } from '../outcome.ts';
import type { Fields } from '../recorded.contract.ts';
import {
  hex,
  recordedCases,
  recordedSite,
  recordedValue,
  skip,
  unhex,
} from '../recorded.contract.ts';
import { decodeMac, decodeSignature } from '../signed-response.ts';
import { addressBytes, addressText } from './address.ts';
import { decodeAdminGroup, encodeAdminGroup } from './admin-group.ts';
import { decodeAdmin, encodeAdmin } from './admin.ts';
import { decodeHandleText, encodeHandleText } from './handle-text.ts';
import { decodePrivateKey, encodePrivateKey } from './private-key.ts';
import {
  decodeKeyRecord,
  decodePublicKey,
  encodeKeyRecord,
  encodePublicKey,
} from './public-key.ts';
import { decodeSite, encodeSite } from './site.ts';
import { decodeSessionKeyData } from '../bodies/session.ts';

/** What a record decodes to in the recording's words, and its bytes encoded again. */
type Check = (
  bytes: Uint8Array,
  fields: Fields,
) => { found: unknown; expected: unknown; again: Uint8Array };

function valueOf<T>(decoded: Decoded<T>): T {
  assert.ok(decoded.ok, JSON.stringify(decoded));
  return decoded.value;
}

const hexed = (record: object): Fields =>
  Object.fromEntries(
    Object.entries(record).map(([name, field]) => [
      name,
      field instanceof Uint8Array ? hex(field) : field,
    ]),
  );

const checks: Readonly<Record<string, Check>> = {
  HS_ADMIN: (bytes, fields) => {
    const { legacyTrailing, ...admin } = valueOf(decodeAdmin(bytes));
    const found = { ...admin, legacyByteLength: legacyTrailing === true };
    return { found, expected: fields, again: encodeAdmin(valueOf(decodeAdmin(bytes))) };
  },
  HS_VLIST: (bytes, fields) => {
    const group = valueOf(decodeAdminGroup(bytes));
    return { found: { references: group }, expected: fields, again: encodeAdminGroup(group) };
  },
  HS_SITE: (bytes, fields) => {
    const site = valueOf(decodeSite(bytes));
    return { found: recordedSite(site, true), expected: fields, again: encodeSite(site) };
  },
  HS_SERV: handleText,
  HS_ALIAS: handleText,
  HS_PUBKEY: (bytes, fields) => {
    const key = valueOf(decodePublicKey(bytes));
    const found = { trailingHex: '', ...hexed(key) };
    const { trailing, ...rest } = found as Fields & { trailing?: string };
    const again = encodePublicKey(key);
    return { found: { ...rest, trailingHex: trailing ?? '' }, expected: fields['decoded'], again };
  },
  'private-key': (bytes, fields) => {
    const key = valueOf(decodePrivateKey(bytes));
    const der = String(fields['pkcs8Der']);
    // The PKCS#8 form of the recording holds the secret numbers; that they are in it shows that each is read whole.
    const secrets =
      key.keyType === 'DSA_PRIV_KEY'
        ? [key.x, key.p, key.q, key.g]
        : [key.p, key.q, key.privateExponent];
    const found = secrets.every((number) => der.includes(hex(number)));
    return { found, expected: true, again: encodePrivateKey(key) };
  },
  value: (bytes, fields) => {
    const one = valueOf(decodeValue(bytes));
    const { permissionsJavaText: _, ...expected } = fields;
    return { found: recordedValue(one), expected, again: encodeValue(one) };
  },
};

function handleText(bytes: Uint8Array, fields: Fields): ReturnType<Check> {
  const handle = valueOf(decodeHandleText(bytes));
  return { found: { handle }, expected: fields, again: encodeHandleText(handle) };
}

/** A secret key is bare bytes. */
const bare = new Set(['HS_SECKEY']);

test(
  'every recorded value decodes to its fields and encodes to the same bytes',
  { skip },
  async (context) => {
    const records = recordedCases.filter(
      ({ valueHex, kind }) => valueHex !== undefined && !bare.has(kind ?? ''),
    );
    assert.equal(records.length, 47);
    for (const { name, kind, valueHex, fields } of records) {
      await context.test(name, () => {
        const check = checks[kind ?? ''];
        assert.ok(check, `no check for ${kind}`);
        const { found, expected, again } = check(unhex(valueHex ?? ''), fields);
        assert.deepEqual(JSON.parse(JSON.stringify(found)), expected);
        assert.equal(hex(again), valueHex);
      });
    }
  },
);

test('values and value blocks are read back', () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 5 }), (values) => {
      assert.deepEqual(decodeValueBlock(encodeValueBlock(values)), { ok: true, value: values });
      for (const one of values)
        assert.deepEqual(decodeValue(encodeValue(one)), { ok: true, value: one });
    }),
  );
});

const decoders: readonly ((bytes: Uint8Array) => { readonly ok: boolean })[] = [
  decodeAdmin,
  decodeAdminGroup,
  decodeSite,
  decodePublicKey,
  decodePrivateKey,
  decodeKeyRecord,
  decodeValue,
  decodeValueBlock,
  decodeSignature,
  decodeMac,
  decodeSessionKeyData,
  decodeHandleText,
];

test('no bytes make a value decoder throw', () => {
  const records = recordedCases.flatMap(({ valueHex }) =>
    valueHex === undefined ? [] : [unhex(valueHex)],
  );
  const damagedRecord = fc.tuple(fc.nat(), fc.nat(), fc.nat(255)).map(([which, at, byte]) => {
    const record = records[which % Math.max(1, records.length)]?.slice() ?? new Uint8Array(1);
    record[at % Math.max(1, record.length)] = byte;
    return record;
  });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 80 }), damagedRecord), (noise) => {
      for (const decode of decoders) assert.equal(typeof decode(noise).ok, 'boolean');
    }),
    { numRuns: 600 },
  );
});

test('trailing bytes are refused, except the two zeros of old HS_ADMIN records', () => {
  const admin = encodeAdmin({ permissions: 1, handle: '0.NA/1', index: 300 });
  const withTail = (...tail: number[]): Decoded<unknown> =>
    decodeAdmin(Uint8Array.of(...admin, ...tail));
  assert.ok(withTail(0, 0).ok);
  for (const tail of [[0], [0, 1], [0, 0, 0]]) {
    assert.deepEqual(
      withTail(...tail),
      { ok: false, reason: 'trailing-bytes', at: admin.length },
      `${tail}`,
    );
  }
  const group = encodeAdminGroup([{ handle: 'a/b', index: 1 }]);
  assert.deepEqual(decodeAdminGroup(Uint8Array.of(...group, 7)), {
    ok: false,
    reason: 'trailing-bytes',
    at: group.length,
  });
});

test('records of another format are refused', () => {
  assert.deepEqual(decodeSite(new Uint8Array(40)), { ok: false, reason: 'unknown-format', at: 0 });
  const foreign = encodeKeyRecord({ keyType: 'SM2_PUB_KEY', content: Uint8Array.of(0, 0, 1) });
  for (const decode of [decodePublicKey, decodePrivateKey]) {
    assert.deepEqual(decode(foreign), { ok: false, reason: 'unknown-format', at: 0 });
  }
  assert.deepEqual(valueOf(decodeKeyRecord(foreign)), {
    keyType: 'SM2_PUB_KEY',
    content: Uint8Array.of(0, 0, 1),
  });
});

test('addresses are read and written as text', () => {
  for (const text of [
    '192.0.2.10',
    '2001:db8::10',
    '2001:db8::1:0:0:1',
    'fe80::',
    '1:2:3:4:5:6:7:8',
    '1:0:3:4:5:6:7:8',
    '::ffff:1:2',
  ]) {
    const address = addressBytes(text);
    assert.ok(address, text);
    assert.equal(addressText(address), text);
  }
  for (const text of [
    '',
    '1.2.3',
    '1.2.3.256',
    '1:2:3',
    '::1::',
    'g::1',
    '1:2:3:4:5:6:7:8:9',
    '1.2.3.4.5',
    ':::',
    '1::2:3:4:5:6:7:8',
  ]) {
    assert.equal(addressBytes(text), undefined, text);
  }
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (address) => {
      assert.deepEqual(addressBytes(addressText(address)), address);
    }),
  );
});
