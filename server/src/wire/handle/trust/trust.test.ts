// Statements of trust are read strictly: nothing that two readers could take differently gets through.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { value } from '../arbitrary.contract.ts';
import { encodeValue } from '../handle-value.ts';
import { bytesOfText } from '../text.ts';
import { fromBase64Url, toBase64, toBase64Url } from './base64.ts';
import { certificateClaims, referenceOf, referenceText, signatureClaims } from './claims.ts';
import { bytesToSign, jwsCharactersMax, parseJws, serialisedJws } from './jws.ts';
import { covers, type TrustPermission } from './permissions.ts';
import { strictObject } from './strict-json.ts';
import { compareDigests, digestsOf, valuesToSign } from './value-digests.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const jws = (head: unknown, body: unknown, tail = 'AAAA'): Uint8Array =>
  bytesOfText(
    [head, body]
      .map((part) =>
        toBase64Url(bytesOfText(typeof part === 'string' ? part : JSON.stringify(part))),
      )
      .concat(tail)
      .join('.'),
  );

test('base64url has one spelling for some bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      assert.equal(toBase64(bytes), Buffer.from(bytes).toString('base64'));
      assert.deepEqual(fromBase64Url(toBase64Url(bytes)), bytes);
    }),
  );
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), (text) => {
      const bytes = fromBase64Url(text);
      assert.ok(bytes === undefined || toBase64Url(bytes) === text);
    }),
  );
  for (const wrong of ['A', 'AB', 'AA==', 'A+', 'A/', 'A A', 'AAB']) {
    assert.equal(fromBase64Url(wrong), undefined, wrong);
  }
});

test('an object with a key twice is refused, at any depth and in any spelling', () => {
  for (const text of ['{"a":1,"a":2}', '{"b":{"a":1,"\\u0061":2}}', '{"b":[{"a":1,"a":1}]}']) {
    assert.equal(strictObject(text), undefined, text);
  }
  for (const text of ['', '[]', 'null', '1', '{', '{"a":1}x', '[[[[[[[[[]]]]]]]]]']) {
    assert.equal(strictObject(text), undefined, text);
  }
  assert.equal(strictObject('{"a":'.repeat(9) + '1' + '}'.repeat(9)), undefined);
  assert.deepEqual(strictObject('{"a":":,{","b":[{"a":1},{"a":2}],"c":{"a":"\\""}}'), {
    a: ':,{',
    b: [{ a: 1 }, { a: 2 }],
    c: { a: '"' },
  });
  const anyObject = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }));
  fc.assert(
    fc.property(anyObject, (object) => {
      const text = JSON.stringify(object);
      assert.deepEqual(strictObject(text), JSON.parse(text));
    }),
  );
});

test('a signature is read back, and nothing else is read', () => {
  const claims = { iss: '410:0.NA/88', sub: '88/x', iat: 1, exp: 2 };
  for (const algorithm of ['RS256', 'EdDSA'] as const) {
    const signedBytes = bytesToSign(algorithm, claims);
    const parsed = parseJws(serialisedJws(signedBytes, Uint8Array.of(1, 2, 3)));
    assert.ok(parsed.ok);
    assert.deepEqual(parsed.value.claims, claims);
    assert.deepEqual(parsed.value.signedBytes, signedBytes);
    assert.deepEqual(parsed.value.signature, Uint8Array.of(1, 2, 3));
  }
  const refused: readonly [string, Uint8Array][] = [
    ['algorithm', jws({ alg: 'none' }, {}, '')],
    ['algorithm', jws({ alg: 'HS256' }, {})],
    ['algorithm', jws({ alg: 'rs256' }, {})],
    ['algorithm', jws({}, {})],
    ['critical', jws({ alg: 'RS256', crit: ['x'] }, {})],
    ['bad-json', jws('{"alg":"RS256","alg":"none"}', {})],
    ['bad-json', jws({ alg: 'RS256' }, '[]')],
    ['bad-base64', bytesOfText('ab=.AA.AA')],
    ['not-compact', bytesOfText('{"payload":""}')],
    ['not-compact', bytesOfText('a.b.c.d')],
    ['too-long', new Uint8Array(jwsCharactersMax + 1)],
  ];
  for (const [reason, data] of refused) {
    assert.deepEqual(parseJws(data), { ok: false, reason }, reason);
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
      assert.equal(typeof parseJws(noise).ok, 'boolean');
    }),
  );
});

test('claims lack nothing and hold nothing of another kind', () => {
  const common = {
    iss: '410:0.NA/88',
    sub: '88/x',
    iat: 1,
    nbf: 0,
    exp: 2,
    chain: ['410:0.NA/88'],
  };
  const digests = { alg: 'SHA-256', digests: [{ index: 1, digest: 'x' }] };
  const publicKey = { kty: 'RSA', n: 'AQ', e: 'AQAB' };
  const perms = [{ perm: 'everything' }, { perm: 'thisHandle', handle: '88/x' }];
  assert.deepEqual(signatureClaims({ ...common, digests }), { ...common, digests });
  assert.deepEqual(certificateClaims({ ...common, publicKey, perms }), {
    ...common,
    publicKey,
    perms,
  });
  const wrongCommon = [
    { iss: 1 },
    { sub: '' },
    { iat: undefined },
    { exp: 'x' },
    { exp: 1.5 },
    { nbf: -1 },
    { chain: [1] },
    { chain: 'x' },
  ];
  for (const wrong of wrongCommon) {
    assert.equal(
      signatureClaims({ ...common, digests, ...wrong }),
      undefined,
      JSON.stringify(wrong),
    );
    assert.equal(certificateClaims({ ...common, publicKey, perms, ...wrong }), undefined);
  }
  const twice = [1, 1].map((index) => ({ index, digest: 'x' }));
  for (const wrong of [{}, { alg: 'MD5', digests: [] }, { alg: 'SHA-256', digests: twice }]) {
    assert.equal(signatureClaims({ ...common, digests: wrong }), undefined);
  }
  for (const wrong of [
    { kty: 'DSA' },
    { kty: 'OKP', crv: 'X25519', x: 'a' },
    { kty: 'RSA', n: '' },
  ]) {
    assert.equal(certificateClaims({ ...common, publicKey: wrong, perms }), undefined);
  }
  for (const wrong of [[{ perm: 'all' }], [{ perm: 'thisHandle' }], 'everything']) {
    assert.equal(certificateClaims({ ...common, publicKey, perms: wrong }), undefined);
  }
});

test('references', () => {
  assert.deepEqual(referenceOf('410:0.NA/88.118'), { index: 410, handle: '0.NA/88.118' });
  assert.equal(referenceText({ index: 300, handle: 'a/b:c' }), '300:a/b:c');
  for (const wrong of ['', '410', ':a/b', 'x:a/b', '410:ab', '-1:a/b', '9999999999:a/b']) {
    assert.equal(referenceOf(wrong), undefined, wrong);
  }
});

test('what permissions cover', () => {
  const table: readonly [TrustPermission, readonly string[], readonly string[]][] = [
    [{ perm: 'everything' }, ['1/x', '0.NA/1'], []],
    [
      { perm: 'thisHandle', handle: '0.NA/88.118' },
      ['0.na/88.118', '88.118/x'],
      ['0.NA/88.1180', '88.118.8/x', '0.NA/88.118.8', '0.NA/88'],
    ],
    [{ perm: 'thisHandle', handle: '88/x' }, ['88/X'], ['88/x/y', '88/xy', '0.NA/88']],
    [
      { perm: 'handlesUnderThisPrefix', handle: '0.NA/88' },
      ['88/x', '88/'],
      ['0.NA/88', '88.1/x', '880/x'],
    ],
    [
      { perm: 'derivedPrefixes', handle: '0.NA/88' },
      ['0.NA/88.1', '88.1/x', '88.1.2/x', '0.NA/88.1.2'],
      ['0.NA/88', '88/x', '880.1/x', '0.NA/880'],
    ],
    [{ perm: 'derivedPrefixes', handle: '88' }, [], ['88.1/x', '0.NA/88.1']],
    [{ perm: 'handlesUnderThisPrefix', handle: '0.NA/' }, [], ['/x', '88/x']],
  ];
  for (const [permission, yes, no] of table) {
    for (const handle of yes) assert.ok(covers([permission], handle), handle);
    for (const handle of no) assert.ok(!covers([permission], handle), handle);
  }
  assert.ok(!covers([], '88/x'));
});

test('every field of a value but index and timestamp is digested', () => {
  fc.assert(
    fc.property(value, value, (one, other) => {
      const [first] = digestsOf([one], sha256);
      const [second] = digestsOf([{ ...other, index: one.index }], sha256);
      const alike = { index: 1, timestampSeconds: 0 };
      const same = Buffer.compare(
        encodeValue({ ...one, ...alike }),
        encodeValue({ ...other, ...alike }),
      );
      assert.equal(first?.digest === second?.digest, same === 0);
    }),
  );
});

test('values that were changed, added or removed are told by their indexes', () => {
  const of = (index: number, digest = `${index}`) => ({ index, digest });
  assert.deepEqual(compareDigests([of(1), of(2), of(3)], [of(1), of(2, 'x'), of(4)]), {
    right: [1],
    changed: [2],
    added: [4],
    removed: [3],
  });
  const nothing = { right: [], changed: [], added: [], removed: [] };
  assert.deepEqual(compareDigests([], []), nothing);
});

test('signed are public values that are no signatures', () => {
  const rest = {
    timestampSeconds: 0,
    ttlType: 0,
    ttlSeconds: 0,
    data: new Uint8Array(0),
    references: [],
  };
  const values = [
    { ...rest, index: 1, type: 'URL', permissions: 2 },
    { ...rest, index: 2, type: 'URL', permissions: 12 },
    { ...rest, index: 400, type: 'HS_SIGNATURE', permissions: 14 },
    { ...rest, index: 410, type: 'HS_CERT', permissions: 14 },
  ];
  assert.deepEqual(
    valuesToSign(values).map(({ index }) => index),
    [1, 410],
  );
});
