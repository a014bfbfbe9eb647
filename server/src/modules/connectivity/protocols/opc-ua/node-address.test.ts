import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nodeAddressText, nodeIdText, parseNodeAddress, stableText } from './node-address.ts';

test('addresses as OPC UA writes them, with their namespace by index or URI', () => {
  const cases: readonly [string, unknown][] = [
    ['i=2258', { namespace: 0, id: 'i=2258' }],
    ['ns=2;s=Speed', { namespace: 2, id: 's=Speed' }],
    ['nsu=http://x.org/a;s="DB"."x"[3]', { namespace: 'http://x.org/a', id: 's="DB"."x"[3]' }],
    ['nsu=a%3Bb%25c;i=1', { namespace: 'a;b%c', id: 'i=1' }],
    ['nsu=u;s=a;i=3', { namespace: 'u', id: 's=a;i=3' }],
    ['element=7;ns=1;b=AQID', { namespace: 1, id: 'b=AQID', element: 7 }],
    [
      'ns=1;g=09087e75-8e5e-499b-954f-f2a9603db28a',
      { namespace: 1, id: 'g=09087e75-8e5e-499b-954f-f2a9603db28a' },
    ],
    ...[
      '',
      'Speed',
      'ns=2',
      'ns=70000;i=1',
      'i=4294967296',
      'i=x',
      'g=1',
      's=',
      'element=;i=1',
    ].map((text) => [text, undefined] as [string, unknown]),
  ];
  for (const [text, parsed] of cases) assert.deepEqual(parseNodeAddress(text), parsed, text);
});

test('the stable form leads back to the same node when namespaces are numbered anew', () => {
  const before = ['http://opcfoundation.org/UA/', 'urn:a', 'urn:b'];
  const after = ['http://opcfoundation.org/UA/', 'urn:c', 'urn:b', 'urn:a'];
  const stable = stableText('ns=2;s=x', before);
  assert.equal(stable, 'nsu=urn:b;s=x');
  const parsed = parseNodeAddress(stable);
  assert.ok(parsed);
  assert.equal(nodeIdText(parsed, after), 'ns=2;s=x');
  assert.equal(nodeIdText(parsed, ['', 'urn:x', 'urn:y', 'urn:b']), 'ns=3;s=x');
  assert.equal(nodeIdText(parsed, before.slice(0, 2)), undefined);
  assert.equal(stableText('ns=0;i=85', before), 'i=85');
  assert.equal(stableText('ns=9;i=85', before), 'ns=9;i=85');
});

test('every address comes back from its text, and no text does harm', () => {
  const ids = fc.oneof(
    fc.nat(0xffff_ffff).map((id) => `i=${id}`),
    fc.string({ minLength: 1 }).map((id) => `s=${id.trim()}x`),
  );
  const namespaces = fc.oneof(
    fc.nat(0xffff),
    fc.webUrl(),
    fc.string({ minLength: 1 }).map((uri) => `u${uri}`),
  );
  fc.assert(
    fc.property(namespaces, ids, fc.option(fc.nat(999)), (namespace, id, element) => {
      const address = { namespace, id, ...(element === null ? {} : { element }) };
      assert.deepEqual(parseNodeAddress(nodeAddressText(address)), address);
    }),
  );
  fc.assert(fc.property(fc.string(), (text) => void parseNodeAddress(text)));
});
