// Ops 300 to 302: prefixes without a node of their own find a home, and lose it without losing their records.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { listedHandles, requests, valueType, type Request } from '../../../wire/handle/handle.ts';
import { administer, adminOf, codesOf, sentValue, signer } from '../testing/administrator.ts';
import { memoryNode } from '../testing/memory-node.ts';
import { question, read } from '../testing/wire.ts';
import { followHomed } from './home-prefixes.ts';
import { keyRecordOf } from './key-records.ts';

const own = '0.NA/88.1';
const child = '0.NA/88.1.7';
const operator = generateKeyPairSync('ed25519');
const enterprise = generateKeyPairSync('ed25519');
const key = (index: number, { publicKey }: typeof operator) => {
  const pem = String(publicKey.export({ format: 'pem', type: 'spki' }));
  return sentValue(index, {
    type: valueType.publicKey,
    data: keyRecordOf(pem) ?? Buffer.alloc(0),
  });
};
const records = {
  [own]: [adminOf(100, { handle: own, index: 300 }), key(300, operator)],
  [child]: [adminOf(100, { handle: child, index: 300 }), key(300, enterprise)],
};
const byOperator = signer({ handle: own, index: 300 }, operator.privateKey, 'Ed25519');
const byEnterprise = signer({ handle: child, index: 300 }, enterprise.privateKey, 'Ed25519');

test('a derived prefix is at home here from op 300 to op 301', async (t) => {
  const at = await memoryNode(t, { prefix: '88.1', records });
  const code = async (asked: Request, by = byOperator): Promise<number | undefined> =>
    codesOf(await administer(at.send, asked, by))[0];
  const listed = async (): Promise<string[]> =>
    listedHandles(await administer(at.send, requests.listHomedPrefixes(), byOperator));
  const found = async (): Promise<number[]> =>
    codesOf((await at.send(question({ handle: '88.1.7/A' }))).map(read));
  const create = requests.create('88.1.7/A', [sentValue(1)]);
  assert.deepEqual(await listed(), [own]);
  assert.equal(await code(create, byEnterprise), 301, 'not before it is at home');
  assert.equal(await code(requests.homePrefix(child), byEnterprise), 400);
  assert.equal(await code(requests.homePrefix(child)), 1);
  assert.deepEqual(await listed(), [own, child]);
  assert.equal(await code(create, byOperator), 400, 'its handles are the enterprise’s');
  assert.equal(await code(create, byEnterprise), 1);
  assert.deepEqual(await found(), [1]);
  const list = await administer(at.send, requests.listHandles(child), byEnterprise);
  assert.deepEqual(listedHandles(list), ['88.1.7/A']);
  assert.equal(await code(requests.homePrefix('0.NA/88.1.8')), 1);
  assert.deepEqual(await listed(), [own, child, '0.NA/88.1.8']);
  const again = new Set<string>();
  await followHomed(at.store, again);
  assert.deepEqual([...again], ['88.1.7', '88.1.8'], 'also after a restart');
  assert.equal(await code(requests.unhomePrefix(child), byEnterprise), 400);
  assert.equal(await code(requests.unhomePrefix(child)), 1);
  assert.notDeepEqual(await found(), [1]);
  assert.equal(await code(requests.homePrefix(child)), 1);
  assert.deepEqual(await found(), [1], 'nothing was lost');
});

test('a mirror gives a home to what its primary does, when it does', async (t) => {
  const [primary, mirror] = [
    await memoryNode(t, { prefix: '88.1', records }),
    await memoryNode(t, { prefix: '88.1', records }),
  ];
  const key = '0.HOMED/88.1.7';
  const found = async (): Promise<number[]> =>
    codesOf((await mirror.send(question({ handle: '88.1.7/NONE' }))).map(read));
  const before = await found();
  await administer(primary.send, requests.homePrefix(child), byOperator);
  const record = await primary.store.get(key);
  assert.ok(record);
  await mirror.store.write([{ key, record }]);
  assert.deepEqual(await found(), [100]);
  await mirror.store.write([{ key, record: null }]);
  assert.deepEqual(await found(), before);
});

test('what is no derived prefix finds no home', async (t) => {
  const at = await memoryNode(t, { prefix: '88.1', records });
  const before = await at.contents();
  const codes: (number | undefined)[] = [];
  for (const handle of ['88.1.7/A', own, '0.NA/88.10', '0.NA/10.1', '', '0.NA/']) {
    codes.push(codesOf(await administer(at.send, requests.homePrefix(handle), byOperator))[0]);
  }
  assert.deepEqual(codes, [102, 301, 301, 301, 102, 301]);
  assert.deepEqual(await at.contents(), before);
});

test('a mirror and a node that is being copied change nothing, and say why', async (t) => {
  for (const [why, expected] of [
    ['mirror', 301],
    ['copied', 7],
  ] as const) {
    const at = await memoryNode(t, { prefix: '88.1', records, readOnly: () => why });
    const before = await at.contents();
    const writes = [
      requests.create('88.1/N', [sentValue(1)]),
      requests.delete('88.1/N'),
      requests.addValues(own, [sentValue(1)]),
      requests.removeValues(own, [100]),
      requests.modifyValues(own, [sentValue(100)]),
      requests.homePrefix(child),
      requests.unhomePrefix(child),
    ];
    for (const write of writes) {
      assert.deepEqual(codesOf(await administer(at.send, write, byOperator)), [expected]);
    }
    assert.deepEqual(await at.contents(), before);
    const list = await administer(at.send, requests.listHandles(own), byOperator);
    assert.deepEqual(codesOf(list), [1]);
    assert.deepEqual(codesOf((await at.send(question({ handle: own }))).map(read)), [1]);
  }
});
