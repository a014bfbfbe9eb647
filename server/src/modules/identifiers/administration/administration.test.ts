// Administration message by message on a node in memory: what each operation does, and what it refuses.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { opCode, opFlag, valueType, type HandleValue } from '../../../wire/handle/handle.ts';
import { administer, adminOf, sentValue, type Asked } from '../testing/administrator.ts';
import { memoryNode } from '../testing/memory-node.ts';
import { question, read } from '../testing/wire.ts';
import {
  admin,
  change,
  code,
  create,
  modifier,
  named,
  node,
  own,
  prefix,
  prefixRecord,
  remove,
  stored,
} from '../testing/administered-prefix.ts';

test('an administrator creates, adds, modifies, removes and deletes', async (t) => {
  const at = await node(t);
  const handle = `${prefix}/New`;
  const [created] = await administer(at.send, create(handle), admin);
  assert.deepEqual(created?.body, { kind: 'create-response', handle });
  const withAdmin = [sentValue(1), adminOf(100, { handle: own, index: 300 })];
  assert.equal(await code(at, create(handle, withAdmin, opFlag.overwriteWhenExists), admin), 400);
  assert.equal(await code(at, create(`${prefix}/B`, withAdmin), admin), 1);
  const B = `${prefix}/b`;
  assert.equal(await code(at, change(opCode.addValues, [sentValue(2), sentValue(3)], B), admin), 1);
  const data = Buffer.from('new');
  assert.equal(await code(at, change(opCode.modifyValues, [sentValue(2, { data })], B), admin), 1);
  assert.equal(await code(at, remove([1, 3], B), admin), 1);
  const values = await stored(at, B);
  assert.deepEqual(
    values.map(([index]) => index),
    [100, 2],
  );
  assert.equal(values[1]?.[1], 'new');
  const again = create(B, [sentValue(5)], opFlag.overwriteWhenExists);
  assert.equal(await code(at, again, admin), 1);
  assert.deepEqual(await stored(at, B), [[5, 'value 5']]);
  assert.equal(await code(at, named(opCode.delete, `${prefix}/A`), admin), 1);
  assert.deepEqual(await stored(at), []);
});

test('values are dated by the node, and a handle keeps the spelling of its creation', async (t) => {
  const at = await node(t);
  await administer(at.send, create(`${prefix}/MiXed`), admin);
  const [answer] = await at.send(question({ handle: `${prefix}/mixed` }));
  const { body } = read(answer);
  assert.ok(
    body.kind === 'resolve-response' && (body.values[0]?.timestampSeconds ?? 0) > 1_700_000_000,
  );
  const listed = await administer(at.send, named(opCode.listHandles, own), admin);
  assert.deepEqual(listed[0]?.body, {
    kind: 'list-response',
    handles: [`${prefix}/A`, `${prefix}/MiXed`],
  });
});

test('a minted name is new and told', async (t) => {
  const at = await node(t);
  const asked = create(`${prefix}/part-`, [sentValue(1)], opFlag.mintNewSuffix);
  const names = new Set<string>();
  for (let n = 0; n < 3; n++) {
    const [{ body } = { body: undefined }] = await administer(at.send, asked, admin);
    assert.ok(body?.kind === 'create-response');
    assert.match(body.handle, /^88\.1\/part-[0-9a-f-]{36}$/);
    assert.deepEqual(await stored(at, body.handle), [[1, 'value 1']]);
    names.add(body.handle);
  }
  assert.equal(names.size, 3);
});

test('a derived prefix is its parent’s to create and is listed', async (t) => {
  const at = await node(t);
  assert.equal(await code(at, create('0.NA/88.1.8'), admin), 1);
  assert.equal(
    await code(at, create('0.NA/88.1.8.1'), admin),
    400,
    'the record of 88.1.8 names nobody',
  );
  assert.equal(await code(at, create('0.NA/88.1.7.1'), admin), 1);
  const [listed] = await administer(at.send, named(opCode.listDerivedPrefixes, own), admin);
  const handles = ['0.NA/88.1.7', '0.NA/88.1.7.1', '0.NA/88.1.8'];
  assert.deepEqual(listed?.body, { kind: 'list-response', handles });
  assert.equal(await code(at, named(opCode.listDerivedPrefixes, own), modifier), 400);
});

test('a list comes in parts of 50, an empty one in one part', async (t) => {
  const many = Object.fromEntries(
    Array.from({ length: 120 }, (_, n) => [
      `${prefix}/L${String(n).padStart(3, '0')}`,
      [sentValue(1)],
    ]),
  );
  const at = await memoryNode(t, { prefix, records: { [own]: prefixRecord, ...many } });
  const parts = await administer(at.send, named(opCode.listHandles, own), admin);
  const handles = parts.map(({ body }) => (body.kind === 'list-response' ? body.handles : []));
  assert.deepEqual(
    handles.map(({ length }) => length),
    [50, 50, 20],
  );
  assert.deepEqual(handles.flat(), Object.keys(many));
  const continued = parts.map(({ header }) => (header.flags & opFlag.continuous) !== 0);
  assert.deepEqual(continued, [true, true, false]);
  const empty = await memoryNode(t, { prefix, records: { [own]: prefixRecord } });
  const [only] = await administer(empty.send, named(opCode.listHandles, own), admin);
  assert.deepEqual(only?.body, { kind: 'list-response', handles: [] });
});

test('other nodes’ identifiers are refused, before any challenge', async (t) => {
  const at = await node(t);
  for (const asked of [
    create('88.2/x'),
    create('0.NA/88'),
    named(opCode.delete, '99/x'),
    named(opCode.listHandles, '0.NA/99'),
  ]) {
    assert.equal(await code(at, asked, admin), 301, JSON.stringify(asked));
  }
  assert.equal(await code(at, named(opCode.listHandles, '0.NA/88.1.9'), admin), 301);
  assert.equal(await code(at, create('88.1.9/x'), admin), 301);
  assert.equal(await code(at, named(opCode.listHandles, `${prefix}/A`), admin), 102);
  assert.equal(await code(at, create(`${prefix}/\u0000`), admin), 102);
  assert.equal(await code(at, create(`${prefix}/${'x'.repeat(1_950)}`), admin), 102);
  assert.equal(await code(at, named(opCode.delete, own), admin), 5);
  for (const op of [300, 301]) assert.equal(await code(at, named(op, own), admin), 301);
});

test('values that no record may hold are refused, before any challenge', async (t) => {
  const at = await node(t);
  const bad: [number, HandleValue[]][] = [
    [202, []],
    [202, [sentValue(0)]],
    [202, [sentValue(-1)]],
    [201, [sentValue(1), sentValue(1)]],
    [202, [sentValue(1, { type: '' })]],
    [202, [sentValue(1, { type: 'a\nb' })]],
    [202, [sentValue(1, { type: 'T'.repeat(300) })]],
    [202, [sentValue(1, { permissions: 16 })]],
    [202, [sentValue(1, { ttlType: 2 })]],
    [202, [sentValue(1, { type: valueType.admin })]],
    [202, [sentValue(1, { type: valueType.adminGroup })]],
    [202, [sentValue(1, { type: valueType.site })]],
    [202, Array.from({ length: 2_049 }, (_, n) => sentValue(n + 1))],
  ];
  for (const [expected, values] of bad) {
    assert.equal(await code(at, create(`${prefix}/N`, values)), expected);
    assert.equal(await code(at, change(opCode.addValues, values)), expected);
    assert.equal(await code(at, change(opCode.modifyValues, values)), expected);
  }
  const large = create(`${prefix}/N`, [sentValue(1, { data: new Uint8Array(257_000) })]);
  assert.equal(await code(at, large, admin), 202);
});

test('a change that fails in one value changes none', async (t) => {
  const at = await node(t);
  const before = await at.contents();
  const data = Buffer.from('changed');
  const many = Array.from({ length: 2_046 }, (_, n) => sentValue(n + 200));
  const failing: [number, Asked][] = [
    [201, change(opCode.addValues, [sentValue(7), sentValue(1)])],
    [202, change(opCode.addValues, many)],
    [202, change(opCode.addValues, [sentValue(7, { data: new Uint8Array(256_000) })])],
    [200, change(opCode.modifyValues, [sentValue(1, { data }), sentValue(9)])],
    [401, change(opCode.modifyValues, [sentValue(1, { data }), sentValue(3, { data })])],
    [200, remove([1, 9])],
    [202, remove([1, 2, 3, 100, 102])],
    [202, remove([])],
    [101, create(`${prefix}/a`)],
    [100, named(opCode.delete, `${prefix}/none`)],
    [100, remove([1], `${prefix}/none`)],
  ];
  for (const [expected, asked] of failing) {
    assert.equal(await code(at, asked, admin), expected, JSON.stringify(asked).slice(0, 200));
    assert.deepEqual(await at.contents(), before);
  }
});
