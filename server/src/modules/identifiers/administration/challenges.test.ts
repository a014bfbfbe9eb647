// Challenges, races and hostile requests: nothing changes for anybody without rights.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RecordChange, RecordStore } from '../records/record-store.ts';
import { encodeMessage, opCode, type Body, type Message } from '../../../wire/handle/handle.ts';
import { administer, challengeAnswer, codesOf, sentValue } from '../testing/administrator.ts';
import { memoryNode } from '../testing/memory-node.ts';
import { question, read } from '../testing/wire.ts';
import {
  admin,
  anyKey,
  change,
  code,
  create,
  impostor,
  modifier,
  node,
  own,
  prefix,
  prefixRecord,
  records,
} from '../testing/administered-prefix.ts';

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
