// The header Authorization: what is written is read, and any text is read or refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isFailure } from '../../../kernel/failure/failure.ts';
import { handleFieldsIn, passwordLoginIn, usesHandleLogin } from './authorization.ts';
import { referenceOf, referenceText } from './identity-text.ts';

const header = fc.stringMatching(/^[ -~]*$/);

test('fields are read as they were written', () => {
  const fields = fc.dictionary(fc.stringMatching(/^[a-zA-Z][\w-]{0,10}$/), header, {
    maxKeys: 12,
    noNullPrototype: true,
  });
  fc.assert(
    fc.property(fields, (given) => {
      fc.pre(given['version'] === undefined || given['version'] === '0');
      const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
      const pairs = Object.entries(given).map(([name, value]) => `${name}=${quoted(value)}`);
      const read = handleFieldsIn(`Handle ${pairs.join(', ')}`);
      assert.deepEqual(new Map(read), new Map(Object.entries(given)));
    }),
  );
});

test('bare words and odd spaces', () => {
  const read = handleFieldsIn('handle  clientCert=true ,a = "b, c" ,d=e');
  assert.deepEqual(
    [...(read ?? [])],
    [
      ['clientCert', 'true'],
      ['a', 'b, c'],
      ['d', 'e'],
    ],
  );
  assert.equal(handleFieldsIn('Handle')?.size, 0);
  assert.equal(handleFieldsIn('Bearer x'), undefined);
});

test('any header is read, refused or not ours', () => {
  const any = fc.oneof(
    header,
    header.map((text) => `Handle ${text}`),
    header.map((text) => `Basic ${text}`),
  );
  fc.assert(
    fc.property(any, (text) => {
      try {
        const fields = handleFieldsIn(text);
        const login = passwordLoginIn(text);
        const isOurs = usesHandleLogin({ headers: { authorization: text } });
        if (fields !== undefined || login !== undefined) assert.ok(isOurs);
      } catch (error) {
        assert.ok(isFailure(error, 'handle-api.bad-login'), String(error));
      }
    }),
    { numRuns: 1_000 },
  );
});

test('a long header is read in one go', () => {
  for (const text of [
    `a="${'\\"'.repeat(8_000)}`,
    'a'.repeat(16_000),
    `${' '.repeat(16_000)}=`,
    `a=b${' '.repeat(16_000)}c`,
  ]) {
    assert.throws(() => handleFieldsIn(`Handle ${text}`), { code: 'handle-api.bad-login' });
  }
});

test('index and handle', () => {
  assert.deepEqual(referenceOf('300:88.118.8/a:b'), { index: 300, handle: '88.118.8/a:b' });
  assert.deepEqual(referenceOf('88.118.8/a'), { index: 0, handle: '88.118.8/a' });
  assert.deepEqual(referenceOf('x:88/a'), { index: 0, handle: 'x:88/a' });
  assert.deepEqual(referenceOf('300:88.118.8'), { index: 300, handle: '0.NA/88.118.8' });
  for (const bad of ['', '300:', '2147483648:a/b', `1:a/${'x'.repeat(3_000)}`])
    assert.equal(referenceOf(bad), undefined, bad);
  const anyReference = fc.record(
    { index: fc.nat(0x7fff_ffff), handle: fc.stringMatching(/^[ -~]{0,20}\/[ -~]{0,20}$/) },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(anyReference, (one) => assert.deepEqual(referenceOf(referenceText(one)), one)),
  );
});
