// Administration message by message on a node in memory: what each operation does, for whom, and that
// nothing changes for anybody else.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import type { RecordChange, RecordStore } from '../records/record-store.ts';
import {
  adminPermission,
  encodeAdmin,
  encodeMessage,
  macAlgorithm,
  opCode,
  opFlag,
  valueType,
  type Body,
  type HandleValue,
  type Message,
} from '../../../wire/handle/handle.ts';
import type { Resolver } from '../api.ts';
import { valueJson } from '../model/value-json.ts';
import {
  administer,
  adminOf,
  challengeAnswer,
  codesOf,
  secretHolder,
  sentValue,
  signer,
  type Asked,
  type Credential,
} from '../testing/administrator.ts';
import { memoryNode, type MemoryNode } from '../testing/memory-node.ts';
import { question, read, valuesOf } from '../testing/wire.ts';
import { keyRecordOf } from './key-records.ts';

const prefix = '88.1';
const own = '0.NA/88.1';
const secret = Buffer.from('correct horse');
const keys = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519');

const recordOf = (key: typeof keys.publicKey): Uint8Array =>
  keyRecordOf(String(key.export({ format: 'pem', type: 'spki' }))) ?? new Uint8Array(0);

/** 300 may everything, 301 as well by its secret, 302 may only modify values and read. */
const prefixRecord: readonly HandleValue[] = [
  adminOf(100, { handle: own, index: 300 }),
  adminOf(101, { handle: own, index: 301 }),
  sentValue(300, { type: valueType.publicKey, data: recordOf(keys.publicKey) }),
  sentValue(301, { type: valueType.secretKey, data: secret, permissions: 12 }),
  sentValue(302, { type: valueType.publicKey, data: recordOf(other.publicKey) }),
  sentValue(303, { type: valueType.secretKey, data: secret }),
];

const admin = signer({ handle: own, index: 300 }, keys.privateKey, 'Ed25519');
const modifier = signer({ handle: own, index: 302 }, other.privateKey, 'Ed25519');
const impostor = signer({ handle: own, index: 300 }, other.privateKey, 'Ed25519');
const anyKey = signer({ handle: own, index: 0 }, keys.privateKey, 'Ed25519');

const { modifyValue, readValue } = adminPermission;
const records = {
  [own]: prefixRecord,
  [`${prefix}/A`]: [
    sentValue(1),
    sentValue(2, { permissions: 12 }),
    sentValue(3, { permissions: 10 }),
    adminOf(100, { handle: own, index: 300 }),
    adminOf(102, { handle: own, index: 302 }, modifyValue | readValue),
  ],
  '0.NA/88.1.7': [adminOf(100, { handle: own, index: 300 })],
};

const node = (t: TestContext): Promise<MemoryNode> => memoryNode(t, { prefix, records });

const create = (handle: string, values = [sentValue(1)], flags = 0): Asked => ({
  op: opCode.create,
  flags,
  body: { kind: 'values-request', handle, values },
});
const change = (op: number, values: readonly HandleValue[], handle = `${prefix}/A`): Asked => ({
  op,
  body: { kind: 'values-request', handle, values },
});
const remove = (indexes: readonly number[], handle = `${prefix}/A`): Asked => ({
  op: opCode.removeValues,
  body: { kind: 'remove-request', handle, indexes },
});
const named = (op: number, handle: string): Asked => ({
  op,
  body: { kind: 'handle-request', handle },
});

async function code(at: MemoryNode, asked: Asked, credential?: Credential): Promise<number> {
  return codesOf(await administer(at.send, asked, credential))[0] ?? 0;
}

async function stored(at: MemoryNode, handle = `${prefix}/A`): Promise<[number, string][]> {
  const [answer] = await at.send(question({ handle }));
  return valuesOf(read(answer));
}

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

test('a challenge is good for its own request, once', async (t) => {
  const at = await node(t);
  const sent = question({ flags: 0, ...create(`${prefix}/N`) });
  const [challenge] = (await at.send(sent)).map(read);
  assert.ok(challenge);
  const answer = challengeAnswer(challenge, admin, sent);
  const [elsewhere] = (await at.send(question({ flags: 0, ...create(`${prefix}/M`) }))).map(read);
  assert.ok(elsewhere);
  const { sessionId } = elsewhere.envelope;
  const moved = encodeMessage({
    ...read(answer),
    envelope: { ...read(answer).envelope, sessionId },
  });
  assert.deepEqual(codesOf((await at.send(moved)).map(read)), [403]);
  const [first, second] = [await at.send(answer), await at.send(answer)];
  assert.deepEqual(codesOf([...first, ...second].map(read)), [1, 500]);
  assert.equal(at.administration.pending.count, 0);
});

test('a request in a session that does not exist is refused', async (t) => {
  const at = await node(t);
  const sent = question({ flags: 0, ...create(`${prefix}/N`), envelope: { sessionId: 77 } });
  assert.deepEqual(codesOf((await at.send(sent)).map(read)), [500]);
});

test('10,000 challenges that nobody answers stay within their bounds', async (t) => {
  const bounds = { countMax: 2_000, bytesMax: 1_000_000, lifeMs: 60_000 };
  const at = await memoryNode(t, { prefix, records, bounds });
  const data = new Uint8Array(1_000);
  const sent = question({ flags: 0, ...create(`${prefix}/N`, [sentValue(1, { data })]) });
  for (let n = 0; n < 10_000; n++) {
    await at.sendAs({ transport: 'tcp', host: `10.0.0.${n % 250}`, port: n })(sent);
  }
  assert.ok(at.administration.pending.count <= 2_000);
  assert.ok(at.administration.pending.bytes <= 1_000_000);
  assert.equal(await code(at, create(`${prefix}/N`), admin), 1);
});

test('a record that changes meanwhile is decided anew, and one that never rests is given up', async (t) => {
  let disturbances = 3;
  const disturbed = (store: RecordStore): RecordStore =>
    Object.assign(Object.create(store) as RecordStore, {
      get: (key: string) => store.get(key),
      async write(changes: readonly RecordChange[]) {
        if (disturbances-- <= 0) return store.write(changes);
        return changes.map(() => 'refused' as const);
      },
    });
  const at = await memoryNode(t, { prefix, records, storeOf: disturbed });
  assert.equal(await code(at, change(opCode.addValues, [sentValue(9)]), admin), 1);
  disturbances = 100;
  assert.equal(await code(at, change(opCode.addValues, [sentValue(10)]), admin), 3);
});

test('of two administrators who add the same index at once, one is refused', async (t) => {
  const at = await node(t);
  const both = await Promise.all([
    code(at, change(opCode.addValues, [sentValue(9)]), admin),
    code(at, change(opCode.addValues, [sentValue(9)]), admin),
  ]);
  assert.deepEqual(both.toSorted(), [1, 201]);
});

const aValue = fc.record({
  index: fc.integer({ min: -1, max: 120 }),
  type: fc.constantFrom('URL', 'HS_ADMIN', 'HS_VLIST', 'HS_SECKEY', ''),
  permissions: fc.nat(20),
  data: fc.oneof(
    fc.uint8Array({ maxLength: 30 }),
    fc.constant(prefixRecord[0]?.data ?? new Uint8Array()),
  ),
});
const aHandle = fc.constantFrom(
  `${prefix}/A`,
  `${prefix}/new`,
  own,
  '0.NA/88.1.7',
  '0.NA/88.1.9',
  '99/x',
  '',
);
const aBody: fc.Arbitrary<Body> = fc.oneof(
  fc.record({
    kind: fc.constant('values-request' as const),
    handle: aHandle,
    values: fc.array(
      aValue.map(({ index, ...over }) => sentValue(index, over)),
      { maxLength: 4 },
    ),
  }),
  fc.record({
    kind: fc.constant('remove-request' as const),
    handle: aHandle,
    indexes: fc.array(fc.integer(), { maxLength: 4 }),
  }),
  fc.record({ kind: fc.constant('handle-request' as const), handle: aHandle }),
);
const anOp = fc.constantFrom(100, 101, 102, 103, 104, 105, 106, 201, 300, 301, 302, 400);

test('no request of anybody without rights changes the store, whatever he asks and claims', async (t) => {
  const at = await node(t);
  const before = await at.contents();
  const strangers = [
    undefined,
    impostor,
    anyKey,
    { ...admin, index: 302 },
    { ...modifier, authType: 'HS_SECKEY' },
  ];
  await fc.assert(
    fc.asyncProperty(
      anOp,
      aBody,
      fc.integer(),
      fc.constantFrom(...strangers),
      async (op, body, bits, who) => {
        await administer(at.send, { op, body: bodyFor(op, body), flags: bits >>> 0 }, who);
        assert.deepEqual(await at.contents(), before);
      },
    ),
    { numRuns: 400 },
  );
});

/** A message of an op with another op's body would be no message. */
function bodyFor(op: number, body: Body): Body {
  const handle = 'handle' in body ? body.handle : '';
  if (op === 100 || op === 102 || op === 104) {
    return body.kind === 'values-request'
      ? body
      : { kind: 'values-request', handle, values: [sentValue(1)] };
  }
  if (op === 103)
    return body.kind === 'remove-request' ? body : { kind: 'remove-request', handle, indexes: [1] };
  return { kind: 'handle-request', handle };
}

test('no bytes crash the node or change its store', async (t) => {
  const at = await node(t);
  const before = await at.contents();
  const good = question({ flags: 0, ...create(`${prefix}/N`) });
  const [challenge] = (await at.send(good)).map(read) as [Message];
  const answer = challengeAnswer(challenge, impostor, good);
  const flips = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(good, answer), flips, async (message, changes) => {
      const bytes = message.slice();
      for (const [where, by] of changes) bytes[where % bytes.length] = by;
      for (const one of await at.send(bytes)) assert.notEqual(read(one).header.responseCode, 0);
      assert.deepEqual(await at.contents(), before);
    }),
    { numRuns: 400 },
  );
});
