// The administrative exchanges recorded with Handle.Net 9.2.0 (shared/data/handle-wire), byte for byte to
// our node: given the same records, keys, nonces and session ids, it answers each in kind.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { realRandom } from '../../../kernel/world/real/random.ts';
import type { Random } from '../../../kernel/world/random.ts';
import {
  adminPermission,
  opCode,
  responseCode,
  type Body,
  type HandleValue,
  type Message,
} from '../../../wire/handle/handle.ts';
import { recordedCases, skip } from '../../../wire/handle/recorded.contract.ts';
import type { Resolver } from '../api.ts';
import { valueJson } from '../model/value-json.ts';
import { adminOf, sentValue } from '../testing/administrator.ts';
import { memoryNode, type MemoryNode, type Records } from '../testing/memory-node.ts';
import {
  caseOf,
  essence,
  prefixRecord,
  recordedOf,
  recordedPrefix,
  recordedUser,
  serverKey,
  type Recorded,
} from '../testing/recorded-exchanges.ts';
import { read } from '../testing/wire.ts';

const prefix = recordedPrefix;
const listPrefix = '88.101.2';
const user = recordedUser;

/** The server of the recording, whose signatures its clients check. */
const nodeKey = skip === false ? { privateKey: serverKey() } : undefined;

/** What is said in a session is compared in sessions/recorded.test.ts. */
const inSession = /^session-/;
const administrative = new Set([100, 101, 102, 103, 104, 105, 106, 200, 201, 300, 301, 302]);

const recorded = recordedCases
  .filter((one) => one.request !== undefined && one.response !== undefined)
  .filter((one) => !inSession.test(one.name) && one.fields.request?.['op'] !== undefined)
  .filter(
    (one) =>
      administrative.has(Number(one.fields.request?.['op'])) ||
      /raw\.(all-)?restricted/.test(one.name),
  )
  .map(recordedOf);

/** Where we answer otherwise, and why. */
const different: Readonly<Record<string, { code: number; why: string }>> = {
  'raw.unknown-op-list-derived-106': {
    code: responseCode.authenticationNeeded,
    why: 'Handle.Net does not know op 106 of RFC 3652; we list derived prefixes for who may',
  },
  'home.home/challenge': {
    code: responseCode.notResponsible,
    why: 'a node gives a home to prefixes derived from its own, not to any',
  },
  'home.home/answer': { code: responseCode.sessionTimeout, why: 'there was no challenge' },
  'home.list-homed/answer': {
    code: responseCode.sessionTimeout,
    why: 'the list is of this node; see home-prefixes.test.ts. Alone, it answers no challenge',
  },
};

/** Rights for the keys and the group of the recording, as its clients gave them to what they created. */
const admins = [300, 301, 200].map((index, n) => adminOf(100 + n, { handle: user, index }, 0x07f3));

/** The record of a handle as it must have been for the recorded answer. */
function recordsFor({ name, request }: Recorded): Records {
  const records: Record<string, readonly HandleValue[]> = { [user]: prefixRecord() };
  records[`${prefix}/P1`] = [
    sentValue(1),
    sentValue(2),
    adminOf(100, { handle: user, index: 300 }),
  ];
  records[`${prefix}/SECRETS`] = [sentValue(1, { permissions: 12 }), sentValue(2)];
  records[`${prefix}/RO`] = [sentValue(3, { permissions: 10 }), ...admins];
  records[`${prefix}/PERM`] = [
    sentValue(1),
    sentValue(2),
    adminOf(100, { handle: user, index: 304 }, adminPermission.modifyValue),
    adminOf(101, { handle: user, index: 300 }, 0x07f3),
  ];
  const { body } = request;
  const handle = 'handle' in body ? body.handle : '';
  const missing = /NOPE|index0/.test(handle) || request.header.op === opCode.create;
  if (missing && /\/(RO|PW)$/.test(handle)) delete records[handle];
  if (!missing && name.startsWith('adm-')) records[handle] = [...valuesBefore(body), ...admins];
  return records;
}

/** Modified and removed values are there before, added ones are not. */
function valuesBefore(body: Body): HandleValue[] {
  if (body.kind === 'remove-request')
    return [sentValue(9), ...body.indexes.map((n) => sentValue(n))];
  return body.kind === 'values-request' && body.values[0]?.index === 3 && body.values.length === 1
    ? [sentValue(3)]
    : [sentValue(9)];
}

/** Draws the nonces and session ids of the recording. */
class RecordedRandom implements Random {
  nonce: Uint8Array = new Uint8Array(16);
  sessionId = 1;

  number(): number {
    return 0.5;
  }
  uuid(): string {
    return realRandom.uuid();
  }
  bytes(count: number): Uint8Array {
    if (count === 16) return this.nonce;
    const id = new Uint8Array(4);
    new DataView(id.buffer).setInt32(0, this.sessionId);
    return id;
  }
}

async function nodeFor(t: TestContext, one: Recorded, random: Random): Promise<MemoryNode> {
  if (!one.name.startsWith('list.three')) {
    return memoryNode(t, { prefix, records: recordsFor(one), random, nodeKey });
  }
  const handles = recordedOf(caseOf(one.name.replace('challenge', 'answer'))).answers.flatMap(
    ({ body }) => (body.kind === 'list-response' ? body.handles : []),
  );
  const records: Record<string, readonly HandleValue[]> = {
    [`0.NA/${listPrefix}`]: [adminOf(100, { handle: user, index: 304 }, 0x0800)],
  };
  for (const handle of handles) records[handle] = [sentValue(1)];
  return memoryNode(t, { prefix: listPrefix, records, random, nodeKey, resolver: prefixResolver });
}

/** The administrator's key is at the node of the other prefix, as in the recording. */
const prefixResolver: Pick<Resolver, 'resolve'> = {
  async resolve(handle) {
    const values = handle === user ? prefixRecord().map((value) => valueJson(value, 0)) : [];
    return { handle, responseCode: 1, values, cached: false, tookMs: 0, path: [] };
  },
};

const challenged = recorded.filter(
  ({ name }) => name.endsWith('/challenge') && !(name in different),
);

test(
  'the recorded administrative requests and answers get the recorded answers',
  { skip },
  async (t) => {
    let executed = 0;
    for (const challenge of challenged) {
      const random = new RecordedRandom();
      const [recordedChallenge] = challenge.answers;
      assert.ok(recordedChallenge?.body.kind === 'challenge', challenge.name);
      random.nonce = recordedChallenge.body.nonce;
      random.sessionId = recordedChallenge.envelope.sessionId;
      const node = await nodeFor(t, challenge, random);
      const [own] = await node.send(challenge.raw);
      assert.deepEqual(essence(read(own)), essence(recordedChallenge), challenge.name);
      const answer = recorded.find(
        ({ name }) => name === challenge.name.replace('/challenge', '/answer'),
      );
      if (answer === undefined || answer.name in different) continue;
      const before = await node.contents();
      const results = (await node.send(answer.raw)).map(read);
      assert.deepEqual(results.map(essence), answer.answers.map(essence), answer.name);
      const refused = results[0]?.header.responseCode !== responseCode.ok;
      const reading = challenge.request.header.op === opCode.listHandles;
      const same = JSON.stringify(before) === JSON.stringify(await node.contents());
      assert.equal(same, refused || reading, answer.name);
      executed += 1;
    }
    assert.ok(executed >= 50, `only ${executed} executed`);
  },
);

const alone = recorded.filter(
  ({ name }) =>
    !name.endsWith('/challenge') &&
    !challenged.some((one) => one.name === name.replace('/answer', '/challenge')),
);

test('what Handle.Net answers without a challenge, we answer so', { skip }, async (t) => {
  const compared = alone.filter(({ name }) => !(name in different));
  for (const one of compared) {
    const node = await memoryNode(t, { prefix, records: recordsFor(one), nodeKey });
    const [own] = await node.send(one.raw);
    const body = one.name.startsWith('verify.') ? read(own).body : undefined;
    if (body) assert.deepEqual(body, one.answers[0]?.body, one.name);
    assert.deepEqual(essence(read(own)), essence(one.answers[0] as Message), one.name);
  }
  assert.ok(compared.length >= 12, `only ${compared.length}`);
});

test('our chosen differences to the recording are what their list says', { skip }, async (t) => {
  for (const [name, { code, why }] of Object.entries(different)) {
    const one = recordedOf(caseOf(name));
    const node = await memoryNode(t, { prefix, records: recordsFor(one), nodeKey });
    const [own] = await node.send(one.raw);
    assert.equal(read(own).header.responseCode, code, name);
    assert.notEqual(one.answers[0]?.header.responseCode, code, name);
    assert.ok(why.length > 10);
  }
});
