// Valid and invalid names, equality by ASCII case, and the descent of prefixes.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { text } from './arbitrary.contract.ts';
import {
  asHandle,
  canonicalBytes,
  canonicalKey,
  isDerivedFrom,
  isValidName,
  parentPrefix,
  prefixHandle,
  prefixNamedBy,
  prefixOf,
  splitName,
  suffixOf,
} from './name.ts';
import { bytesOfText, textOf } from './text.ts';

test('a handle splits at its first slash', () => {
  assert.deepEqual(splitName('88.118.8/a/b'), {
    ok: true,
    value: { prefix: '88.118.8', suffix: 'a/b' },
  });
  assert.deepEqual(splitName('0.NA/88'), { ok: true, value: { prefix: '0.NA', suffix: '88' } });
  assert.deepEqual(splitName('88/'), { ok: true, value: { prefix: '88', suffix: '' } });
  assert.deepEqual(splitName('88.118/标识 1'), {
    ok: true,
    value: { prefix: '88.118', suffix: '标识 1' },
  });
});

test('names that are not valid tell why', () => {
  const faults = {
    '88.118': 'no-slash',
    '': 'no-slash',
    '/x': 'empty-prefix',
    '88..1/x': 'empty-prefix-segment',
    '.88/x': 'empty-prefix-segment',
    '88./x': 'empty-prefix-segment',
    '88/a\u0000': 'control-character',
    '88/a\n': 'control-character',
    '88/\u0085': 'control-character',
    [`88/${'a'.repeat(2046)}`]: 'too-long',
    [`88/${'标'.repeat(682)}`]: 'too-long',
    [textOf(Uint8Array.of(0x38, 0x2f, 0xff), 0, 3)]: 'not-utf8',
  };
  for (const [name, reason] of Object.entries(faults)) {
    assert.deepEqual(splitName(name), { ok: false, reason }, JSON.stringify(name.slice(0, 20)));
    assert.equal(isValidName(name), false);
  }
  for (const name of [`88/${'a'.repeat(2045)}`, `88/${'标'.repeat(681)}`])
    assert.equal(isValidName(name), true);
});

test('a valid name is put together again from its parts', () => {
  fc.assert(
    fc.property(fc.tuple(text, text), ([prefix, suffix]) => {
      const name = `${prefix}/${suffix}`;
      const split = splitName(name);
      if (split.ok) assert.equal(`${split.value.prefix}/${split.value.suffix}`, name);
      assert.equal(split.ok, isValidName(name));
      assert.equal(`${prefixOf(name)}/${suffixOf(name)}`, name);
    }),
  );
});

test('case is folded in ASCII only', () => {
  assert.equal(canonicalKey('88.118/aB-ß-ü-标-ı'), '88.118/AB-ß-ü-标-ı');
  fc.assert(
    fc.property(text, (name) => {
      assert.equal(canonicalKey(canonicalKey(name)), canonicalKey(name));
      assert.deepEqual(canonicalBytes(bytesOfText(name)), bytesOfText(canonicalKey(name)));
    }),
  );
});

test('prefixes are handles under 0.NA', () => {
  assert.equal(prefixHandle('88.118.8'), '0.NA/88.118.8');
  assert.equal(prefixNamedBy('0.na/88.118.8'), '88.118.8');
  assert.equal(prefixNamedBy('88.118.8/x'), undefined);
  assert.equal(prefixNamedBy('0.NA'), undefined);
  assert.equal(asHandle('88.118'), '0.NA/88.118');
  assert.equal(asHandle('88.118/x'), '88.118/x');
});

test('prefixes descend by their dots', () => {
  assert.deepEqual(
    ['88.118.8', '88.118', '88'].map((prefix) => parentPrefix(prefix)),
    ['88.118', '88', undefined],
  );
  assert.equal(isDerivedFrom('88.118.8', '88'), true);
  assert.equal(isDerivedFrom('88.118.8', '88.118'), true);
  assert.equal(isDerivedFrom('88.118', '88.118'), false);
  assert.equal(isDerivedFrom('88.1188', '88.118'), false);
  assert.equal(isDerivedFrom('88.118', '88.118.8'), false);
  assert.equal(isDerivedFrom('Ab.c', 'aB'), true);
});
