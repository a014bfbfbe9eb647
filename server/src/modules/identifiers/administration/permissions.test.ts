// Who may do what: each request takes exactly its own permission, and each key proves only its own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  adminPermission,
  encodeAdmin,
  macAlgorithm,
  opCode,
  opFlag,
  valueType,
  type Body,
} from '../../../wire/handle/handle.ts';
import type { Resolver } from '../api.ts';
import { valueJson } from '../model/value-json.ts';
import {
  administer,
  adminOf,
  secretHolder,
  sentValue,
  type Asked,
  type Credential,
} from '../testing/administrator.ts';
import { memoryNode, type MemoryNode } from '../testing/memory-node.ts';
import { valuesOf } from '../testing/wire.ts';
import {
  admin,
  anyKey,
  change,
  code,
  create,
  impostor,
  modifier,
  named,
  node,
  own,
  prefix,
  prefixRecord,
  records,
  remove,
  secret,
} from '../testing/administered-prefix.ts';

test('each operation takes its own permission', async (t) => {
  const at = await node(t);
  const data = Buffer.from('m');
  const before = await at.contents();
  const elevated = encodeAdmin({ permissions: 0x1fff, handle: own, index: 302 });
  const forbidden: Asked[] = [
    create(`${prefix}/N`),
    create(`${prefix}/A`, [sentValue(1)], opFlag.overwriteWhenExists),
    named(opCode.delete, `${prefix}/A`),
    named(opCode.listHandles, own),
    change(opCode.addValues, [sentValue(9)]),
    change(opCode.modifyValues, [adminOf(102, { handle: own, index: 302 })]),
    change(opCode.modifyValues, [sentValue(1, { type: valueType.admin, data: elevated })]),
    change(opCode.modifyValues, [sentValue(1, { type: 'hs_Admin', data: elevated })]),
    change(opCode.modifyValues, [sentValue(102, { data })]),
    remove([1]),
    remove([102]),
  ];
  for (const asked of forbidden) {
    assert.equal(await code(at, asked, modifier), 400, JSON.stringify(asked).slice(0, 200));
    assert.deepEqual(await at.contents(), before);
  }
  assert.equal(await code(at, change(opCode.modifyValues, [sentValue(1, { data })]), modifier), 1);
});

const resolveAll: Asked = {
  op: opCode.resolve,
  body: { kind: 'resolve-request', handle: `${prefix}/A`, indexes: [], types: [] },
};

test('no permission stands for another: each request takes exactly its own', async (t) => {
  const bit = adminPermission;
  const adminValue = adminOf(100, { handle: own, index: 302 });
  const overwrite = create(`${prefix}/A`, [sentValue(1)], opFlag.overwriteWhenExists);
  const needs: [Asked, number][] = [
    [create(`${prefix}/N`), bit.addHandle],
    [create('0.NA/88.1.9'), bit.addDerivedPrefix],
    [overwrite, bit.addHandle | bit.deleteHandle],
    [named(opCode.delete, `${prefix}/A`), bit.deleteHandle],
    [named(opCode.delete, '0.NA/88.1.7'), bit.deleteDerivedPrefix],
    [change(opCode.addValues, [sentValue(9)]), bit.addValue],
    [change(opCode.addValues, [{ ...adminValue, index: 9 }]), bit.addAdmin],
    [change(opCode.modifyValues, [sentValue(1)]), bit.modifyValue],
    [change(opCode.modifyValues, [adminValue]), bit.modifyAdmin],
    [change(opCode.modifyValues, [{ ...adminValue, index: 1 }]), bit.modifyValue | bit.addAdmin],
    [change(opCode.modifyValues, [sentValue(100)]), bit.modifyAdmin | bit.removeAdmin],
    [remove([1]), bit.removeValue],
    [remove([100]), bit.removeAdmin],
    [remove([1, 100]), bit.removeValue | bit.removeAdmin],
    [named(opCode.listHandles, own), bit.listHandles],
    [named(opCode.listDerivedPrefixes, own), bit.listDerivedPrefixes],
    [resolveAll, bit.readValue],
  ];
  const withBits = (bits: number): Promise<MemoryNode> => {
    const may = adminOf(100, { handle: own, index: 302 }, bits);
    const A = [sentValue(1), sentValue(2, { permissions: 12 }), may];
    const held = { [own]: [...prefixRecord.slice(2), may], [`${prefix}/A`]: A };
    return memoryNode(t, { prefix, records: { ...held, '0.NA/88.1.7': [sentValue(1), may] } });
  };
  for (const [asked, bits] of needs) {
    const name = JSON.stringify(asked).slice(0, 120);
    assert.equal(await code(await withBits(bits), asked, modifier), 1, name);
    for (const one of Object.values(bit).filter((each) => (each & bits) !== 0)) {
      assert.equal(
        await code(await withBits(0x1fff & ~one), asked, modifier),
        400,
        `${name} ${one}`,
      );
    }
  }
});

test('restricted values are for administrators who may read', async (t) => {
  const at = await node(t);
  const resolve = (flags: number, indexes: readonly number[] = []): Asked => ({
    op: opCode.resolve,
    flags,
    body: { kind: 'resolve-request', handle: `${prefix}/A`, indexes, types: [] },
  });
  const indexes = async (asked: Asked, credential?: Credential): Promise<unknown> => {
    const [answer] = await administer(at.send, asked, credential);
    const values = answer && valuesOf(answer).map(([index]) => index);
    return answer?.header.responseCode === 1 ? values : answer?.header.responseCode;
  };
  assert.deepEqual(await indexes(resolve(opFlag.publicOnly)), [1, 3, 100, 102]);
  assert.equal(await indexes(resolve(opFlag.publicOnly, [2])), 200);
  assert.equal(await indexes(resolve(0)), 402);
  assert.equal(await indexes(resolve(0, [2])), 402);
  assert.deepEqual(await indexes(resolve(0, [1])), [1]);
  assert.deepEqual(await indexes(resolve(0), modifier), [1, 2, 3, 100, 102]);
  assert.deepEqual(await indexes(resolve(0, [2]), admin), [2]);
  assert.equal(await indexes(resolve(0), impostor), 403);
  assert.equal(await indexes(resolve(0), anyKey), 400);
});

test('a wrong key, an unknown key and an unknown proof are told apart from missing rights', async (t) => {
  const at = await node(t);
  const asked = create(`${prefix}/N`);
  const as = (over: Partial<Credential>): Promise<number> => code(at, asked, { ...admin, ...over });
  assert.equal(await code(at, asked), 402);
  assert.equal(await code(at, asked, impostor), 403);
  assert.equal(await as({ index: 999 }), 403);
  assert.equal(await as({ handle: '88.1/nobody' }), 403);
  assert.equal(await as({ handle: 'not\u0000valid' }), 403);
  assert.equal(await as({ authType: 'HS_SECKEY' }), 403);
  assert.equal(await as({ authType: 'HS_OTHER' }), 406);
  assert.equal(await code(at, asked, modifier), 400);
  assert.equal(await code(at, asked, anyKey), 400);
  const holder = secretHolder({ handle: own, index: 301 }, secret, macAlgorithm.pbkdf2HmacSha1);
  assert.equal(await code(at, asked, holder), 1);
});

test('a secret that everybody can read, here or elsewhere, proves nothing', async (t) => {
  let lookups = 0;
  const resolver: Pick<Resolver, 'resolve'> = {
    async resolve(handle) {
      lookups += 1;
      const values = [valueJson(sentValue(1, { type: valueType.secretKey, data: secret }), 0)];
      return { handle, responseCode: 1, values, cached: false, tookMs: 0, path: [] };
    },
  };
  const at = await memoryNode(t, { prefix, records, resolver });
  for (const of of [
    { handle: own, index: 303 },
    { handle: '99/x', index: 1 },
  ]) {
    const holder = secretHolder(of, secret, macAlgorithm.hmacSha256);
    assert.equal(await code(at, create(`${prefix}/N`), holder), 403);
    const [nonce, requestDigest] = [new Uint8Array(16), new Uint8Array(32)];
    const signedResponse = holder.prove(Buffer.concat([nonce, requestDigest]));
    const asked = {
      userHandle: of.handle,
      userIndex: of.index,
      nonce,
      requestDigest,
      signedResponse,
    };
    const body: Body = { kind: 'verify-request', ...asked };
    const [answer] = await administer(at.send, { op: opCode.verifyAnswer, body });
    assert.deepEqual(answer?.body, { kind: 'verify-response', valid: false });
  }
  assert.equal(lookups, 0);
});
